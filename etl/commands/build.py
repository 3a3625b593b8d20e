"""`build`: add sources to a dataset."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from etl import __version__
from etl.build import Progress, Summary, build, fingerprint_of
from etl.cli import add_dataset, add_sources, complain, many, told
from etl.knowledge import REFERENCE, ReferenceError
from etl.ledger import DATASET
from etl.pipeline import Pipeline
from etl.relate import Rules
from etl.store import Busy
from etl.stories import stories_of

EXAMPLES = """examples:
  python -m etl build data/articles
  python -m etl build page.txt 'feeds/*.jsonl' --dataset mine --workers 4

The same input twice changes nothing. A build that was stopped, even by kill -9, is completed by the next one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_sources(parser)
    add_dataset(parser)
    parser.add_argument("--workers", type=_count, metavar="N", help="processes (default: by the work and the machine)")
    parser.add_argument(
        "--refresh", action="store_true", help="extract again all that the dataset holds, not only what is read now"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def run(options: argparse.Namespace) -> int:
    """Build and say what was done; 1 if a source, or a part of one, could not be read."""
    folder, reference = options.dataset or DATASET, options.reference or REFERENCE
    try:
        with _bar(show=sys.stderr.isatty() and not options.quiet) as progress:
            summary = build(
                options.sources,
                folder,
                load=partial(Pipeline.load, reference),
                fingerprint=fingerprint_of(reference),
                code_version=__version__,
                clock=lambda: datetime.now(UTC).isoformat(timespec="seconds"),
                as_=options.as_,
                workers=options.workers,
                refresh=options.refresh,
                relate=partial(stories_of, rules=Rules.load()),
                progress=progress,
            )
    except (Busy, ReferenceError) as error:
        complain(f"error: {error}")
        return 2
    for issue in summary.failed:
        complain(told(issue))
    print(line(folder, summary))
    return int(bool(summary.failed))


def line(folder: Path, summary: Summary) -> str:
    """The last line of a build."""
    parts = [f"{summary.read} read", f"{summary.written} written", f"{summary.unchanged} unchanged"]
    if summary.doubles:
        parts.append(many(summary.doubles, "double"))
    parts.append(many(summary.issues_total, "issue"))
    if summary.failed:
        parts.append(f"{len(summary.failed)} could not be read")
    version = f"version {summary.version}" if summary.version is not None else "nothing new"
    return f"{_short(folder)}: {', '.join(parts)}; {many(summary.articles, 'article')}, {version}"


def _short(folder: Path) -> str:
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


@contextmanager
def _bar(*, show: bool) -> Iterator[Progress]:
    """A progress bar on standard error, or nothing."""
    if not show:
        yield lambda stage, done, total: None
        return
    from tqdm import tqdm  # only where someone looks

    bars: dict[str, tqdm] = {}

    def progress(stage: str, done: int, total: int | None) -> None:
        if stage not in bars:
            for bar in bars.values():
                bar.close()
            bars[stage] = tqdm(desc=stage, total=total, unit=" articles", file=sys.stderr, dynamic_ncols=True)
        bars[stage].update(done - bars[stage].n)

    try:
        yield progress
    finally:
        for bar in bars.values():
            bar.close()
