"""A dataset from end to end: what is wrong with it, and what would cure it. `check` is the main path."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError
from pyarrow import dataset as pads

from etl import bucket
from etl.check.columns import column_faults
from etl.check.files import file_fault, listed, ranges, read_log, short, storage
from etl.check.findings import AGAIN, MEND, RESTORE, Finding
from etl.check.relations import connect, relation_findings, unknown
from etl.check.rows import article_faults, is_as_written, issue_faults, run_faults, story_faults
from etl.cli import many
from etl.corrections import FILE, read_corrections
from etl.knowledge import ACCURACY
from etl.ledger import find_version, open_table, rows_of
from etl.location import Location, StorageError
from etl.schema import TABLES
from etl.store import VERSION_OF

Progress = Callable[[str, int, int | None], None]  # "files" or "articles", how many are done, of how many
Row = dict[str, Any]

_ROWS = 1024  # of a table at a time
_FAULTS: Mapping[str, Callable[[Row], Iterator[str]]] = {
    "articles": article_faults,
    "issues": issue_faults,
    "stories": story_faults,
    "runs": run_faults,
}


class Unreadable(Exception):
    """Not even the versions of the dataset can be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class _Table:
    """A version of a table: the files of it that can be read, and whether those are all."""

    name: str
    newest: int
    data: pads.FileSystemDataset
    whole: bool


def check(
    where: Location | Path,
    *,
    version: int | None = None,
    accuracy: Path = ACCURACY,
    progress: Progress = lambda stage, done, total: None,
) -> Iterator[Finding]:
    """Everything that is wrong with a version of the dataset, the newest by default, and with the files of all.

    Rows are read a batch at a time. Raises NoDataset, Unreadable and StorageError.
    """
    location = Location.of(where)
    try:
        asked = find_version(location, version)
        runs = rows_of(_versioned(location, "runs")).to_table().to_pylist()
    except StorageError:
        raise
    except (DeltaError, OSError, pa.ArrowException) as error:
        raise Unreadable(f"{location}: the table runs cannot be read ({short(error)}); {RESTORE}") from error
    run = next(row for row in runs if row["run_id"] == asked.run_id)
    tables: dict[str, _Table] = {}
    for name in _FAULTS:
        column = VERSION_OF.get(name)
        cited = {row[column] for row in runs if row.get(column) is not None and not row.get("given_up_at")}
        if column is not None and run.get(column) is None:
            continue  # from before stories
        table = yield from _opened(location, name, run.get(column), sorted(cited), progress)
        if table is not None:
            table = yield from _read(location, table, run["articles"] if name == "articles" else None, progress)
            tables[name] = table
    yield from _unfinished(tables, max(row["version"] for row in runs))
    yield from _related(location, tables, run)
    yield from _accuracy(accuracy)


def _opened(
    location: Location, name: str, version: int | None, cited: Sequence[int], progress: Progress
) -> Generator[Finding, None, _Table | None]:
    """The version of a table, after what is wrong with its log, its files and its columns."""
    try:
        with bucket.told(location):
            newest = _versioned(location, name)
            system = storage(location, name)
            log = read_log(system, newest.version(), partial(_versioned, location, name))
            data: pads.FileSystemDataset = rows_of(_versioned(location, name, version))
    except StorageError:
        raise
    except (DeltaError, OSError) as error:
        yield Finding(name, "", f"cannot be opened ({short(error)})", RESTORE)
        return None
    for entry, what in log.faults:
        yield Finding(name, f"_delta_log/{entry}", f"{what}; some versions cannot be opened", RESTORE)
    if lost := list(ranges(number for number in cited if not log.faults and not log.opens(number))):
        yield Finding(name, "", f"its log is without version {', '.join(lost)}, which a run names", RESTORE)

    sizes, broken = listed(system), set()
    kept = cited or [newest.version()]
    needed = [(file, by) for file in log.files if (by := file.needed_by(kept))]
    for number, (file, by) in enumerate(needed, 1):
        if fault := file_fault(file, sizes, system):
            broken.add(file.path)
            yield Finding(name, file.path, f"{fault}; needed by version {', '.join(ranges(by))}", RESTORE)
        progress("files", number, len(needed))
    named = {file.path for file, _ in needed} | {file.path for file in log.files if file.until is None}
    if unnamed := sizes.keys() - named:
        size = sum(sizes[path] for path in unnamed) / 1e6
        what = f"{many(len(unnamed), 'file')}, {size:.1f} MB, that no version needs"
        yield Finding(name, "", what, "python -m etl maintain --delete takes them away", grave=False)

    faults = list(column_faults(name, data.schema))
    yield from (Finding(name, "", what, RESTORE) for what in faults)
    if faults:
        return None  # no row of it can be judged
    fragments = [fragment for fragment in data.get_fragments() if fragment.path not in broken]
    return _Table(name, newest.version(), _dataset(data, fragments), not broken)


def _read(location: Location, table: _Table, total: int | None, progress: Progress) -> Generator[Finding, None, _Table]:
    """The table without files that cannot be read to their end, after what is wrong with its rows."""
    empty = dict.fromkeys(column.name for column in TABLES[table.name])
    good, done = [], 0
    for fragment in table.data.get_fragments():
        try:
            with bucket.told(location):
                for batch in fragment.to_batches(batch_size=_ROWS, batch_readahead=1):
                    for row in batch.to_pylist():
                        yield from _row(table.name, {**empty, **row})
                    done += batch.num_rows
                    if total is not None:
                        progress(table.name, done, max(done, total))
            good.append(fragment)
        except StorageError:
            raise
        except (OSError, pa.ArrowException) as error:
            yield Finding(table.name, fragment.path, f"cannot be read to its end ({short(error)})", RESTORE)
    whole = table.whole and len(good) == len(table.data.files)
    return _Table(table.name, table.newest, _dataset(table.data, good), whole)


def _versioned(location: Location, name: str, version: int | None = None) -> DeltaTable:
    """A table. Raises DeltaError, and StorageError."""
    found = open_table(location, name, version)
    if found is None:
        raise DeltaError("there is no such table, or its log is gone")
    return found


def _row(table: str, row: Row) -> Iterator[Finding]:
    """What is wrong with a row. What is as it was written can be written better; anything else is damage."""
    name = next((str(row[key]) for key in ("id", "article_id", "run_id", "source") if row.get(key)), "")
    cure = RESTORE
    if table == "articles":
        if is_as_written(row):
            cure = MEND if row["corrected"] else AGAIN
        else:
            yield Finding(table, name, "is not as it was written: row_hash is not the hash of its values", RESTORE)
    yield from (Finding(table, name, what, cure) for what in _FAULTS[table](row))


def _unfinished(tables: Mapping[str, _Table], last: int) -> Iterator[Finding]:
    if "articles" in tables and tables["articles"].newest > last:
        what = f"a build was stopped after version {last}, or is at work; readers see version {last}"
        yield Finding("articles", "", what, "the next build completes it", grave=False)


def _related(location: Location, tables: Mapping[str, _Table], run: Row) -> Iterator[Finding]:
    """What is wrong between tables, and between them and the corrections."""
    whole = {name: table for name, table in tables.items() if table.whole}
    if missing := [name for name in VERSION_OF if run.get(VERSION_OF[name]) is not None and name not in whole]:
        what = f"counts, stories and issues were not compared with {' and '.join(missing)}"
        yield Finding(missing[0], "", what, "mend what stands above, and check again", grave=False)
    corrections, issues = read_corrections(location)
    yield from (Finding(issue.source, "", issue.message, "mend the file") for issue in issues)
    with TemporaryDirectory() as scratch, connect(scratch) as connection:
        for name, table in whole.items():
            connection.register(name, table.data)
        yield from relation_findings(connection, whole, run)
        strange = unknown(connection, list(corrections)) if "articles" in whole else ()
        for correction in (one for id_ in sorted(strange) for one in corrections[id_]):
            what = f"no article has the id {correction.id!r}"
            yield Finding(correction.source, "", what, f"mend the id, or take the row out of {FILE}")


def _accuracy(path: Path) -> Iterator[Finding]:
    """What is wrong with the measured accuracy, where there is any."""
    try:
        if path.is_file() and not isinstance(json.loads(path.read_text("utf-8")), dict):
            raise ValueError("no JSON object")
    except (OSError, ValueError) as error:
        cure = "write it anew: python -m etl evaluate tests/gold --write"
        yield Finding(path.name, "", f"cannot be read ({short(error)})", cure)


def _dataset(like: pads.FileSystemDataset, fragments: Sequence[Any]) -> pads.FileSystemDataset:
    """The dataset with these files only."""
    return pads.FileSystemDataset(fragments, like.schema, like.format, like.filesystem)
