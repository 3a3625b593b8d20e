"""`watch`: add to a dataset what is new in sources, round after round."""

from __future__ import annotations

import argparse
import re
import signal
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType

from etl.build import Summary
from etl.cli import add_dataset, add_sources, complain, many, told
from etl.commands.build import Loader, run_once
from etl.commands.fetching import add_fetch, count, reader_of, tidy
from etl.fetch.reader import Reader
from etl.knowledge import REFERENCE, ReferenceError
from etl.ledger import NoDataset, versions
from etl.location import Location, StorageError
from etl.lock import Busy
from etl.models import Issue
from etl.read import Memory
from etl.watch import only_watch, rounds

EXAMPLES = """examples:
  python -m etl watch clippings/ --every 5m
  python -m etl watch feeds.opml --every 30m --fetch --user-agent 'ValleyLedger/1.0 (desk@ledger.example)'
  python -m etl watch feeds.opml --fetch --once       a single round, for cron

One line a round; Ctrl-C or SIGTERM ends it at any moment, and the dataset is whole. Sites are asked by the rules of
`build --fetch`; a page is asked for again only when its feed says something else of it."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_LEAST = 60.0  # seconds between two rounds that ask sites


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_sources(parser)
    add_dataset(parser)
    parser.add_argument("--every", type=seconds, default=1800.0, metavar="TIME", help="90s, 30m, 2h, 1d (default: 30m)")
    parser.add_argument("--once", action="store_true", help="one round, then end")
    parser.add_argument("--workers", type=count, metavar="N", help="processes (default: by the work and the machine)")
    parser.set_defaults(refresh=False)
    add_fetch(parser)


def run(options: argparse.Namespace) -> int:
    """Watch until stopped: 0. With --once: 1 if a source could not be read. 2 where another watch is at work."""
    if options.fetch and options.every < _LEAST and not options.once:
        complain("error: with --fetch the shortest time between two rounds is 1m")
        return 2
    try:
        with only_watch(options.dataset, now=_now), _stoppable():
            load, memory = Loader(options.reference or REFERENCE), Memory()
            watcher = Watcher(options, load, reader_of(options, progress=_silent, memory=memory), memory)
            rounds(
                watcher.round, every=options.every, once=options.once,
                say=_say, now=_now, monotonic=time.monotonic, sleep=time.sleep,
            )  # fmt: skip
            return int(bool(watcher.failed))
    except (Busy, ReferenceError, StorageError) as error:
        complain(f"error: {error}")
        return 2
    except KeyboardInterrupt:
        complain("stopped; the dataset is whole, and the next watch goes on from there")
        return 0


class Watcher:
    """A round of the watch, with what it keeps from one to the next."""

    def __init__(self, options: argparse.Namespace, load: Loader, reader: Reader | None, memory: Memory) -> None:
        """Nothing is read yet."""
        self._options, self._load, self._reader, self._memory = options, load, reader, memory
        self.failed: frozenset[str] = frozenset()

    def round(self) -> str:
        """What a round did, in words. What could not be read is told once, not at every round. Raises Busy."""
        self._memory.turn()
        before = _held(self._options.dataset)
        summary = run_once(self._options, self._load, self._reader, _silent, workers=self._options.workers)
        tidy(self._reader)
        self.failed = _complained(summary.failed, self.failed)
        return described(summary, before)


def described(summary: Summary, before: int) -> str:
    """The line of a round: what was read, what of it was new, changed and the same, and what could not be read."""
    new = summary.articles - before
    parts = [f"{summary.read} read", f"{new} new"]
    if summary.written > new:
        parts.append(f"{summary.written - new} changed")
    parts += [f"{summary.unchanged} unchanged", many(len(summary.failed), "issue")]
    version = f", version {summary.version}" if summary.version is not None else ""
    return f"{', '.join(parts)}; {many(summary.articles, 'article')}{version}"


def seconds(text: str) -> float:
    """The seconds of a time such as "30m", as argparse takes its types."""
    found = re.fullmatch(r"(\d{1,6}(?:\.\d{1,3})?)([smhd])", text.strip().lower())
    if found is None or float(found[1]) == 0:
        raise argparse.ArgumentTypeError("a number with s, m, h or d, such as 30m")
    return float(found[1]) * _UNITS[found[2]]


def _complained(failed: Sequence[Issue], told_already: frozenset[str]) -> frozenset[str]:
    lines = [told(issue) for issue in failed]
    for line in lines:
        if line not in told_already:
            complain(line)
    return frozenset(lines)


def _held(where: Location) -> int:
    """The articles of the newest version."""
    try:
        return versions(where)[-1].articles
    except NoDataset:
        return 0


@contextmanager
def _stoppable() -> Iterator[None]:
    """SIGTERM, which service managers send, is Ctrl-C."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _now() -> datetime:
    return datetime.now(UTC)


def _say(line: str) -> None:
    print(line, flush=True)


def _silent(stage: str, done: int, total: int | None) -> None:
    """No bar: a line a round."""
