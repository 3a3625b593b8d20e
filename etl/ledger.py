"""Which versions a dataset has. A version counts only when its run stands in the table `runs`, written last.

The tables of a dataset lie side by side in one place. A build that is killed half way leaves articles that no run
names; readers go on seeing the version before, and the next build completes the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

from etl import bucket
from etl.location import Location


class NoDataset(Exception):
    """There is no dataset, or not that version of it; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version that can be cited: `number` is the Delta version of `articles`, the next two those of their tables."""

    number: int
    issues: int
    stories: int | None  # none in datasets from before stories
    run_id: str
    finished_at: str
    code_version: str
    articles: int


def open_table(
    where: Location | Path, table: str, version: int | None = None, *, patient: bool = False
) -> DeltaTable | None:
    """A table of the dataset, its newest state unless a version is given, or None where there is none.

    Raises StorageError. Delta Lake keeps what it has read of the table's log, so whoever needs a table twice keeps it.
    One that is opened `patient` outlasts minutes in which S3 does not answer: a build waits, a page does not.
    """
    location = Location.of(where)
    options = storage_options(location)
    if options is not None:
        bucket.reach(location)
        options |= {} if patient else bucket.SOON
    with bucket.told(location):
        try:
            return DeltaTable(location.child(table), version=version, storage_options=options)
        except TableNotFoundError:
            return None


def rows_of(table: DeltaTable) -> Any:
    """The rows of an open table, as an Arrow dataset.

    On S3 Arrow reads them by itself. By Delta Lake its threads would call Python, one at a time, and a process that
    ends while they read ahead would be aborted.
    """
    if not table.table_uri.startswith("s3://"):
        return table.to_pyarrow_dataset()
    return table.to_pyarrow_dataset(filesystem=bucket.tables(Location.of(table.table_uri)))


def storage_options(location: Location) -> dict[str, str] | None:
    """What Delta Lake must be told of a place, beside what it takes from the environment."""
    return dict(bucket.OPTIONS) if location.folder is None else None


def versions(where: Location | Path) -> tuple[Version, ...]:
    """The versions of the dataset, oldest first. Raises NoDataset where there is none, and StorageError."""
    with bucket.told(Location.of(where)):
        runs = open_table(where, "runs")
        found = versions_in(runs) if runs else ()
    if not found:
        raise NoDataset(f"no dataset in {where}; make one with: python -m etl build data/articles --dataset {where}")
    return found


def versions_in(table: DeltaTable) -> tuple[Version, ...]:
    """The versions that the table `runs` names and that can be opened, oldest first."""
    names = ["version", "issues_version", "stories_version", "run_id", "finished_at", "code_version", "articles"]
    runs: pa.Table = rows_of(table).to_table()
    latest: dict[int, Version] = {}
    for row in sorted(runs.to_pylist(), key=lambda row: [row.get(name) or 0 for name in names[:3]]):
        if not row.get("given_up_at"):
            latest[row["version"]] = Version(*(row.get(name) for name in names))
    return tuple(latest.values())


def find_version(where: Location | Path, number: int | None) -> Version:
    """One version of the dataset, the newest unless a number is given. Raises NoDataset and StorageError."""
    known = versions(where)
    if number is None:
        return known[-1]
    for version in known:
        if version.number == number:
            return version
    numbers = ", ".join(str(version.number) for version in known[-20:])
    if day := _given_up(where, number):
        raise NoDataset(f"version {number} of the dataset in {where} was given up on {day}; it has: {numbers}")
    raise NoDataset(f"the dataset in {where} has no version {number}; it has: {numbers}")


def _given_up(where: Location | Path, number: int) -> str | None:
    """The day on which a version was given up by `maintain`; None where it was not, or never was there."""
    runs = open_table(where, "runs")
    rows = runs.to_pyarrow_table().to_pylist() if runs else []
    return next((row["given_up_at"][:10] for row in rows if row["version"] == number and row.get("given_up_at")), None)
