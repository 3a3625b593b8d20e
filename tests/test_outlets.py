"""The table of outlets: every row usable, no name twice, homes that the gazetteer knows, no place for a name."""

from __future__ import annotations

import re

import pytest

from etl.gazetteer import key
from etl.knowledge import Row
from etl.pipeline import Pipeline
from etl.read.draft import outlet_row
from tests.reading import knowledge

ROWS = knowledge().tables["outlets"]

# Outlets that share their name with some town; in print the outlet is meant.
BOTH = {"forbes", "the hill", "notus", "reforma", "kusa", "koln", "kelo"}


def names(row: Row) -> list[str]:
    """All names of an outlet."""
    return [row["name"], *(alias for alias in row["aliases"].split(";") if alias)]


def test_rows() -> None:
    """Enough of them, each with a language, a source and the form of a domain; no name and no domain twice."""
    assert len(ROWS) >= 600
    keys = [name for row in ROWS for name in {key(name) for name in names(row)}]
    assert sorted(name for name in set(keys) if keys.count(name) > 1) == []
    domains = [row["domain"] for row in ROWS]
    assert len(set(domains)) == len(domains)
    for row in ROWS:
        assert re.fullmatch(r"[a-z0-9.-]+\.[a-z]{2,}(?:/[\w./-]+)?", row["domain"]), row
        assert row["language"] in ("en", "es", "zh") and row["source"], row


def test_homes(pipeline: Pipeline) -> None:
    """A home is a city with its state, or a state's name, as the gazetteer has them."""
    for row in ROWS:
        if row["place"]:
            city, state = pipeline.knowledge.area(row["place"])
            assert state is not None and (city is not None or "," not in row["place"]), row


def test_no_name_is_a_place(pipeline: Pipeline) -> None:
    """An alias that is a plain place name would hide that place in every text."""
    found = {key(name) for row in ROWS for name in names(row) if pipeline.knowledge.gazetteer.candidates(name)}
    assert found <= BOTH


@pytest.mark.parametrize(
    ("name", "address", "expected"),
    [
        ("LA Times", None, "Los Angeles Times"),
        ("Seattle Times", None, "The Seattle Times"),
        ("St. Joseph News-Press (The Associated Press)", None, "St. Joseph News-Press"),
        (None, "https://cbsnews.com/losangeles/news/x", "CBS Los Angeles"),
        (None, "https://cbsnews.com/news/x", "CBS News"),
        (None, "https://archives.lincolndailynews.com/2025/x", "Lincoln Daily News"),
        ("www.latimes.com", None, "Los Angeles Times"),
        ("The Record", None, None),  # several papers have this name
        ("Harbor Gazette", "https://harbor.example/x", None),
        (None, "com", None),
    ],
)
def test_outlet_row(name: str | None, address: str | None, expected: str | None) -> None:
    """An outlet by its name, else by the longest path and host that match."""
    row = outlet_row(name, address, knowledge().outlets)
    assert (row["name"] if row else None) == expected
