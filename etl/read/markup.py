"""Markup to text: for cells and feed entries that hold HTML, and for what stands in a page's own metadata."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

_TAG = re.compile(
    r"</?(?:p|br|div|a|span|li|ul|ol|img|b|i|em|strong|h[1-6]|blockquote|figure|table|td|tr)\b[^<>]{0,2000}>", re.I
)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8});", re.IGNORECASE)
_BLOCKS = frozenset(
    (
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "tr",
        "table",
        "section",
        "article",
    )
)
_SILENT = frozenset(("script", "style", "noscript", "template", "figure", "iframe", "form", "button", "svg"))


class _Text(HTMLParser):
    """Gathers the text of markup, a blank line between blocks."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a paragraph, a line break ends a line."""
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A block ends its paragraph."""
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        """Text, its own line breaks being mere layout."""
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def has_markup(text: str) -> bool:
    """Does a text hold HTML tags, so that it must be read as HTML?"""
    return "<" in text and _TAG.search(text) is not None


def text_of(markup: str) -> str:
    """The text of an HTML fragment, paragraphs separated by a blank line."""
    reader = _Text()
    reader.feed(markup)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).split("\n"))
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def line_of(element: Any) -> str:
    """The text of an element of a parsed page, on one line."""
    return " ".join("".join(element.itertext()).split())


def plain_line(text: str) -> str:
    """A title with its entities resolved; what looks like a tag stays, since a title may be about one."""
    return unescape(text) if _ENTITY.search(text) else text
