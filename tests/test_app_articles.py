"""Shown sentences: cut at what was found, never more of a text than may be shown, never markup."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.articles import Mark, Span, evidence, excerpt, may_show_whole, safe_url, spans
from app.ui.card import head, text
from app.words import words
from etl.coverage import Coverage
from etl.filters import Filters
from etl.listing import article, entries, page_keys, with_mentions
from tests.app_data import HOSTILE, open_dataset

EN = words("en")


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    return open_dataset(tmp_path_factory.mktemp("articles"))


def _row(coverage: Coverage, id_: str) -> dict[str, Any]:
    row = article(coverage, id_)
    assert row is not None
    return row


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_spans_give_the_text_back(body: str, edges: list[tuple[int, int]]) -> None:
    marks = [Mark(start, end, "place", "") for start, end in edges]
    assert "".join(span.text for span in spans(body, 0, len(body), marks)) == body


def test_of_overlapping_marks_the_first_and_longest_is_kept() -> None:
    marks = [Mark(0, 4, "place", "a"), Mark(0, 12, "place", "b"), Mark(5, 12, "agency", "c")]
    assert spans("Bell Gardens, CA", 0, 16, marks) == (Span("Bell Gardens", "place", "b"), Span(", CA"))


@pytest.mark.parametrize(
    ("url", "want"),
    [
        ("https://news.example/a?b=c", "https://news.example/a?b=c"),
        ("javascript:alert(1)", None),
        ("  JaVaScRiPt:alert(1)", None),
        ("data:text/html,x", None),
        ("file:///etc/passwd", None),
        ("//news.example/a", None),
        ("https://", None),
        ("http://[", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_followed(url: str | None, want: str | None) -> None:
    assert safe_url(url) == want


def test_the_list_shows_the_sentence_of_the_place_that_was_asked_for(coverage: Coverage) -> None:
    keys = page_keys(coverage, Filters(cities=("Bell Gardens, CA",)), limit=1)
    rows = with_mentions(coverage, entries(coverage, keys))
    shown = evidence(rows[0], EN, filters=Filters())
    assert "".join(span.text for span in shown) == "DHS said that ERO went to Bell Gardens on 2025-06-21."
    assert [(s.text, s.kind) for s in shown if s.kind] == [
        ("DHS", "agency"),
        ("ERO", "agency"),
        ("2025-06-21", "date"),
    ]


def test_only_sentences_with_a_found_value_are_shown(coverage: Coverage) -> None:
    row = _row(coverage, "t-23")
    shown = ["".join(span.text for span in paragraph) for paragraph in excerpt(row, EN, whole=False)]
    assert "Nothing nearer was said" not in "".join(shown)
    assert "".join(s.text for p in excerpt(row, EN, whole=True) for s in p) == row["text"]


@pytest.mark.parametrize(
    ("licence", "setting", "want"),
    [
        (None, "evidence", False),
        ("CC BY 4.0", "evidence", True),
        ("All rights reserved", "evidence", False),
        (None, "full", True),
    ],
)
def test_a_whole_text_needs_a_licence_or_a_setting(licence: str | None, setting: str, want: bool) -> None:
    assert may_show_whole({"text_license": licence}, setting=setting) is want


@pytest.mark.parametrize("n", range(len(HOSTILE)))
def test_a_hostile_title_is_text_in_the_card(coverage: Coverage, n: int) -> None:
    row = _row(coverage, f"t-{27 + n}")
    made = head(row, EN) + text(row, EN, whole=False)
    assert "<script" not in made and "<img" not in made
