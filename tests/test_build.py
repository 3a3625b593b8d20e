"""Builds: what is written, what is left alone, which reading counts, and that nothing is ever half done."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from fake import FakePipeline, write_jsonl
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.build import Stopped, Summary, build, fingerprint_of
from etl.coverage import open_coverage
from etl.ledger import NoDataset, find_version, open_table, rows_of, versions
from etl.location import Location
from etl.relate import Rules
from etl.store import Busy, Dataset
from etl.stories import stories_of

TEXT = "ICE agents came to Bell on 2025-06-07 and arrested 44 people near Bell Gardens, people said."


def run(
    folder: Path,
    *sources: Path,
    load: Callable[[], Any] = FakePipeline,
    fingerprint: str = "f",
    grouped: bool = False,
    **options: Any,
) -> Summary:
    """A build with the clock standing still."""
    return build(
        [str(source) for source in sources],
        folder,
        load=load,
        fingerprint=fingerprint,
        relate=partial(stories_of, rules=Rules.load()) if grouped else None,
        code_version="1.0",
        clock=lambda: "2026-01-01T00:00:00Z",
        **{"workers": 1, **options},
    )


def contents(where: Path | Location, number: int | None = None) -> dict[str, list[dict[str, Any]]]:
    """All that a version holds, in a form to compare: the rows that readers make everything else of."""
    version = find_version(Location.of(where), number)
    numbers = {"articles": version.number, "issues": version.issues, "stories": version.stories}
    found = {name: open_table(where, name, number) for name, number in numbers.items() if number is not None}
    return {name: sorted(rows_of(table).to_table().to_pylist(), key=repr) for name, table in found.items() if table}


def texts(folder: Path) -> dict[str, str]:
    """Text by id in the newest version."""
    return {row["article_id"]: row["text"] for row in open_coverage(folder).rows("SELECT * FROM articles")}


def issues(folder: Path) -> list[tuple[str | None, str, str, str, str, str]]:
    """The rows of the table issues."""
    return [tuple(row.values()) for row in open_coverage(folder).rows("SELECT * FROM issues ORDER BY ALL")]


def test_a_build_and_the_same_again(tmp_path: Path) -> None:
    source = write_jsonl(tmp_path / "pages/a.jsonl", {"id": "1", "text": TEXT}, {"id": "2", "text": "A hockey game."})
    folder = tmp_path / "coverage"
    assert run(folder, source) == Summary(2, 2, 0, 0, 2, 1, ())
    files = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    assert run(folder, source) == Summary(2, 0, 2, 0, 2, None, ())
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == files
    assert [(v.number, v.articles) for v in versions(folder)] == [(1, 2)]


def test_a_changed_article_replaces_its_row_and_old_versions_stay(tmp_path: Path) -> None:
    source, folder = tmp_path / "pages/a.jsonl", tmp_path / "coverage"
    run(folder, write_jsonl(source, {"id": "1", "text": TEXT}, {"id": "2", "text": "Bell."}))
    summary = run(folder, write_jsonl(source, {"id": "1", "text": "Short now."}, {"id": "2", "text": "Bell."}))
    assert (summary.written, summary.unchanged, summary.articles) == (1, 1, 2)
    assert texts(folder) == {"1": "Short now.", "2": "Bell."}
    old = open_coverage(folder, version=1).rows("SELECT text FROM articles ORDER BY article_id")
    assert [row["text"] for row in old] == [TEXT, "Bell."]
    with pytest.raises(NoDataset, match=r"has no version 7; it has: 1, 2"):
        open_coverage(folder, version=7)


def test_incremental_builds_add_and_keep(tmp_path: Path) -> None:
    folder = tmp_path / "coverage"
    first = write_jsonl(tmp_path / "a.jsonl", {"id": "1", "text": TEXT})
    second = write_jsonl(tmp_path / "b.jsonl", {"id": "2", "text": "Cañon City."})
    run(folder, first)
    assert run(folder, second).articles == 2
    assert texts(folder) == {"1": TEXT, "2": "Cañon City."}
    both = tmp_path / "both"
    run(both, first, second)
    assert contents(both) == contents(folder)


def test_code_or_tables_that_changed_extract_again(tmp_path: Path) -> None:
    source, folder = write_jsonl(tmp_path / "a.jsonl", {"id": "1", "text": TEXT}), tmp_path / "coverage"
    run(folder, source)
    assert run(folder, source, fingerprint="new").written == 1
    assert run(folder, source, fingerprint="new").written == 0


def test_refresh_extracts_what_other_sources_brought(tmp_path: Path) -> None:
    folder = tmp_path / "coverage"
    first = write_jsonl(tmp_path / "a.jsonl", {"id": "1", "text": TEXT})
    second = write_jsonl(tmp_path / "b.jsonl", {"id": "2", "text": "Bell."})
    run(folder, first)
    before = contents(folder)["articles"][0]
    assert run(folder, second, fingerprint="new", refresh=True).written == 2
    after = contents(folder)["articles"][0]
    assert {name for name in before if before[name] != after[name]} == {"input_hash"}


LONG, SHORT = {"id": "1", "text": TEXT}, {"id": "1", "text": "ICE agents came to Bell."}
SUMMARY = {"id": "1", "text": TEXT * 3, "text_scope": "summary"}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_doubles_the_fullest_text_wins_in_any_order(tmp_path: Path, order: tuple[int, ...]) -> None:
    rows = [("c.jsonl", LONG), ("a.jsonl", SHORT), ("b.jsonl", SUMMARY)]
    for name, row in rows:
        write_jsonl(tmp_path / name, row)
    folder = tmp_path / "coverage"
    summary = run(folder, *(tmp_path / rows[i][0] for i in order))
    assert (summary.read, summary.written, summary.doubles, summary.failed) == (3, 1, 2, ())
    assert texts(folder) == {"1": TEXT}
    message = "not taken: c.jsonl, line 1 has a fuller text of the same article"
    assert issues(folder) == [
        (None, f"{name}, line 1", "store", "info", message, "1") for name in ("a.jsonl", "b.jsonl")
    ]
    assert run(folder, *(tmp_path / rows[i][0] for i in reversed(order))).version is None


def test_one_file_named_twice_is_no_double(tmp_path: Path) -> None:
    source, folder = write_jsonl(tmp_path / "a.jsonl", LONG), tmp_path / "coverage"
    assert run(folder, source, source) == Summary(2, 1, 0, 1, 1, 1, ())


@pytest.mark.parametrize(
    ("second", "text"),
    [
        (SHORT, TEXT),  # less than half the length: a truncated copy
        (SUMMARY, TEXT),
        ({"id": "1", "text": TEXT[:-20]}, TEXT[:-20]),  # a later edition
    ],
)
def test_another_file_replaces_unless_it_is_the_poorer_copy(tmp_path: Path, second: dict[str, str], text: str) -> None:
    folder = tmp_path / "coverage"
    run(folder, write_jsonl(tmp_path / "a.jsonl", LONG))
    run(folder, write_jsonl(tmp_path / "b.jsonl", second))
    assert texts(folder) == {"1": text}


def test_issues_belong_to_the_last_reading_of_their_source(tmp_path: Path) -> None:
    folder, good, bad = tmp_path / "coverage", tmp_path / "pages/good.jsonl", tmp_path / "pages/bad.jsonl"
    write_jsonl(good, {"id": "1", "text": "Springfield and Bell."})
    bad.write_text("{no json\n", "utf-8")
    summary = run(folder, tmp_path / "pages")
    assert [issue.source for issue in summary.failed] == ["pages/bad.jsonl, line 1"]
    lost = ("1", "pages/good.jsonl, line 1", "resolve", "warning", "two places of this name", "Springfield")
    broken = (
        None,
        "pages/bad.jsonl, line 1",
        "read",
        "error",
        "pages/bad.jsonl, line 1: no JSON; one object a line is needed",
        "{no json",
    )
    assert issues(folder) == [lost, broken]
    assert run(folder, tmp_path / "pages").version is None
    bad.write_text('{"id": "2", "text": "Bell."}\n', "utf-8")
    assert run(folder, tmp_path / "pages").version == 2
    assert issues(folder) == [lost]
    bad.write_text("{no json again\n", "utf-8")
    assert run(folder, tmp_path / "pages").version == 2  # only the issues differ, and they are told
    assert len(issues(folder)) == 2
    bad.unlink()
    run(folder, tmp_path / "pages")
    assert issues(folder) == [lost]


def test_nothing_that_can_be_read_makes_an_empty_dataset_with_its_issues(tmp_path: Path) -> None:
    summary = run(tmp_path / "coverage", tmp_path / "nowhere")
    assert (summary.articles, len(summary.failed), summary.version) == (0, 1, 0)
    assert len(issues(tmp_path / "coverage")) == 1


def test_any_number_of_workers_gives_the_same(tmp_path: Path) -> None:
    rows = [{"id": f"{i:04}", "text": f"{TEXT} {'Springfield ' * (i % 3)}{i}"} for i in range(230)]
    source = write_jsonl(tmp_path / "a.jsonl", *rows)
    for workers in (1, 3):
        assert run(tmp_path / f"w{workers}", source, workers=workers).written == 230
    assert contents(tmp_path / "w1") == contents(tmp_path / "w3")


def test_a_second_build_at_the_same_time_is_refused(tmp_path: Path) -> None:
    with Dataset.open(tmp_path / "coverage"), pytest.raises(Busy, match="another build is writing"):
        run(tmp_path / "coverage", tmp_path)


def test_a_mention_that_is_not_at_its_offsets_stops_the_build(tmp_path: Path) -> None:
    class Wrong(FakePipeline):
        def extract(self, article: Any) -> Any:
            record = super().extract(article)
            object.__setattr__(record.places[0], "start", 0)
            return record

    source = write_jsonl(tmp_path / "a.jsonl", LONG)
    with pytest.raises(ValueError, match="article 1: places has 'Bell', which is not at its offsets"):
        run(tmp_path / "coverage", source, load=Wrong)


def test_many_small_builds_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.store._MOST_FILES", 3)
    folder = tmp_path / "coverage"
    for i in range(6):
        run(folder, write_jsonl(tmp_path / f"{i}.jsonl", {"id": str(i), "text": f"{TEXT} {i}"}))
    assert len(list((folder / "articles").glob("*.parquet"))) == 7  # one of them holds four
    assert [open_coverage(folder, version=v.number).rows("SELECT count(*) AS n FROM articles")[0]["n"]
            for v in versions(folder)] == [1, 2, 3, 4, 5, 6]  # fmt: skip
    assert run(folder, tmp_path / "0.jsonl").version is None


def test_the_fingerprint_is_of_code_and_tables(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("name\n1\n")
    first = fingerprint_of(tmp_path)
    assert fingerprint_of(tmp_path) == first
    (tmp_path / "a.csv").write_text("name\n2\n")
    assert fingerprint_of(tmp_path) != first


ARTICLES = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.sampled_from(["1", "2", "3"]),
            "text": st.sampled_from(["Bell.", "Bell and Bell Gardens.", TEXT, "Springfield.", "hockey"]),
            "text_scope": st.sampled_from(["full", "summary", "title"]),
        }
    ),
    max_size=6,
)


@settings(max_examples=8, deadline=None)
@given(rows=ARTICLES, data=st.data())
def test_the_order_of_files_changes_nothing_and_a_second_build_neither(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, str]], data: st.DataObject
) -> None:
    tmp_path = tmp_path_factory.mktemp("order")
    files = [write_jsonl(tmp_path / f"{i}.jsonl", row) for i, row in enumerate(rows)] or [tmp_path / "none"]
    shuffled = data.draw(st.permutations(files))
    run(tmp_path / "one", *files)
    run(tmp_path / "two", *shuffled)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert run(tmp_path / "one", *shuffled).version is None


SCRIPT = """
import sys
sys.path[:0] = {paths!r}
import os, time
from functools import partial
from pathlib import Path
import etl.build, etl.relate, etl.stories
from etl.cli import main
from etl.commands import build as command
from fake import FakePipeline

GATE = Path({gate!r})

class Gated(FakePipeline):
    def extract(self, article):
        if article.id.startswith("gated") and not GATE.exists():
            print("at the gate", os.getpid(), flush=True)
            while not GATE.exists():
                time.sleep(0.01)
        return super().extract(article)

def load(reference):
    return Gated()

command.Pipeline.load = load
command.fingerprint_of = lambda reference: "f"

def told(stage, done, total):
    print(stage, done, flush=True)

def build(source, folder, workers):
    etl.build._LEAST, etl.build._BATCH = 5, 10
    etl.build.build([source], Path(folder), load=Gated, fingerprint="f", code_version="1.0",
                    clock=lambda: "2026-01-01T00:00:00Z", workers=int(workers), progress=told,
                    relate=partial(etl.stories.stories_of, rules=etl.relate.Rules.load()))

if __name__ == "__main__":
    sys.exit(build(*sys.argv[2:]) if sys.argv[1] == "bare" else main(sys.argv[1:]))
"""


def _start(folder: Path, *words: str) -> subprocess.Popen[str]:
    """A build in a process of its own: the command, or with "bare" one that says how far it is.

    An article whose id begins with "gated" is waited with until the file `gate` is there.
    """
    here = Path(__file__).resolve().parent
    script = folder / "script.py"
    script.write_text(SCRIPT.format(paths=[str(here.parent), str(here)], gate=str(folder / "gate")), "utf-8")
    return subprocess.Popen(
        [sys.executable, str(script), *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def _until(process: subprocess.Popen[str], line: str) -> str:
    """The next line that begins so, or "" where the process has ended before it said that."""
    assert process.stdout is not None
    return next((said for said in process.stdout if said.startswith(line)), "")


@pytest.mark.parametrize("workers", [1, 2])
def test_kill_at_any_moment_leaves_the_last_version_and_the_next_build_completes_it(
    tmp_path: Path, workers: int
) -> None:
    folder = tmp_path / "coverage"
    first = write_jsonl(tmp_path / "a.jsonl", *({"id": f"{i:03}", "text": f"{TEXT} {i}"} for i in range(40)))
    run(folder, first, grouped=True)
    before = contents(folder)
    changed = [{"id": f"{i:03}", "text": f"Springfield. {TEXT} {i}"} for i in range(0, 120, 2)]
    second = write_jsonl(tmp_path / "b.jsonl", *changed)
    chance = random.Random(3)
    for moment in ("read 30", "extract", "stories", "compare"):
        process = _start(tmp_path, "bare", str(second), str(folder), str(workers))
        assert _until(process, moment) or len(versions(folder)) > 1
        time.sleep(chance.uniform(0.0, 0.05))  # somewhere behind it, and where does not matter
        process.kill()
        seen = contents(folder)
        if len(versions(folder)) == 1:
            assert seen == before, moment
        process.communicate(timeout=120)
    run(folder, second, grouped=True)
    whole = tmp_path / "whole"
    run(whole, first, grouped=True)
    run(whole, second, grouped=True)
    assert contents(folder) == contents(whole)
    assert texts(folder) == texts(whole)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_build_that_is_told_to_stop_keeps_what_it_has_and_the_next_goes_on(
    tmp_path: Path, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.build._BATCH", 20)
    monkeypatch.setattr("etl.build._LEAST", 5)
    folder, told = tmp_path / "coverage", list[tuple[str, int, int | None]]()
    source = write_jsonl(tmp_path / "a.jsonl", *({"id": f"{i:03}", "text": f"{TEXT} {i}"} for i in range(240)))

    def progress(stage: str, done: int, total: int | None) -> None:
        told.append((stage, done, total))

    def stop() -> bool:
        return any(stage == "extract" and done >= 60 for stage, done, _ in told)

    with pytest.raises(Stopped) as stopped:
        run(folder, source, workers=workers, progress=progress, stop=stop)
    kept = stopped.value.done
    assert 60 <= kept <= 60 + 20 * 2 * workers and stopped.value.todo == 240
    with pytest.raises(NoDataset):
        versions(folder)
    told.clear()
    summary = run(folder, source, progress=progress, grouped=True)
    assert (summary.read, summary.written, summary.articles) == (240, 240 - kept, 240)
    assert max(done for stage, done, _ in told if stage == "extract") == 240 - kept
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == ["read", "extract", "stories", "compare"]
    assert [told[-1][1:], max(done for stage, done, _ in told if stage == "stories")] == [told[-1][2:] * 2, 240]
    whole = tmp_path / "whole"
    run(whole, source, grouped=True)
    assert contents(folder) == contents(whole)


@pytest.mark.skipif(sys.platform == "win32", reason="a process is sent SIGINT")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_ends_the_command_clean(tmp_path: Path, workers: int) -> None:
    folder, size = tmp_path / "coverage", 100 // workers  # of a batch
    ids = [f"{'gated' if i >= size else 'quick'}-{i:03}" for i in range(400)]
    source = write_jsonl(tmp_path / "a.jsonl", *({"id": id_, "text": f"{TEXT} {id_}"} for id_ in sorted(ids)[::-1]))
    process = _start(tmp_path, "build", str(source), "--dataset", str(folder), "--workers", str(workers))
    assert process.stderr is not None
    assert _until(process, "at the gate")
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
    said = next(line for line in process.stderr if line.strip())
    assert said == "stopping: what is under way is finished and kept; Ctrl-C again ends at once\n"
    (tmp_path / "gate").touch()
    _, error = process.communicate()
    assert process.returncode == 130
    assert re.fullmatch(
        r"stopped: [\d,]+ of 400 articles are extracted and kept, no version was made; "
        r"the same command goes on from there\n",
        error,
    )
    held = sum(pq.read_metadata(path).num_rows for path in (folder / "articles").glob("*.parquet"))
    assert f"{held:,} of" in error and 0 < held < 400


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
def test_workers_do_not_outlive_a_killed_build(tmp_path: Path) -> None:
    rows = ({"id": f"gated-{i:03}", "text": f"{TEXT} {i}"} for i in range(60))
    source = write_jsonl(tmp_path / "a.jsonl", *rows)
    process = _start(tmp_path, "bare", str(source), str(tmp_path / "coverage"), "2")
    workers = {int(_until(process, "at the gate").split()[-1]) for _ in range(2)}
    assert len(workers) == 2 and process.pid not in workers
    process.kill()
    try:
        process.communicate(timeout=120)  # which ends when nobody holds the other end of the pipe any more
    except subprocess.TimeoutExpired:
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        raise
