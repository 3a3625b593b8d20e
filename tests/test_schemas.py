"""Datasets that older code built, one for each schema: all of today's code reads them, adds to them and keeps them."""

from __future__ import annotations

import csv
import io
import zipfile
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable
from fake import FakePipeline, write_jsonl

from etl.build import Summary, build
from etl.check import check
from etl.check.columns import older
from etl.cli import main
from etl.coverage import open_coverage
from etl.export import FORMATS, export
from etl.filters import Filters
from etl.ledger import versions
from etl.queries import headline
from etl.relate import Rules
from etl.schema import SCHEMA, TABLES
from etl.stories import stories_of

SCHEMAS = range(1, SCHEMA)


@pytest.fixture(params=SCHEMAS)
def schema(request: pytest.FixtureRequest) -> int:
    """A schema before the newest."""
    number: int = request.param
    return number


@pytest.fixture
def folder(schema: int, tmp_path: Path) -> Path:
    """The dataset of that schema: articles a and b in version 1, c and d in version 2; c is a copy of a."""
    with zipfile.ZipFile(Path(__file__).parent / "schemas" / f"{schema}.zip") as archive:
        archive.extractall(tmp_path / "coverage")
    return tmp_path / "coverage"


def add(folder: Path, *articles: dict[str, Any]) -> Summary:
    """A build of today's code."""
    return build(
        [str(write_jsonl(folder.parent / "new.jsonl", *articles))],
        folder,
        load=FakePipeline,
        fingerprint="new",
        code_version="2.0",
        clock=lambda: "2026-02-01T00:00:00+00:00",
        workers=1,
        relate=partial(stories_of, rules=Rules.load()),
    )


def wrong(folder: Path, **options: Any) -> list[str]:
    """What a check finds, notes included."""
    return [str(finding) for finding in check(folder, **options)]


def exported(folder: Path, version: int) -> dict[str, bytes]:
    """What a version of the dataset holds, as a file of each format."""
    coverage, made = open_coverage(folder, version=version), {}
    for format in FORMATS:
        stream = io.BytesIO()
        export(coverage, Filters(relevant="all"), stream, format=format)  # type: ignore[arg-type]
        made[format] = stream.getvalue()
    return made


def tables(folder: Path) -> dict[Path, bytes]:
    """Every file of the tables; what the dashboard keeps beside them is made anew at any time."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder).parts[0] in TABLES)
    return {path: path.read_bytes() for path in files}


def missing(folder: Path) -> dict[str, list[str]]:
    """The columns that the newest state of each table is without."""
    names = [name for name in TABLES if (folder / name).is_dir()]
    found = {name: older(name, DeltaTable(str(folder / name)).to_pyarrow_dataset().schema) for name in names}
    return {name: [column.name for column in columns] for name, columns in found.items() if columns}


def test_the_newest_schema_is_that_of_the_newest_column() -> None:
    assert max(column.since for columns in TABLES.values() for column in columns) == SCHEMA


def test_each_dataset_is_without_what_later_schemas_brought(schema: int, folder: Path) -> None:
    """So the datasets are what they are said to be, and there is one before each column that was added."""
    later = {
        name: [column.name for column in columns if column.since > schema]
        for name, columns in TABLES.items()
        if (folder / name).is_dir()
    }
    assert missing(folder) == {name: columns for name, columns in later.items() if columns}
    assert (folder / "stories").is_dir() is (schema >= 2)


def test_it_is_read_as_it_is(folder: Path, schema: int) -> None:
    before = tables(folder)
    assert wrong(folder) == []
    assert wrong(folder, version=1) == []
    coverage = open_coverage(folder)
    figures = headline(coverage, Filters(relevant="all"))
    assert (figures.articles, figures.stories) == (4, 3 if schema >= 2 else None)
    sources = [row["sources"] for row in coverage.rows("SELECT sources FROM articles ORDER BY article_id")]
    held = [["a.jsonl"], ["a.jsonl"], ["b.jsonl"], ["b.jsonl"]]
    assert sources == (held if schema >= 4 else [None] * 4)
    assert headline(open_coverage(folder, version=1), Filters(relevant="all")).articles == 2
    assert main(["info", "--dataset", str(folder)]) == 0
    files = exported(folder, 2)
    assert all(files.values())
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert [(row["article_id"], row["place"], row["place_kind"], row["latitude"]) for row in rows] == [
        ("a", "Bell", "city", "33.98"),
        ("a", "California", "state", ""),
        ("b", "", "", ""),
        ("c", "Bell", "city", "33.98"),
        ("c", "California", "state", ""),
        ("d", "Boyle Heights", "neighborhood", "34.03"),
        ("d", "Tijuana", "city", "32.5"),
    ]
    assert tables(folder) == before


def test_a_build_adds_to_it_and_brings_the_columns(folder: Path) -> None:
    old = {number: exported(folder, number) for number in (1, 2)}
    # Of what it holds, b has changed; e is new.
    summary = add(folder, {"id": "b", "text": "Another game of hockey."}, {"id": "e", "text": "ERO in Cañon City."})
    assert (summary.written, summary.articles) == (2, 5)
    assert missing(folder) == {}
    assert wrong(folder) == []
    coverage = open_coverage(folder)
    assert headline(coverage, Filters(relevant="all")).stories == 4
    sources = {row["article_id"]: row["sources"] for row in coverage.rows("SELECT article_id, sources FROM articles")}
    assert (sources["b"], sources["e"]) == (["a.jsonl", "new.jsonl"] if sources["a"] else ["new.jsonl"], ["new.jsonl"])
    assert [version.number for version in versions(folder)][:2] == [1, 2]
    assert {number: exported(folder, number) for number in old} == old
    assert add(folder, {"id": "b", "text": "Another game of hockey."}).version is None


@pytest.mark.parametrize("schema", [1, 3], indirect=True)
def test_all_of_it_can_be_extracted_again(folder: Path) -> None:
    build(
        [str(write_jsonl(folder.parent / "new.jsonl", {"id": "e", "text": "Bell."}))],
        folder,
        load=FakePipeline,
        fingerprint="new",
        code_version="2.0",
        clock=lambda: "2026-02-01T00:00:00+00:00",
        workers=1,
        refresh=True,
        relate=partial(stories_of, rules=Rules.load()),
    )
    rows = open_coverage(folder).rows("SELECT article_id, sources FROM articles ORDER BY article_id")
    assert [(row["article_id"], row["sources"]) for row in rows] == [
        ("a", ["a.jsonl"]), ("b", ["a.jsonl"]), ("c", ["b.jsonl"]), ("d", ["b.jsonl"]), ("e", ["new.jsonl"]),
    ]  # fmt: skip
    assert wrong(folder) == []


@pytest.mark.parametrize("schema", [1], indirect=True)
def test_versions_of_it_can_be_given_up(folder: Path) -> None:
    newest = exported(folder, 2)
    assert main(["maintain", "--dataset", str(folder), "--keep-versions", "1", "--delete"]) == 0
    assert versions(folder)[0].number == 2
    assert exported(folder, 2) == newest
    assert wrong(folder) == []
