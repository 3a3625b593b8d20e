"""From sources to a version of the dataset: read, choose, extract, write, relate. `build` is the main path.

Reading comes first and whole, with the articles set aside on disk: of two readings of one article the fuller wins,
whatever their order. What the dataset holds already is extracted again only if the article, its corrections, the
code or the reference tables have changed. Articles then go through the extraction in batches, each one commit.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol, cast

import pyarrow as pa

from etl.choose import Corrections, Reading, Spool, Task, decide, hash_of, revisit
from etl.corrections import FILE, apply_after, apply_before, read_corrections, strangers, unmatched
from etl.identity import Identities
from etl.knowledge import Knowledge
from etl.location import Location
from etl.models import Agency, Article, Issue, Level, Record
from etl.rows import article_of, digest, row_of, table_of
from etl.sources import file_of
from etl.store import Dataset
from etl.text import plain
from etl.workers import ordered

_CHUNK = 50  # articles that travel to a worker together
_BATCH = 5000  # articles of a commit
_WORTH_A_WORKER = 300  # articles, under which another process costs more than it saves
_CODE = Path(__file__).resolve().parent


class PipelineLike(Protocol):
    """What a build needs of `etl.pipeline.Pipeline`."""

    knowledge: Knowledge

    def read(self, sources: Sequence[str], *, as_: str | None = None) -> Iterator[Article | Issue]:
        """Every article of the sources, and an issue for what could not be read."""

    def extract(self, article: Article) -> Record:
        """The article with all that is found in it."""


class Read(Protocol):
    """How sources are read, where not by the pipeline's own way (`etl.fetch.reader.Reader`)."""

    def __call__(self, pipeline: Any, sources: Sequence[str], as_: str | None) -> Iterator[Article | Issue]:
        """Every article of the sources, and an issue for what could not be read."""

    @property
    def touched(self) -> Container[str]:
        """Sources that were read though neither article nor issue names them."""


Load = Callable[[], PipelineLike]
Relate = Callable[[Dataset], list[dict[str, Any]] | None]
Progress = Callable[[str, int, int | None], None]  # "fetch", "read" or "extract", how many are done, of how many


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
    workers: int | None = None,
    refresh: bool = False,
    relate: Relate | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> Summary:
    """Add the articles of `sources` to the dataset that lies there, and say what was done. Raises Busy, StorageError.

    `load` makes the pipeline, here and in every worker; `clock` gives the time as ISO 8601; `workers` is chosen by
    the work if it is None; `refresh` extracts again what the dataset holds of other sources; `relate` groups what
    was written into stories, which stay as they are without it.
    """
    started = clock()
    with Dataset.open(where) as dataset, Spool() as spool:
        pipeline, stored = load(), dataset.stored()
        corrections, issues = read_corrections(where)

        reading = Reading(spool, lambda a: hash_of(a, corrections.get(a.id, ()), fingerprint), Identities(stored))
        for item in read(pipeline, sources, as_) if read else pipeline.read(sources, as_=as_):
            reading.add(item)
            progress("read", reading.articles, None)
        plan = decide(reading, stored)
        again = revisit(stored, reading, corrections, all_=refresh) | plan.carried.keys()
        held_tasks = _stored_tasks(dataset, again, corrections, fingerprint, plan.carried)
        tasks = chain(plan.tasks(spool, corrections), held_tasks)

        todo = len(plan.todo) + len(again)
        count = min(os.cpu_count() or 1, 1 + todo // _WORTH_A_WORKER) if workers is None else workers
        make = partial(_worker, load) if count > 1 else partial(_extraction, pipeline)
        done = written = 0
        tables = ordered(_chunks(tasks, _CHUNK), make, workers=count) if todo else iter(())
        for table in _batches(_watched(tables, todo, progress), _BATCH):
            written += dataset.merge(table, stored)
            done += table.num_rows
        if done != todo:
            raise AssertionError(f"{todo} articles to extract, {done} extracted")

        touched = len(reading.chosen.keys() | again)
        stories = relate(dataset) if relate else None
        held = stored.keys() | reading.chosen.keys()
        issues = (*issues, *strangers(corrections, held.__contains__), *reading.issues, *plan.issues)
        run = {
            "run_id": digest([code_version, fingerprint, list(sources), started]),
            "sources": list(sources),
            "started_at": started,
            "finished_at": clock(),
            "code_version": code_version,
            "articles_read": reading.articles,
            "articles_written": written,
            "articles_unchanged": touched - written,
        }
        roots = tuple(_root(source) for source in sources)
        files = (reading.files, read.touched if read else ())
        version = dataset.commit(issues, read=partial(_was_read, files, roots), run=run, stories=stories)
        return Summary(
            read=reading.articles,
            written=written,
            unchanged=touched - written,
            doubles=reading.doubles,
            articles=len(held),
            version=version.number if version else None,
            issues=issues,
            issues_total=dataset.issues_total(),
        )


def fingerprint_of(reference: Path) -> str:
    """A hash of the code and of the reference tables: where it changes, what was extracted is extracted again."""
    hashed = blake2b(digest_size=12)
    for path in (*sorted(_CODE.rglob("*.py")), *sorted(reference.glob("*.csv"))):
        hashed.update(path.name.encode())
        hashed.update(path.read_bytes())
    return hashed.hexdigest()


def _worker(load: Load) -> Callable[[Sequence[Task]], pa.Table]:
    """The extraction, with a pipeline of this process's own."""
    return _extraction(load())


def _extraction(pipeline: PipelineLike) -> Callable[[Sequence[Task]], pa.Table]:
    """The function from tasks to rows of `articles`: extraction with the corrections laid over it."""
    knowledge = pipeline.knowledge
    agencies = {plain(row["name"]): _agency(row) for row in knowledge.tables.get("agencies", ())}

    def row(task: Task) -> dict[str, Any]:
        article, hashed, corrections, sources = task
        read, before = apply_before(article, corrections)
        record = pipeline.extract(read)
        record, after = apply_after(record, corrections, gazetteer=knowledge.gazetteer, agencies=agencies)
        record = replace(record, issues=(*record.issues, *unmatched(corrections, before)))
        corrected = [{"field": c.field, "old": c.old, "new": c.new} for c in (*before, *after)]
        return row_of(record, hashed=hashed, corrected=corrected, sources=sources)

    return lambda tasks: table_of(row(task) for task in tasks)


def _agency(row: Mapping[str, str]) -> Agency:
    """An agency of the reference table, without words of a text."""
    level, parent, state = cast(Level, row["level"]), row["parent"] or None, row["state"] or None
    return Agency("", 0, 0, row["name"], row["short_name"], level, parent, state)


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
        yield article, hash_of(article, its, fingerprint), its, carried.get(row["id"]) or tuple(row["sources"] or ())


def _chunks(tasks: Iterable[Task], size: int) -> Iterator[list[Task]]:
    iterator = iter(tasks)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _watched(tables: Iterable[pa.Table], todo: int, progress: Progress) -> Iterator[pa.Table]:
    done = 0
    for table in tables:
        done += table.num_rows
        progress("extract", done, todo)
        yield table


def _batches(tables: Iterable[pa.Table], size: int) -> Iterator[pa.Table]:
    """The tables put together until they have about `size` rows."""
    waiting: list[pa.Table] = []
    for table in tables:
        waiting.append(table)
        if sum(part.num_rows for part in waiting) >= size:
            yield pa.concat_tables(waiting)
            waiting.clear()
    if waiting:
        yield pa.concat_tables(waiting)


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
