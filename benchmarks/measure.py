"""How everything here is measured: one core, medians of rounds that give each way its turn, memory of all processes."""

from __future__ import annotations

import contextlib
import gc
import os
import platform
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent


class Timed(NamedTuple):
    """The processor seconds of one way of doing something: median, least and most of its rounds; and what it gave."""

    seconds: float
    least: float
    most: float
    rounds: int
    result: Any


def side_by_side(
    ways: Mapping[str, Callable[[], Any]], *, rounds: int = 5, patience: float = 20.0, warm: bool = True
) -> dict[str, Timed]:
    """The time of each way. In a round every way runs once, so that a machine that slows down slows all of them.

    A way that has taken `patience` seconds is not run again; with `warm` a first round does not count for the others.
    Seconds are the processor's, which other work on the machine does not lengthen; on one core that is free they are
    those of the clock, waiting for the disk aside.
    """
    taken: dict[str, list[float]] = {name: [] for name in ways}
    results: dict[str, Any] = {}
    for number in range(rounds + warm):
        for name, work in ways.items():
            if sum(taken[name]) < patience:
                if number == 1 and warm:
                    taken[name].clear()
                gc.collect()
                start = time.process_time()
                results[name] = work()
                taken[name].append(time.process_time() - start)
    return {
        name: Timed(statistics.median(some), min(some), max(some), len(some), results[name])
        for name, some in taken.items()
    }


def pin() -> None:
    """Keep this process and those that it starts on one core, the last; nothing where the system has no such call."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


class Memory:
    """The most memory that a process and all that it has started hold at one time; sampled while the block runs.

    Resident pages are summed, so that what processes share counts once for each: the true figure is not above this.
    """

    def __init__(self, process: int | None = None, *, every: float = 0.1) -> None:
        """Of a process, this one if none is named."""
        self.peak = 0
        self._process, self._every = process or os.getpid(), every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self._every):
            self.peak = max(self.peak, sum(_resident(process) for process in (self._process, *_below(self._process))))


def _resident(process: int) -> int:
    """The bytes that a process holds; 0 where it has just ended, or where there is no /proc."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _below(process: int) -> Iterable[int]:
    """The processes that a process has started, and those that they have."""
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in map(int, children.read_text().split()):
                yield child
                yield from _below(child)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    lines: list[str] = []
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return {
        "processor": next(models, "") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(memory),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def versions(names: Iterable[str]) -> dict[str, str]:
    """The installed version of each distribution; those that are not installed are left out."""
    found = {}
    for name in names:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found
