"""Bytes to text, and text to the one form that the rest of the product sees: NFC, line feeds, no control characters."""

from __future__ import annotations

import codecs
import re
import unicodedata

# Control characters, lone surrogates, zero-width marks, soft hyphens and direction overrides: none of them carries
# words, all of them can hide or break some (a title that shows as another one, JSON that cannot be written).
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\t\xa0\u2000-\u200a\u202f\u205f\u3000]")
_GAP = re.compile("\n{3,}")
# What pages call Latin-1 or ASCII is Windows-1252, as every browser reads it: else its dashes and quotes are lost.
_AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text of some bytes, and what had to be guessed (None where it was plain UTF-8 or as declared).

    The order of trust: a byte order mark, UTF-8 that decodes, the declared encoding, Windows-1252, in which every
    byte is a character (the five that it leaves open become U+FFFD).
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), None
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    if declared and (meant := _encoding(declared)):
        try:
            return data.decode(meant), None
        except (LookupError, UnicodeDecodeError):  # LookupError: "hex" and the like, which decode no bytes to text
            pass
    # One bad byte in a megabyte of UTF-8 is damage, not another encoding.
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    if bad * 200 < sum(byte > 0x7F for byte in data[:1_000_000]) + 1:
        return text, f"{bad} bytes are no UTF-8 and were replaced by \ufffd; save the file as UTF-8"
    return data.decode("cp1252", "replace"), "not UTF-8, read as Windows-1252; save the file as UTF-8"


def _encoding(declared: str) -> str | None:
    """The encoding that a declaration means, or None where there is none of that name."""
    try:
        name = codecs.lookup(declared).name
    except LookupError:
        return None
    return _AS_BROWSERS.get(name, name)


def clean(text: str) -> str:
    """The text in NFC, lines ended by LF, paragraphs at most one blank line apart, nothing unseen in it.

    Text that is in this form already comes back as it is, so that offsets into it stay right.
    """
    # All that these patterns look for is unprintable, and most texts hold nothing unprintable but their line feeds.
    if not text.replace("\n", "").isprintable():
        if not text.isascii():
            text = _SURROGATE.sub("\ufffd", text)
        text = _SPACE.sub(" ", _UNSEEN.sub("", _BREAK.sub("\n", text)))
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if " \n" in text:
        text = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    if "\n\n\n" in text:
        text = _GAP.sub("\n\n", text)
    return text.strip()


def clean_line(text: str) -> str:
    """`clean` for a title or a name: on one line, single spaces."""
    return " ".join(clean(text).split())
