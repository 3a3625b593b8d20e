"""Mentions at words that somebody else marked: what measuring resolution by itself stands on."""

from __future__ import annotations

import pytest

from etl.find.places import PlaceFinder
from etl.pipeline import Pipeline
from etl.text import analyse


@pytest.fixture(scope="module")
def finder(pipeline: Pipeline) -> PlaceFinder:
    """The finder over the bundled tables."""
    return PlaceFinder(pipeline.knowledge)


@pytest.mark.parametrize(
    ("text", "marked", "shown", "key", "cue", "written"),
    [
        ("Agents came to Monroe, La., on Monday.", "Monroe", "Monroe, La.", "monroe", "written", "LA"),
        ("Agents came to Bell, California, today.", "Bell, California", "Bell, California", "bell", "written", "CA"),
        ("Agents came to Chicago on Monday.", "Chicago", "Chicago", "chicago", "locative", None),
        ("Chicago’s mayor spoke.", "Chicago’s", "Chicago", "chicago", "suffix", None),
        ("Agents came to Qwzzyx on Monday.", "Qwzzyx", "Qwzzyx", "qwzzyx", "locative", None),
    ],
)  # fmt: skip
def test_marked_words_keep_what_stands_beside_them(
    finder: PlaceFinder, text: str, marked: str, shown: str, key: str, cue: str, written: str | None
) -> None:
    body = analyse("", text)
    start = body.text.index(marked)
    words = sorted(body.words_in([(start, start + len(marked))]))
    found = finder.mention_at(body, words[0], words[-1])
    assert (body.text[found.start : found.end], found.key, found.cue, found.written) == (shown, key, cue, written)
    assert bool(found.candidates) == (key != "qwzzyx")
