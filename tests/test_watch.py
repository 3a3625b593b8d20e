"""Watching: rounds without drift, one watch a dataset, what is new only, and an end at any moment."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from fake import FakePipeline, write_jsonl

import etl.read
from etl.cli import main
from etl.commands.fetching import reader_of
from etl.commands.watch import Watcher, seconds
from etl.coverage import open_coverage
from etl.fetch.collect import Collect
from etl.fetch.reader import Reader
from etl.knowledge import Knowledge
from etl.models import Article, Issue
from etl.read import Memory
from etl.store import Busy, Dataset
from etl.watch import only_watch, rounds
from tests.reading import knowledge, read_all
from tests.test_fetch_lists import feed, story
from tests.webserver import Clock, Site, page, serving

ROOT = Path(__file__).resolve().parent.parent
TEXT = "ICE agents came to Bell on 2025-06-07 and arrested 44 people at a car wash, their families said on Monday."


class Stop(Exception):
    """The end of a test's rounds."""


def turning(*takes: float, every: float = 60.0, faults: dict[int, Exception] | None = None) -> tuple[list[str], Clock]:
    """What the rounds said, each of which took so many seconds, and the clock."""
    clock, said, turn = Clock(), [], iter(enumerate(takes))

    def work() -> str:
        number, take = next(turn, (0, None))
        if take is None:
            raise Stop
        clock.passed += take
        if faults and number in faults:
            raise faults[number]
        return f"round {number}"

    with pytest.raises(Stop):
        rounds(work, every=every, say=said.append, now=clock.now, monotonic=clock.monotonic, sleep=clock.sleep)
    return said, clock


def test_rounds_begin_at_whole_multiples_however_long_they_take() -> None:
    said, clock = turning(5, 59.5, 0, 130, 60, 1)
    assert said == [
        "2026-03-01T12:00:00+00:00  round 0",
        "2026-03-01T12:01:00+00:00  round 1",
        "2026-03-01T12:02:00+00:00  round 2",
        "2026-03-01T12:03:00+00:00  round 3",
        "2026-03-01T12:06:00+00:00  round 4",  # two were missed and are not made up for
        "2026-03-01T12:08:00+00:00  round 5",
    ]
    assert clock.slept == [55, 0.5, 60, 50, 60, 59]


def test_a_round_that_fails_is_said_and_the_next_goes_on() -> None:
    faults: dict[int, Exception] = {0: Busy("another build is writing c"), 2: OSError(28, "No space left on device")}
    said, _ = turning(1, 1, 1, 1, faults=faults)
    assert [line.partition("  ")[2] for line in said] == [
        "nothing done: another build is writing c",
        "round 1",
        "nothing done: [Errno 28] No space left on device",
        "round 3",
    ]


def test_once_is_once_and_its_failure_is_raised() -> None:
    clock, said = Clock(), []
    times: dict[str, Any] = {"now": clock.now, "monotonic": clock.monotonic, "sleep": clock.sleep}
    rounds(lambda: "done", every=60, say=said.append, once=True, **times)
    assert said == ["2026-03-01T12:00:00+00:00  done"] and clock.slept == []

    def busy() -> str:
        raise Busy("another build")

    with pytest.raises(Busy):
        rounds(busy, every=60, say=said.append, once=True, **times)


TIMES: list[tuple[str, float | None]] = [
    *(("90s", 90.0), ("30m", 1800.0), ("2h", 7200.0), ("1d", 86400.0), ("1.5h", 5400.0), (" 5M ", 300.0)),
    *((bad, None) for bad in ("", "30", "m", "0m", "-5m", "5 minutes", "1e9s", "nan", "∞s")),
]


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_times(text: str, expected: float | None) -> None:
    if expected is None:
        with pytest.raises(argparse.ArgumentTypeError, match="such as 30m"):
            seconds(text)
    else:
        assert seconds(text) == expected


def test_one_watch_a_dataset(tmp_path: Path) -> None:
    clock = Clock()
    with only_watch(tmp_path / "c", now=clock.now):
        with (
            pytest.raises(Busy, match=rf"another watch \(process {os.getpid()}, since 2026-03-01T12:00:00\+00:00\)"),
            only_watch(tmp_path / "c", now=clock.now),
        ):
            pass
        with only_watch(tmp_path / "other", now=clock.now):
            pass
    with only_watch(tmp_path / "c", now=clock.now):
        pass


class ReadingPipeline(FakePipeline):
    """The fake pipeline with the tables that reading needs."""

    def __init__(self) -> None:
        super().__init__()
        tables = {**knowledge().tables, **self.knowledge.tables}
        self.knowledge = Knowledge(tables, self.knowledge.gazetteer)

    def read(self, sources: Sequence[str], *, as_: str | None = None) -> Iterator[Article | Issue]:
        """As the real one reads."""
        return etl.read.read(sources, knowledge=self.knowledge, as_=as_)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The fake pipeline in place of the real one, and a folder of our own."""
    monkeypatch.setattr("etl.commands.build.Pipeline.load", lambda reference: ReadingPipeline())
    monkeypatch.setattr("etl.commands.build.fingerprint_of", lambda reference: "f")
    monkeypatch.setattr("etl.commands.build.prepare", lambda location: True)  # test_mixed_folder.py sees that it is
    monkeypatch.chdir(tmp_path)
    return tmp_path


def watcher(*sources: str, fetch: Callable[[], Collect] | None = None) -> Watcher:
    """A watch over sources into the dataset `c`, as the command makes it."""
    from etl.commands.build import Loader

    options = argparse.Namespace(
        sources=list(sources),
        dataset=Path("c"),
        as_=None,
        workers=1,
        refresh=False,
        reference=None,
        fetch=False,
        map=None,
    )
    memory = Memory()
    reader = Reader(fetch(), memory) if fetch else reader_of(options, progress=lambda *told: None, memory=memory)
    return Watcher(options, Loader(Path("reference")), reader, memory)


def held(folder: Path = Path("c")) -> dict[str, tuple[str, str]]:
    """Title and source of the articles of the dataset, by title."""
    rows = open_coverage(folder).rows("SELECT title, source, text FROM articles ORDER BY title")
    return {row["title"]: (row["source"], row["text"]) for row in rows}


def errors(folder: Path = Path("c")) -> list[str]:
    """The sources that the dataset says could not be read."""
    return [row["source"] for row in open_coverage(folder).rows("SELECT source FROM issues WHERE level = 'error'")]


def test_rounds_over_a_folder(here: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    parsed: list[bytes] = []
    real = etl.read.sniff
    monkeypatch.setattr(etl.read, "sniff", lambda head: parsed.append(head) or real(head))
    (here / "in").mkdir()
    write_jsonl(here / "in/a.jsonl", {"id": "a", "title": "A", "text": TEXT}, {"id": "b", "title": "B", "text": TEXT})
    (here / "in/broken.jsonl").write_text('{"a": \n{"b": \n')
    watch = watcher("in")
    assert watch.round() == "2 read, 2 new, 0 unchanged, 2 issues; 2 articles, version 1"
    assert capfd.readouterr().err.count("broken.jsonl, line") == 2
    parsed.clear()
    assert watch.round() == "2 read, 0 new, 2 unchanged, 2 issues; 2 articles"
    assert len(parsed) == 1  # the broken file; what is whole and the same is remembered
    assert capfd.readouterr().err == ""  # told once
    (here / "in/b.html").write_bytes(page("New", f"{TEXT}\n\n{TEXT} More."))
    write_jsonl(
        here / "in/a.jsonl",
        {"id": "a", "title": "A", "text": f"{TEXT} Mended."},
        {"id": "b", "title": "B", "text": TEXT},
    )
    (here / "in/broken.jsonl").unlink()
    assert watch.round() == "3 read, 1 new, 1 changed, 1 unchanged, 0 issues; 3 articles, version 2"
    assert held()["A"][1].endswith("Mended.") and held()["New"][0] == "in/b.html"


def test_a_round_gives_what_a_build_would(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids that clash, and readings of which one is fuller, come out as if all had been read anew."""
    (here / "in").mkdir()
    watch = watcher("in")
    write_jsonl(here / "in/b.jsonl", {"id": "1", "title": "One", "text": TEXT, "url": "https://news.example/1"})
    watch.round()
    write_jsonl(here / "in/c.jsonl", {"id": "1", "title": "Another", "text": TEXT, "url": "https://news.example/2"})
    (here / "in/d.html").write_bytes(page("Full", f"{TEXT}\n\n{TEXT} And more of it."))
    watch.round()
    watch.round()
    assert main(["build", "in", "--dataset", "whole", "--workers", "1"]) == 0
    assert held() == held(Path("whole")) and len(held()) == 3


def test_memory_gives_what_reading_gives(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", {"title": "A", "text": TEXT}, {"title": "", "text": ""})
    (tmp_path / "b.html").write_bytes(page("B", f"{TEXT}\n\n{TEXT} More."))
    memory = Memory()
    fresh = [item for items in read_all(tmp_path) for item in items]

    def remembered() -> list[Any]:
        memory.turn()
        found = list(etl.read.read([str(tmp_path)], knowledge=knowledge(), memory=memory))
        return sorted(found, key=lambda item: isinstance(item, Issue))

    assert remembered() == remembered() == fresh
    (tmp_path / "b.html").unlink()
    assert len(remembered()) == len(remembered()) == len(fresh) - 1
    assert memory._file.execute("SELECT name FROM documents").fetchall() == []  # a.jsonl ended in an error


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def test_rounds_over_a_feed(here: Path, site: Site) -> None:
    one = ("Raid one", story(site, "one"), "In short.")
    two = ("Raid two", story(site, "two"), "In short.")
    url = feed(site, "/f.xml", one)
    watch = watcher(url, fetch=lambda: Collect(site.fetcher(here / "cache")))
    assert watch.round() == "1 read, 1 new, 0 unchanged, 0 issues; 1 article, version 1"
    site.asked.clear()
    assert watch.round() == "1 read, 0 new, 1 unchanged, 0 issues; 1 article"
    assert site.paths == ["news.test/f.xml"]
    feed(site, "/f.xml", two, one)
    site.asked.clear()
    assert watch.round() == "2 read, 1 new, 1 unchanged, 0 issues; 2 articles, version 2"
    assert site.paths == ["news.test/f.xml", "news.test/two"]
    feed(site, "/f.xml", two)  # what leaves the feed stays in the dataset
    assert watch.round() == "1 read, 0 new, 1 unchanged, 0 issues; 2 articles"


def test_what_failed_is_read_when_it_works_again_and_its_issue_goes(here: Path, site: Site) -> None:
    url = feed(site, "/f.xml", ("Raid one", site.url("/one"), "In short."))
    works = site.routes["news.test/f.xml"]
    site.routes["news.test/f.xml"] = (500, {}, b"")
    site.routes["/one"] = (503, {}, b"")
    watch = watcher(url, fetch=lambda: Collect(site.fetcher(here / "cache")))
    assert watch.round() == "0 read, 0 new, 0 unchanged, 1 issue; 0 articles, version 0"
    assert errors() == [url]
    site.clock.passed += 1800
    site.routes["news.test/f.xml"] = works
    watch.round()
    assert held()["Raid one"] == (f"{url}, item 1", "In short.")  # the entry stands for its page
    site.clock.passed += 1800
    story(site, "one")
    assert watch.round().startswith("1 read, 0 new, 1 changed")
    assert held()["Raid one"][0] == site.url("/one") and errors() == []


def test_a_summary_does_not_replace_the_text_of_a_page_that_is_gone(here: Path, site: Site) -> None:
    url = feed(site, "/f.xml", ("Raid one", story(site, "one"), "In short."))
    watcher(url, fetch=lambda: Collect(site.fetcher(here / "cache"))).round()
    full = held()["Raid one"]
    site.routes["news.test/one"] = (404, {}, b"")
    watcher(url, fetch=lambda: Collect(site.fetcher(here / "other machine"))).round()
    assert held()["Raid one"] == full and len(full[1]) > 300


def test_the_dataset_is_free_while_sites_are_waited_for(here: Path, site: Site) -> None:
    free: list[bool] = []

    def answer(handler: Any) -> None:
        with Dataset.open(Path("c")):
            free.append(True)
        handler.give(200, {}, page("Raid", TEXT))

    site.routes["/a"] = answer
    watcher(site.url("/a"), fetch=lambda: Collect(site.fetcher(here / "cache"))).round()
    assert free == [True]


def run(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    try:
        code = main(list(words))
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capfd.readouterr()
    return code, out, err


def test_the_command(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_jsonl(here / "a.jsonl", {"id": "a", "title": "A", "text": TEXT})
    watch = ("watch", "a.jsonl", "--once", "--dataset", "c")
    code, out, err = run(capfd, *watch)
    assert (code, err) == (0, "") and out.endswith("  1 read, 1 new, 0 unchanged, 0 issues; 1 article, version 1\n")
    code, out, err = run(capfd, "watch", "https://news.example/a", *watch[1:])
    assert (code, len(out.splitlines())) == (1, 1)
    assert err == (
        "error: https://news.example/a: is a web address and was not fetched; add --fetch, which asks news.example"
        " for it\n"
    )
    code, out, err = run(capfd, "watch", "a.jsonl", "--every", "30s", "--fetch")
    assert (code, out, err) == (2, "", "error: with --fetch the shortest time between two rounds is 1m\n")
    code, out, err = run(capfd, "watch", "a.jsonl", "--fetch", "--user-agent", "7")
    assert code == 2 and "names nobody" in err
    with Dataset.open(Path("c")):
        code, out, err = run(capfd, *watch)
    assert (code, out, err) == (2, "", "error: another build is writing c; wait until it has ended\n")


SCRIPT = """
import signal, sys, time
sys.path[:0] = {paths!r}
from etl.cli import main
from etl.commands import build
from test_watch import ReadingPipeline

class Slow(ReadingPipeline):
    def extract(self, article):
        if article.id.startswith("slow"):
            print("extracting", flush=True)
            time.sleep(3600)
        return super().extract(article)

signal.signal(signal.SIGINT, signal.default_int_handler)  # which whoever started the tests may have told them to ignore
build.Pipeline.load = lambda reference: Slow()
build.fingerprint_of = lambda reference: "f"
sys.exit(main(sys.argv[1:]))
"""


def start(*words: str) -> subprocess.Popen[str]:
    """The command in a process of its own, with the fake pipeline."""
    script = SCRIPT.format(paths=[str(ROOT), str(ROOT / "tests")])
    return subprocess.Popen(
        [sys.executable, "-c", script, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_signal_ends_it_between_rounds_and_within_one(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_jsonl(here / "a.jsonl", {"id": "a", "title": "A", "text": TEXT})
    write_jsonl(here / "b.jsonl", {"id": "b", "title": "B", "text": TEXT}, {"id": "slow", "title": "S", "text": TEXT})
    watch = ("watch", "--every", "1h", "--workers", "1", "--dataset")
    between, within = start(*watch, "c", "a.jsonl"), start(*watch, "d", "b.jsonl")
    ends = "stopped; the dataset is whole, and the next watch goes on from there\n"

    assert between.stdout is not None and within.stdout is not None
    assert between.stdout.readline().endswith("1 read, 1 new, 0 unchanged, 0 issues; 1 article, version 1\n")
    code, out, err = run(capfd, "watch", "a.jsonl", "--once", "--dataset", "c")
    assert (code, out) == (2, "") and f"error: another watch (process {between.pid}, since 2" in err
    between.send_signal(signal.SIGTERM)
    assert (*between.communicate(timeout=120), between.returncode) == ("", ends, 0)

    assert within.stdout.readline() == "extracting\n"
    within.send_signal(signal.SIGINT)
    assert (*within.communicate(timeout=120), within.returncode) == ("", ends, 0)
    assert main(["build", "b.jsonl", "--dataset", "d", "--workers", "1"]) == 0  # no lock stays, and no half a round
    assert capfd.readouterr().out == "d: 2 read, 2 written, 0 unchanged, 0 issues; 2 articles, version 1\n"
