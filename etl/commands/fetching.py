"""What the commands that read share for web addresses: the arguments, and the reader that they ask for."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

from etl.cli import complain
from etl.commands.progress import Progress
from etl.read import Memory

if TYPE_CHECKING:  # what fetches takes 0.1 s to load, and most runs fetch nothing
    from etl.fetch.reader import Reader

CACHE = Path(__file__).resolve().parent.parent.parent / "data" / "fetched"
MOST = 200  # pages of one feed or sitemap in a run
_KEPT_DAYS = 30  # of pages that no run has used


def add_fetch(parser: argparse.ArgumentParser) -> None:
    """The arguments of commands that may fetch."""
    group = parser.add_argument_group(
        "web addresses",
        "A source may be an address, or a file that lists some (one a line, OPML, a feed, a sitemap). Nothing is "
        "fetched without --fetch; with it, the hosts of these addresses are asked, by their robots.txt and at most "
        "once a second each.",
    )
    group.add_argument("--fetch", action="store_true", help="fetch web addresses, and the pages that feeds name")
    group.add_argument(
        "--no-pages",
        action="store_true",
        help="of feeds and sitemaps, read what they say and fetch none of their pages",
    )
    group.add_argument(
        "--most",
        type=count,
        default=MOST,
        metavar="N",
        help=f"pages of one feed or sitemap, the newest (default: {MOST})",
    )
    group.add_argument(
        "--user-agent",
        type=_agent,
        metavar="WHO",
        help="how requests name you: 'ValleyLedger/1.0 (desk@ledger.example)'",
    )
    group.add_argument("--cache", type=Path, metavar="DIR", help="what was fetched (default: data/fetched)")


def reader_of(options: argparse.Namespace, *, progress: Progress, memory: Memory | None = None) -> Reader | None:
    """The reader that the arguments ask for, None where the pipeline's own way will do."""
    columns = dict(options.map or ())
    if not options.fetch and memory is None and not columns:
        return None
    from etl.fetch.cache import Cache
    from etl.fetch.collect import Collect
    from etl.fetch.fetcher import USER_AGENT, Fetcher, Settings
    from etl.fetch.reader import Reader

    if not options.fetch:
        return Reader(memory=memory, columns=columns)
    if options.user_agent is None:
        complain(
            f"note: requests name themselves {USER_AGENT!r}; add --user-agent 'YourName/1.0 (you@where.example)', "
            "so that sites know whom to write to"
        )
    fetcher = Fetcher(Cache(options.cache or CACHE), Settings(user_agent=options.user_agent or USER_AGENT))
    collect = Collect(fetcher, pages=not options.no_pages, most=options.most, progress=progress)
    return Reader(collect, memory, columns)


def tidy(reader: Reader | None) -> None:
    """Let go of the pages that no run has used for a month."""
    if reader is not None and reader.fetch is not None:
        reader.fetch.fetcher.cache.prune(time.time() - _KEPT_DAYS * 86400)


def count(text: str) -> int:
    """A number of at least one, as argparse takes its types."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _agent(text: str) -> str:
    from etl.fetch.robots import token_of

    try:
        token_of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    return text
