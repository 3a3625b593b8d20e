"""The measure itself: what counts as the same value, how tallies become scores, and that a floor can fail."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import evaluate as measure
from etl.evaluate import FIELDS, Outcome, Tally, compare, evaluate, gold_files, part_of, scores, table
from etl.models import Agency, Article, Count, DateMention, Place, Record
from etl.pipeline import Pipeline

ARTICLE = Article("x-1", "Raid in Bell", "ICE came to Bell, Calif.")


def place(name: str = "Bell", **other: Any) -> Place:
    """A city in California, and what a case says otherwise."""
    values: dict[str, Any] = {
        "text": name, "start": 0, "end": len(name), "name": name, "kind": "city", "city": name, "county": None,
        "state": "CA", "country": "US", "latitude": 33.98, "longitude": -118.19, "fips_code": None,
        "geonames_id": None, "role": "event", "resolved_by": "only", "confidence": 0.9,
    }  # fmt: skip
    return Place(**values | other)


def gold_place(name: str = "Bell", **other: Any) -> dict[str, Any]:
    """The same place as an annotator writes it."""
    made = place(name, **other)
    keys = ("text", "name", "kind", "state", "country", "latitude", "longitude", "role")
    return {key: getattr(made, key) for key in keys}


def record(**other: Any) -> Record:
    """A relevant record without values, and what a case says otherwise."""
    values: dict[str, Any] = {
        "article": ARTICLE, "relevant": True, "relevance": 1.0, "relevance_reasons": (), "topics": (), "places": (),
        "agencies": (), "dates": (), "counts": (), "event_date": None, "issues": (),
    }  # fmt: skip
    return Record(**values | other)


def gold(**other: Any) -> dict[str, Any]:
    """A gold annotation without values, and what a case says otherwise."""
    empty: dict[str, Any] = {"relevant": True, "topics": [], "places": [], "agencies": [], "dates": [], "counts": []}
    return empty | other


def agency(name: str, level: str = "federal") -> Agency:
    """An agency by its name."""
    return Agency(name, 0, len(name), name, name, level, None, None)  # type: ignore[arg-type]


ICE, DHS = "U.S. Immigration and Customs Enforcement", "U.S. Department of Homeland Security"
COURT = {"kind": "facility", "city": "Bell"}
NEAR, FAR = {"latitude": 34.1}, {"latitude": 34.3}  # 13 and 36 km north of Bell


@pytest.mark.parametrize(
    ("got", "want", "expected"),
    [
        # relevance: an article that is rightly not relevant is no value at all
        (record(), gold(), {"relevance": (1, 0, 0)}),
        (record(relevant=False), gold(), {"relevance": (0, 0, 1)}),
        (record(), gold(relevant=False), {"relevance": (0, 1, 0)}),
        (record(relevant=False), gold(relevant=False), {"relevance": (0, 0, 0)}),
        # agencies: name and level; a second mention adds nothing
        (
            record(agencies=(agency(ICE), agency(ICE), agency("Bell Police Department", "city"))),
            gold(agencies=[{"name": ICE, "level": "federal"}, {"name": DHS, "level": "federal"}]),
            {"agencies": (1, 1, 1)},
        ),
        (
            record(agencies=(agency("Bell Police Department", "county"),)),
            gold(agencies=[{"name": "Bell Police Department", "level": "city"}]),
            {"agencies": (0, 1, 1)},
        ),
        # dates: the prefix date as it stands; a month is not a day of it
        (
            record(dates=(DateMention("June 7", 0, 6, "2025-06-07", "day", "event"),)),
            gold(dates=[{"date": "2025-06-07"}, {"date": "2025"}]),
            {"dates": (1, 0, 1)},
        ),
        (
            record(dates=(DateMention("June 7", 0, 6, "2025-06-07", "day", "event"),)),
            gold(dates=[{"date": "2025-06"}]),
            {"dates": (0, 1, 1)},
        ),
        # topics and counts
        (record(topics=("raid", "arrest")), gold(topics=["raid", "court"]), {"topics": (1, 1, 1)}),
        (
            record(counts=(Count("44 arrested", 0, 11, "arrested", 44),)),
            gold(counts=[{"what": "arrested", "value": 44}, {"what": "detained", "value": 44}]),
            {"counts": (1, 0, 1)},
        ),
        # places: kind, state and name; the point within 25 km
        (record(places=(place(),)), gold(places=[gold_place()]), {"places": (1, 0, 0), "points": (1, 0, 0)}),
        (record(places=(place(state="FL"),)), gold(places=[gold_place()]), {"places": (0, 1, 1), "points": (0, 0, 0)}),
        (record(places=(place(kind="county"),)), gold(places=[gold_place()]), {"places": (0, 1, 1)}),
        (record(places=(place(**NEAR),)), gold(places=[gold_place()]), {"places": (1, 0, 0), "points": (1, 0, 0)}),
        (record(places=(place(**FAR),)), gold(places=[gold_place()]), {"places": (0, 1, 1), "points": (0, 1, 0)}),
        (
            record(places=(place(latitude=None, longitude=None),)),
            gold(places=[gold_place()]),
            {"places": (0, 1, 1), "points": (0, 1, 0)},
        ),
        # accents, periods and a leading article are no other name
        (record(places=(place("Canon City"),)), gold(places=[gold_place("Cañon City")]), {"places": (1, 0, 0)}),
        (record(places=(place("St. Paul"),)), gold(places=[gold_place("Saint Paul")]), {"places": (1, 0, 0)}),
        (
            record(places=(place("The Bronx", kind="neighborhood"),)),
            gold(places=[gold_place("Bronx", kind="neighborhood")]),
            {"places": (1, 0, 0)},
        ),
        # abroad the country counts instead of the state
        (
            record(places=(place("Tijuana", state=None, country="MX"),)),
            gold(places=[gold_place("Tijuana", state=None, country="MX")]),
            {"places": (1, 0, 0)},
        ),
        (
            record(places=(place("Guadalupe", state=None, country="CR"),)),
            gold(places=[gold_place("Guadalupe", state=None, country="MX")]),
            {"places": (0, 1, 1)},
        ),
        # a facility's name may be longer or shorter where both stand at the same words; a city's may not
        (
            record(places=(place("Bell Courthouse", text="the courthouse", **COURT),)),
            gold(places=[gold_place("Bell Municipal Courthouse", text="courthouse", **COURT)]),
            {"places": (1, 0, 0)},
        ),
        (
            record(places=(place("Bell Gardens", text="Bell Gardens"),)),
            gold(places=[gold_place("Bell", text="Bell")]),
            {"places": (0, 1, 1)},
        ),
        # a state or a country is right wherever its point is, and is no point
        (
            record(places=(place("California", kind="state", latitude=0.0, longitude=0.0),)),
            gold(places=[gold_place("California", kind="state")]),
            {"places": (1, 0, 0), "event_places": (0, 0, 0), "points": (0, 0, 0)},
        ),
        # event places: only pins, and only where both say so
        (
            record(places=(place(role="mention"),)),
            gold(places=[gold_place()]),
            {"places": (1, 0, 0), "event_places": (0, 0, 1)},
        ),
        (record(places=(place(),)), gold(places=[gold_place(role="mention")]), {"event_places": (0, 1, 0)}),
        # each gold place is met once
        (record(places=(place(), place())), gold(places=[gold_place()]), {"places": (1, 1, 0)}),
    ],
)
def test_what_counts_as_the_same(
    got: Record, want: Mapping[str, Any], expected: Mapping[str, tuple[int, int, int]]
) -> None:
    tallies = compare(got, want).tallies
    assert {name: (tallies[name].right, tallies[name].wrong, tallies[name].missed) for name in expected} == expected


def test_an_outcome_names_its_article_and_what_was_wrong_and_missed() -> None:
    outcome = compare(record(topics=("raid",), places=(place(**FAR),)), gold(topics=["court"], places=[gold_place()]))
    assert (outcome.id, outcome.language, outcome.part) == ("x-1", "en", part_of("x-1"))
    assert set(outcome.tallies) == set(FIELDS)
    assert outcome.errors["topics"] == (["raid"], ["court"])
    wrong, missed = outcome.errors["places"]
    assert wrong == ["Bell = bell (city, CA, event) [36 km off]"]
    assert missed == ["Bell = bell (city, CA, event)"]


# -- the split ---------------------------------------------------------------------------------------------------------


def test_the_split_never_moves() -> None:
    assert {name: part_of(name) for name in ("north-0001", "south-0001", "span-0001", "hard-0001")} == {
        "north-0001": "held",
        "south-0001": "dev",
        "span-0001": "held",
        "hard-0001": "dev",
    }


def test_a_third_is_held() -> None:
    held = sum(part_of(f"id-{number}") == "held" for number in range(3000))
    assert 900 < held < 1100


@given(st.text())
def test_any_id_has_one_part(record_id: str) -> None:
    assert part_of(record_id) in ("dev", "held")


# -- scores ------------------------------------------------------------------------------------------------------------


def outcome(*, language: str = "en", part: str = "dev", **tallies: tuple[int, int, int]) -> Outcome:
    """An outcome with these tallies (right, wrong, missed), nothing in the other fields."""
    all_fields = {name: Tally(*tallies.get(name, (0, 0, 0))) for name in FIELDS}
    return Outcome("x", language, part, all_fields)


@pytest.mark.parametrize(
    ("tallies", "expected"),
    [
        ([(1, 0, 0)], (1.0, 1.0, 1.0, 1)),
        ([(1, 1, 0)], (0.5, 1.0, 0.6667, 1)),
        ([(1, 0, 1)], (1.0, 0.5, 0.6667, 2)),
        ([(0, 1, 1)], (0.0, 0.0, 0.0, 1)),
        ([(3, 1, 0), (0, 0, 3)], (0.75, 0.5, 0.6, 6)),  # values are pooled over articles
        ([(0, 0, 0)], (1.0, 1.0, 1.0, 0)),  # nothing to find and nothing found
        ([], (1.0, 1.0, 1.0, 0)),
    ],
)
def test_scores_of_tallies(tallies: list[tuple[int, int, int]], expected: tuple[float, float, float, int]) -> None:
    made = scores([outcome(dates=tally) for tally in tallies], "dates")
    assert (made["precision"], made["recall"], made["f1"], made["values"]) == expected
    assert made["records"] == len(tallies)


tallies = st.tuples(*[st.integers(0, 5)] * 3)


@given(st.lists(tallies, min_size=1, max_size=20))
def test_the_interval_is_a_range_and_the_same_every_time(drawn: list[tuple[int, int, int]]) -> None:
    outcomes = [outcome(places=tally) for tally in drawn]
    made = scores(outcomes, "places", rounds=50)
    assert made == scores(outcomes, "places", rounds=50)
    assert 0 <= made["low"] <= made["high"] <= 1
    for name in ("precision", "recall", "f1"):
        assert 0 <= made[name] <= 1


def test_equal_articles_leave_no_doubt() -> None:
    made = scores([outcome(dates=(2, 1, 1))] * 5, "dates", rounds=50)
    assert made["low"] == made["f1"] == made["high"]


def test_the_table_tells_languages_apart() -> None:
    made = table([outcome(dates=(1, 0, 0)), outcome(language="es", dates=(0, 0, 1))], rounds=0)
    recall = {language: fields["dates"]["recall"] for language, fields in made.items()}
    assert recall == {"all": 0.5, "en": 1.0, "es": 0.0}
    assert set(made["en"]) == set(FIELDS)


def test_a_language_without_records_has_no_row() -> None:
    assert set(table([outcome()], rounds=0)) == {"all", "en"}


# -- files and the command ---------------------------------------------------------------------------------------------


def test_gold_files_are_sorted_files_of_folders(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "floors.json"):
        (tmp_path / name).write_text("")
    single = tmp_path / "floors.json"
    assert gold_files([str(tmp_path)]) == [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    assert gold_files([str(single)]) == [single]
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        gold_files([str(tmp_path / "none")])


class Fake:
    """A pipeline that reads JSONL and finds the topic `raid` in every article."""

    def read(self, sources: Sequence[str]) -> list[Article]:
        """The articles of the files."""
        rows = [json.loads(line) for name in sources for line in Path(name).read_text("utf-8").splitlines()]
        return [Article(row["id"], row["title"], row["text"]) for row in rows]

    def extract(self, article: Article) -> Record:
        """A record with one topic."""
        return record(article=article, topics=("raid",))


def test_only_records_with_gold_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pipeline, "load", Fake)
    rows = [
        {"id": "with", "title": "", "text": "", "gold": gold(topics=["raid"])},
        {"id": "without", "title": "", "text": ""},
    ]
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    made = evaluate([path])
    assert [(one.id, one.tallies["topics"]) for one in made] == [("with", Tally(1, 0, 0))]


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder of gold whose evaluation gives an F1 of 0.8 for dates in dev and 1 in held."""
    made = [outcome(dates=(2, 1, 0)), outcome(part="held", dates=(2, 0, 0))]
    monkeypatch.setattr(measure, "evaluate", lambda files: made)
    return tmp_path


def ask(*arguments: str) -> int:
    """The exit code of the command with these arguments."""
    parser = argparse.ArgumentParser()
    measure.add_arguments(parser)
    return measure.run(parser.parse_args(arguments))


@pytest.mark.parametrize(
    ("part", "floor", "code", "said"),
    [
        ("dev", 0.8, 0, ""),
        ("dev", 0.81, 1, "all dates: F1 0.800 is under its floor 0.810"),
        ("held", 1.0, 0, ""),
        ("all", 0.95, 1, "all dates: F1 0.889 is under its floor 0.950"),
    ],
)
def test_a_floor_can_fail(
    measured: Path, capsys: pytest.CaptureFixture[str], part: str, floor: float, code: int, said: str
) -> None:
    floors = measured / "floors.json"
    floors.write_text(json.dumps({"floors": {"all": {"dates": floor}}}))
    assert ask(str(measured), "--part", part, "--floors", str(floors)) == code
    assert capsys.readouterr().err.strip() == said


def test_the_measure_is_written_whole_and_by_part(measured: Path) -> None:
    target = measured / "accuracy.json"
    assert ask(str(measured), "--write", str(target)) == 0
    made = json.loads(target.read_text())
    assert made["records"] == 2
    assert {part: made[part]["all"]["dates"]["f1"] for part in ("all", "dev", "held")} == {
        "all": 0.8889,
        "dev": 0.8,
        "held": 1.0,
    }


def test_what_was_wrong_and_missed_is_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any) -> None:
    one = compare(record(topics=("raid",)), gold(topics=["court"], dates=[{"date": "2025"}]))
    monkeypatch.setattr(measure, "evaluate", lambda files: [one])
    assert ask(str(tmp_path), "--errors", "--field", "topics") == 0
    shown = capsys.readouterr().out
    assert "x-1 topics: + raid; - court" in shown
    assert "x-1 dates" not in shown


@pytest.mark.parametrize("exists", [True, False])
def test_no_gold_is_no_success(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], exists: bool
) -> None:
    monkeypatch.setattr(measure, "evaluate", lambda files: [])
    assert ask(str(tmp_path if exists else tmp_path / "none")) == 2
    assert ("no gold records" if exists else "no such file") in capsys.readouterr().err
