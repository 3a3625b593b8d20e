"""`python -m etl build` from JSON Lines to a dataset with stories, on all cores, for ever more articles.

Each size is a build of its own into an empty dataset, by the command that users call; the clock is the wall's. Memory
is that of all its processes together. The slope is that of the straight line through the sizes on a log-log plot: 1
where ten times the articles take ten times as long.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import linear_regression
from typing import Any

from benchmarks.measure import ROOT, Memory
from benchmarks.texts import WORDS, written
from etl.compiled import state

SIZES, SMALL = (1_000, 10_000, 100_000), (200, 800)
PACKAGES = ("deltalake", "pyarrow")


def measure(folder: Path, *, small: bool, sizes: Sequence[int] | None = None) -> dict[str, Any]:
    """A row for each size, at least two, and the slope."""
    rows = [built(folder, size) for size in sizes or (SMALL if small else SIZES)]
    return {
        "words": WORDS,
        "form": state(),
        "workers": os.cpu_count(),
        "rows": rows,
        "slope": slope(rows),
        "last_slope": slope(rows[-2:]),
    }


def built(folder: Path, size: int) -> dict[str, Any]:
    """Seconds and memory of one build."""
    source, dataset = written(folder, size), folder / "scaling"
    shutil.rmtree(dataset, ignore_errors=True)
    command = [sys.executable, "-m", "etl", "build", str(source), "--dataset", str(dataset), "--quiet"]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--workers", str(os.cpu_count())], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with Memory(process.pid) as memory:
        said, _ = process.communicate()
    seconds = time.perf_counter() - start
    if process.returncode:
        raise RuntimeError(f"the build of {size} articles ended with {process.returncode}")
    if f"{size} written" not in said:
        raise RuntimeError(f"the build of {size} articles says: {said}")
    on_disk = sum(path.stat().st_size for path in dataset.rglob("*") if path.is_file())
    shutil.rmtree(dataset)
    return {
        "articles": size, "seconds": seconds, "rate": size / seconds, "peak_mb": memory.peak / 2**20,
        "input_mb": source.stat().st_size / 1e6, "dataset_mb": on_disk / 1e6,
    }  # fmt: skip


def slope(rows: Sequence[dict[str, Any]]) -> float:
    """By how many powers of ten the time grows for each power of ten of articles."""
    points = [(math.log10(row["articles"]), math.log10(row["seconds"])) for row in rows]
    return linear_regression([x for x, _ in points], [y for _, y in points]).slope
