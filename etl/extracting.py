"""What a worker does: lines in, articles out; articles in, rows out. New rows it writes to a file of its own, beside
the table's. An article that takes the place of a row goes back to the build, which merges it: only one process may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

import pyarrow as pa

from etl.choose import Task, unpacked
from etl.corrections import apply_after, apply_before, unmatched
from etl.knowledge import Knowledge, uncollected
from etl.models import Agency, Article, Issue, Level, Record
from etl.parts import Part, Target, write_part
from etl.read import Elsewhere, Lines, Packed, Rules, read_lines
from etl.rows import row_of, table_of
from etl.text import Body, plain
from etl.workers import chunks

_AT_ONCE = 500  # articles that a worker holds as Python's objects, which take ten times the memory of Arrow's


class Traced(Protocol):
    """What a build needs of `etl.pipeline.Trace`."""

    @property
    def record(self) -> Record:
        """What was found."""

    @property
    def body(self) -> Body:
        """The text as it was cut for that."""


class PipelineLike(Protocol):
    """What a build needs of `etl.pipeline.Pipeline`."""

    knowledge: Knowledge

    def read(self, sources: Sequence[str], *, as_: str | None = None) -> Iterator[Article | Issue]:
        """Every article of the sources, and an issue for what could not be read."""

    def read_by(
        self, elsewhere: Elsewhere, sources: Sequence[str], *, as_: str | None = None
    ) -> Iterator[Article | Packed | Issue]:
        """The same, with the lines of long files parsed by others."""

    def trace(self, article: Article) -> Traced:
        """The article with all that is found in it."""


Load = Callable[[], PipelineLike]


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that one worker takes at one time, and the name of the file that they make; "" for no file."""

    name: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a batch: a file, or rows."""

    rows: int
    part: Part | None = None
    table: pa.Table | None = None


def batches(tasks: Iterable[Task], size: int, *, name: Callable[[int], str]) -> Iterator[Batch]:
    """The work in batches of a size, named by their number."""
    for number, some in enumerate(chunks(tasks, size)):
        yield Batch(name(number), some)


def reading(load: Load, hashed: Callable[[Article], str]) -> Callable[[Lines], list[Article | Packed | Issue]]:
    """The function from lines to what they hold, each article with its input hash."""
    rules = Rules(load().knowledge)

    def done(lines: Lines) -> list[Article | Packed | Issue]:
        items = read_lines(lines, rules)
        return [item if isinstance(item, Issue) else Packed.of(item, hashed(item)) for item in items]

    return done


def extraction(load: Load, target: Target) -> Callable[[Batch], Done]:
    """The function from a batch to what became of it, with a pipeline of this process's own."""
    rows_of = _rows(load())

    def done(batch: Batch) -> Done:
        tables = []
        for at in range(0, len(batch.tasks), _AT_ONCE):
            with uncollected():  # extraction leaves no cycles, and looking for them is a tenth of its time
                tables.append(table_of(rows_of(batch.tasks[at : at + _AT_ONCE])))
        table = pa.concat_tables(tables)
        if batch.name:
            return Done(table.num_rows, part=write_part(target, batch.name, table))
        return Done(table.num_rows, table=table)

    return done


def _rows(pipeline: PipelineLike) -> Callable[[Sequence[Task]], Iterator[dict[str, Any]]]:
    """The function from tasks to rows of `articles`: extraction with the corrections laid over it."""
    knowledge = pipeline.knowledge
    agencies = {plain(row["name"]): _agency(row) for row in knowledge.tables.get("agencies", ())}

    def row(task: Task) -> dict[str, Any]:
        data, hashed, corrections, sources = task
        read, before = apply_before(unpacked(data), corrections)
        traced = pipeline.trace(read)
        record, after = apply_after(traced.record, corrections, gazetteer=knowledge.gazetteer, agencies=agencies)
        record = replace(record, issues=(*record.issues, *unmatched(corrections, before)))
        corrected = [{"field": c.field, "old": c.old, "new": c.new} for c in (*before, *after)]
        return row_of(record, hashed=hashed, corrected=corrected, sources=sources, cut=traced.body)

    return lambda tasks: map(row, tasks)


def _agency(row: Mapping[str, str]) -> Agency:
    """An agency of the reference table, without words of a text."""
    level, parent, state = cast(Level, row["level"]), row["parent"] or None, row["state"] or None
    return Agency("", 0, 0, row["name"], row["short_name"], level, parent, state)
