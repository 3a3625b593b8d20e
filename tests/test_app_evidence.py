"""How a value was decided, as the card shows it: with candidates and steps, and without the names of persons."""

from __future__ import annotations

from typing import Any

import pytest

from app.evidence import article_of, can_explain, differing, places, roles, signal_name
from app.ui.evidence import html
from app.words import words
from etl.explain import Explanation, explain
from etl.pipeline import Pipeline

EN, ES = words("en"), words("es")
TEXT = (
    "BELLINGHAM, Wash. (AP) — Federal agents of ICE arrested 37 workers in Bellingham on April 2, 2025. A lawyer, Maria"
    " Quintanilla, said they were taken to Tacoma."
)
ROW: dict[str, Any] = {
    "article_id": "a", "title": "ICE arrests 37 in Bellingham", "text": TEXT, "language": "en", "media_name": "Post",
    "publish_date": "2025-04-03", "publish_date_basis": "stated", "text_scope": "full",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(pipeline: Pipeline) -> Explanation:
    return explain(pipeline, article_of(ROW))


def test_each_mention_has_what_it_is_the_step_and_what_else_it_may_have_been(made: Explanation) -> None:
    first = places(made, EN)[0]
    assert first.words == "Bellingham" and first.chosen
    assert first.value.startswith("Bellingham, Whatcom County, WA (City, ")
    assert any(other.startswith("Bellingham, Norfolk County, MA") for other in first.others)
    assert "Bellingham, WA: place or time of the event" in [why.value for why in roles(made, EN)]


def test_names_of_persons_are_not_shown(made: Explanation) -> None:
    assert any("Quintanilla" in held.text for held in made.no_places)
    for language in (EN, ES):
        shown = html(made, language)
        assert "Quintanilla" not in shown and "Maria" not in shown
        assert "Bellingham" in shown


def test_values_that_the_dataset_has_otherwise_are_named(made: Explanation) -> None:
    same = {**ROW, **made.record.as_dict()}
    assert differing(made, same) == ()
    assert differing(made, {**same, "event_date": "2024-01-01", "topics": ["court"]}) == ("topics", "event_date")


@pytest.mark.parametrize(
    ("changes", "want"), [({}, True), ({"text": ""}, False), ({"text": None}, False), ({"language": "fr"}, False)]
)
def test_only_a_text_that_is_there_is_explained(changes: dict[str, Any], want: bool) -> None:
    assert can_explain({**ROW, **changes}) is want


def test_a_signal_without_a_name_of_ours_keeps_its_own() -> None:
    assert signal_name("first_town", EN) == "the first town"
    assert signal_name("some_new_thing", ES) == "some new thing"
