"""Which versions a dataset has. A version counts only when its run stands in the table `runs`, written last.

The tables of a dataset lie side by side in one folder. A build that is killed half way leaves articles that no run
names; readers go on seeing the version before, and the next build completes the work.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from deltalake import DeltaTable

DATASET = Path(__file__).resolve().parent.parent / "data" / "coverage"


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


def table_path(folder: Path, table: str) -> str:
    """Where a table of the dataset lies."""
    return str(folder / table)


def versions(folder: Path) -> tuple[Version, ...]:
    """The versions of the dataset, oldest first. Raises NoDataset where there is none."""
    path = table_path(folder, "runs")
    none = NoDataset(f"no dataset in {folder}; make one with: python -m etl build data/articles --dataset {folder}")
    if not DeltaTable.is_deltatable(path):
        raise none
    names = ["version", "issues_version", "stories_version", "run_id", "finished_at", "code_version", "articles"]
    runs: pa.Table = DeltaTable(path).to_pyarrow_table()
    latest: dict[int, Version] = {}
    for row in sorted(runs.to_pylist(), key=lambda row: [row.get(name) or 0 for name in names[:3]]):
        latest[row["version"]] = Version(*(row.get(name) for name in names))
    if not latest:
        raise none
    return tuple(latest.values())


def find_version(folder: Path, number: int | None) -> Version:
    """One version of the dataset, the newest unless a number is given. Raises NoDataset."""
    known = versions(folder)
    if number is None:
        return known[-1]
    for version in known:
        if version.number == number:
            return version
    numbers = ", ".join(str(version.number) for version in known[-20:])
    raise NoDataset(f"the dataset in {folder} has no version {number}; it has: {numbers}")
