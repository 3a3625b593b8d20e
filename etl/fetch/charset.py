"""The encoding that only the HTTP header names, put into the bytes, since a kept page has no header any more."""

from __future__ import annotations

import re
from email.message import Message

from etl.read.clean import decode
from etl.read.sniff import sniff

# Families of the WHATWG Encoding Standard. What else Python calls an encoding ("unicode_escape") is none of a page.
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
    if not name or not _FAMILIES.match(name):
        return body
    if sniff(body[:65536]) not in ("html", "text"):
        return body
    text, guess = decode(body, name)  # UTF-8 that decodes is trusted before the header, which is often wrong about it
    return body if guess else text.encode()
