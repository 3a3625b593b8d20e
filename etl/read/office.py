"""Word documents. Their paragraphs are read as the lines of a page saved as text."""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

from etl.models import Issue
from etl.read.archives import BROKEN_ZIP
from etl.read.clean import clean
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.page import parse_text

_LARGEST = 64 * 1024 * 1024  # bytes of text and layout, unpacked: a thousand times a long article's


def parse_docx(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """Drafts for the articles of a Word document, each paragraph a line."""
    from docx import Document as open_docx  # here, since most runs read no such file
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with document.open() as stream, ZipFile(stream) as archive:
            # What a member says of its size is all that is unpacked of it.
            size = sum(info.file_size for info in archive.infolist() if info.filename.endswith((".xml", ".rels")))
        if size > _LARGEST:
            message = f"holds more than {_LARGEST // 1024**2} MB of text and layout; split it, or save it as text"
            yield issue(document.name, message, "error")
            return
        with document.open() as stream:
            paragraphs = [paragraph.text for paragraph in open_docx(stream).paragraphs]
    except (PackageNotFoundError, etree.XMLSyntaxError, LookupError, AttributeError, TypeError, *BROKEN_ZIP) as error:
        yield issue(document.name, f"is no Word document that can be read ({error}); save it again or as text", "error")
        return
    yield from parse_text(clean("\n".join(paragraphs)), document.name, rules)
