"""How long a dataset takes to open, and the memory of the processes that share it, at several sizes. Linux only.

    python benchmarks/opening.py [--articles 10300 103000 1030000] [--folder /tmp/benchmark-opening] [--servers 2]

Each step is a process of its own, so that memory is what that step takes. A server here is what the dashboard's server
holds beside Streamlit: it opens the dataset and answers the home page's questions, the first view and then 40 others.
Private memory is its own; shared memory is files that are mapped, which all servers on a machine have together and
which it may take back at any time.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.queries import figures, make, questions
from etl.coverage import Coverage, open_coverage
from etl.export import export
from etl.filters import Filters
from etl.prepared import open_prepared, prepare

_PROCESSES = multiprocessing.get_context("spawn")


class Memory(NamedTuple):
    """Megabytes of this process: its own, of mapped files, and at most."""

    private: int
    shared: int
    most: int

    @classmethod
    def now(cls) -> Memory:
        """As Linux counts it."""
        status = Path("/proc/self/status").read_text()

        def megabytes(name: str) -> int:
            return int(status.partition(f"{name}:")[2].split()[0]) // 1024

        return cls(megabytes("RssAnon"), megabytes("RssFile"), megabytes("VmHWM"))


def made_ready(folder: Path) -> tuple[float, float, int]:
    """Seconds and processor seconds that it takes to make the newest version ready, and the memory at most."""
    start, busy = time.perf_counter(), time.process_time()
    if not prepare(folder):
        raise RuntimeError(f"nothing can be written in {folder}")
    return time.perf_counter() - start, time.process_time() - busy, Memory.now().most


def serve(folder: Path, opened: Callable[[Path], Coverage], together: Barrier) -> tuple[float, float, float, Memory]:
    """Seconds to open and to the first view's figures, the median of others in seconds, and the memory then."""
    together.wait()
    start = time.perf_counter()
    coverage = opened(folder)
    first = time.perf_counter()
    figures(coverage, Filters())
    seen = time.perf_counter()
    took = sorted(figures(coverage, filters)["all"] for filters in questions(coverage)[3:43])
    together.wait()
    return first - start, seen - start, took[len(took) // 2], Memory.now()


def exported(folder: Path) -> tuple[int, float, Memory]:
    """Rows, seconds and memory of a CSV of everything."""
    coverage = open_prepared(folder)
    start = time.perf_counter()
    with Path("/dev/null").open("wb") as sink:
        rows = export(coverage, Filters(relevant="all", role="any"), sink, format="csv")
    return rows, time.perf_counter() - start, Memory.now()


def alone(function: Callable[..., Any], *values: Any) -> Any:
    """What a function gives in a process of its own."""
    with _PROCESSES.Pool(1) as pool:
        return pool.apply(function, values)


def servers(folder: Path, number: int, opened: Callable[[Path], Coverage]) -> list[tuple[float, float, float, Memory]]:
    """What each of several servers over one dataset measures, all at work at once."""
    with _PROCESSES.Manager() as manager, _PROCESSES.Pool(number) as pool:
        together: Any = manager.Barrier(number)
        return pool.starmap(serve, [(folder, opened, together)] * number)


def size(paths: Iterable[Path]) -> int:
    """Megabytes of files."""
    return sum(path.stat().st_size for path in paths if path.is_file()) >> 20


def main() -> None:
    """Make the datasets that are missing, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_300, 103_000, 1_030_000])
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "benchmark-opening")
    parser.add_argument("--servers", type=int, default=2)
    parser.add_argument("--memory", action="store_true", help="also what it takes without files: all in memory")
    parser.add_argument("--export", action="store_true", help="also a CSV of everything")
    options = parser.parse_args()
    for number in options.articles:
        folder = options.folder / str(number)
        if not (folder / "runs").exists():
            alone(make, folder, number)
        shutil.rmtree(folder / ".prepared", ignore_errors=True)
        took, busy, most = alone(made_ready, folder)
        ready = size((folder / ".prepared").rglob("*"))
        print(
            f"{number} articles, {size((folder / 'articles').rglob('*'))} MB of dataset: made ready in {took:.0f} s"
            f" ({busy:.0f} s of processor), at most {most} MB of memory, {ready} MB of files"
        )
        ways = [("one server", 1, open_prepared), (f"{options.servers} servers", options.servers, open_prepared)]
        ways += [("in memory", 1, open_coverage)] if options.memory else []
        for name, several, opened in ways:
            for open_, first, other, memory in servers(folder, several, opened):
                print(
                    f"  {name}: opens in {open_:.2f} s, first figures after {first:.2f} s, a question {other:.2f} s;"
                    f" {memory.private} MB private, {memory.shared} MB shared, at most {memory.most} MB"
                )
        if options.export:
            rows, took, memory = alone(exported, folder)
            print(
                f"  CSV of {rows} rows in {took:.0f} s; {memory.private} MB private, at most {memory.most} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
