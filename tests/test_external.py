"""The measures on other people's test sets: pairing of spans, recognition, resolution, and one small set of our own."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import external
from benchmarks.external import Nearest, Outcome, Part, outcome, read, recognition, resolution
from benchmarks.geoparsing import FARTHEST_KM, Errors, Scores, Span, area, errors, kilometres, pairs, scores
from etl.pipeline import Pipeline

EVERY = Part("all", lambda span: True, lambda span: True)
HOME = Part("U.S.", lambda span: span.in_us, lambda span: span.in_us)
CHICAGO, MADISON = (41.85, -87.65), (43.07, -89.40)  # 197 km apart


def spans(*offsets: tuple[int, int]) -> list[Span]:
    """Spans without coordinates."""
    return [Span(*pair) for pair in offsets]


@pytest.mark.parametrize(
    ("gold", "found", "exact", "expected"),
    [
        ([(0, 5)], [(0, 5)], True, {0: 0}),
        ([(0, 5)], [(0, 6)], True, {}),
        ([(0, 5)], [(0, 6)], False, {0: 0}),
        ([(0, 5)], [(5, 9)], False, {}),
        ([(0, 5), (7, 9)], [(0, 9)], False, {0: 0}),  # one find is one toponym: the one it shares most with
        ([(0, 9)], [(0, 2), (3, 9)], False, {0: 1}),
        ([(0, 9), (4, 9)], [(4, 9), (0, 3)], False, {1: 0, 0: 1}),  # equal spans pair first
        ([], [(0, 5)], False, {}),
    ],
)
def test_pairs(gold: Any, found: Any, exact: bool, expected: dict[int, int]) -> None:
    assert pairs(spans(*gold), spans(*found), exact=exact) == expected


offsets = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)), max_size=12, unique=True)


@given(offsets, offsets)
def test_each_span_pairs_once(gold: list[tuple[int, int]], found: list[tuple[int, int]]) -> None:
    a, b = ([Span(start, start + length) for start, length in some] for some in (gold, found))
    exact, overlap = (pairs(a, b, exact=exact) for exact in (True, False))
    assert len(set(overlap.values())) == len(overlap)
    assert exact.items() <= overlap.items()


def test_distance_of_known_cities() -> None:
    assert kilometres(Span(0, 1, *CHICAGO), Span(0, 1, *MADISON)) == pytest.approx(197, abs=2)
    assert kilometres(Span(0, 1, 90, 0), Span(0, 1, -90, 0)) == pytest.approx(math.pi * 6371)
    with pytest.raises(ValueError, match="both spans"):
        kilometres(Span(0, 1), Span(0, 1, *CHICAGO))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [((1, 0, 0), (1.0, 1.0, 1.0)), ((1, 1, 3), (0.5, 0.25, 1 / 3)), ((0, 0, 0), (0.0, 0.0, 0.0))],
)
def test_scores(counts: tuple[int, int, int], expected: tuple[float, float, float]) -> None:
    right, wrong, missed = counts
    assert scores(right=right, wrong=wrong, missed=missed) == pytest.approx(Scores(*expected))


def test_errors_take_what_is_not_placed_as_wrong() -> None:
    made = errors([0.0, 100.0, 200.0], asked=4)
    assert made[:6] == pytest.approx((4, 0.75, 0.5, 2 / 3, 100.0, 100.0))
    assert errors([], asked=4)[:4] == (4, 0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("distances", "expected"),
    [([0.0, 0.0], 0.0), ([1.0, 1.0], math.log(2) / math.log(FARTHEST_KM)), ([20038.0, 20038.0, 20038.0], 1.0)],
)
def test_area_under_the_error_curve(distances: list[float], expected: float) -> None:
    assert area(distances) == pytest.approx(expected)


@given(st.lists(st.floats(0, FARTHEST_KM - 1), min_size=1, max_size=30))
def test_the_area_is_a_share_and_the_order_does_not_matter(distances: list[float]) -> None:
    assert -1e-9 <= area(distances) <= 1 + 1e-9
    assert area(distances) == pytest.approx(area(distances[::-1]))


def test_a_part_is_not_blamed_for_finds_of_another() -> None:
    one = Outcome(
        gold=(Span(0, 5, *CHICAGO, in_us=True), Span(10, 15, 48.85, 2.35)),
        found=(Span(0, 5, *MADISON, in_us=True), Span(10, 15, 48.85, 2.35), Span(20, 25, *CHICAGO, in_us=True)),
        given=(Span(0, 5, *CHICAGO, in_us=True),),
        body="",
    )
    assert recognition([one], HOME, exact=True) == pytest.approx(Scores(0.5, 1.0, 2 / 3))
    assert recognition([one], EVERY, exact=True) == pytest.approx(Scores(2 / 3, 1.0, 0.8))
    own, given_spans = (resolution([one], HOME, given=given) for given in (False, True))
    assert (own.asked, own.placed, own.right) == (1, 1.0, 0.0)
    assert given_spans == Errors(1, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    assert resolution([one], EVERY, given=True).placed == 0.5


# -- with the bundled gazetteer ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def nearest(pipeline: Pipeline) -> Nearest:
    """The country of any point, by the towns of the bundled tables."""
    return Nearest(pipeline.knowledge)


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((39.76, -98.5), True),  # the country's own centre
        ((18.47, -66.11), True),  # San Juan, Puerto Rico
        ((13.47, 144.75), True),  # Hagåtña, Guam
        ((61.22, -149.90), True),  # Anchorage
        ((32.53, -117.02), False),  # Tijuana
        ((49.49, -117.29), False),  # Nelson, British Columbia: the nearest town is in Washington
        ((46.07, -100.55), False),  # the centre of North America
        ((30.0, -170.0), False),  # the Pacific
        ((51.51, -0.13), False),
    ],
)
def test_which_points_lie_in_the_united_states(nearest: Nearest, point: tuple[float, float], expected: bool) -> None:
    assert nearest.in_us(*point) is expected


TEXT = "Agents came to Monroe, La., and to Chicago on Monday, a spokesman said. Nobody knew of Qwzzyx."


def mark(text: str, latitude: float | None, longitude: float | None, **other: Any) -> dict[str, Any]:
    """A toponym as a test set marks it."""
    start = TEXT.index(text)
    span = {"text": text, "start": start, "end": start + len(text)}
    return span | {"latitude": latitude, "longitude": longitude} | other


@pytest.fixture
def small_set(tmp_path: Path) -> Path:
    """A set of one article with four marked toponyms, one mark beyond the text, and one that is no toponym."""
    marks = [
        mark("Monroe", 32.51, -92.12, type="Literal"),
        mark("La.", 31.0, -92.0, type="Literal"),
        mark("Chicago", *CHICAGO, type="Mixed"),
        mark("Qwzzyx", 10.0, 10.0, type="Literal"),
        mark("Agents", None, None, type="Non_Lit_Expression"),
        mark("Chicago", *CHICAGO, type="Literal") | {"start": -5, "end": -1},
    ]
    path = tmp_path / "small.jsonl"
    path.write_text(json.dumps({"id": "s1", "title": "A raid", "text": TEXT, "toponyms": marks}) + "\n", "utf-8")
    return path


def test_a_set_is_read_with_offsets_into_the_body(small_set: Path, nearest: Nearest) -> None:
    (marked,) = read(small_set, nearest)
    body = marked.article.body
    assert [(body[s.start : s.end], s.kind, s.in_us) for s in marked.gold] == [
        ("Monroe", "Literal", True),
        ("La.", "Literal", True),
        ("Chicago", "Mixed", True),
        ("Qwzzyx", "Literal", False),
    ]
    assert marked.outside == 1


def test_a_written_state_is_a_toponym_of_its_own(small_set: Path, pipeline: Pipeline, nearest: Nearest) -> None:
    (marked,) = read(small_set, nearest)
    made = outcome(pipeline, marked)
    for found in (made.found, made.given):
        words = [(made.body[s.start : s.end], s.placed) for s in found]
        assert words[:3] == [("Monroe", True), ("La.", True), ("Chicago", True)]
    assert [made.body[s.start : s.end] for s in made.given if not s.placed] == ["Qwzzyx"]
    assert recognition([made], EVERY, exact=True) == pytest.approx(Scores(1.0, 0.75, 6 / 7))
    assert resolution([made], EVERY, given=True)[:4] == (4, 0.75, 0.75, 1.0)


def test_the_report_is_a_table_for_each_part(
    small_set: Path, pipeline: Pipeline, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pipeline, "load", lambda: pipeline)
    assert external.main([str(small_set), "--mistakes"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("### small: 1 articles\n")
    assert "| all | 4 | 1.000 | 0.750 | 0.857 |" in shown
    assert "| literal, U.S. | gold | 2 | 1.000 | 1.000 | 1.000 |" in shown
    assert "1 marks with offsets outside the text were left out." in shown


def test_tables_are_put_between_the_marks_of_a_page() -> None:
    page = "# Page\n<!-- figures -->\nold\n<!-- end of figures -->\nend\n"
    assert external.between_marks(page, "new\n") == (
        "# Page\n<!-- figures -->\n\nnew\n\n<!-- end of figures -->\nend\n"
    )
    with pytest.raises(ValueError, match="lacks the marks"):
        external.between_marks("# Page\n", "new")


def test_a_missing_set_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert external.main([str(tmp_path / "none.jsonl")]) == 2
    assert "no such file" in capsys.readouterr().err
