"""What an article's source says: "pages/monday.txt, item 3" is item 3 of a file."""

from __future__ import annotations

import re

_WITHIN = re.compile(r"(?:, (?:sheet .{1,100}?|(?:line|row|item|record) \d{1,12}))+$")


def file_of(source: str) -> str:
    """The file of a source, without the sheet, line, row, item or record in it."""
    return _WITHIN.sub("", source)
