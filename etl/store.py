"""Writing a dataset: Delta Lake tables `articles`, `issues`, `stories` and `runs` side by side in one place.

An article is one row with its lists nested, so one commit cannot leave half an article. A build commits batches of
articles, then the stories and the issues, then its row in `runs`; only that last row makes a version that readers
see (`etl/ledger.py`), so all tables agree, and a build that was killed is completed by the next one.

One build writes at a time. A lock (`etl/lock.py`) tells a second one so before it begins; what keeps the dataset
whole is that each table is opened once, and every commit must be the next after what this build has seen: where
another has come between, by whatever way, it is refused, and nothing of the two is mixed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import CommitFailedError, DeltaError

from etl import bucket
from etl.ledger import Version, open_table, rows_of, storage_options, versions_in
from etl.location import Location
from etl.lock import Busy as Busy
from etl.lock import only_one, process
from etl.models import Issue
from etl.parts import Part, Target, check_parts, commit_parts
from etl.schema import ARTICLES, ISSUES, RUNS, STORIES, Column, arrow

_SCHEMAS: Mapping[str, tuple[Column, ...]] = {
    "articles": ARTICLES,
    "issues": ISSUES,
    "stories": STORIES,
    "runs": RUNS,
}
# The column of `runs` that names the version of each table.
VERSION_OF = {"articles": "version", "issues": "issues_version", "stories": "stories_version"}
# A version that was cited must stay readable, so nothing of the log or of old files is ever cleaned up by itself:
# only `maintain`, when it is told which versions to give up.
_KEEP = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
# So many files of the table articles are put together, where they hold fewer rows than that each.
_MOST_FILES, _SMALL_FILE = 64, 2500
_BUSY = "another build is writing {}; wait until it has ended"
_ISSUE_KEYS = tuple(column.name for column in ISSUES)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stored:
    """What the dataset holds of an article, as far as a build must know to decide whether to replace it."""

    source: str
    input_hash: str
    row_hash: str
    text_scope: str
    text_length: int
    title: str
    canonical_url: str | None
    sources: tuple[str, ...]
    corrected: tuple[tuple[str, str, str], ...]  # field, old, new


class Dataset:
    """A dataset that is open for writing; one at a time (`Dataset.open`)."""

    def __init__(self, location: Location, tables: Mapping[str, DeltaTable]) -> None:
        """Wrap open tables; `Dataset.open` is what callers want."""
        self.location, self._tables = location, tables

    @classmethod
    @contextmanager
    def open(cls, where: Location | Path) -> Iterator[Dataset]:
        """The dataset that lies there, made if there is none, locked until the block ends. Raises Busy, StorageError.

        Busy also where another build has written in spite of the lock: nothing of this one is seen then.
        """
        location = Location.of(where)
        with bucket.told(location), only_one(location, "build", who=process(), busy=_BUSY.format(location)):
            try:
                yield cls(location, {name: _opened(location, name) for name in _SCHEMAS})
            except CommitFailedError as error:
                raise Busy(f"another build has written {location} meanwhile; run the same command again") from error

    def stored(self) -> dict[str, Stored]:
        """What the dataset holds, by article id."""
        names = ["id", "source", "input_hash", "row_hash", "text_scope", "text_length", "title", "canonical_url"]
        names += ["sources", "corrected"]
        found: dict[str, Stored] = {}
        for row in self._scan("articles", names):
            found[row["id"]] = Stored(
                source=row["source"],
                input_hash=row["input_hash"],
                row_hash=row["row_hash"],
                text_scope=row["text_scope"],
                text_length=row["text_length"],
                title=row["title"],
                canonical_url=row["canonical_url"],
                sources=tuple(row["sources"] or ()),
                corrected=tuple((c["field"], c["old"], c["new"]) for c in row["corrected"] or ()),
            )
        return found

    def rows(self, wanted: Callable[[str], bool], *, names: Sequence[str] = arrow(ARTICLES).names) -> Iterator[Row]:
        """The rows of the articles whose id is wanted, these columns of them."""
        return (row for row in self._scan("articles", names) if wanted(row["id"]))

    def stories(self) -> dict[str, str]:
        """The story of each article, as the newest state of the table has it."""
        return dict(self.values("stories", ("article_id", "story_id")))

    def grouped_by(self) -> frozenset[str | None]:
        """The rules by which the newest state of the table `stories` was grouped: one, or none without stories."""
        return frozenset(rules for (rules,) in self.values("stories", ("rules",)))

    def changed(self) -> frozenset[str]:
        """The ids of the articles that are new or differ since the last version."""
        last, names = self.last(), ("id", "row_hash")
        before = dict(self.values("articles", names, last.number)) if last else {}
        return frozenset(id_ for id_, hashed in self.values("articles", names) if before.get(id_) != hashed)

    def target(self) -> Target:
        """Where the files of the table `articles` lie, for those who write some (`append`), wherever they work."""
        folder, uri = self.location.folder, self.location.child("articles")
        return Target(uri if folder is None else str(Path(uri).resolve()), storage_options(self.location))

    def append(self, parts: Sequence[Part]) -> int:
        """Take in files of new articles, in one commit; how many articles they hold. Raises MissingPart."""
        if not parts:
            return 0
        check_parts(self.target(), parts)
        columns = arrow(ARTICLES)
        table = self._tables["articles"]
        if _names(columns) - _names(pa.schema(table.schema().to_arrow())):  # a dataset from before a column
            self._append("articles", columns.empty_table())
        commit_parts(table, parts, properties=_next())
        return sum(part.rows for part in parts)

    def merge(self, table: pa.Table, stored: Mapping[str, Stored]) -> int:
        """Put rows in, each in place of the one of its id, in one commit; how many were new or differed.

        `stored` is the answer of `Dataset.stored`; `table` holds an id once.
        """
        hashes = [table[name].to_pylist() for name in ("id", "row_hash", "input_hash")]
        held = [stored.get(id_) for id_ in hashes[0]]
        changed = [
            old is None or (old.row_hash, old.input_hash) != new
            for old, new in zip(held, zip(*hashes[1:], strict=True), strict=True)
        ]
        rows = table.filter(pa.array(changed, pa.bool_()))
        if not rows.num_rows:
            return 0
        if any(old is not None and differs for old, differs in zip(held, changed, strict=True)):
            merge = self._tables["articles"].merge(
                rows, "t.id = s.id", source_alias="s", target_alias="t", merge_schema=True,
                writer_properties=_written(), commit_properties=_next(),
            )  # fmt: skip
            merge.when_matched_update_all().when_not_matched_insert_all().execute()
        else:
            self._append("articles", rows)
        return int(rows.num_rows)

    def commit(
        self,
        issues: Iterable[Issue],
        *,
        read: Callable[[str], bool],
        run: Mapping[str, Any],
        stories: pa.Table | None = None,
    ) -> Version | None:
        """Write stories, issues and then the run, which makes the version; None where nothing changed since the last.

        `issues` are those of sources; those of articles are in their rows already. Issues of sources that this run
        did not read (`read` is asked) stay, and so do the stories where they are None. `run` holds the columns of
        `runs` that the caller knows.
        """
        last = self.last()
        if (last is None or last.number != self._tables["articles"].version()) and self._is_scattered():
            self.compact("articles")
        if stories is not None:
            self._update("stories", stories)
        before = self._scan("issues", _ISSUE_KEYS)
        kept = [row for row in before if row["article_id"] is None and not read(row["source"])]
        self._update("issues", pa.Table.from_pylist(self._issues(kept, issues), schema=arrow(ISSUES)))
        return self.record(run, stories=None if stories is None else pc.count_distinct(stories["story_id"]).as_py())

    def record(self, run: Mapping[str, Any], *, stories: int | None = None) -> Version | None:
        """Write the row of a run, which makes the version; None where no table has changed since the last.

        `stories` is their number, where it is known.
        """
        if self.is_recorded():
            return None
        known = {column: self._tables[table].version() for table, column in VERSION_OF.items()}
        counts = {table: int(self._tables[table].count()) for table in ("articles", "issues")}
        counts["stories"] = len(set(self.stories().values())) if stories is None else stories
        self._append("runs", pa.Table.from_pylist([{**run, **known, **counts}], schema=arrow(RUNS)))
        return self.last()

    def is_recorded(self) -> bool:
        """Whether the tables are as the last version has them: no build was stopped after it."""
        last = self.last()
        known = tuple(self._tables[table].version() for table in VERSION_OF)
        return last is not None and (last.number, last.issues, last.stories) == known

    def table(self, name: str) -> DeltaTable:
        """A table as this dataset holds it open: what is committed to another handle would be unknown here."""
        return self._tables[name]

    def compact(self, name: str, *, target_size: int | None = None) -> None:
        """Put small files of a table together, in one commit. Raises AssertionError where a row would be lost."""
        table = self._tables[name]
        before = table.count()
        table.optimize.compact(target_size=target_size, writer_properties=_written(), commit_properties=_next())
        if table.count() != before:
            raise AssertionError(f"{name} had {before} rows and has {table.count()} after its files were put together")

    def vacuum(self, name: str, *, keep: Sequence[int], dry_run: bool) -> list[str]:
        """Take away the files of a table that neither these versions nor its newest state need; their paths.

        Both commits must be the next, as everywhere: a build that has lost its lock, and whose files these might be,
        cannot commit any more, or this fails.
        """
        found: list[str] = self._tables[name].vacuum(
            retention_hours=0, enforce_retention_duration=False, full=True,
            keep_versions=list(keep), dry_run=dry_run, commit_properties=_next(),
        )  # fmt: skip
        return found

    def runs(self) -> list[Row]:
        """The rows of the table `runs`."""
        return list(self._scan("runs", arrow(RUNS).names))

    def give_up(self, numbers: Collection[int], *, when: str) -> None:
        """Mark versions as ones that can no longer be opened, before a file of theirs goes."""
        rows = [{**row, "given_up_at": when} if row["version"] in numbers else row for row in self.runs()]
        self._replace("runs", pa.Table.from_pylist(rows, schema=arrow(RUNS)))

    def issues_total(self) -> int:
        """How many rows the table `issues` has."""
        return int(self._tables["issues"].count())

    def last(self) -> Version | None:
        """The newest version, or None while there is none."""
        known = versions_in(self._tables["runs"])
        return known[-1] if known else None

    def _issues(self, kept: Sequence[Row], issues: Iterable[Issue]) -> list[Row]:
        """The rows of the table `issues`: of every article, of the sources read now, and those kept."""
        rows = list(kept)
        for issue in issues:
            rows.append(dict(zip(_ISSUE_KEYS, (None, issue.source, *_parts(issue)), strict=True)))
        for row in self._scan("articles", ["id", "source", "issues"]):
            rows += ({**issue, "article_id": row["id"], "source": row["source"]} for issue in row["issues"] or ())
        unique = {tuple(row[key] for key in _ISSUE_KEYS): {key: row[key] for key in _ISSUE_KEYS} for row in rows}
        return sorted(unique.values(), key=_order)

    def values(self, table: str, names: Sequence[str], version: int | None = None) -> Iterator[tuple[Any, ...]]:
        """These columns of a table, row by row; the newest state by default."""
        for batch, held in self._batches(table, names, version):
            columns = [batch.column(name).to_pylist() if name in held else [None] * len(batch) for name in names]
            yield from zip(*columns, strict=True)

    def _scan(self, table: str, names: Sequence[str], version: int | None = None) -> Iterator[Row]:
        """The rows of a table, the newest ones by default; a column that is not there is null."""
        empty = dict.fromkeys(names)
        for batch, _ in self._batches(table, names, version):
            for row in batch.to_pylist():
                yield {**empty, **row}

    def _batches(
        self, table: str, names: Sequence[str], version: int | None
    ) -> Iterator[tuple[pa.RecordBatch, Collection[str]]]:
        """Columns of a table, a batch at a time, and those of the names that are there."""
        opened = self._tables[table] if version is None else open_table(self.location, table, version)
        assert opened is not None  # a version that a run names
        data = rows_of(opened)
        held = [name for name in names if name in data.schema.names]
        # Arrow reads ahead: at its own pace sixteen batches of four files, which texts make hundreds of megabytes.
        for batch in data.to_batches(columns=held, batch_size=4096, batch_readahead=2, fragment_readahead=1):
            yield batch, held

    def _append(self, table: str, rows: pa.Table) -> None:
        write_deltalake(
            self._tables[table], rows, mode="append", schema_mode="merge",
            writer_properties=_written(), commit_properties=_next(),
        )  # fmt: skip

    def _is_scattered(self) -> bool:
        """Whether the articles are in so many small files that these are worth to be put together."""
        files = len(self._tables["articles"].file_uris())
        return files > _MOST_FILES and self._tables["articles"].count() < files * _SMALL_FILE

    def _update(self, table: str, made: pa.Table) -> None:
        """Make a small table hold these rows, in one commit; none where it does already."""
        schema = arrow(_SCHEMAS[table])
        held = self._tables[table].to_pyarrow_dataset().to_table()
        by = [(name, "ascending") for name in schema.names]
        if (
            set(held.schema.names) != set(schema.names)
            or len(held) != len(made)
            or (held.select(schema.names).cast(schema).sort_by(by) != made.sort_by(by))
        ):
            self._replace(table, made)

    def _replace(self, table: str, rows: pa.Table) -> None:
        write_deltalake(
            self._tables[table], rows, mode="overwrite", schema_mode="overwrite",
            writer_properties=_written(), commit_properties=_next(),
        )  # fmt: skip


def _opened(location: Location, table: str) -> DeltaTable:
    """A table to write, made if there is none."""
    found, options = open_table(location, table, patient=True), storage_options(location)
    if found is not None:
        return found
    try:
        return DeltaTable.create(
            location.child(table), schema=arrow(_SCHEMAS[table]), configuration=_KEEP, storage_options=options
        )
    except DeltaError:
        found = open_table(location, table, patient=True)
        if found is None:
            raise
        return found  # another build has made it meanwhile


def _next() -> CommitProperties:
    """A commit that is the next after what the table's handle has seen, or fails."""
    return CommitProperties(max_commit_retries=0)


def _written() -> WriterProperties:
    return WriterProperties(compression="ZSTD", max_row_group_size=16_384)  # a reader holds one of them or more


def _names(schema: pa.Schema) -> set[str]:
    """The columns of a table, and those of the rows that some of them hold lists of."""
    lists = [field for field in schema if pa.types.is_list(field.type) and pa.types.is_struct(field.type.value_type)]
    return {*schema.names, *(f"{field.name}.{inner.name}" for field in lists for inner in field.type.value_type)}


def _parts(issue: Issue) -> tuple[str, str, str, str]:
    return issue.stage, issue.level, issue.message, issue.text


def _order(row: Row) -> tuple[str, ...]:
    return tuple(row[key] or "" for key in _ISSUE_KEYS)
