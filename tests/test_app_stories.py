"""A story's card: outlets in order of time, and what each copy changed or left out, as far as it may be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.articles import Span
from app.stories import copies, word_spans
from app.ui.card import story_list
from app.words import words
from etl.coverage import Coverage
from tests.app_data import open_copies


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    return open_copies(tmp_path_factory.mktemp("copies"))


@pytest.fixture(scope="module")
def story_id(coverage: Coverage) -> str:
    return str(coverage.rows("SELECT story_id FROM articles WHERE article_id = 'w-1'")[0]["story_id"])


def test_each_copy_says_what_it_did_to_the_original(coverage: Coverage, story_id: str) -> None:
    found = [
        (copy.outlet, copy.published, copy.state, *copy.numbers.values())
        for copy in copies(coverage, story_id, setting="full")
    ]
    assert found == [
        ("The Wire", "2025-06-08", "stands", 0, 0, 0),
        ("Bell Post", "2025-06-08", "same", 0, 0, 0),
        ("Canyon Daily", "2025-06-09", "differs", 0, 0, 3),
        ("Gardens News", "2025-06-09", "differs", 0, 2, 0),
        ("Harbor Times", "2025-06-10", "differs", 2, 0, 0),
    ]


def test_of_texts_that_are_not_free_only_sentences_with_a_found_value_are_shown(
    coverage: Coverage, story_id: str
) -> None:
    shown = {copy.outlet: copy.shown for copy in copies(coverage, story_id, setting="evidence")}
    assert [change.copy for change in shown["Gardens News"]] == [
        "The news reached Bell Gardens within the hour, and a bakery on the main street closed its doors before noon."
    ]
    assert shown["Canyon Daily"] == ()
    assert len({c.outlet: c.shown for c in copies(coverage, story_id, setting="full")}["Canyon Daily"]) == 3


def test_the_list_says_it_in_words_and_holds_no_markup_of_the_data(coverage: Coverage, story_id: str) -> None:
    made = story_list(
        copies(coverage, story_id, setting="evidence"), words("en"), this="w-3", link="?article={}".format
    )
    for text in (
        "stands for the story", "word for word the same", "3 sentences left out", "2 sentences added",
        "2 sentences changed", "Not shown here: 1 sentence without a found value", "this article",
    ):  # fmt: skip
        assert text in made
    assert made.index("The Wire") < made.index("Canyon Daily") < made.index("Harbor Times")


@pytest.mark.parametrize(
    ("one", "two", "want"),
    [
        (
            "The agents came in four unmarked vehicles",
            "The agents came in unmarked vans",
            (
                (Span("The agents came in"), Span("four", "gone"), Span("unmarked"), Span("vehicles", "gone")),
                (Span("The agents came in"), Span("unmarked"), Span("vans", "new")),
            ),
        ),
        ("", "A new one", ((), (Span("A new one", "new"),))),
    ],
)
def test_words_that_differ_are_marked(one: str, two: str, want: object) -> None:
    assert word_spans(one, two) == want


@given(st.text(alphabet="abc ", max_size=40), st.text(alphabet="abc ", max_size=40))
def test_marked_words_give_both_sentences_back(one: str, two: str) -> None:
    old, new = word_spans(one, two)
    assert " ".join(span.text for span in old) == " ".join(one.split())
    assert " ".join(span.text for span in new) == " ".join(two.split())
