"""From sources to a version of the dataset: read, choose, extract, write, relate. `build` and `_add` are the main path.

Reading comes first and whole, with the articles set aside on disk: of two readings of one article the fuller wins,
whatever their order. What the dataset holds already is extracted again only if the article, its corrections, the
code or the reference tables have changed. Articles then go through the extraction in batches, each one commit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pyarrow as pa

from etl.choose import Corrections, Reading, Spool, Task, decide, hash_of, packed, revisit
from etl.corrections import FILE, read_corrections, strangers
from etl.extracting import Batch, Done, Load, PipelineLike, batches, extraction, reading
from etl.fingerprint import fingerprint_of as fingerprint_of
from etl.identity import Identities
from etl.location import Location
from etl.models import Article, Issue
from etl.read import Lines, Packed
from etl.rows import article_of, digest
from etl.sources import file_of
from etl.store import Dataset, Stored
from etl.workers import Here, Pool, Ready, Workers, workers_of

# A batch is what a worker takes at one time, and a file of the table. Of a batch at work nothing is kept yet.
_LEAST, _BATCH, _MOST = 50, 2000, 5000  # articles of a batch: at least, at most, and at most where there are many
_FILES = 200  # from so many files on they grow and are not more
_WORTH_A_WORKER = 300  # articles, under which another process costs more than it saves


class Read(Protocol):
    """How sources are read, where not by the pipeline's own way (`etl.fetch.reader.Reader`)."""

    def __call__(self, pipeline: Any, sources: Sequence[str], as_: str | None) -> Iterator[Article | Issue]:
        """Every article of the sources, and an issue for what could not be read."""

    @property
    def touched(self) -> Container[str]:
        """Sources that were read though neither article nor issue names them."""


class Relate(Protocol):
    """How stories are made (`etl.stories.stories_of`)."""

    def __call__(self, dataset: Dataset, *, progress: Progress) -> pa.Table | None:
        """The table `stories`, or None where it stays as it is."""


# "fetch", "read", "extract", "stories" or "compare", how much is done, of how much
Progress = Callable[[str, int, int | None], None]


class Stopped(Exception):
    """A build that was told to stop: how many articles it has extracted and kept, of how many; 0 of 0 before that."""

    def __init__(self, done: int, todo: int) -> None:
        """So many of so many."""
        super().__init__(f"stopped with {done} of {todo} articles extracted")
        self.done, self.todo = done, todo


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `version` is None where nothing had changed."""

    read: int
    written: int
    unchanged: int
    doubles: int
    articles: int
    version: int | None
    issues: tuple[Issue, ...]  # of sources and of the choice among doubles; those of articles are in their rows
    issues_total: int = 0  # rows of the table issues, of articles and of sources

    @property
    def failed(self) -> tuple[Issue, ...]:
        """The sources, or parts of them, that could not be read."""
        return tuple(issue for issue in self.issues if issue.stage == "read" and issue.level == "error")


def build(
    sources: Sequence[str],
    where: Location | Path,
    *,
    load: Load,
    fingerprint: str,
    code_version: str,
    clock: Callable[[], str],
    as_: str | None = None,
    read: Read | None = None,
    workers: int | Workers | None = None,
    refresh: bool = False,
    relate: Relate | None = None,
    progress: Progress = lambda stage, done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> Summary:
    """Add the articles of `sources` to the dataset that lies there, and say what was done.

    Raises Busy, StorageError, and Stopped.

    `load` makes the pipeline, here and in every worker; `clock` gives the time as ISO 8601; `workers` is chosen by
    the work if it is None; `refresh` extracts again what the dataset holds of other sources; `relate` groups what
    was written into stories, which stay as they are without it. When `stop` says so, what is under way is finished
    and kept, and no version is made.
    """
    started = clock()
    with Dataset.open(where) as dataset:
        corrections, issues = read_corrections(where)
        given = _Given(sources, as_, read, corrections, fingerprint, refresh)
        added = _add(dataset, given, load, workers, progress, stop)
        stories = relate(dataset, progress=partial(_heeding, stop, progress, added.written)) if relate else None
        run = {
            "run_id": digest([code_version, fingerprint, list(sources), started]),
            "sources": list(sources),
            "started_at": started,
            "finished_at": clock(),
            "code_version": code_version,
            "articles_read": added.read,
            "articles_written": added.written,
            "articles_unchanged": added.unchanged,
        }
        issues = (*issues, *added.issues)
        roots, files = tuple(_root(source) for source in sources), (added.files, read.touched if read else ())
        version = dataset.commit(issues, read=partial(_was_read, files, roots), run=run, stories=stories)
        return Summary(
            read=added.read,
            written=added.written,
            unchanged=added.unchanged,
            doubles=added.doubles,
            articles=added.articles,
            version=version.number if version else None,
            issues=issues,
            issues_total=dataset.issues_total(),
        )


@dataclass(frozen=True, slots=True)
class _Given:
    """What to add, and by which rules."""

    sources: Sequence[str]
    as_: str | None
    read: Read | None
    corrections: Corrections
    fingerprint: str
    refresh: bool

    def items(self, pipeline: PipelineLike, load: Load, team: Workers) -> Iterator[Article | Packed | Issue]:
        """What the sources hold; long files are parsed by the processes of this machine, where they work."""
        if self.read:
            return self.read(pipeline, self.sources, self.as_)
        if not isinstance(team, Pool):
            return pipeline.read(self.sources, as_=self.as_)

        def elsewhere(found: Iterator[Article | Issue | Lines]) -> Iterator[Article | Packed | Issue]:
            work: Iterator[Lines | Ready[list[Article | Packed | Issue]]]
            work = (item if isinstance(item, Lines) else Ready([item]) for item in found)
            for items in team.ordered(work, partial(reading, load, self.hashed)):
                yield from items

        return pipeline.read_by(elsewhere, self.sources, as_=self.as_)

    @property
    def hashed(self) -> Callable[[Article], str]:
        """The input hash of an article."""
        return partial(_hashed, self.corrections, self.fingerprint)


def _hashed(corrections: Corrections, fingerprint: str, article: Article) -> str:
    return hash_of(article, corrections.get(article.id, ()), fingerprint)


@dataclass(frozen=True, slots=True)
class _Added:
    """What was read and extracted. All that was kept of each article for it is let go: stories need the room."""

    read: int
    written: int
    unchanged: int
    doubles: int
    articles: int
    issues: tuple[Issue, ...]
    files: Container[str]


def _add(
    dataset: Dataset,
    given: _Given,
    load: Load,
    workers: int | Workers | None,
    progress: Progress,
    stop: Callable[[], bool],
) -> _Added:
    """Read, choose, extract and commit the articles. Raises Stopped."""
    with Spool() as spool:
        pipeline, stored, corrections = load(), dataset.stored(), given.corrections
        reading = Reading(spool, given.hashed, Identities(stored))
        for item in given.items(pipeline, load, workers_of((os.cpu_count() or 1) if workers is None else workers)):
            reading.add(item)
            progress("read", reading.articles, None)
            if stop():
                raise Stopped(0, 0)
        plan = decide(reading, stored)
        again = revisit(stored, reading, corrections, all_=given.refresh) | plan.carried.keys()

        todo = len(plan.new) + len(plan.changed) + len(again)
        team = workers_of(min(os.cpu_count() or 1, 1 + todo // _WORTH_A_WORKER) if workers is None else workers)
        size, new = _size(todo, team.count), reading.tasks(plan.new, stored, corrections)
        held_tasks = _stored_tasks(dataset, again, corrections, given.fingerprint, plan.carried)
        rest = chain(reading.tasks(plan.changed, stored, corrections), held_tasks)
        if len(plan.new) < todo <= _BATCH:  # all of it in one commit
            new, rest = iter(()), chain(new, rest)
        name = f"part-{{:05}}-{uuid4().hex}.parquet".format
        work = chain(batches(new, size, name=name), batches(rest, size, name=lambda number: ""))
        make = partial(extraction, (lambda: pipeline) if isinstance(team, Here) else load, dataset.target())
        made = team.ordered(_until(stop, work), make) if todo else iter(())
        done = written = 0
        for extracted, changed in _committed(dataset, stored, _watched(made, todo, progress), max(size, _BATCH)):
            done, written = done + extracted, written + changed
        if stop():
            raise Stopped(done, todo)
        if done != todo:
            raise AssertionError(f"{todo} articles to extract, {done} extracted")

        held = stored.keys() | reading.chosen.keys()
        return _Added(
            read=reading.articles,
            written=written,
            unchanged=len(reading.chosen.keys() | again) - written,
            doubles=reading.doubles,
            articles=len(held),
            issues=(*strangers(corrections, held.__contains__), *reading.issues, *plan.issues),
            files=reading.files,
        )


def _stored_tasks(
    dataset: Dataset,
    ids: Container[str],
    corrections: Corrections,
    fingerprint: str,
    carried: Mapping[str, tuple[str, ...]],
) -> Iterator[Task]:
    """The tasks for articles that are extracted again from what the dataset holds of them."""
    if not ids:
        return
    for row in dataset.rows(ids.__contains__):
        article, its = article_of(row), corrections.get(row["id"], ())
        files = carried.get(row["id"]) or tuple(row["sources"] or ())
        yield packed(article), hash_of(article, its, fingerprint), its, files


def _size(todo: int, count: int) -> int:
    """How many articles make a batch: some for each worker, and for many articles files that are not many."""
    most = min(max(todo // _FILES, _BATCH), _MOST)
    return max(min(todo // (4 * count), most), _LEAST)


def _until(stop: Callable[[], bool], given: Iterable[Batch]) -> Iterator[Batch]:
    """The batches, until it is time to stop."""
    for batch in given:
        if stop():
            return
        yield batch


def _heeding(stop: Callable[[], bool], progress: Progress, kept: int, stage: str, done: int, total: int | None) -> None:
    """Tell the progress, and stop where it is time: all that was extracted is kept already."""
    progress(stage, done, total)
    if stop():
        raise Stopped(kept, kept)


def _watched(made: Iterable[Done], todo: int, progress: Progress) -> Iterator[Done]:
    done = 0
    for one in made:
        done += one.rows
        progress("extract", done, todo)
        yield one


def _committed(
    dataset: Dataset, stored: Mapping[str, Stored], made: Iterable[Done], size: int
) -> Iterator[tuple[int, int]]:
    """Commit what comes, about `size` rows at a time; how many were extracted, and how many of them are written."""
    waiting: list[Done] = []

    def commit() -> tuple[int, int]:
        written = dataset.append([one.part for one in waiting if one.part])
        if tables := [one.table for one in waiting if one.table is not None]:
            written += dataset.merge(pa.concat_tables(tables), stored)
        return sum(one.rows for one in waiting), written

    for one in made:
        waiting.append(one)
        if sum(other.rows for other in waiting) >= size:
            yield commit()
            waiting.clear()
    if waiting:
        yield commit()


def _was_read(files: Sequence[Container[str]], roots: tuple[str, ...], source: str) -> bool:
    """Whether this run has read what an issue is about, so that the issue is told anew or is gone."""
    file = file_of(source)
    read = any(file in some for some in files)
    return read or file == FILE or any(file == root or file.startswith(f"{root}/") for root in roots)


def _root(source: str) -> str:
    """How the names of what lies in a source begin: as `etl/read/documents.py` names it."""
    if "://" in source:
        return source
    path = Path(source)
    return path.name if path.is_absolute() else path.as_posix()
