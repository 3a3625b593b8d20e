"""Counts from the arrays are what the selections themselves hold, whatever is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fake import dataset
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.columns import Count, keys_of
from etl.coverage import Coverage
from etl.filters import Filters
from etl.listing import page_keys
from etl.queries import Unit, bubbles, facet, headline, shading, timeline, undrawn
from etl.relate import Rules
from etl.stories import stories_of
from tests.app_data import articles, copies
from tests.selecting import where

FACETS = ("cities", "states", "counties", "places", "agencies", "levels", "topics", "outlets", "languages")
COUNTS: tuple[Count, ...] = ("articles", "stories")


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    folder: Path = tmp_path_factory.mktemp("tally")
    return dataset(folder, *articles(), *copies(), relate=partial(stories_of, rules=Rules.load()))


def some(coverage: Coverage) -> st.SearchStrategy[Filters]:
    """Filters of values that the dataset has."""
    values = {name: facet(coverage, Filters(relevant="all", role="any"), name).column("value") for name in FACETS}
    lists = {name: st.lists(st.sampled_from(values[name].to_pylist()), max_size=2).map(tuple) for name in FACETS}
    # A field is set in a third of the questions, so that something is left.
    drawn: dict[str, st.SearchStrategy[Any]] = {n: st.one_of(st.just(()), st.just(()), v) for n, v in lists.items()}
    return st.builds(
        Filters,
        **drawn,
        date_field=st.sampled_from(("event", "publish")),
        date_from=st.sampled_from((None, None, date(2025, 6, 7), date(2025, 6, 8))),
        date_to=st.sampled_from((None, None, date(2025, 6, 8), date(2025, 6, 21))),
        relevant=st.sampled_from(("yes", "no", "all")),
        min_confidence=st.sampled_from((0.0, 0.0, 0.7, 0.9)),
        role=st.sampled_from(("event", "any")),
        text=st.sampled_from(("", "", "bell", "-bell", "ice")),
    )


def size(coverage: Coverage, filters: Filters, count: Count) -> int:
    """How many articles or stories the filters select, by DuckDB."""
    condition, values = where(filters)
    what = {"articles": "count(*)", "stories": "count(DISTINCT story_key)"}[count]
    sql = f"SELECT {what} AS n FROM (SELECT * FROM articles WHERE {condition}) JOIN article_story USING (article_key)"
    return int(coverage.rows(sql, values)[0]["n"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_the_masks_select_what_sql_does(coverage: Coverage, data: st.DataObject) -> None:
    filters = data.draw(some(coverage))
    condition, values = where(filters)
    rows = coverage.rows(f"SELECT article_key FROM articles WHERE {condition} ORDER BY 1", values)
    assert keys_of(coverage.chosen(filters)).tolist() == [row["article_key"] for row in rows]
    condition, values = filters.place_where()
    placed = coverage.rows(
        f"SELECT article_key, place_key FROM place_mention JOIN selected USING (article_key) WHERE {condition}"
        " ORDER BY article_key, start, place_key",
        values,
        filters=filters,
    )
    mentions, at = coverage.tally.mentions(filters.role), keys_of(coverage.placed(filters))
    assert list(zip(mentions.article[at], mentions.place[at], strict=True)) == [tuple(row.values()) for row in placed]


@pytest.mark.parametrize("few", [1, 10**9])
def test_looking_owners_up_and_reading_all_rows_count_alike(
    coverage: Coverage, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.columns._FEW", few)
    filters = Filters(cities=("Bell, CA",), relevant="all", role="any")
    for count in COUNTS:
        for name in FACETS:
            for option in facet(coverage, filters, name, count=count).to_pylist():
                chosen = replace(filters.without(name), **{name: (option["value"],)})
                assert size(coverage, chosen, count) == option["articles"], (name, option)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_number_is_that_of_a_selection(coverage: Coverage, data: st.DataObject) -> None:
    filters, count = data.draw(some(coverage)), data.draw(st.sampled_from(COUNTS))
    for name in FACETS:
        for option in facet(coverage, filters, name, count=count).to_pylist():
            chosen = replace(filters.without(name), **{name: (option["value"],)})
            assert size(coverage, chosen, count) == option["articles"], (name, option)
    found = headline(coverage, filters, count=count)
    number = size(coverage, filters, count)
    assert (found.articles, found.stories) == (size(coverage, filters, "articles"), size(coverage, filters, "stories"))
    assert len(page_keys(coverage, filters, only="not_on_map", limit=999, count=count)) == found.not_on_map
    assert len(page_keys(coverage, filters, limit=999, count=count)) == number
    assert bubbles(coverage, filters, count=count).num_rows == found.places
    for row in shading(coverage, filters, count=count).to_pylist():
        if not filters.states:
            assert row["articles"] == size(coverage, replace(filters, states=(row["state"],)), count)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_drawn_and_what_is_not_are_all(coverage: Coverage, data: st.DataObject) -> None:
    filters, count = data.draw(some(coverage)), data.draw(st.sampled_from(COUNTS))
    unit: Unit = data.draw(st.sampled_from(("day", "week", "month")))
    number, without = size(coverage, filters, count), undrawn(coverage, filters, unit=unit, count=count)
    for by in (None, "agency", "state"):
        bars = timeline(coverage, filters, unit=unit, by=by, count=count).column("articles")  # type: ignore[arg-type]
        assert sum(bars.to_pylist()) + without == number
    assert len(page_keys(coverage, filters, only="undrawn", unit=unit, limit=999, count=count)) == without


def test_a_bar_is_the_week_from_monday(coverage: Coverage) -> None:
    rows = timeline(coverage, Filters(), unit="week").to_pylist()
    assert rows and all(row["period"].weekday() == 0 for row in rows)


def test_nothing_is_counted_where_nothing_is(tmp_path: Path) -> None:
    coverage = dataset(tmp_path, {"id": "a", "text": "Nothing is named here.", "publish_date": None})
    assert facet(coverage, Filters(), "cities").num_rows == 0
    assert timeline(coverage, Filters(), unit="day", by="agency").num_rows == 0
    assert bubbles(coverage, Filters()).num_rows == 0
    assert np.array_equal(coverage.chosen(Filters(text="zebra")), [False])
