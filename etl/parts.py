"""Parts of the table `articles`: Parquet files that workers write where the table lies, and that one process commits.

A file counts only when a commit names it: what a worker left that was killed half way is never seen. A part has a name
of its own, given with the work, so that two workers who were given the same work write the same file, the same bytes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable
from deltalake.exceptions import CommitFailedError
from deltalake.fs import DeltaStorageHandler
from deltalake.transaction import AddAction, RemoveAction
from pyarrow.fs import FileSystem, PyFileSystem

from etl import bucket
from etl.location import Location

# What readers leave files out by. Of other columns no bounds are kept: those of a text are longer than they are useful.
_BOUNDED = ("id", "publish_date")


@dataclass(frozen=True, slots=True)
class Part:
    """A file that lies beside those of a table and is not in it yet."""

    name: str
    size: int
    rows: int
    stats: str  # as Delta's log has them


@dataclass(frozen=True, slots=True)
class Target:
    """Where a table lies: its folder or address, and what Delta Lake must be told of it."""

    uri: str
    options: dict[str, str] | None = None

    @property
    def files(self) -> FileSystem:
        """The files there; on S3 by Arrow, since Delta Lake keeps Python's lock, and a worker's heartbeat, so long."""
        if self.uri.startswith("s3://"):
            return bucket.tables(Location.of(self.uri))
        return PyFileSystem(DeltaStorageHandler(self.uri, self.options))


class MissingPart(Exception):
    """A worker has written a file where this process does not see it."""


def write_part(target: Target, name: str, rows: pa.Table) -> Part:
    """The file of these rows, written where the table lies."""
    with target.files.open_output_stream(name) as stream:
        pq.write_table(rows, stream, compression="zstd")
        size = stream.tell()
    return Part(name, size, rows.num_rows, json.dumps(_stats(rows), ensure_ascii=False))


def check_parts(target: Target, parts: Sequence[Part]) -> None:
    """Nothing. Raises MissingPart where a file does not lie with the table: another machine has folders of its own."""
    for part, held in zip(parts, target.files.get_file_info([part.name for part in parts]), strict=True):
        if held.size != part.size:
            raise MissingPart(
                f"a worker wrote {part.name} for {target.uri}, and it is not there; "
                "give a --dataset that all machines see: a shared folder, or s3://bucket/prefix"
            )


def commit_parts(table: DeltaTable, parts: Sequence[Part], *, properties: CommitProperties) -> None:
    """Make the files part of the table, in one commit. Raises CommitFailedError where another one comes between."""
    now = time.time_ns() // 1_000_000
    actions: list[AddAction | RemoveAction] = [
        AddAction(part.name, part.size, {}, now, True, part.stats) for part in parts
    ]
    before = table.version()
    table.create_write_transaction(actions, mode="append", schema=table.schema(), commit_properties=properties)
    table.update_incremental()  # other commits tell their handle by themselves
    if table.version() != before + 1:
        raise CommitFailedError(f"version {before + 1} was to be the newest, and {table.version()} is")


def _stats(rows: pa.Table) -> dict[str, Any]:
    bounds = {name: pc.min_max(rows[name]) for name in _BOUNDED}
    held = {name: bound for name, bound in bounds.items() if bound["min"].is_valid}
    return {
        "numRecords": rows.num_rows,
        "minValues": {name: bound["min"].as_py() for name, bound in held.items()},
        "maxValues": {name: bound["max"].as_py() for name, bound in held.items()},
        "nullCount": {name: rows[name].null_count for name in _BOUNDED},
    }
