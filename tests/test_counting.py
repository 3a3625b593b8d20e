"""Stories as the unit: each counts once for whatever any of its selected articles names."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.columns import Count
from etl.coverage import Coverage
from etl.filters import Filters
from etl.listing import article, entries, listing, page_keys, story
from etl.queries import bubbles, facet, headline, shading, undrawn
from tests.app_data import open_copies, open_dataset

TWO_PAPERS = Filters(outlets=("Gardens News", "Harbor Times"))


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    return open_copies(tmp_path_factory.mktemp("copies"))


@pytest.mark.parametrize(
    ("count", "bubble", "states", "outlets"),
    [
        (
            "articles",
            {"Bell, CA": 4, "Bell Gardens, CA": 1, "Cañon City, CO": 1},
            {"CA": 5, "CO": 1},
            {"Bell Post": 1, "Canyon Daily": 2, "Gardens News": 1, "Harbor Times": 1, "The Wire": 1},
        ),
        (
            "stories",
            {"Bell, CA": 1, "Bell Gardens, CA": 1, "Cañon City, CO": 1},
            {"CA": 1, "CO": 1},
            {"Bell Post": 1, "Canyon Daily": 2, "Gardens News": 1, "Harbor Times": 1, "The Wire": 1},
        ),
    ],
)
def test_figures_follow_the_unit(
    coverage: Coverage, count: Count, bubble: dict[str, int], states: dict[str, int], outlets: dict[str, int]
) -> None:
    drawn = bubbles(coverage, Filters(), count=count).to_pylist()
    assert {row["label"]: row["articles"] for row in drawn} == bubble
    shaded = shading(coverage, Filters(), count=count).to_pylist()
    assert {row["state"]: row["articles"] for row in shaded} == states
    offered = facet(coverage, Filters(), "outlets", count=count).to_pylist()
    assert {row["value"]: row["articles"] for row in offered} == outlets
    found = headline(coverage, Filters(), count=count)
    assert (found.articles, found.stories, found.not_on_map, found.undated) == (6, 2, 0, 0)


@pytest.mark.parametrize("name", ["cities", "states", "counties", "agencies", "levels", "topics", "languages"])
def test_an_option_counts_the_stories_that_it_would_leave(coverage: Coverage, name: str) -> None:
    for option in facet(coverage, TWO_PAPERS, name, count="stories").to_pylist():
        chosen = Filters(**{**vars(TWO_PAPERS), name: (option["value"],)})
        assert headline(coverage, chosen).stories == option["articles"], option


def test_a_story_is_listed_once_by_the_article_that_stands_for_it(coverage: Coverage) -> None:
    rows = entries(coverage, page_keys(coverage, Filters(), count="stories"))
    assert [(r["article_id"], r["story_articles"], r["story_outlets"]) for r in rows] == [("w-6", 1, 1), ("w-1", 5, 5)]
    assert [r["article_id"] for r in listing(coverage, TWO_PAPERS, count="stories")] == ["w-4"]


def test_a_story_has_its_articles_in_order_of_time(coverage: Coverage) -> None:
    one = article(coverage, "w-1")
    assert one is not None
    story_id = one["story_id"]
    assert [row["article_id"] for row in story(coverage, story_id)] == ["w-1", "w-2", "w-3", "w-4", "w-5"]


def test_without_stories_each_article_is_one(tmp_path: Path) -> None:
    coverage = open_dataset(tmp_path)
    for count in ("articles", "stories"):
        found = headline(coverage, Filters(), count=count)  # type: ignore[arg-type]
        assert (found.articles, found.stories, found.not_on_map) == (28, None, 3)
        assert undrawn(coverage, Filters(), unit="day", count=count) == 7  # type: ignore[arg-type]
