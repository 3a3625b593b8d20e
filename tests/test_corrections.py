"""Corrections by a person: laid over the extraction at every run, and told when they no longer match."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from fake import FakePipeline, reference, write_jsonl

from etl.build import build
from etl.coverage import Coverage, open_coverage
from etl.listing import article as detail

TEXT = "ICE agents came to Bell on 2025-06-07, near Boyle Heights. LAPD watched. Monroe is far."
HEADER = ["id", "field", "old", "new", "reason", "who", "when"]
Correction = tuple[str, str, str]  # field, old, new
Apart = Callable[[Correction], tuple[dict[str, Any], list[str]]]


def corrected(
    folder: Path, *rows: tuple[str, str, str, str], ids: Sequence[str] = ("a",), sources: list[Path] | None = None
) -> Coverage:
    """The dataset of one article, or of some that differ in their ids, with these corrections beside it."""
    source = write_jsonl(folder / "a.jsonl", *({"id": id_, "text": TEXT} for id_ in ids))
    dataset = folder / "coverage"
    dataset.mkdir(exist_ok=True)
    with (dataset / "corrections.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *([*row, "checked", "editor", "2026-01-01"] for row in rows)])
    build(
        [str(path) for path in ([source] if sources is None else sources)],
        dataset,
        load=FakePipeline,
        fingerprint="f",
        code_version="1",
        clock=lambda: "t",
        workers=1,
    )
    return open_coverage(dataset, reference=reference(folder / "reference"))


def one(coverage: Coverage) -> dict[str, Any]:
    """The article."""
    found = detail(coverage, "a")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Apart:
    """What a correction of the tables below makes of an article: its values, and the messages of its issues.

    All are in one dataset, each correction at an article of its own.
    """
    cases = [correction for correction, _ in (*VALUES, *PLACES, *AGENCIES, *UNMATCHED)]
    ids = {correction: f"a{number}" for number, correction in enumerate(dict.fromkeys(cases))}
    rows = [(id_, *correction) for correction, id_ in ids.items()]
    coverage = corrected(tmp_path_factory.mktemp("apart"), *rows, ids=list(ids.values()))

    def found(correction: Correction) -> tuple[dict[str, Any], list[str]]:
        article = detail(coverage, ids[correction])
        assert article is not None
        key = [article["article_key"]]
        topics = coverage.rows("SELECT topic FROM article_topics WHERE article_key = ? ORDER BY position", key)
        of_it = "SELECT message FROM issues WHERE article_id = ? OR article_id IS NULL"
        told = coverage.rows(of_it, [ids[correction]])
        return {**article, "topics": [row["topic"] for row in topics]}, [row["message"] for row in told]

    return found


def issues(coverage: Coverage) -> list[str]:
    """The messages of the table issues."""
    return [row["message"] for row in coverage.rows("SELECT message FROM issues ORDER BY message")]


VALUES: list[tuple[Correction, dict[str, Any]]] = [
    (("publish_date", "2025-06-23", "2025-06-24"), {"publish_date": "2025-06-24"}),
    (("media_name", "The Example", ""), {"media_name": None}),
    (("event_date", "2025-06-07", "2025-06-08"), {"event_date": "2025-06-08"}),
    (("event_date", "2025-06-07", ""), {"event_date": None}),
    (("relevant", "true", "no"), {"relevant": False, "relevance": 0.0, "relevance_reasons": ["correction"]}),
    (("topics", "raid", "court"), {"topics": ["court", "arrest"]}),
    (("topics", "", "court"), {"topics": ["raid", "arrest", "court"]}),
    (("topics", "raid", ""), {"topics": ["arrest"]}),
]


@pytest.mark.parametrize(("correction", "check"), VALUES)
def test_values(apart: Apart, correction: Correction, check: dict[str, Any]) -> None:
    found, issues = apart(correction)
    assert {name: found[name] for name in check} == check
    assert found["corrected"] == [dict(zip(("field", "old", "new"), correction, strict=True))]
    assert issues == []


PLACES: list[tuple[Correction, list[tuple[str, ...]]]] = [
    (("places", "Bell, CA", ""), [("Boyle Heights", "CA", "mention", "fake")]),
    (
        ("places", "Bell, CA", "Bell, FL"),
        [("Bell", "FL", "event", "correction"), ("Boyle Heights", "CA", "mention", "fake")],
    ),
    (
        ("places", "", "Monroe, LA"),
        [
            ("Bell", "CA", "event", "fake"),
            ("Boyle Heights", "CA", "mention", "fake"),
            ("Monroe", "LA", "event", "correction"),
        ],
    ),
    # the text's other place becomes the one that is there already: one row, of the event
    (("places", "Boyle Heights", "Bell, CA"), [("Bell", "CA", "event", "correction")]),
    (
        ("places[Boyle Heights, Los Angeles, CA].role", "mention", "event"),
        [("Bell", "CA", "event", "fake"), ("Boyle Heights", "CA", "event", "fake")],
    ),
]


@pytest.mark.parametrize(("correction", "wanted"), PLACES)
def test_places(apart: Apart, correction: Correction, wanted: list[tuple[str, ...]]) -> None:
    places = apart(correction)[0]["places"]
    assert [(p["name"], p["state"], p["role"], p["resolved_by"]) for p in places] == wanted


def test_a_place_that_is_resolved_anew_has_all_of_the_other_place(tmp_path: Path) -> None:
    place = one(corrected(tmp_path, ("a", "places", "Bell", "Bell, Florida")))["places"][0]
    wanted = {"county": "Gilchrist County", "fips_code": "12041", "latitude": 30.0, "confidence": 1.0, "text": "Bell"}
    assert {name: place[name] for name in wanted} == wanted


AGENCIES: list[tuple[Correction, list[str]]] = [
    (("agencies", "LAPD", ""), ["U.S. Immigration and Customs Enforcement"]),
    (("agencies", "ICE", "U.S. Department of Homeland Security"),
     ["U.S. Department of Homeland Security", "Los Angeles Police Department"]),
    (("agencies", "LAPD", "U.S. Immigration and Customs Enforcement"),
     ["U.S. Immigration and Customs Enforcement"]),
    (("agencies", "LAPD", "Bell Watch"), ["U.S. Immigration and Customs Enforcement", "Bell Watch"]),
    (("agencies", "", "Boyle"),
     ["U.S. Immigration and Customs Enforcement", "Boyle", "Los Angeles Police Department"]),
]  # fmt: skip


@pytest.mark.parametrize(("correction", "wanted"), AGENCIES)
def test_agencies(apart: Apart, correction: Correction, wanted: list[str]) -> None:
    assert [agency["name"] for agency in apart(correction)[0]["agencies"]] == wanted


UNMATCHED: list[tuple[Correction, str | None]] = [
    (("event_date", "2024", "2025"), "correction not applied: event_date is '2025-06-07'"),
    (("publish_date", "2024-01-01", "2025-01-01"), "correction not applied: publish_date is not '2024-01-01'"),
    (("places", "Chicago, IL", ""), "correction not applied: 0 of the things found go by 'Chicago, IL'"),
    (("places", "Bell", "Atlantis"),
     "correction not applied: the gazetteer has no one place 'Atlantis'; write it as 'Bell, CA'"),
    (("places", "", "Bell, FL"), None),  # the text does name Bell
    (("topics", "", "gossip"), "correction not applied: 'gossip' is no topic; topics are raid, arrest, detention,"),
    (("relevant", "false", "true"), "correction not applied: relevant is true"),
    (("colour", "red", "blue"), "correction not applied: 'colour' is no field that can be corrected"),
    (("places[Bell, CA].start", "1", "2"), "correction not applied: places have no value 'start' that can be"),
    (("places[Bell, CA].latitude", "33.98", "north"), "correction not applied: 'north' is no number"),
    (("agencies", "", "Scotland Yard"), "correction not applied: the text does not name 'Scotland Yard'"),
]  # fmt: skip


@pytest.mark.parametrize(("correction", "message"), UNMATCHED)
def test_what_does_not_match_changes_nothing_and_is_told(
    apart: Apart, correction: Correction, message: str | None
) -> None:
    found, issues = apart(correction)
    if message is None:
        assert issues == []
        return
    assert len(issues) == 1 and issues[0].startswith(message)
    assert found["corrected"] == []
    assert found["event_date"] == "2025-06-07"


def test_rows_that_are_no_corrections_and_articles_that_are_not_there(tmp_path: Path) -> None:
    coverage = corrected(tmp_path, ("zz", "relevant", "true", "false"), ("a", "", "x", "y"))
    rows = coverage.rows("SELECT source, message FROM issues ORDER BY source")
    assert [tuple(row.values()) for row in rows] == [
        ("corrections.csv, line 2", "correction not applied: no article has the id 'zz'"),
        ("corrections.csv, line 3", "a correction needs id, field, and an old and a new that differ"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"article,what\na,b\n", "corrections.csv has no column id, field, old, new; it needs id, field,"),
        (
            "id,field,old,new\na,media_name,Opini\xf3n,x\n".encode("latin-1"),
            "corrections.csv is not UTF-8 and was left",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "coverage").mkdir()
    (tmp_path / "coverage/corrections.csv").write_bytes(content)
    source = write_jsonl(tmp_path / "a.jsonl", {"id": "a", "text": TEXT})
    build([str(source)], tmp_path / "coverage", load=FakePipeline, fingerprint="f", code_version="1",
          clock=lambda: "t", workers=1)  # fmt: skip
    coverage = open_coverage(tmp_path / "coverage", reference=reference(tmp_path / "reference"))
    assert issues(coverage)[0].startswith(message)


def test_a_correction_that_comes_or_goes_is_followed_without_the_source(tmp_path: Path) -> None:
    other = write_jsonl(tmp_path / "b.jsonl", {"id": "b", "text": "Bell."})
    plain = one(corrected(tmp_path))
    with_it = one(corrected(tmp_path, ("a", "publish_date", "2025-06-23", "2025-06-20"), sources=[other]))
    assert with_it["publish_date"] == "2025-06-20"
    without = corrected(tmp_path, sources=[other])
    assert {**one(without), "article_key": 0} == {**plain, "article_key": 0}
    assert corrected(tmp_path, sources=[other]).version == without.version


def test_a_date_that_was_unknown_is_stated_once_corrected(tmp_path: Path) -> None:
    source = write_jsonl(
        tmp_path / "c.jsonl", {"id": "c", "text": TEXT, "publish_date": None, "publish_date_basis": "unknown"}
    )
    coverage = corrected(tmp_path, ("c", "publish_date", "", "2025-06-20"), sources=[source])
    found = detail(coverage, "c")
    assert found is not None
    assert (found["publish_date"], found["publish_date_basis"]) == ("2025-06-20", "stated")
