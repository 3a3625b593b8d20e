"""The formats that can be read, each with its parser, and what to say of those that cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from etl.models import Issue
from etl.read import jsonl, page
from etl.read.documents import Document
from etl.read.draft import Draft, Rules

Parser = Callable[[Document, Rules], Iterator[Draft | Issue]]

PARSERS: Mapping[str, Parser] = {
    "jsonl": jsonl.parse,
    "text": page.parse,
}

CURES: Mapping[str, str] = {
    "empty": "is empty; save it again",
    "binary": "is no format that is read here; save it as text, HTML, CSV or JSON Lines",
    "image": "is a picture, which holds no text; save the page as text or HTML",
    "old office": "is a file of an old office version; save it as .docx, .xlsx or CSV",
    "rtf": "is rich text; save it as plain text or .docx",
    "sqlite": "is an SQLite database; export its table as CSV or JSON Lines",
}
