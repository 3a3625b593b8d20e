"""Periods, gaps and figures: from small tables to what is drawn."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from app.bars import stacked, ticks
from app.figures import heat_map, lines
from app.geography import shade_breaks
from app.palette import LIGHT
from app.periods import Period, auto_unit, bulk_start, floor, gap_spans, next_start, starts
from app.ui.timelines import brushed
from app.words import words

EN = words("en")


@pytest.mark.parametrize(
    ("day", "unit", "start", "following"),
    [
        (date(2025, 6, 21), "day", date(2025, 6, 21), date(2025, 6, 22)),
        (date(2025, 6, 21), "week", date(2025, 6, 16), date(2025, 6, 23)),
        (date(2025, 12, 31), "month", date(2025, 12, 1), date(2026, 1, 1)),
    ],
)
def test_periods(day: date, unit: str, start: date, following: date) -> None:
    assert floor(day, unit) == start
    assert next_start(start, unit) == following


def test_starts_cover_both_ends() -> None:
    assert starts(date(2025, 1, 15), date(2025, 3, 1), "month") == [date(2025, m, 1) for m in (1, 2, 3)]


@pytest.mark.parametrize(
    ("last", "unit"), [(date(2025, 1, 31), "day"), (date(2025, 12, 31), "week"), (date(2027, 1, 1), "month")]
)
def test_the_unit_follows_the_range(last: date, unit: str) -> None:
    assert auto_unit(date(2025, 1, 1), last) == unit


def test_neighbouring_gaps_are_one_span() -> None:
    gaps = [date(2025, 6, 3), date(2025, 6, 2), date(2025, 6, 9)]
    assert gap_spans(gaps, "day") == [(date(2025, 6, 2), date(2025, 6, 4)), (date(2025, 6, 9), date(2025, 6, 10))]


def test_a_lone_old_event_does_not_press_the_chart_together() -> None:
    bulk = {date(2025, month, 1): 20 for month in range(1, 7)}
    assert bulk_start({date(2017, 2, 1): 1, **bulk}) == date(2025, 1, 1)
    assert bulk_start(bulk) is None
    assert bulk_start({}) is None


def test_a_chart_begins_where_its_dense_part_does() -> None:
    sparse = {date(2017 + n // 4, 1 + 3 * (n % 4), 1): 2 for n in range(32)}
    dense = {date(2025, month, 1): 15 for month in range(1, 13)}
    assert bulk_start({**sparse, **dense}) == date(2025, 1, 1)
    assert bulk_start({date(2025, month, 1): month for month in range(1, 13)}) is None


def test_the_timeline_stacks_its_series_and_shades_its_gaps() -> None:
    rows = [Period(date(2025, 6, 1), "ICE", 3), Period(date(2025, 6, 1), "DHS", 1), Period(date(2025, 6, 3), "ICE", 2)]
    colours = {"ICE": "#000000", "DHS": "#111111"}
    made = stacked(
        rows, unit="day", gaps=[date(2025, 6, 2)], series=["ICE", "DHS"], colours=colours, names={}, words=EN
    )
    assert made["starts"] == ["2025-06-01", "2025-06-03"]
    assert made["labels"] == ["Jun 1, 2025", "Jun 3, 2025"]
    assert [(series["name"], series["values"]) for series in made["series"]] == [("ICE", [3, 2]), ("DHS", [1, 0])]
    assert made["gaps"] == [["2025-06-02", "2025-06-03"]]
    assert made["range"] == ["2025-05-28", "2025-06-08"]  # room for a dozen bars


@pytest.mark.parametrize(
    ("unit", "last", "labels"),
    [
        ("day", date(2025, 6, 4), ["Jun 1", "Jun 2", "Jun 3"]),
        ("month", date(2026, 1, 1), ["Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]),
    ],
)
def test_labels_of_the_axis(unit: str, last: date, labels: list[str]) -> None:
    assert [tick["text"] for tick in ticks(date(2025, 6, 1), last, unit, EN)] == labels


def test_a_line_breaks_where_nothing_was_collected() -> None:
    periods = [date(2025, 6, day) for day in (1, 2, 3)]
    figure = lines(
        [Period(periods[0], "Bell", 2)], unit="day", periods=periods, gaps=[periods[1]], series=["Bell"],
        colours={"Bell": "#000000"}, share=True, palette=LIGHT, words=EN, totals={periods[0]: 4, periods[2]: 5},
    )  # fmt: skip
    assert list(figure.data[0].y) == [0.5, None, 0.0]


@pytest.mark.parametrize(("most", "step"), [(0, 1), (1, 1), (3, 1), (4, None), (40, None)])
def test_few_articles_have_no_halves_on_the_axis(most: int, step: int | None) -> None:
    day = date(2025, 6, 1)
    figure = lines(
        [Period(day, "Bell", most)], unit="day", periods=[day], gaps=[], series=["Bell"],
        colours={"Bell": "#000000"}, share=False, palette=LIGHT, words=EN, totals={day: most},
    )  # fmt: skip
    assert figure.layout.yaxis.dtick == step


def test_the_heat_map_leaves_its_diagonal_blank() -> None:
    figure = heat_map(
        ["ICE", "DHS"],
        [[9, 4], [4, 7]],
        full_names=["Immigration", "Homeland"],
        many=partial(EN.count, "n_articles"),
        palette=LIGHT,
        words=EN,
    )
    assert [list(row) for row in figure.data[0].z] == [[None, 4], [4, None]]
    assert figure.data[0].customdata[0][1] == "Immigration and Homeland: named together in 4 articles"


@pytest.mark.parametrize(
    ("values", "breaks"), [([], []), ([1, 1], []), ([3, 1], [2, 3]), ([5], [2, 3, 4, 5]), ([100, 3], [4, 16, 36, 64])]
)
def test_shades_rise_strictly(values: list[int], breaks: list[int]) -> None:
    assert shade_breaks(values) == breaks


@pytest.mark.parametrize(
    ("selection", "unit", "want"),
    [
        ({"first": "2025-06-02", "last": "2025-06-18"}, "day", (date(2025, 6, 2), date(2025, 6, 18))),
        ({"first": "2025-07-01", "last": "2025-06-01"}, "month", (date(2025, 6, 1), date(2025, 7, 31))),
        ({"first": "2025-06-16", "last": "2025-06-16"}, "week", (date(2025, 6, 16), date(2025, 6, 22))),
        ({"first": "soon", "last": "2025-06-16"}, "week", None),
        (None, "day", None),
    ],
)
def test_a_brush_asks_for_whole_periods(selection: object, unit: str, want: object) -> None:
    assert brushed(selection, unit) == want
