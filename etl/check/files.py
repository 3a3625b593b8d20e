"""What is wrong with the files of a table: what its log names against what lies there.

The log is read once from its beginning, which says for every version which files it needs; opening each version by
itself would read the same entries again and again.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from deltalake.fs import DeltaStorageHandler
from pyarrow import fs

from etl.ledger import storage_options
from etl.location import Location

_LOG = "_delta_log"
_DECORATION = re.compile(r"\x1b\[\d*m|[^\x20-\x7e]+")  # colours and arrows
_ENTRY = re.compile(rf"{_LOG}/(\d{{20}})\.json")


@dataclass(frozen=True, slots=True)
class File:
    """A file as the log names it, and from which version of its table on, and up to which, it holds rows of it."""

    path: str
    size: int
    rows: int | None  # None where the log does not say
    since: int
    until: int | None = None  # the version that is without it; None: the newest one has it

    def needed_by(self, versions: Sequence[int]) -> list[int]:
        """Those of the versions, sorted, that have rows in it."""
        past = len(versions) if self.until is None else bisect_left(versions, self.until)
        return list(versions[bisect_left(versions, self.since) : past])


@dataclass(frozen=True, slots=True)
class Log:
    """What the log of a table says: the versions that can be opened by it, and every file that it names."""

    first: int
    last: int
    files: tuple[File, ...]
    faults: tuple[tuple[str, str], ...]  # entry and what is wrong with it

    def opens(self, version: int) -> bool:
        """Whether the version can be made out."""
        return self.first <= version <= self.last


def storage(location: Location, table: str) -> fs.FileSystem:
    """The folder of a table as Delta Lake sees it, whatever storage that is on."""
    return fs.PyFileSystem(DeltaStorageHandler(location.child(table), storage_options(location)))


def read_log(system: fs.FileSystem, newest: int, opened: Callable[[int], DeltaTable]) -> Log:
    """The log of a table, as far as it can be read without a gap; `opened` opens a version of it."""
    entries = sorted(int(match[1]) for path in listed(system, _LOG) if (match := _ENTRY.fullmatch(path)))
    first, start = 0, []
    if entries and entries[0] > 0:  # another tool has cleaned up the beginning; a checkpoint stands for it
        first = entries[0]
        start = _state(opened(first), first)
        entries = entries[1:]
    commits, faults = [], []
    for version, expected in zip(entries, range(entries[0] if entries else 0, newest + 1), strict=False):
        name = f"{expected:020}.json"
        if version != expected:
            faults.append((name, "is missing"))
            break
        try:
            with system.open_input_stream(f"{_LOG}/{name}") as stream:
                commits.append((version, [json.loads(line) for line in stream.read().decode().splitlines() if line]))
        except (OSError, ValueError) as error:
            faults.append((name, f"cannot be read ({short(error)})"))
            break
    last = commits[-1][0] if commits else first
    return Log(first, last, tuple(lives(start, commits)), tuple(faults))


def lives(start: Iterable[File], commits: Iterable[tuple[int, Iterable[Mapping[str, Any]]]]) -> list[File]:
    """Every file that holds rows of some version: those at the start, and what the actions of the commits say."""
    held = {file.path: file for file in start}
    gone: list[File] = []
    for version, actions in commits:
        for action in actions:
            if removed := action.get("remove"):
                file = held.pop(unquote(removed["path"]), None)
                if file is not None:
                    gone.append(replace(file, until=version))
            elif added := action.get("add"):
                rows = json.loads(added["stats"]).get("numRecords") if added.get("stats") else None
                path = unquote(added["path"])
                held[path] = File(path, added["size"], rows, held[path].since if path in held else version)
    return [*gone, *held.values()]


def file_fault(file: File, sizes: Mapping[str, int], system: fs.FileSystem) -> str | None:
    """What is wrong with a file, by its size and its own footer; None where nothing is."""
    if file.path not in sizes:
        return "is missing"
    if sizes[file.path] != file.size:
        return f"has {sizes[file.path]} bytes, and the log says {file.size}: it was cut off or changed"
    try:
        with system.open_input_file(file.path) as stream:
            rows = pq.read_metadata(stream).num_rows
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read as Parquet ({short(error)})"
    if file.rows not in (None, rows):
        return f"has {rows} rows, and the log says {file.rows}"
    return None


def listed(system: fs.FileSystem, folder: str = "") -> dict[str, int]:
    """The files of a table by path, with their sizes; without the log unless that is the folder asked for."""
    infos = system.get_file_info(fs.FileSelector(folder, recursive=True, allow_not_found=True))
    return {
        info.path: info.size
        for info in infos
        if info.type == fs.FileType.File and (folder or not info.path.startswith((_LOG, ".")))
    }


def ranges(versions: Iterable[int]) -> Iterator[str]:
    """Sorted versions in few words: "1 to 4", "7"."""
    first = last = None
    for version in versions:
        if last is not None and version != last + 1:
            yield _range(first, last)
            first = None
        first, last = version if first is None else first, version
    if last is not None:
        yield _range(first, last)


def _range(first: int | None, last: int) -> str:
    return str(last) if first == last else f"{first} to {last}"


def _state(table: DeltaTable, version: int) -> list[File]:
    """The files of a version, as a checkpoint gives them."""
    rows = pa.table(table.get_add_actions()).select(["path", "size_bytes", "num_records"]).to_pylist()
    return [File(unquote(row["path"]), row["size_bytes"], row["num_records"], version) for row in rows]


def short(error: Exception) -> str:
    """What an error says, in one plain line."""
    return " ".join(_DECORATION.sub(" ", str(error)).split())[:160]
