"""`maintain`: keep a dataset quick and small."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime

from etl import __version__
from etl.cli import add_dataset, complain
from etl.commands.fetching import count
from etl.ledger import NoDataset, Version, versions
from etl.location import StorageError
from etl.maintain import Plan, carry_out, plan, told
from etl.store import Busy, Dataset

EXAMPLES = """examples:
  python -m etl maintain                                      put small files together; say what could be deleted
  python -m etl maintain --delete                             and delete what no version needs
  python -m etl maintain --keep-versions 10 --dry-run         what giving up all but the newest ten would free
  python -m etl maintain --keep-versions 10 --keep-days 365 --delete

Every version stays readable for ever unless it is given up by --keep-versions or --keep-days; with both, what either
keeps is kept. Nothing is deleted without --delete. What is done is said before it is done. Where files were put
together or deleted, the dataset has a new version with the same rows."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_dataset(parser)
    parser.add_argument("--keep-versions", type=count, metavar="N", help="give up all but the newest N versions")
    parser.add_argument("--keep-days", type=count, metavar="D", help="give up versions that are older than D days")
    parser.add_argument("--delete", action="store_true", help="delete what no version needs, and what is given up")
    parser.add_argument("--dry-run", action="store_true", help="only say what would be done")


def run(options: argparse.Namespace) -> int:
    """Say what there is to do, and do it; 2 where there is no dataset or another process is writing it."""
    place, now = options.dataset, datetime.now(UTC)
    try:
        versions(place)  # a dataset must be there; none is made
        with Dataset.open(place) as dataset:
            found = plan(dataset, keep_versions=options.keep_versions, keep_days=options.keep_days, now=now)
            delete = options.delete and not options.dry_run
            for line in told(found, delete=delete):
                print(line, flush=True)
            if not (found.small or found.commits or found.deletes):
                print(f"{place}: nothing to do")
                return 0
            if options.dry_run:
                print(f"{place}: nothing was done, as --dry-run says")
                return 0
            made = carry_out(dataset, found, delete=delete, code_version=__version__, now=now)
    except (Busy, NoDataset, StorageError) as error:
        complain(f"error: {error}")
        return 2
    print(f"{place}: {'; '.join(_done(found, made, delete=delete))}")
    return 0


def _done(found: Plan, made: Version | None, *, delete: bool) -> Iterator[str]:
    """What was done and what was not, in words."""
    if made:
        yield f"version {made.number} has the rows of version {found.newest.number}"
    elif found.small or found.commits or delete:
        yield "done"
    if not found.complete:
        yield "a build was stopped here, and the next one completes it"
    if found.deletes and not delete:
        yield "nothing was deleted, add --delete"
