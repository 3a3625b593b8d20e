"""The newest version is picked up without a restart, and no view mixes two."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from app_data import articles, prepared_dataset
from fake import dataset
from streamlit.testing.v1 import AppTest

from app import latest as latest_module
from app.latest import Latest
from app.ui import session
from etl.coverage import Coverage, open_coverage
from etl.filters import Filters
from etl.ledger import NoDataset
from etl.location import Location, StorageError
from etl.prepared import prepare
from etl.queries import headline

ROOT = Path(__file__).resolve().parent.parent
EVERYTHING = Filters(relevant="all")


class Clock:
    """A clock that is set by hand."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def grow(folder: Path, n: int) -> None:
    """A version more, of one article more."""
    dataset(folder, *({"id": f"g-{i}", "text": f"ICE in Bell, {i}."} for i in range(n)))


def size(coverage: Coverage) -> int:
    """How many articles it holds."""
    return headline(coverage, EVERYTHING).articles


def test_a_version_that_is_ready_is_seen_at_the_next_look(tmp_path: Path) -> None:
    clock = Clock()
    grow(tmp_path, 1)
    newest = Latest(Location.of(tmp_path / "coverage"), every=10, clock=clock)
    first = newest.coverage()
    grow(tmp_path, 2)
    prepare(tmp_path / "coverage")
    clock.now = 9.9
    assert newest.coverage() is first
    clock.now = 10
    second = newest.coverage()
    assert (size(first), size(second)) == (1, 2)
    grow(tmp_path, 3)
    prepare(tmp_path / "coverage")
    assert newest.coverage() is second
    newest.look()
    assert [size(coverage) for coverage in (first, second, newest.coverage())] == [1, 2, 3]


def test_one_that_is_not_ready_is_made_so_while_the_one_before_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(tmp_path, 1)
    newest = Latest(Location.of(tmp_path / "coverage"), every=0)
    assert size(newest.coverage()) == 1
    grow(tmp_path, 2)
    may, done = Event(), Event()

    def slow(location: Location) -> Coverage:
        may.wait(120)
        done.set()
        return open_coverage(location)

    monkeypatch.setattr(latest_module, "open_prepared", slow)
    assert [size(newest.coverage()) for _ in range(3)] == [1, 1, 1]
    may.set()
    assert done.wait(120)
    seen = [size(newest.coverage())]
    while seen[-1] == 1:
        seen.append(size(newest.coverage()))
    assert set(seen) <= {1, 2} and seen[-1] == 2


def test_a_failure_to_make_it_ready_is_told_once_and_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(tmp_path, 1)
    newest = Latest(Location.of(tmp_path / "coverage"), every=0)
    newest.coverage()
    grow(tmp_path, 2)
    tries: list[int] = []

    def failing(location: Location) -> Coverage:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no space left")
        return open_coverage(location)

    monkeypatch.setattr(latest_module, "open_prepared", failing)
    with pytest.raises(OSError, match="no space left"):
        while True:
            newest.coverage()
    while size(newest.coverage()) == 1:
        pass
    assert tries == [1, 1]


def test_the_one_before_is_closed_when_nobody_holds_it(tmp_path: Path) -> None:
    grow(tmp_path, 1)
    newest = Latest(Location.of(tmp_path / "coverage"), every=0)
    held = newest.coverage()
    gone = weakref.ref(held)
    held.ask(headline, (EVERYTHING,), ())
    grow(tmp_path, 2)
    prepare(tmp_path / "coverage")
    gc.disable()
    try:
        assert size(newest.coverage()) == 2
        assert size(held) == 1  # a view that began before
        del held
        assert gone() is None
    finally:
        gc.enable()


def test_many_sessions_open_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grow(tmp_path, 1)
    opened: list[Coverage] = []
    real = latest_module.open_prepared

    def counted(location: Location) -> Coverage:
        opened.append(real(location))
        return opened[-1]

    monkeypatch.setattr(latest_module, "open_prepared", counted)
    newest = Latest(Location.of(tmp_path / "coverage"))
    found: list[Coverage] = []
    threads = [Thread(target=lambda: found.append(newest.coverage())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 1 and found == opened * 8


def test_there_may_be_no_dataset_yet(tmp_path: Path) -> None:
    newest = Latest(Location.of(tmp_path / "coverage"))
    with pytest.raises(NoDataset):
        newest.coverage()
    grow(tmp_path, 1)
    assert size(newest.coverage()) == 1


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    prepared_dataset(tmp_path)
    monkeypatch.setenv("COVERAGE_DATASET", str(tmp_path / "coverage"))
    monkeypatch.chdir(ROOT)
    yield AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    session._latest.clear()


def test_a_page_shows_the_new_version_at_its_next_run_and_never_two(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build ends in the midst of a run: that run shows the old version to its end, the next one the new."""
    start = session.start
    more = [*articles(), {"id": "new", "title": "New in Bell", "text": "ICE in Bell.", "publish_date": "2025-07-01"}]

    def shown() -> tuple[str, list[str]]:
        labels = [button.label for button in page.button]
        articles_ = next(metric.value for metric in page.metric if metric.label == "Articles")
        return articles_, [label for label in labels if "not on the map" in label]

    def while_a_build_ends() -> session.Session:
        here = start()
        if len(more) == 30:
            dataset(tmp_path, *more)
            prepare(tmp_path / "coverage")
            more.append(more[-1])
            session.look_for_newer()
            start()  # another session, which sees the new version at once
        return here

    monkeypatch.setattr(session, "start", while_a_build_ends)
    page.run()
    old = shown()
    page.run()
    assert (old[0], shown()[0]) == ("28", "29") and old[1] == shown()[1] != []


def test_what_is_open_is_shown_while_storage_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(location: Location, number: int | None) -> None:
        raise StorageError("cannot be reached")

    clock = Clock()
    grow(tmp_path, 1)
    newest = Latest(Location.of(tmp_path / "coverage"), every=10, clock=clock)
    first = newest.coverage()
    grow(tmp_path, 2)
    prepare(tmp_path / "coverage")
    with monkeypatch.context() as storage:
        storage.setattr(latest_module, "find_version", gone)
        clock.now = 10
        assert newest.coverage() is first
        with pytest.raises(StorageError):
            Latest(Location.of(tmp_path / "coverage"), clock=clock).coverage()
    clock.now = 20
    assert size(newest.coverage()) == 2
