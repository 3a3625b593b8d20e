"""A PDF's text, its lines put back into paragraphs by how they lie on the page, then read as a page saved as text is.

A line goes on with the one before where both have one size and follow closely, without an indent. Where a document
sets its paragraphs apart by neither gap nor indent, a line that ends a sentence or is short ends its paragraph.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from etl.models import Issue
from etl.read.clean import clean
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.page import parse_text

_MOST_PAGES = 2000
_ENDED = re.compile(r"[.!?…:;][\"”’'»)\]]*$")
_HYPHEN = re.compile(r"[a-záéíóúñ]-$")
_LOWER = re.compile(r"[a-záéíóúñ]")
# What a browser prints above and below a page: the time of printing with the title, the address with the page's number.
_PRINTED = re.compile(r"\d{1,2}/\d{1,2}/\d{2,4},? \d{1,2}:\d{2}(?:\s?[AaPp]\.?\s?[Mm]\.?)?(?:\s.*)?")
_NUMBER = re.compile(r"(?:(?:page|página) )?\d{1,4}(?: ?(?:/|of|de) ?\d{1,4})?", re.IGNORECASE)
_ADDRESS = re.compile(r"((?:https?|file)://\S+?)(…|\.\.\.)? +\d{1,4} ?/ ?\d{1,4}")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_GAP, _INDENT = 1.35, 0.6  # of the leading and of the size, from which a line begins a paragraph
_SHORT = 0.75  # of the longest line's characters, under which a line ends a paragraph
# What pypdf raises of a broken file where it takes one kind of object for another, or knows no such filter.
_WRONG = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError),
    *(RecursionError, NotImplementedError),
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, where it begins and how large it is, in points."""

    text: str
    x: float
    y: float
    size: float


def parse(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """Drafts for the articles of a PDF that holds text; an issue for one that holds pictures of pages."""
    from pypdf import PdfReader  # here, since most runs read no such file
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it cannot read is an issue, and no line on the screen
    try:
        with document.open() as stream:
            reader = PdfReader(stream)
            if reader.is_encrypted and not reader.decrypt(""):
                yield issue(document.name, "is locked by a password; save it without one", "error")
                return
            if len(reader.pages) > _MOST_PAGES:
                yield issue(document.name, f"has more than {_MOST_PAGES} pages; split it", "error")
                return
            pages = [_lines(page) for page in reader.pages]
    except (PyPdfError, *_WRONG) as error:
        yield issue(document.name, f"is no PDF that can be read ({error}); save it again or as text", "error")
        return
    addresses = {
        match[1] for page in pages for line in page if (match := _ADDRESS.fullmatch(line.text)) and not match[2]
    }
    text = clean("\n\n".join(_paragraphs(_without_edges(pages))))
    if not text:
        yield issue(document.name, "holds pictures of pages and no text; run text recognition over it first", "error")
        return
    items = list(parse_text(text, document.name, rules))
    own = addresses.pop() if len(addresses) == 1 else ""
    single = sum(isinstance(item, Draft) for item in items) == 1 and own.startswith("http")
    for item in items:  # a page that a browser printed says its address
        yield replace(item, url=own) if single and isinstance(item, Draft) and not item.url else item


def _lines(page: Any) -> list[_Line]:
    """The lines of a page in the order of its text, which follows columns."""
    found: list[_Line] = []
    parts: list[str] = []
    at = (0.0, 0.0, 0.0)

    def end() -> None:
        text = " ".join("".join(parts).translate(_LIGATURES).split())
        if text:
            found.append(_Line(text, *at))
        parts.clear()

    def visit(text: str, outer: Sequence[float], inner: Sequence[float], font: Any, size: float) -> None:
        nonlocal at
        for number, part in enumerate(text.split("\n")):
            if number:
                end()
            if part.strip() and not parts:
                scale = inner[3] * outer[3]
                at = inner[4] * outer[0] + outer[4], inner[5] * outer[3] + outer[5], abs(size * scale)
            if part.strip() or parts:
                parts.append(part)

    page.extract_text(visitor_text=visit)
    end()
    return found


def _without_edges(pages: Sequence[Sequence[_Line]]) -> Iterator[_Line]:
    """The lines of all pages without page numbers, without what a browser prints at their edges, and with a line that
    stands on most of them only once."""
    everywhere = Counter(text for page in pages for text in {line.text for line in page})
    told: set[str] = set()
    for page in pages:
        for line in page:
            running = len(pages) > 2 and everywhere[line.text] > len(pages) / 2
            edge = any(pattern.fullmatch(line.text) for pattern in (_PRINTED, _NUMBER, _ADDRESS))
            if not edge and not (running and line.text in told):
                told.add(line.text)
                yield line


def _paragraphs(lines: Iterator[_Line]) -> list[str]:
    """The lines joined to paragraphs."""
    every = list(lines)
    sizes = Counter[float]()
    for line in every:
        sizes[round(line.size)] += len(line.text)
    main = max(sizes, key=lambda size: sizes[size], default=0.0)
    leading = _leading(every)
    longest = max((len(line.text) for line in every if round(line.size) == main), default=0)
    pairs = [(one, two, _apart(one, two, leading, main)) for one, two in pairwise(every)]
    shown = any(apart for one, two, apart in pairs if round(one.size) == round(two.size) == main)
    found: list[str] = [line.text for line in every[:1]]
    for one, two, apart in pairs:
        goes_on = bool(_LOWER.match(two.text)) and not _ENDED.search(one.text)
        if apart is None:  # another column or page
            begins = not goes_on
        elif shown or round(one.size) != main:
            begins = apart
        else:
            begins = apart or (not goes_on and bool(_ENDED.search(one.text) or len(one.text) < _SHORT * longest))
        if begins:
            found.append(two.text)
        elif _HYPHEN.search(found[-1]) and _LOWER.match(two.text):
            found[-1] = found[-1][:-1] + two.text
        else:
            found[-1] += f" {two.text}"
    return found


def _leading(lines: Sequence[_Line]) -> dict[int, float]:
    """The distance of two lines of one paragraph, by size: the least that two lines of it have."""
    found: dict[int, float] = {}
    for one, two in pairwise(lines):
        size, moved = round(one.size), one.y - two.y
        if size == round(two.size) and 0.9 * one.size <= moved <= 1.9 * one.size:
            found[size] = min(moved, found.get(size, moved))
    return found


def _apart(one: _Line, two: _Line, leading: dict[int, float], main: float) -> bool | None:
    """Does a line begin a paragraph by its place? None where it is not below the one before it."""
    size, moved = round(one.size), one.y - two.y
    if size != round(two.size):
        return True
    if moved <= 0:
        return None
    indented = size == main and two.x - one.x > _INDENT * one.size
    return indented or moved > _GAP * leading.get(size, 1.4 * one.size)
