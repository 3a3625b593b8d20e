"""Documents of offices: .docx and PDF. Their lines are read as a page saved as text is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zipfile import BadZipFile

from etl.models import Issue
from etl.read.clean import clean
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.page import parse_text

_HYPHEN = re.compile(r"(?<=[a-záéíóúñ])-\n(?=[a-záéíóúñ])")
_MOST_PAGES = 2000


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


def parse_pdf(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """Drafts for the articles of a PDF that holds text; an issue for one that holds pictures of pages."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        with document.open() as stream:
            reader = PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                yield issue(document.name, "is locked by a password; save it without one", "error")
                return
            if len(reader.pages) > _MOST_PAGES:
                yield issue(document.name, f"has more than {_MOST_PAGES} pages; split it", "error")
                return
            pages = [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
        yield issue(document.name, f"is no PDF that can be read ({error}); save it again or as text", "error")
        return
    text = clean(_HYPHEN.sub("", "\n".join(pages)))
    if not text:
        yield issue(document.name, "holds pictures of pages and no text; run text recognition over it first", "error")
        return
    yield from parse_text(text, document.name, rules)
