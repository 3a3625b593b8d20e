"""A folder as people have it: one file of each kind that is read, three broken ones among them (tests/mixed).

What each file gives stands in tests/mixed.json, word for word. The files that are no text are made by
tools/mixed_fixtures.py.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from etl.cli import main
from etl.coverage import Coverage, open_coverage
from etl.location import Location
from etl.models import Article
from etl.pipeline import Pipeline
from etl.prepared import is_prepared
from etl.read import formats
from etl.read.archives import zip_kind
from etl.read.documents import Document, documents
from etl.read.sniff import sniff
from etl.sources import file_of
from tests.reading import read_all

ROOT = Path(__file__).resolve().parent.parent
MIXED = ROOT / "tests" / "mixed"
GOLDEN: dict[str, list[dict[str, Any]]] = json.loads((ROOT / "tests" / "mixed.json").read_text("utf-8"))
ERRORS = [
    "error: tests/mixed/broken/cut.json: is not JSON (Unterminated string starting at, column 60); mend or remove it",
    "error: tests/mixed/broken/cut.zip: is a broken zip file (File is not a zip file); pack it again",
    "error: tests/mixed/broken/letter.doc: is a Word document of the old kind (.doc); save it as .docx or as text",
]
# Kinds that test_read_formats.py makes for itself: other wrappings, and what is not read without --fetch.
ELSEWHERE = {"bzip2", "xz", "addresses", "tar", "old office"}


def told(article: Article) -> dict[str, Any]:
    """What the golden file says of an article: all that is not empty, but for its file."""
    values = asdict(article) | {"extra": dict(article.extra), "issues": [i.message for i in article.issues]}
    return {name: value for name, value in values.items() if value not in (None, "", {}, [], "full")}


def test_every_file_gives_what_stands_in_the_golden_file() -> None:
    articles, issues = read_all(MIXED)
    found: dict[str, list[dict[str, Any]]] = {}
    for article in articles:
        found.setdefault(file_of(article.source).removeprefix("mixed/"), []).append(told(article))
    assert found == GOLDEN
    assert [issue.source for issue in issues if issue.level == "error"] == [
        *("mixed/broken/cut.json", "mixed/broken/cut.zip", "mixed/broken/letter.doc")
    ]


def test_every_kind_is_in_the_folder() -> None:
    kinds = set()
    for document in documents([str(MIXED)]):
        assert isinstance(document, Document)
        kind = sniff(document.head())
        kinds.add(zip_kind(document) if kind == "zip" else kind)
    assert kinds | ELSEWHERE | {"warc"} == set(formats())  # a WARC file stands there compressed


def build(*more: str) -> subprocess.CompletedProcess[str]:
    """`python -m etl build tests/mixed`, run as a user does."""
    command = [sys.executable, "-m", "etl", "build", "tests/mixed", *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[subprocess.CompletedProcess[str], Path]]:
    """What the command said, and the dataset that it made."""
    folder = tmp_path_factory.mktemp("mixed") / "coverage"
    yield build("--dataset", str(folder)), folder


def rows(coverage: Coverage) -> list[dict[str, Any]]:
    """The articles of a dataset."""
    return coverage.rows("SELECT * FROM articles ORDER BY article_id")


def test_one_command_builds_the_folder_and_names_the_three(
    built: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, folder = built
    assert (done.returncode, done.stderr.splitlines()) == (1, ERRORS)
    read = sum(map(len, GOLDEN.values()))
    assert done.stdout.startswith(f"{folder}: {read} read, {read - 3} written, 0 unchanged, 3 doubles, ")
    assert done.stdout.endswith(f"3 could not be read; {read - 3} articles, version 1\n")
    coverage = open_coverage(folder)
    assert is_prepared(Location.of(folder), coverage.version)  # to be shown at once
    errors = coverage.rows("SELECT source FROM issues WHERE level = 'error' ORDER BY source")
    assert [row["source"] for row in errors] == [
        *("tests/mixed/broken/cut.json", "tests/mixed/broken/cut.zip", "tests/mixed/broken/letter.doc")
    ]
    assert {row["title"] for row in rows(coverage)} == {a["title"] for found in GOLDEN.values() for a in found}


def test_the_same_article_in_several_kinds_is_one_row_with_every_source(
    built: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    several = {row["title"]: row for row in rows(open_coverage(built[1])) if len(row["sources"]) > 1}
    assert {title: row["sources"] for title, row in several.items()} == {
        "Troopers stop helping at Nogales checkpoint": [
            *("tests/mixed/article.html", "tests/mixed/feed.xml", "tests/mixed/media-cloud.csv"),
        ],
        "Agents wait outside Yakima courthouse, lawyers say": ["tests/mixed/clippings.txt", "tests/mixed/listing.html"],
    }
    (page,) = GOLDEN["article.html"]
    assert several[page["title"]]["text"] == page["text"]
    assert several[page["title"]]["source"] == "tests/mixed/article.html"


def test_building_again_changes_nothing(built: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, folder = built
    files = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != ".lock"}
    again = build("--dataset", str(folder))
    assert (again.returncode, again.stderr) == (1, done.stderr)
    assert again.stdout.endswith("nothing new\n")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != ".lock"} == files


def test_a_column_that_no_alias_knows_can_be_said(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error of a table without a title names `--map`, and with it the table is read."""
    monkeypatch.setattr("etl.commands.extract.Pipeline.load", lambda reference: pipeline)
    table = tmp_path / "own.csv"
    table.write_text("what;when\nICE raids a mill in Bell, California;2026-03-03\nA choir sings;2026-03-04\n")
    assert main(["extract", str(table)]) == 1
    assert "--map title=COLUMN" in capsys.readouterr().err
    assert main(["extract", str(table), "--map", "title=what", "--map", "publish_date=when"]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["title"], row["publish_date"], row["relevant"]) for row in found] == [
        ("ICE raids a mill in Bell, California", "2026-03-03", True),
        ("A choir sings", "2026-03-04", False),
    ]
