"""Word documents. Their paragraphs are read as the lines of a page saved as text."""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import BadZipFile

from etl.models import Issue
from etl.read.clean import clean
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.page import parse_text


def parse_docx(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """Drafts for the articles of a Word document, each paragraph a line."""
    from docx import Document as open_docx  # here, since most runs read no such file
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with document.open() as stream:
            paragraphs = [paragraph.text for paragraph in open_docx(stream).paragraphs]
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        yield issue(document.name, f"is no Word document that can be read ({error}); save it again or as text", "error")
        return
    yield from parse_text(clean("\n".join(paragraphs)), document.name, rules)
