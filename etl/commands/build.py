"""`build`: add sources to a dataset."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from etl import __version__
from etl.build import Progress, Stopped, Summary, build, fingerprint_of
from etl.cli import add_dataset, add_sources, complain, many, told
from etl.commands.fetching import add_fetch, count, reader_of, tidy
from etl.commands.progress import progress_bar
from etl.knowledge import REFERENCE, ReferenceError
from etl.location import Location, StorageError
from etl.lock import Busy
from etl.parts import MissingPart
from etl.pipeline import Pipeline
from etl.prepared import prepare
from etl.relate import Rules
from etl.stories import stories_of
from etl.workers import ClusterError, Workers

if TYPE_CHECKING:
    from etl.fetch.reader import Reader

EXAMPLES = """examples:
  python -m etl build data/articles
  python -m etl build page.txt 'feeds/*.jsonl' --dataset mine --workers 4
  python -m etl build links.txt https://news.example/feed.xml --fetch
  python -m etl build 'years/*.jsonl' --dataset s3://newsroom/coverage --scheduler tcp://10.0.0.5:8786   docs/scale.md

The same input twice changes nothing. Ctrl-C finishes what is under way and ends (exit code 130); the same command goes
on from there. A build that was stopped in any other way, even by kill -9, is completed by the next one, too."""

_STOPPED = 130  # as shells have it for Ctrl-C


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_sources(parser)
    add_dataset(parser)
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--workers", type=count, metavar="N", help="processes (default: by the work, up to all cores)")
    whose.add_argument("--scheduler", metavar="ADDRESS", help="a Dask cluster to work on, as tcp://host:8786")
    parser.add_argument(
        "--refresh", action="store_true", help="extract again all that the dataset holds, not only what is read now"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_fetch(parser)


def run(options: argparse.Namespace) -> int:
    """Build and say what was done; 1 if a source, or a part of one, could not be read; 130 if stopped by Ctrl-C."""
    location: Location = options.dataset
    try:
        with (
            stopping() as stop,
            team(options) as workers,
            progress_bar(show=sys.stderr.isatty() and not options.quiet) as progress,
        ):
            reader = reader_of(options, progress=progress)
            load = Loader(options.reference or REFERENCE, ship=options.scheduler is not None)
            summary = run_once(options, load, reader, progress, workers=workers, stop=stop)
            tidy(reader)
    except (Busy, ReferenceError, StorageError, MissingPart, ClusterError) as error:
        complain(f"error: {error}")
        return 2
    except Stopped as stopped:
        kept = f"{stopped.done:,} of {stopped.todo:,} articles are extracted and kept, " if stopped.todo else ""
        complain(f"stopped: {kept}no version was made; the same command goes on from there")
        return _STOPPED
    for issue in summary.failed:
        complain(told(issue))
    print(line(location, summary))
    return int(bool(summary.failed))


class Loader:
    """The pipeline, loaded once in this process; a worker, which gets a copy of this, loads its own."""

    def __init__(self, reference: Path, *, ship: bool = False) -> None:
        """Load nothing yet. With `ship` a worker is sent the tables, without it reads them from their folder."""
        self.reference, self._ship = reference, ship
        self.fingerprint = fingerprint_of(reference)
        self._pipeline: Pipeline | None = None

    def __call__(self) -> Pipeline:
        """The pipeline. Raises ReferenceError."""
        if self._pipeline is None:
            self._pipeline = Pipeline.load(self.reference)
        return self._pipeline

    def __reduce__(self) -> tuple[object, ...]:
        """How a worker makes it."""
        if self._ship:
            from etl.cluster import Shipped

            return Shipped, (Shipped.of(self.reference).tables,)
        return partial, (Pipeline.load, self.reference)


@contextmanager
def team(options: argparse.Namespace) -> Iterator[int | Workers | None]:
    """The workers that the arguments ask for. Raises ClusterError."""
    if options.scheduler is None:
        yield options.workers
        return
    try:
        from etl.cluster import connected
    except ModuleNotFoundError as error:
        raise ClusterError(
            f"--scheduler needs Dask ({error}); install it with: pip install -r requirements-cluster.txt"
        ) from error
    with connected(options.scheduler) as cluster:
        yield cluster


@contextmanager
def stopping() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed, or SIGTERM sent; pressed again, it ends the process as it always does."""
    asked: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        complain("\nstopping: what is under way is finished and kept; Ctrl-C again ends at once")

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_once(
    options: argparse.Namespace,
    load: Loader,
    reader: Reader | None,
    progress: Progress,
    *,
    workers: int | Workers | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Summary:
    """What one build did. Raises Busy, ReferenceError, StorageError and Stopped."""
    if reader is not None:
        reader.prepare(load(), options.sources, options.as_)
    location = Location.of(options.dataset)
    summary = build(
        options.sources,
        location,
        load=load,
        fingerprint=load.fingerprint,
        code_version=__version__,
        clock=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
        as_=options.as_,
        read=reader,
        workers=workers,
        refresh=options.refresh,
        relate=partial(stories_of, rules=Rules.load(), workers=workers),
        progress=progress,
        stop=stop,
    )
    if location.folder is not None:  # what lies on S3 is for other machines, and each makes it ready for itself
        prepare(location)
    return summary


def line(location: Location, summary: Summary) -> str:
    """The last line of a build."""
    parts = [f"{summary.read} read", f"{summary.written} written", f"{summary.unchanged} unchanged"]
    if summary.doubles:
        parts.append(many(summary.doubles, "double"))
    parts.append(many(summary.issues_total, "issue"))
    if summary.failed:
        parts.append(f"{len(summary.failed)} could not be read")
    version = f"version {summary.version}" if summary.version is not None else "nothing new"
    return f"{location.shown(Path.cwd())}: {', '.join(parts)}; {many(summary.articles, 'article')}, {version}"
