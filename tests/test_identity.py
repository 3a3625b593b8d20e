"""Identity: the same article from several sources is one row with all of them, and different ones stay different."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from fake import FakePipeline, article, write_jsonl
from hypothesis import given
from hypothesis import strategies as st

from etl.build import Summary, build
from etl.ledger import open_table, rows_of
from etl.models import Article, Issue
from etl.read.draft import id_of_address
from etl.sources import file_of

ADDRESS = "https://news.example/2026/03/03/raid"
OWN = id_of_address(ADDRESS)
FULL = {"id": OWN, "canonical_url": ADDRESS, "title": "The raid", "text": "ICE agents came to Bell on 2025-06-07."}
ENTRY = {**FULL, "text": "ICE agents came.", "text_scope": "summary"}
ROW = {**FULL, "id": "mc-41", "text": "", "text_scope": "title"}  # of a table with ids of its own


class Placed(FakePipeline):
    """The fake pipeline, with the place in the file that a row names."""

    def read(self, sources: Sequence[str], *, as_: str | None = None) -> Iterator[Article | Issue]:
        """The articles, their `at` in the place of the line."""
        for source in sources:
            for row in map(json.loads, Path(source).read_text("utf-8").splitlines()):
                at = row.pop("at", "line 1")
                yield article(row.pop("id"), row.pop("text"), **{**row, "source": f"{Path(source).name}, {at}"})


def run(folder: Path, *sources: Path) -> Summary:
    """A build with the clock standing still."""
    return build(
        [str(source) for source in sources],
        folder,
        load=Placed,
        fingerprint="f",
        code_version="1.0",
        clock=lambda: "2026-01-01T00:00:00Z",
        workers=1,
    )


def held(folder: Path) -> list[tuple[str, str, list[str]]]:
    """Id, text and sources of each article."""
    table = open_table(folder, "articles")
    assert table is not None
    return sorted((row["id"], row["text"], row["sources"]) for row in rows_of(table).to_table().to_pylist())


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("at_once", [True, False])
def test_one_address_is_one_row_with_every_source(tmp_path: Path, order: tuple[int, ...], at_once: bool) -> None:
    """A page, a feed's entry and a table's row, in any order, in one build or three: the fullest text, all sources."""
    files = [write_jsonl(tmp_path / name, row) for name, row in (("page", FULL), ("feed.xml", ENTRY), ("mc.csv", ROW))]
    folder, chosen = tmp_path / "coverage", [files[at] for at in order]
    for sources in [chosen] if at_once else [[file] for file in chosen]:
        run(folder, *sources)
    ((id_, text, sources),) = held(folder)
    assert (text, sources) == (FULL["text"], ["feed.xml", "mc.csv", "page"])
    assert id_ == ("mc-41" if order[0] == 2 else OWN)  # the first that came, for good
    assert run(folder, *files).version is None or not at_once
    assert run(folder, *files).version is None


GIVEN: list[tuple[dict[str, Any], dict[str, Any], int]] = [
    (ROW, {**ROW, "id": "gkg-7", "title": "The Raid!"}, 1),  # two tables' ids of one article
    (ROW, {**ROW, "id": "gkg-7", "title": "Another report"}, 2),  # the address of a section, it seems
    (ROW, {**ROW, "id": "gkg-7", "canonical_url": "https://news.example/other"}, 2),
    (
        {**ROW, "canonical_url": "https://news.example"},
        {**ROW, "id": "gkg-7", "canonical_url": "https://news.example"},
        2,  # the paper's home is no article's address
    ),
]


@pytest.mark.parametrize(("one", "other", "rows"), GIVEN)
def test_ids_that_were_given(tmp_path: Path, one: dict[str, Any], other: dict[str, Any], rows: int) -> None:
    """Two ids of one address are one article only under one title."""
    first, second = write_jsonl(tmp_path / "a.csv", one), write_jsonl(tmp_path / "b.csv", other)
    run(tmp_path / "once", first, second)
    run(tmp_path / "twice", first)
    run(tmp_path / "twice", second)
    assert len(held(tmp_path / "once")) == rows
    assert held(tmp_path / "once") == held(tmp_path / "twice")


def test_the_same_number_in_another_file_is_another_article(tmp_path: Path) -> None:
    """Two tables that count from 1, built on two days: nothing is overwritten, and building again changes nothing."""
    folder = tmp_path / "coverage"
    first = write_jsonl(tmp_path / "a.csv", {**FULL, "id": "1"})
    second = write_jsonl(
        tmp_path / "b.csv", {"id": "1", "canonical_url": "https://news.example/x", "title": "B", "text": "Bell."}
    )
    run(folder, first)
    run(folder, second)
    before = held(folder)
    assert [(text, sources) for _, text, sources in before] == [(FULL["text"], ["a.csv"]), ("Bell.", ["b.csv"])]
    assert run(folder, second).version is None
    assert run(folder, first).version is None
    assert held(folder) == before
    # in the file that had it, an article may change its title and address
    run(folder, write_jsonl(first, {"id": "1", "title": "New", "text": "New."}))
    assert sorted(text for _, text, _ in held(folder)) == ["Bell.", "New."]


def test_an_item_that_has_moved_in_its_feed_is_no_other_article(tmp_path: Path) -> None:
    """A feed puts what is new first: the items after it have not changed. A line of a file that moved has."""
    folder = tmp_path / "coverage"
    feed = write_jsonl(tmp_path / "feed.xml", {**FULL, "at": "item 1"})
    run(folder, feed)
    new = {**FULL, "id": "n", "canonical_url": "https://news.example/n", "title": "New", "at": "item 1"}
    summary = run(folder, write_jsonl(feed, new, {**FULL, "at": "item 2"}))
    assert (summary.written, summary.unchanged) == (1, 1)
    assert run(folder, feed).version is None
    assert run(folder, write_jsonl(feed, {**FULL, "at": "line 7"}, {**new, "at": "item 2"})).written == 1


FILES: list[tuple[str, str]] = [
    ("a.txt", "a.txt"),
    ("pages/a.txt, item 3", "pages/a.txt"),
    ("a, b.txt", "a, b.txt"),
    ("a, b.txt, line 12", "a, b.txt"),
    ("a.xlsx, sheet March, week 2, row 4", "a.xlsx"),
    ("a.xlsx, sheet March", "a.xlsx"),
    ("a.warc.gz, record 7, item 2", "a.warc.gz"),
    ("https://a.example/feed, item 2", "https://a.example/feed"),
]


@pytest.mark.parametrize(("source", "file"), FILES)
def test_file_of(source: str, file: str) -> None:
    assert file_of(source) == file


@given(st.text(max_size=60), st.integers(0, 10**9))
def test_file_of_a_line(name: str, number: int) -> None:
    """What stands in a file has the file of the file itself."""
    assert file_of(f"{name}, line {number}") == file_of(name)
    assert json.dumps(file_of(name))
