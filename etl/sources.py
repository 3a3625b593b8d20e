"""What an article's source says: "pages/monday.txt, item 3" is item 3 of a file."""

from __future__ import annotations

import re

_WITHIN = re.compile(r"(?:, (?:sheet .{1,100}?|(?:line|row|item|record) \d{1,12}))+$")
_ITEM = re.compile(r", item \d{1,12}$")


def without_item(source: str) -> str:
    """The source without its place in a feed or on a page, which moves with every item that is put before it."""
    return _ITEM.sub("", source)


def file_of(source: str) -> str:
    """The file of a source, without the sheet, line, row, item or record in it."""
    return _WITHIN.sub("", source)
