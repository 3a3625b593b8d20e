"""The benchmarks' own arithmetic: a gate that never fails, or a table of another run, would be worse than none."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as run
from benchmarks import gate, report
from benchmarks.answers import Question, statements
from benchmarks.dates import Fineness
from benchmarks.measure import ROOT, Memory, side_by_side
from benchmarks.places import chosen
from benchmarks.scaling import slope
from benchmarks.stages import Stopwatch, stage_of
from benchmarks.texts import Reports
from etl.knowledge import Knowledge
from etl.pipeline import Pipeline

HERE = ROOT / "benchmarks"


@pytest.mark.parametrize(
    ("now", "want"),
    [
        ({"a": 2.0, "b": 3.0}, []),
        ({"a": 1.0, "b": 1.5}, []),  # half is not yet a fall by more than half
        ({"a": 0.99, "b": 3.0}, ["a"]),
        ({"a": 0.1, "b": 0.1}, ["a", "b"]),
    ],
)
def test_a_ratio_under_half_of_its_baseline_has_fallen(now: dict[str, float], want: list[str]) -> None:
    assert gate.fallen(now, {"a": 2.0, "b": 3.0}) == want


def test_a_ratio_without_baseline_stops_the_run() -> None:
    with pytest.raises(ValueError, match="no baseline for new; run"):
        gate.fallen({"new": 1.0}, {"a": 1.0})


def test_what_is_measured_again_counts_where_it_is_better() -> None:
    assert gate.better({"a": 1.0, "b": 1.0}, {"a": 0.5, "c": 9.0}) == {"a": 1.0, "b": 1.0}
    assert gate.better({"a": 1.0}, {"a": 2.0}) == {"a": 2.0}


@pytest.mark.parametrize(
    ("rates", "want", "times"),
    [
        ([80.0], 0, 0),  # as fast as ever
        ([30.0, 80.0], 0, 1),  # a hiccup: measured again, it is as fast as ever
        ([30.0, 30.0, 30.0], 1, 2),
    ],
)
def test_a_fall_fails_the_run_if_it_stays(
    rates: list[float], want: int, times: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def part(rate: float) -> dict[str, Any]:
        return {"rows": [{"name": "ours", "best_rate": rate}, {"name": "parsedatetime", "best_rate": 10.0}]}

    first, *more = map(part, rates)
    again: list[str] = []

    def measured(name: str, folder: Path, options: argparse.Namespace) -> dict[str, Any]:
        again.append(name)
        return more[len(again) - 1]

    monkeypatch.setattr(run, "measured", measured)
    monkeypatch.setattr(gate, "read_baseline", lambda: {"dates / parsedatetime": 8.0})
    assert run.compared({"parts": {"dates": first}}, tmp_path, argparse.Namespace()) == want
    assert again == ["dates"] * times
    assert ("FALLEN" in capsys.readouterr().out) == bool(want)


def test_every_ratio_has_a_baseline_and_a_part() -> None:
    results = json.loads((HERE / "results.json").read_text("utf-8"))
    found = gate.ratios(results["parts"])
    assert found.keys() == gate.read_baseline().keys() == gate.PART_OF.keys()
    for name, part in gate.PART_OF.items():
        assert gate.ratios({part: results["parts"][part]})[name] == found[name]


def test_the_page_holds_the_tables_of_the_results(tmp_path: Path) -> None:
    page = HERE / "README.md"
    copy = tmp_path / "README.md"
    copy.write_text(page.read_text("utf-8"), "utf-8")
    report.write(json.loads((HERE / "results.json").read_text("utf-8")), copy)
    assert copy.read_text("utf-8") == page.read_text("utf-8")


def test_a_page_without_marks_is_told() -> None:
    assert report.filled("x <!-- a -->old<!-- /a --> y", {"a": "new"}) == "x <!-- a -->\nnew\n<!-- /a --> y"
    with pytest.raises(ValueError, match="<!-- b -->"):
        report.filled("x <!-- a --><!-- /a -->", {"b": "new"})


@pytest.mark.parametrize(
    ("value", "want"),
    [(0, "0"), (12345.6, "12,346"), (123.4, "123"), (99.96, "100.0"), (12.34, "12.3"), (1.234, "1.23"),
     (0.1234, "0.123"), (0.01234, "0.012"), (0.00057, "0.00057")],
)  # fmt: skip
def test_figures_have_the_digits_that_mean_something(value: float, want: str) -> None:
    assert report.number(value) == want


def test_each_way_has_its_turn_and_a_slow_one_stops_early() -> None:
    ran: list[str] = []

    def work(name: str, loops: int) -> Callable[[], str]:
        def run() -> str:
            ran.append(name)
            return name + str(sum(range(loops)) and "")

        return run

    found = side_by_side({"fast": work("fast", 10), "slow": work("slow", 2_000_000)}, rounds=3, patience=0.001)
    assert ran == ["fast", "slow", "fast", "fast", "fast"]
    assert [(took.rounds, took.result) for took in found.values()] == [(3, "fast"), (1, "slow")]
    assert found["fast"].least <= found["fast"].seconds <= found["fast"].most < found["slow"].seconds


def test_memory_counts_what_this_process_holds() -> None:
    with Memory(every=0.01) as memory:
        held = bytearray(200 * 2**20)
        held[::4096] = b"x" * len(held[::4096])  # every page is touched
        for _ in range(100):
            sum(range(20_000))
    assert memory.peak > 200 * 2**20


def test_a_stopwatch_counts_the_outer_part_once() -> None:
    watch = Stopwatch()
    inner = watch.of("resolve", lambda: sum(range(1000)))
    assert watch.of("find", lambda: inner())() == 499500
    assert set(watch.seconds) == {"find"}
    inner()
    assert set(watch.seconds) == {"find", "resolve"}


@pytest.mark.parametrize(
    ("module", "want"),
    [("etl.find.sites", "find"), ("etl.text", "find"), ("etl.resolve.places", "resolve"), ("etl.focus", "focus"),
     ("etl.read", None), ("etl.phrases", None), ("collections", None)],
)  # fmt: skip
def test_stages_by_module(module: str, want: str | None) -> None:
    assert stage_of(module) == want


@pytest.fixture(scope="module")
def knowledge(pipeline: Pipeline) -> Knowledge:
    return pipeline.knowledge


@pytest.mark.parametrize(
    ("name", "behind", "want"),
    [
        ("Bell", ", California, on Monday", ("Bell", "CA")),
        ("Monroe", ", La., said", ("Monroe", "LA")),
        ("Aurora", " on Monday", ("Aurora", "CO")),  # the most populous one
        ("California", "", ("California", "CA")),
        ("Nowhere at all", "", None),
    ],
)
def test_the_simple_rule(name: str, behind: str, want: tuple[str, str] | None, knowledge: Knowledge) -> None:
    found = chosen(name, behind, knowledge)
    assert (found and (found.name, found.state)) == want


@pytest.mark.parametrize(
    ("words", "want"),
    [("June 21, 2025", "2025-06-21"), ("In March 2024", "2025-06"), ("in 2019", "2025"), ("Yesterday", "2025-06-21"),
     ("Feb. 28", "2025-06-21"), ("marzo de 2024", "2025-06"), ("Feb", "2025-06"), ("Saturday", "2025-06-21")],
)  # fmt: skip
def test_a_date_is_as_fine_as_its_words(words: str, want: str, knowledge: Knowledge) -> None:
    assert Fineness(knowledge).cut(words, datetime(2025, 6, 21)) == want


def test_sql_of_a_question() -> None:
    sql, values = statements(Question(city="Bell, CA", first="2025-01-01", last="2025-02-01"))["count"]
    assert sql == (
        "WITH chosen AS MATERIALIZED (SELECT DISTINCT article FROM places WHERE city = :city INTERSECT"
        " SELECT article FROM articles WHERE day BETWEEN :first AND :last) SELECT count(*) AS n FROM chosen"
    )
    assert values == {"city": "Bell, CA", "state": "", "agency": "", "first": "2025-01-01", "last": "2025-02-01"}


def test_the_slope_of_work_that_grows_with_its_square_is_two() -> None:
    rows = [{"articles": n, "seconds": n * n / 7} for n in (10, 100, 1000)]
    assert slope(rows) == pytest.approx(2.0)


def test_made_articles_are_the_same_every_time_and_no_two_reports_share_a_passage() -> None:
    rows = list(Reports(5).rows(60))
    assert rows == list(Reports(5).rows(60))
    assert {row["language"] for row in rows} == {"en", "es"}
    passages: dict[str, str] = {}
    shared = set()
    for row in rows:
        words = row["text"].split()
        for at in range(len(words) - 11):
            if passages.setdefault(" ".join(words[at : at + 12]), row["story"]) != row["story"]:
                shared.add(row["story"])
    assert len(shared) <= 2
