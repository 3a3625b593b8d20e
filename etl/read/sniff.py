"""What a document is, by its content; its name counts for nothing."""

from __future__ import annotations

import csv
import json
import re

from etl.read.clean import decode

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"%PDF-", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"WARC/", "warc"),
    (OLD_OFFICE, "old office"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"RIFF", "image"),
    (b"SQLite format 3", "sqlite"),
)
_ROOT = re.compile(r"<(?:\w+:)?(rss|feed|rdf|opml|urlset|sitemapindex|html|head|body|article|div|p|!doctype html)\b")
_FEEDS = {"rss": "feed", "feed": "feed", "rdf": "feed", "opml": "opml", "urlset": "sitemap", "sitemapindex": "sitemap"}
GKG_LINE = re.compile(r"\d{14}-T?\d+\t\d{14}\t")  # GDELT's knowledge graph, which has no header
_ADDRESS = re.compile(r"https?://[^\s,;|]\S{2,4000}", re.IGNORECASE)
_ADDRESS_HEADS = frozenset({"url", "urls", "link", "links", "address", "addresses", "enlace", "enlaces"})
_MIME = re.compile(r"(?:[\w-]+: .*\n(?:[ \t].*\n)*){0,30}?content-type:\s*multipart/related")


def sniff(head: bytes) -> str:
    """The name of the format of a document that begins with these bytes, "empty" or "binary" where there is none."""
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        return "empty"
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    if head[257:262] == b"ustar":
        return "tar"
    text, _ = decode(_whole(head))
    text = text.removeprefix("\ufeff").lstrip()
    if text.startswith(("{", "[")):
        return _json(text)
    control = sum(byte < 9 or 13 < byte < 32 for byte in head[:4096])
    if "\x00" in text[:4096] and control * 50 > len(head[:4096]):
        return "binary"
    low = text[:4096].lower()
    if "multipart/related" in low and _MIME.match(low.replace("\r\n", "\n")):
        return "mhtml"
    if low.startswith("<"):
        root = _ROOT.search(low)
        return _FEEDS.get(root[1], "html") if root else "html"
    if _addresses(text, whole=len(head) < 65536):
        return "addresses"
    if GKG_LINE.match(text) or _tabular(text) or _grid(text, whole=len(head) < 65536):
        return "table"
    return "text"


def is_header(line: str) -> bool:
    """Is this the head of a table with one column of addresses?"""
    return line.strip('"').lower() in _ADDRESS_HEADS


def _addresses(text: str, *, whole: bool) -> bool:
    """Is every line a web address, but for empty ones, comments and a header? The last may be cut off."""
    lines = [line.strip().strip('"') for line in text.splitlines()]
    if not whole:
        lines = lines[:-1]
    if lines and is_header(lines[0]):
        lines = lines[1:]
    lines = [line for line in lines if line and not line.startswith("#")]
    return bool(lines) and all(_ADDRESS.fullmatch(line) for line in lines)


def _whole(head: bytes) -> bytes:
    """The bytes without a last character that the cut may have split."""
    return head[:-4] if len(head) >= 4096 and head[-1] > 0x7F else head


def _json(text: str) -> str:
    first = text.split("\n", 1)[0].strip()
    if "jsonfeed.org/version" in text[:4096]:
        return "json feed"
    if first.startswith("{") and len(first) > 2:
        try:
            json.loads(first)
        except RecursionError:
            return "jsonl"
        except ValueError:
            # a broken first line of JSON Lines, or the first line of one object over many lines
            second = text.split("\n", 2)[1:2]
            return "jsonl" if len(first) >= 60_000 or (second and second[0].startswith("{")) else "json"
        return "jsonl"
    return "json"


def _tabular(text: str) -> bool:
    """Does the first line name columns: at least two cells, each short, one of them a column that news data has?"""
    head = text.split("\n", 1)[0].rstrip("\r")
    for separator in SEPARATORS:
        cells = [cell.strip().strip('"').lower() for cell in head.split(separator)]
        if len(cells) < 2 or len(head) > 4000:
            continue
        keys = {re.sub(r"[\W_]", "", cell) for cell in cells}
        if all(_NAME.fullmatch(cell) for cell in cells if cell) and _COLUMNS & keys:
            return True
    return False


def _grid(text: str, *, whole: bool) -> bool:
    """Have the first lines, three at least, all as many cells as the first has names, whatever these are? Then it is a
    table, of which reading will say that no column is known, and not prose. Commas and bars must part three cells."""
    lines = text.split("\n", _GRID_LINES)[:_GRID_LINES]
    lines = [
        line.rstrip("\r") for line in (lines if whole or len(lines) == _GRID_LINES else lines[:-1]) if line.strip()
    ]
    if len(lines) < 3 or len(lines[0]) > 4000:
        return False
    for separator, least in SEPARATORS.items():
        if lines[0].count(separator) < least - 1:
            continue
        try:
            rows = list(csv.reader(lines, delimiter=separator))
        except csv.Error:  # a cell beyond the limit
            continue
        names = [cell.strip() for cell in rows[0]]
        if len(rows) >= 3 and all(map(_NAME.fullmatch, names)) and {len(row) for row in rows} == {len(names)}:
            return len(names) >= least
    return False


# A separator, and how many cells it must part to make a table of lines whose names are not known.
SEPARATORS = {"\t": 2, ",": 3, ";": 2, "|": 3}
_GRID_LINES = 12
_NAME = re.compile(r"[^\W\d][\w .:()/#-]{0,40}")

# One of these among the names in the first line makes it the head of a table.
_COLUMNS = frozenset(
    {"title", "headline", "articletitle", "titular", "título", "url", "link", "articleurl", "sourceurl", "enlace"}
    | {"documentidentifier", "text", "body", "content", "date", "publishdate", "publishedat", "seendate", "eventdate"}
    | {"storiesid", "gkgrecordid", "globaleventid"}
)
