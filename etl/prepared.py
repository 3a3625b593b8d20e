"""A version made ready to open: its DuckDB tables and its arrays as files, so that ten million mentions open at once.

    .prepared/KEY/coverage.duckdb    the tables that `etl/coverage.py` names, read-only from here on
    .prepared/KEY/*.arrow            the arrays of `etl/tally.py`, mapped into memory: shared by all server processes
    .prepared/KEY/about.json         the size of each file; written last

KEY stands for the dataset, the version, this code and the reference tables that go into it, so nothing is ever changed
once it is there: it is made under another name and then renamed, by one process at a time. What does not open (cut
short, not ours) is made anew. The files lie beside the dataset, or in the user's cache where that cannot be written to;
where nothing can be, the version is read into memory.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from hashlib import blake2b
from pathlib import Path

import duckdb
import pyarrow as pa

from etl.coverage import Coverage, fill, open_coverage
from etl.knowledge import REFERENCE
from etl.ledger import Version, find_version, open_table
from etl.listing import ask_ahead
from etl.location import Location
from etl.lock import alone, process

_DATABASE, _ABOUT = "coverage.duckdb", "about.json"
_CODE = Path(__file__).resolve().parent
_TABLES = ("agencies.csv", "countries.csv")  # of the reference, those that `etl.coverage.fill` reads
_MEMORY = {"make": "1GB", "read": "512MB"}  # that DuckDB may take, before it writes to the disk what it does not hold
_VERSIONS = 2  # that are kept, so that a server that is about to open the one before still can


def open_prepared(where: Location | Path, *, version: int | None = None, reference: Path = REFERENCE) -> Coverage:
    """The dataset that lies there, made ready first where it is not. Raises NoDataset and StorageError."""
    location = Location.of(where)
    found = find_version(location, version)
    coverage = _found(location, found, reference)
    if coverage is None and prepare(location, version=found.number, reference=reference):
        coverage = _found(location, found, reference)
    return coverage or open_coverage(location, version=found.number, reference=reference)


def prepare(where: Location | Path, *, version: int | None = None, reference: Path = REFERENCE) -> bool:
    """Make a version ready, the newest unless another is asked for; False where no file can be written.

    Raises NoDataset and StorageError.
    """
    location = Location.of(where)
    found = find_version(location, version)
    if _found(location, found, reference):
        return True
    key = _key(location, found, reference)
    return any(_prepared(home, key, location, found, reference) for home in _homes(location))


def left_over(where: Location | Path, *, kept: Collection[int]) -> list[Path]:
    """The folders of versions made ready that are none of those `kept`. Whoever has one open may go on reading it."""
    made = (path for home in _homes(Location.of(where)) for path in home.glob("*-*/"))
    numbers = {path: path.name.partition("-")[0] for path in made}
    return sorted(path for path, number in numbers.items() if number.isdigit() and int(number) not in kept)


def is_prepared(location: Location, found: Version, *, reference: Path = REFERENCE) -> bool:
    """Whether a version opens without being made ready first."""
    key = _key(location, found, reference)
    return any(_is_whole(home / key) for home in _homes(location))


def _found(location: Location, found: Version, reference: Path) -> Coverage | None:
    """A version that is ready, open."""
    key = _key(location, found, reference)
    opened = (_opened(home / key, location, found) for home in _homes(location))
    return next((coverage for coverage in opened if coverage), None)


def _key(location: Location, found: Version, reference: Path) -> str:
    """The name of a version's files: another one wherever they would be others."""
    runs = open_table(location, "runs")
    identity = runs.metadata().id if runs else ""
    hashed = blake2b(f"{identity} {found} {duckdb.__version__} {pa.__version__}".encode(), digest_size=10)
    for path in (*sorted(_CODE.glob("*.py")), *(reference / name for name in _TABLES)):
        hashed.update(path.read_bytes())
    return f"{found.number}-{hashed.hexdigest()}"


def _homes(location: Location) -> Iterator[Path]:
    """Where the files of a dataset may lie, in the order of preference: COVERAGE_CACHE alone where that is set."""
    folder, cache = location.folder, os.environ.get("COVERAGE_CACHE")
    if folder and not cache:
        yield folder / ".prepared"
    try:
        base = Path(cache or os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    except RuntimeError:  # a user without a home, as in some containers
        return
    name = blake2b(str(folder.resolve() if folder else location).encode(), digest_size=8).hexdigest()
    yield base / "immigration-coverage" / name


def _prepared(home: Path, key: str, location: Location, found: Version, reference: Path) -> bool:
    """Make the files, unless another process has by now; False where they cannot be written there."""
    try:
        while True:
            with alone(home, ".lock", who=process()) as other:
                if other is None:
                    _make_anew(home, key, location, found, reference)
                    return True
            time.sleep(0.1)
    except (OSError, duckdb.OperationalError):
        return False


def _make_anew(home: Path, key: str, location: Location, found: Version, reference: Path) -> None:
    for left in home.glob("*.part"):  # by a process that was killed: only who holds the lock writes
        shutil.rmtree(left)
    if _opened(home / key, location, found) is None:
        part = home / f"{key}.part"
        part.mkdir()
        _make(part, location, found, reference)
        shutil.rmtree(home / key, ignore_errors=True)
        part.rename(home / key)
        _tidy(home)


def _make(part: Path, location: Location, found: Version, reference: Path) -> None:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY["make"],
        "temp_directory": str(part / "spilled"),
        "storage_compatibility_version": "latest",
    }
    with duckdb.connect(part / _DATABASE, config=settings) as connection:
        fill(connection, location, found, reference)
    shutil.rmtree(part / "spilled", ignore_errors=True)
    ask_ahead(Coverage(_connected(part), location=location, version=found, keep=_Files(part, write=True)))
    sizes = {path.name: path.stat().st_size for path in sorted(part.iterdir())}
    _write(part / _ABOUT, json.dumps(sizes).encode())


def _tidy(home: Path) -> None:
    """Remove all but the newest versions; whoever has one of them open keeps it until it is closed."""
    made = sorted((path for path in home.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in made[:-_VERSIONS]:
        shutil.rmtree(old, ignore_errors=True)


def _is_whole(path: Path) -> bool:
    """Whether all files are there, in the size that they were written in."""
    try:
        sizes = json.loads((path / _ABOUT).read_bytes())
        return _DATABASE in sizes and all((path / name).stat().st_size == size for name, size in sizes.items())
    except (OSError, ValueError, TypeError, AttributeError):
        return False


def _opened(path: Path, location: Location, found: Version) -> Coverage | None:
    """What lies there, open; None where it is not whole or no database of ours."""
    if not _is_whole(path):
        return None
    try:
        for file in path.glob("*.arrow"):
            _mapped(file)
        coverage = Coverage(_connected(path), location=location, version=found, keep=_Files(path))
        whole = len(coverage.tally.story) == coverage.rows("SELECT count(*) AS n FROM articles")[0]["n"]
    except (OSError, ValueError, LookupError, duckdb.Error):
        return None
    return coverage if whole else None


def _connected(path: Path) -> duckdb.DuckDBPyConnection:
    # A process has a file open once, however often it asks, so the settings must be the same each time.
    spilled = Path(tempfile.gettempdir()) / f"coverage-{os.getpid()}-{path.name}"  # made when it is needed
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": _MEMORY["read"],
        "temp_directory": str(spilled),
    }
    connection = duckdb.connect(path / _DATABASE, read_only=True, config=settings)
    connection.execute("SET enable_progress_bar = false; SET enable_external_access = false")
    return connection


def _mapped(path: Path) -> pa.ipc.RecordBatchFileReader:
    """The reader of an Arrow file, none of which has been read but its ends. Raises ArrowInvalid, a ValueError."""
    return pa.ipc.open_file(pa.memory_map(str(path)))


class _Files:
    """What `Tally` keeps its tables in: a file for each, read by mapping it into memory."""

    def __init__(self, folder: Path, *, write: bool = False) -> None:
        """Read the tables that are there, or with `write` also write those that are not."""
        self._folder, self._write = folder, write

    def __call__(self, name: str, make: Callable[[], pa.Table]) -> pa.Table:
        """The table of a name; one that nobody asked for ahead is made and not kept."""
        path = self._folder / f"{name}.arrow"
        if not path.exists():
            if not self._write:
                return make()
            sink = pa.BufferOutputStream()
            table = make()
            with pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
            _write(path, sink.getvalue())
        return _mapped(path).read_all()


def _write(path: Path, data: bytes | pa.Buffer) -> None:
    """Write a file, and to the disk itself: about.json must not be there before the others are."""
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
