"""`build`: add sources to a dataset."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from etl import __version__
from etl.build import Progress, Summary, build, fingerprint_of
from etl.cli import add_dataset, add_sources, complain, many, told
from etl.commands.fetching import add_fetch, count, reader_of, tidy
from etl.commands.progress import progress_bar
from etl.knowledge import REFERENCE, ReferenceError
from etl.ledger import DATASET
from etl.location import Location, StorageError
from etl.lock import Busy
from etl.pipeline import Pipeline
from etl.relate import Rules
from etl.stories import stories_of

if TYPE_CHECKING:
    from etl.fetch.reader import Reader

EXAMPLES = """examples:
  python -m etl build data/articles
  python -m etl build page.txt 'feeds/*.jsonl' --dataset mine --workers 4
  python -m etl build links.txt https://news.example/feed.xml --fetch

The same input twice changes nothing. A build that was stopped, even by kill -9, is completed by the next one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_sources(parser)
    add_dataset(parser)
    parser.add_argument("--workers", type=count, metavar="N", help="processes (default: by the work and the machine)")
    parser.add_argument(
        "--refresh", action="store_true", help="extract again all that the dataset holds, not only what is read now"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    add_fetch(parser)


def run(options: argparse.Namespace) -> int:
    """Build and say what was done; 1 if a source, or a part of one, could not be read."""
    location: Location = options.dataset or DATASET
    try:
        with progress_bar(show=sys.stderr.isatty() and not options.quiet) as progress:
            reader = reader_of(options, progress=progress)
            summary = run_once(options, Loader(options.reference or REFERENCE), reader, progress)
            tidy(reader)
    except (Busy, ReferenceError, StorageError) as error:
        complain(f"error: {error}")
        return 2
    for issue in summary.failed:
        complain(told(issue))
    print(line(location, summary))
    return int(bool(summary.failed))


class Loader:
    """The pipeline, loaded once in this process; a worker, which gets a copy of this, loads its own."""

    def __init__(self, reference: Path) -> None:
        """Load nothing yet."""
        self.reference = reference
        self.fingerprint = fingerprint_of(reference)
        self._pipeline: Pipeline | None = None

    def __call__(self) -> Pipeline:
        """The pipeline. Raises ReferenceError."""
        if self._pipeline is None:
            self._pipeline = Pipeline.load(self.reference)
        return self._pipeline

    def __reduce__(self) -> tuple[object, ...]:
        """How a worker makes it."""
        return partial, (Pipeline.load, self.reference)


def run_once(options: argparse.Namespace, load: Loader, reader: Reader | None, progress: Progress) -> Summary:
    """What one build did. Raises Busy, ReferenceError and StorageError."""
    if reader is not None:
        reader.prepare(load(), options.sources, options.as_)
    return build(
        options.sources,
        options.dataset or DATASET,
        load=load,
        fingerprint=load.fingerprint,
        code_version=__version__,
        clock=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
        as_=options.as_,
        read=reader,
        workers=options.workers,
        refresh=options.refresh,
        relate=partial(stories_of, rules=Rules.load()),
        progress=progress,
    )


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
