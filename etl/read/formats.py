"""The formats that can be read, each with its parser, and what to say of those that cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from etl.models import Issue
from etl.read import archives, feeds, html, jsonl, office, page, pdf, tables, workbook
from etl.read.documents import Document
from etl.read.draft import Draft, Rules

Parser = Callable[[Document, Rules], Iterator[Draft | Document | Issue]]  # a document stands for a member to be read

PARSERS: Mapping[str, Parser] = {
    "jsonl": jsonl.parse,
    "text": page.parse,
    "table": tables.parse_text_table,
    "sheet": workbook.parse_sheet,
    "parquet": tables.parse_parquet,
    "json": tables.parse_json,
    "old office": workbook.parse_sheet,
    "feed": feeds.parse_feed,
    "json feed": feeds.parse_json_feed,
    "sitemap": feeds.parse_sitemap,
    "opml": feeds.parse_opml,
    "addresses": feeds.parse_addresses,
    "html": html.parse,
    "mhtml": archives.parse_mhtml,
    "docx": office.parse_docx,
    "pdf": pdf.parse,
    "zip": archives.parse_zip,
    "tar": archives.parse_tar,
    "gzip": archives.parse_compressed("gzip"),
    "bzip2": archives.parse_compressed("bzip2"),
    "xz": archives.parse_compressed("xz"),
    "warc": archives.parse_warc,
}

CURES: Mapping[str, str] = {
    "empty": "is empty; save it again",
    "binary": "is no format that is read here; save it as text, HTML, CSV or JSON Lines",
    "image": "is a picture, which holds no text; save the page as text or HTML",
    "odt": "is an OpenDocument text (.odt), which is not read; save it as .docx or as text",
    "slides": "is a presentation, which is not read; save its text",
    "epub": "is an e-book, which is not read; save its text",
    "rtf": "is rich text; save it as plain text or .docx",
    "sqlite": "is an SQLite database; export its table as CSV or JSON Lines",
}
