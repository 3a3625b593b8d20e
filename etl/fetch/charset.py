"""The encoding that only the HTTP header names, put into the bytes, since a kept page has no header any more."""

from __future__ import annotations

import codecs
import re
from email.message import Message

from etl.read.sniff import sniff

# Families of the WHATWG Encoding Standard. Python knows more codecs under the name of an encoding, and some of them
# take hours for a crafted page ("punycode").
_FAMILIES = re.compile(
    r"(?:iso-?8859-|latin-?[1-9]|windows-?\d|cp(?:125\d|437|85\d|866|874|932|949|950)|koi8-|mac-?|gb(?:2312|k|18030)"
    r"|big5|euc-?(?:jp|kr)|shift[_-]?jis|sjis|iso-?2022-jp|utf-?16|us-ascii|ascii|tis-620)",
    re.IGNORECASE,
)


def readable(body: bytes, content_type: str) -> bytes:
    """The body as UTF-8 where the header names another encoding that fits; else as it is.

    Only of pages and plain text: XML and JSON say their encoding themselves, other kinds have none.
    """
    message = Message()
    message["Content-Type"] = content_type or "text/plain"
    name = message.get_content_charset()
    if not name or not _FAMILIES.match(name) or body.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE)):
        return body
    if sniff(body[:65536]) not in ("html", "text"):
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return body  # a header that is wrong about UTF-8 is common; the reverse is not
    try:
        # Browsers read all of these as Windows-1252, and so do we.
        western = re.fullmatch(r"(?:iso-?8859-?1|latin-?1|us-ascii|ascii)", name, re.IGNORECASE)
        return body.decode("cp1252" if western else name).encode()
    except (LookupError, UnicodeDecodeError):
        return body
