"""Keeping a dataset quick and small: what `maintain` would do, and doing it.

Many small files are put together, a long log gets a checkpoint, and, where it is asked for, files go that no version
needs. A version that a run names needs its files for ever, unless a person gives it up: it is marked first, so that
nobody opens it any more, and only then its files go.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs

from etl.check.files import listed, storage
from etl.cli import many
from etl.ledger import Version, versions_in
from etl.prepared import left_over
from etl.rows import digest
from etl.store import VERSION_OF, Dataset

TABLES = (*VERSION_OF, "runs")
_SMALL = 32 << 20  # bytes, under which a file is small
_BIG = 128 << 20  # bytes that files are put together to
_MANY = 8  # small files of a table, from which on they are put together
_LONG = 20  # commits since the last checkpoint, from which on there is a new one
_CHECKPOINT = re.compile(r"_delta_log/(\d{20})\.checkpoint.*parquet")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, by table where it is of tables."""

    newest: Version
    complete: bool  # False: a build was stopped after the newest version
    small: Mapping[str, tuple[int, int]]  # files to put together, and their bytes
    commits: Mapping[str, int]  # since the last checkpoint
    given_up: tuple[Version, ...]
    unneeded: Mapping[str, tuple[int, int]]  # files that nothing needs once those are given up, and their bytes
    ready: tuple[Path, ...]  # folders of versions made ready that are given up

    @property
    def deletes(self) -> bool:
        """Whether there is anything to delete."""
        return bool(self.given_up or self.unneeded or self.ready)


def given_up(
    versions: Sequence[Version], *, keep_versions: int | None, keep_days: float | None, now: datetime
) -> tuple[Version, ...]:
    """The versions that neither rule keeps: not of the newest so many, nor of the last so many days.

    Without a rule all are kept; the newest always is.
    """
    if keep_versions is None and keep_days is None:
        return ()
    newest = {version.number for version in versions[-max(keep_versions or 0, 1) :]}
    since = now - timedelta(days=keep_days) if keep_days is not None else None
    return tuple(
        version
        for version in versions
        if version.number not in newest and (since is None or datetime.fromisoformat(version.finished_at) < since)
    )


def plan(dataset: Dataset, *, keep_versions: int | None = None, keep_days: float | None = None, now: datetime) -> Plan:
    """What there is to do. Nothing is changed. The dataset has a version."""
    versions = versions_in(dataset.table("runs"))
    gone = given_up(versions, keep_versions=keep_versions, keep_days=keep_days, now=now)
    small, commits, unneeded = {}, {}, {}
    for name in TABLES:
        table = dataset.table(name)
        sizes = pa.table(table.get_add_actions()).column("size_bytes").to_pylist()
        if len(found := [size for size in sizes if size < _SMALL]) >= _MANY:
            small[name] = (len(found), sum(found))
        checkpoints = (_CHECKPOINT.fullmatch(path) for path in listed(storage(dataset.location, name), "_delta_log"))
        last = max((int(match[1]) for match in checkpoints if match), default=0)
        if table.version() - last >= _LONG:
            commits[name] = table.version() - last
        if held := _unneeded(dataset, name, gone):
            unneeded[name] = (len(held), sum(held))
    ready = left_over(dataset.location, kept={version.number for version in versions if version not in gone})
    return Plan(versions[-1], dataset.is_recorded(), small, commits, gone, unneeded, tuple(ready))


def carry_out(dataset: Dataset, plan: Plan, *, delete: bool, code_version: str, now: datetime) -> Version | None:
    """Do what is planned, deletions only with `delete`; the version that this left, or None where it left none.

    That version has the rows of the one before. Where a build was stopped it is the next build that leaves one.
    """
    when = now.isoformat(timespec="seconds")
    if delete and plan.given_up:
        dataset.give_up({version.number for version in plan.given_up}, when=when)
    for name in plan.small:
        dataset.compact(name, target_size=_BIG)
    if delete:
        for name in TABLES:  # of `runs` also what the lines above have left
            if _unneeded(dataset, name, plan.given_up):
                dataset.vacuum(name, keep=_kept(dataset, name, plan.given_up), dry_run=False)
        for path in plan.ready:
            shutil.rmtree(path, ignore_errors=True)  # it is no part of the dataset, and may be made again
    made = None
    if plan.complete:
        run: dict[str, Any] = dict.fromkeys(("articles_read", "articles_written", "articles_unchanged"), 0)
        run |= {"sources": [], "started_at": when, "finished_at": when, "code_version": code_version}
        made = dataset.record({**run, "run_id": digest([code_version, "maintain", plan.newest.number, when])})
    for name in plan.commits:
        dataset.table(name).create_checkpoint()
    return made


def told(plan: Plan, *, delete: bool) -> Iterator[str]:
    """The plan in lines."""
    for name, (files, size) in plan.small.items():
        yield f"put together: {name}, {files} small files, {_megabytes(size)}"
    for name, count in plan.commits.items():
        yield f"checkpoint: {name}, {many(count, 'commit')} since the last one"
    does = "" if delete else "would "
    if plan.given_up:
        numbers = ", ".join(str(version.number) for version in plan.given_up)
        days = f"{plan.given_up[0].finished_at[:10]} to {plan.given_up[-1].finished_at[:10]}"
        yield f"{does}give up: {numbers}, built {days}; whoever cites these versions can no longer open them"
    for name, (files, size) in plan.unneeded.items():
        yield f"{does}delete: {name}, {many(files, 'file')}, {_megabytes(size)}, that no other version needs"
    for path in plan.ready:
        size = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
        yield f"{does}delete: {path.parent.name}/{path.name}, {_megabytes(size)}, made ready of a version that is gone"


def _unneeded(dataset: Dataset, name: str, gone: Collection[Version]) -> list[int]:
    """The sizes of the files that nothing needs. Delta Lake names those too that went long ago."""
    paths = dataset.vacuum(name, keep=_kept(dataset, name, gone), dry_run=True)
    infos = storage(dataset.location, name).get_file_info(paths) if paths else ()
    return [info.size for info in infos if info.type == fs.FileType.File]


def _kept(dataset: Dataset, name: str, gone: Collection[Version]) -> list[int]:
    """The versions of a table that must stay readable. Of `runs` only the newest counts."""
    if name not in VERSION_OF:
        return []
    numbers = {version.number for version in gone}
    rows = (row for row in dataset.runs() if not row["given_up_at"] and row["version"] not in numbers)
    return sorted({row[VERSION_OF[name]] for row in rows if row[VERSION_OF[name]] is not None})


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
