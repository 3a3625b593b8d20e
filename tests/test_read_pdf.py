"""The lines of a PDF put back into paragraphs by how they lie."""

from __future__ import annotations

import pytest

from etl.read.pdf import _Line, _paragraphs, _without_edges

A, B, C = "Deputies turned a bus of federal agents away", "from the courthouse on Tuesday.", "The bus stood in the lot."


def lines(*found: tuple[str, float, float, float]) -> list[_Line]:
    """Lines of text, x, y and size."""
    return [_Line(*line) for line in found]


LAID: list[tuple[list[_Line], list[str]]] = [
    # a gap between paragraphs
    (lines((A, 9, 700, 12), (B, 9, 686, 12), (C, 9, 660, 12)), [f"{A} {B}", C]),
    # an indent, and no gap
    (lines((A, 18, 700, 12), (B, 9, 686, 12), (C, 18, 672, 12)), [f"{A} {B}", C]),
    # neither: a sentence's end or a short line ends a paragraph
    (lines((A, 9, 700, 12), (B, 9, 686, 12), (C, 9, 672, 12)), [f"{A} {B}", C]),
    (lines(("Bus turned away", 9, 700, 12), (A, 9, 686, 12), (B, 9, 672, 12)), ["Bus turned away", f"{A} {B}"]),
    # a headline of two lines, the second set in from the first
    (lines(("Bus of agents", 9, 700, 30), ("turned away", 60, 664, 30), (A, 9, 630, 12), (B, 9, 616, 12)),
     ["Bus of agents turned away", f"{A} {B}"]),
    # a paragraph that goes on in the next column, and one that begins there
    (lines((A, 9, 100, 12), (B, 300, 700, 12), (C, 309, 686, 12)), [f"{A} {B}", C]),
    (lines((A, 9, 114, 12), (B, 9, 100, 12), (C, 300, 700, 12)), [f"{A} {B}", C]),
    # a word that was parted at the line's end
    (lines(("Deputies turned away immi-", 9, 700, 12), ("gration agents at dawn.", 9, 686, 12)),
     ["Deputies turned away immigration agents at dawn."]),
    ([], []),
]  # fmt: skip


@pytest.mark.parametrize(("found", "expected"), LAID)
def test_paragraphs(found: list[_Line], expected: list[str]) -> None:
    assert _paragraphs(iter(found)) == expected


def test_what_is_printed_at_the_edges_goes() -> None:
    """Times of printing, page numbers, addresses, and a line that stands on each page, but once."""
    texts = (
        ["11/24/25, 9:47 PM A bus", "Tern Point Gazette", A, "https://a.example/bus 1/3"],
        ["11/24/25, 9:47 PM A bus", "Tern Point Gazette", B, "Page 2 of 3"],
        ["24/11/2025, 21:47", "Tern Point Gazette", C, "file:///tmp/x.html 3/3"],
    )
    pages = [[_Line(text, 9, 700, 12) for text in page] for page in texts]
    assert [line.text for line in _without_edges(pages)] == ["Tern Point Gazette", A, B, C]
