"""The whole way of an article by stage, on one core, beside what the machine can do at best with the same bytes.

Three limits: parsing the same JSON with orjson, one pass of Aho-Corasick over the same text with the names and phrases
that we look for, and a plain Delta write of the same rows. The pipeline itself runs, with a clock on each of its
parts; nothing of its order is told twice here. Beside it the start-up and the memory of a worker, and where the time
of the extraction goes by function.
"""

from __future__ import annotations

import cProfile
import json
import pstats
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pyarrow as pa

from benchmarks.limits import LIMITS, limits, phrases
from benchmarks.measure import ROOT, side_by_side
from benchmarks.texts import WORDS, articles, written
from etl import pipeline as module
from etl.choose import Reading, Spool, unpacked
from etl.compiled import state
from etl.identity import Identities
from etl.models import Article
from etl.parts import write_part
from etl.pipeline import Pipeline, Trace
from etl.relate import Rules
from etl.rows import input_hash, row_of, table_of
from etl.store import Dataset
from etl.stories import stories_of

PACKAGES = ("orjson", "ahocorasick-rs", "deltalake", "pyarrow")
_ARTICLES, _SMALL = 3000, 200
_TOP = 12  # functions of the profile
# What a worker does before its first article, and what it holds then and after some hundred.
_WORKER = """
import json, pathlib, sys, time
began = time.perf_counter()
from etl.models import Article
from etl.parts import write_part
from etl.pipeline import Pipeline, Trace
imported = time.perf_counter()
pipeline = Pipeline.load()
ready = time.perf_counter()
peak = lambda: int(pathlib.Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024
held = peak()
for row in json.load(sys.stdin):
    pipeline.extract(Article(**row))
print(json.dumps([imported - began, ready - imported, held, peak()]))
"""


class Stopwatch:
    """Seconds by stage; what a part of the pipeline does inside another counts for the outer one."""

    def __init__(self) -> None:
        """Nothing has run."""
        self.seconds: Counter[str] = Counter()
        self._inside = False

    def of(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time counted for a stage."""

        def timed(*args: Any, **named: Any) -> Any:
            if self._inside:
                return function(*args, **named)
            self._inside, start = True, time.perf_counter()
            try:
                return function(*args, **named)
            finally:
                self.seconds[stage] += time.perf_counter() - start
                self._inside = False

        return timed


class _Watched:
    """A part of the pipeline whose methods are timed."""

    def __init__(self, part: object, stage: str, watch: Stopwatch) -> None:
        self._part, self._stage, self._watch = part, stage, watch

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._part, name)
        return self._watch.of(self._stage, value) if callable(value) else value


def stage_of(name: str) -> str | None:
    """The stage of the code of a module: `etl.find.sites` is find; None for what is no stage."""
    if name.startswith("etl.text"):
        return "find"  # cutting the text into words
    part = name.split(".")[1] if name.startswith("etl.") else ""
    return part if part in ("find", "resolve", "focus") else None


@contextmanager
def watched(pipeline: Pipeline) -> Iterator[Stopwatch]:
    """Every part of the pipeline under a clock while the block runs."""
    watch = Stopwatch()
    with ExitStack() as stack:
        for name, part in vars(pipeline).items():
            if stage := stage_of(type(part).__module__):
                stack.enter_context(patch.object(pipeline, name, _Watched(part, stage, watch)))
        for name, function in vars(module).items():
            if callable(function) and not isinstance(function, type) and (stage := stage_of(function.__module__)):
                stack.enter_context(patch.object(module, name, watch.of(stage, function)))
        yield watch


def measure(folder: Path, *, small: bool) -> dict[str, Any]:
    """Seconds by stage and by limit, their ratio, the worker's figures, and the functions that take most."""
    number = _SMALL if small else _ARTICLES
    path = written(folder, number)
    pipeline, rules = Pipeline.load(), Rules.load()
    read = [item for item in pipeline.read([str(path)]) if isinstance(item, Article)]
    traces = [pipeline.trace(article) for article in read]
    table = rows_of(traces)
    watch: list[Stopwatch] = []

    def extract() -> None:
        with watched(pipeline) as clock:
            for article in read:
                pipeline.extract(article)
        watch.append(clock)

    with TemporaryDirectory() as temporary:
        at = Path(temporary)
        took = side_by_side(
            {
                "read": lambda: list(pipeline.read([str(path)])),
                "set aside": lambda: set_aside(read),
                "extract": lambda: [pipeline.extract(article) for article in read],
                "extract, with clocks": extract,
                "rows": lambda: rows_of(traces),
                **writing(at, table, rules),
                **limits(path, read, table, pipeline.knowledge, at),
            },
            rounds=5 if small else 3, patience=60,
        )  # fmt: skip
    shares = {name: [clock.seconds[name] / sum(clock.seconds.values()) for clock in watch] for name in watch[0].seconds}
    found = {name: took["extract"].seconds * median(shares[name]) for name in ("find", "resolve", "focus")}
    stages = {name: took[name].seconds for name in ("read", "set aside")} | found
    stages |= {name: took[name].seconds for name in ("rows", "write", "stories")}
    best = {name: took[f"limit: {name}"].seconds for name in LIMITS}
    return {
        "articles": number, "form": state(), "words": WORDS, "megabytes": path.stat().st_size / 1e6,
        "phrases": len(phrases(pipeline.knowledge)), "stages": stages, "limits": best,
        "ratio": sum(stages.values()) / sum(best.values()), "rate": number / sum(stages.values()),
        "bundled_rate": bundled_rate(pipeline, 100 if small else 400),
        "worker": worker(20, times=1) if small else worker(400, times=3),
        "profile": profile(pipeline, read[: number // 4]), "least": {name: some.least for name, some in took.items()},
    }  # fmt: skip


def rows_of(traces: Sequence[Trace]) -> pa.Table:
    """The rows of the dataset, as a build makes them of what was found."""
    return table_of(row_of(trace.record, hashed="x", cut=trace.body) for trace in traces)


def set_aside(read: Sequence[Article]) -> Reading:
    """What a build does between reading and extraction: identity, hash of the input, and the copy on disk."""
    with Spool() as spool:
        reading = Reading(spool, lambda article: input_hash(article, fingerprint="x"), Identities({}))
        for article in read:
            reading.add(article)
        for choice in reading.chosen.values():
            unpacked(spool.get(choice.position))
        return reading


def writing(at: Path, table: pa.Table, rules: Rules) -> dict[str, Callable[[], Any]]:
    """Our two last stages: the rows into a new dataset, and the stories of a dataset."""
    made = iter(range(1_000_000))
    with Dataset.open(at / "stories") as dataset:
        dataset.merge(table, {})

    def write() -> None:
        with Dataset.open(at / f"w{next(made)}") as dataset:
            dataset.append([write_part(dataset.target(), "part-0.parquet", table)])
            dataset.commit((), read=lambda source: False, run={"run_id": "r"})

    def stories() -> None:
        with Dataset.open(at / "stories") as dataset:
            stories_of(dataset, rules, workers=1)

    return {"write": write, "stories": stories}


def bundled_rate(pipeline: Pipeline, number: int) -> float:
    """Articles a second of the extraction on the bundled articles, joined and cut to one length."""
    some = articles(number)
    took = side_by_side({"extract": lambda: [pipeline.extract(article) for article in some]}, rounds=5)
    return number / took["extract"].seconds


def worker(number: int, *, times: int) -> dict[str, float]:
    """Seconds to import and to load, megabytes after loading and after some articles, of a process of its own."""
    names = ("id", "title", "text", "media_name", "media_place", "publish_date", "language")
    rows = json.dumps([{name: getattr(article, name) for name in names} for article in articles(number)])
    found = []
    for _ in range(times):
        done = subprocess.run(
            [sys.executable, "-c", _WORKER], input=rows, capture_output=True, text=True, check=True, cwd=ROOT
        )
        found.append(json.loads(done.stdout))
    imported, loaded, held, used = min(found)
    return {"import_seconds": imported, "load_seconds": loaded, "held_mb": held, "used_mb": used}


def profile(pipeline: Pipeline, some: Sequence[Article]) -> list[dict[str, Any]]:
    """The functions in which the extraction spends most, by own time. A profile lengthens small functions."""
    profiler = cProfile.Profile()
    profiler.enable()
    for article in some:
        pipeline.extract(article)
    profiler.disable()
    stats: dict[tuple[str, int, str], Any] = pstats.Stats(profiler).stats  # type: ignore[attr-defined]
    whole = sum(own for _, _, own, _, _ in stats.values())
    most = sorted(stats.items(), key=lambda item: -item[1][2])[:_TOP]
    return [
        {"function": name, "file": _shown(file), "share": own / whole, "calls": calls / len(some)}
        for (file, _, name), (_, calls, own, _, _) in most
    ]


def _shown(file: str) -> str:
    path = Path(file)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else "" if file == "~" else path.name
