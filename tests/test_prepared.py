"""A version made ready: it answers as one in memory does, is made once, and what is broken is made anew."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from app_data import prepared_dataset
from fake import FakePipeline, dataset, write_jsonl
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.build import build
from etl.coverage import Coverage, open_coverage
from etl.filters import Filters
from etl.ledger import NoDataset, find_version
from etl.listing import listing
from etl.location import Location
from etl.prepared import is_prepared, open_prepared, prepare
from etl.queries import bubbles, facet, headline, shading, timeline

LISTS = ("cities", "states", "counties", "places", "agencies", "levels", "topics", "outlets", "languages", "relevant")
VALUES = {
    "cities": ("Bell, CA", "Cañon City, CO"),
    "states": ("CA", "CO"),
    "agencies": ("ICE", "LAPD"),
    "topics": ("raid",),
    "languages": ("en", "es"),
    "text": ("report", "-bell", "nothing like it"),
    "relevant": ("yes", "no", "all"),
    "role": ("event", "any"),
    "min_confidence": (0.0, 0.9),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset that is made ready, not to be changed."""
    return prepared_dataset(tmp_path_factory.mktemp("prepared"))


@pytest.fixture(scope="module")
def both(folder: Path) -> tuple[Coverage, Coverage]:
    """That dataset, in memory and made ready."""
    return open_coverage(folder), open_prepared(folder)


def made(folder: Path) -> list[Path]:
    """The versions that lie ready in a folder."""
    return sorted(path for path in (folder / ".prepared").iterdir() if path.is_dir())


def texts(coverage: Coverage) -> list[str]:
    """The text of every article."""
    return [row["text"] for row in coverage.rows("SELECT text FROM articles ORDER BY article_id")]


def build_one(where: Path, text: str, *, on: str | None = None) -> None:
    """Put an article of this text into the dataset in a folder, or on S3 with a file beside that folder."""
    build(
        [str(write_jsonl(where.parent / "a.jsonl", {"id": "a", "text": text}))],
        Location.of(on or where),
        load=FakePipeline,
        fingerprint="f",
        code_version="1.0",
        clock=lambda: "2026-01-01T00:00:00Z",
        workers=1,
    )


@st.composite
def questions(draw: st.DrawFn) -> Filters:
    """Some filters."""
    names = draw(st.sets(st.sampled_from(sorted(VALUES)), max_size=4))
    lists = {"cities", "states", "agencies", "topics", "languages"}
    drawn = {name: draw(st.sampled_from(VALUES[name])) for name in sorted(names)}
    return Filters(**{name: (value,) if name in lists else value for name, value in drawn.items()})


@settings(max_examples=40)
@given(filters=questions(), count=st.sampled_from(("articles", "stories")))
def test_it_answers_as_memory_does(both: tuple[Coverage, Coverage], filters: Filters, count: str) -> None:
    def answers(coverage: Coverage) -> list[object]:
        return [
            headline(coverage, filters, count=count),
            *(facet(coverage, filters, name, count=count) for name in LISTS),
            bubbles(coverage, filters, count=count),
            shading(coverage, filters, by="county", count=count),
            *(timeline(coverage, filters, unit="week", by=by, count=count) for by in ("agency", "state", "topic")),
            listing(coverage, filters, count=count),
        ]

    in_memory, prepared = (answers(coverage) for coverage in both)
    assert prepared == in_memory


def test_every_table_is_the_same(both: tuple[Coverage, Coverage]) -> None:
    names = [row["name"] for row in both[0].rows("SELECT table_name AS name FROM duckdb_tables() WHERE NOT temporary")]
    assert len(names) == 21
    for name in names:
        rows = [coverage.rows(f"SELECT * FROM {name} ORDER BY ALL") for coverage in both]
        assert rows[0] == rows[1], name


def test_a_dataset_without_mentions_is_made_ready(tmp_path: Path) -> None:
    dataset(tmp_path, {"id": "a", "text": "Nothing at all is named."})
    coverage = open_prepared(tmp_path / "coverage")
    assert is_prepared(Location.of(tmp_path / "coverage"), coverage.version)
    assert (headline(coverage, Filters(relevant="all")).articles, bubbles(coverage, Filters()).num_rows) == (1, 0)


def test_it_only_reads_itself(both: tuple[Coverage, Coverage]) -> None:
    for sql in ("CREATE TABLE x AS SELECT 1", "DELETE FROM articles", "SELECT * FROM read_text('/etc/hostname')"):
        with pytest.raises(Exception, match=r"read-only|disabled"):
            both[1].rows(sql)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def _other(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)


@pytest.mark.parametrize("name", ["coverage.duckdb", "about.json", "pairs-cities-any.arrow"])
@pytest.mark.parametrize("harm", [Path.unlink, _cut, _other])
def test_what_is_broken_is_made_anew(
    tmp_path: Path, folder: Path, both: tuple[Coverage, Coverage], name: str, harm: Callable[[Path], None]
) -> None:
    broken = shutil.copytree(folder, tmp_path / "coverage")
    location, version = Location.of(broken), both[1].version
    assert is_prepared(location, version)
    (made(broken)[0] / "of the copy").touch()  # what is made anew is without it
    harm(made(broken)[0] / name)
    coverage = open_prepared(broken)
    assert facet(coverage, Filters(role="any"), "cities") == facet(both[0], Filters(role="any"), "cities")
    assert is_prepared(location, version) and len(made(broken)) == 1
    assert not (made(broken)[0] / "of the copy").exists()


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    build_one(tmp_path / "coverage", "ICE in Bell.")
    left = tmp_path / "coverage" / ".prepared" / "9-abc.part"
    left.mkdir(parents=True)
    (left / "coverage.duckdb").write_bytes(b"half")
    open_prepared(tmp_path / "coverage")
    assert not left.exists() and len(made(tmp_path / "coverage")) == 1


def test_two_versions_stay_and_what_is_open_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "coverage"
    opened = []
    for n in range(4):
        build_one(folder, f"ICE in Bell, {n}.")
        opened.append(open_prepared(folder))
    assert len(made(folder)) == 2
    assert [texts(coverage) for coverage in opened] == [[f"ICE in Bell, {n}."] for n in range(4)]
    assert facet(opened[0], Filters(), "cities").to_pylist() == facet(opened[3], Filters(), "cities").to_pylist()
    first = opened[0].version.number
    assert texts(open_prepared(folder, version=first)) == ["ICE in Bell, 0."]


def test_a_dataset_made_anew_in_the_same_place_is_another(tmp_path: Path) -> None:
    folder = tmp_path / "coverage"
    build_one(folder, "The first.")
    before = open_prepared(folder)
    kept = shutil.copytree(folder / ".prepared", tmp_path / "kept")
    shutil.rmtree(folder)
    build_one(folder, "Another one.")
    shutil.copytree(kept, folder / ".prepared")
    after = open_prepared(folder)
    assert before.version == after.version and (texts(before), texts(after)) == (["The first."], ["Another one."])


def test_where_the_folder_cannot_be_written_the_cache_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "coverage"
    build_one(folder, "ICE in Bell.")
    (folder / ".prepared").write_text("no folder: as good as one that cannot be written, for root too")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert texts(open_prepared(folder)) == ["ICE in Bell."]
    assert len(list(tmp_path.glob("cache/immigration-coverage/*/*/coverage.duckdb"))) == 1
    monkeypatch.setenv("COVERAGE_CACHE", str(tmp_path / "given"))
    assert prepare(folder)
    assert len(list(tmp_path.glob("given/immigration-coverage/*/*/coverage.duckdb"))) == 1
    (tmp_path / "full").write_text("no folder either")
    monkeypatch.setenv("COVERAGE_CACHE", str(tmp_path / "full"))
    assert not prepare(folder)
    coverage = open_prepared(folder)
    assert texts(coverage) == ["ICE in Bell."] and not is_prepared(Location.of(folder), coverage.version)


def test_a_dataset_on_s3_is_made_ready_in_the_cache(tmp_path: Path, s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COVERAGE_CACHE", str(tmp_path / "cache"))
    location = Location.of(f"{s3}/coverage")
    for n in range(2):
        build_one(tmp_path / "here", f"ICE in Bell, {n}.", on=location.uri)
        assert not is_prepared(location, find_version(location, None))
        assert texts(open_prepared(location)) == [f"ICE in Bell, {n}."]
        assert is_prepared(location, find_version(location, None))
    assert len(list(tmp_path.glob("cache/immigration-coverage/*/*/coverage.duckdb"))) == 2


def test_without_a_dataset_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoDataset):
        open_prepared(tmp_path / "coverage")
    assert not (tmp_path / "coverage").exists()


def _read(folder: str, ready: str) -> tuple[list[str], list[str], list[str], int]:
    """In a process of its own: what a reader sees before and after a build by another."""
    coverage = open_prepared(Path(folder))
    before = texts(coverage)
    Path(ready, str(os.getpid())).touch()
    patience = 6000
    while find_version(Location.of(folder), None) == coverage.version and patience:
        multiprocessing.Event().wait(0.05)
        patience -= 1
    return before, texts(coverage), texts(open_prepared(Path(folder))), len(made(Path(folder)))


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be removed there")
def test_two_processes_read_while_a_build_goes_on(tmp_path: Path) -> None:
    folder, ready = tmp_path / "coverage", tmp_path / "ready"
    ready.mkdir()
    build_one(folder, "ICE in Bell, first.")
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        readers = [pool.apply_async(_read, (str(folder), str(ready))) for _ in range(2)]
        while len(list(ready.iterdir())) < 2 and not any(reader.ready() for reader in readers):
            multiprocessing.Event().wait(0.05)
        build_one(folder, "ICE in Bell, then.")
        found = [reader.get(300) for reader in readers]
    assert found == [(["ICE in Bell, first."], ["ICE in Bell, first."], ["ICE in Bell, then."], 2)] * 2
