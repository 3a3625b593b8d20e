"""`check`: verify a dataset end to end."""

from __future__ import annotations

import argparse
import sys

from etl.check import Unreadable, check
from etl.cli import add_dataset, complain, many
from etl.commands.progress import progress_bar
from etl.ledger import NoDataset
from etl.location import StorageError

EXAMPLES = """examples:
  python -m etl check
  python -m etl check --dataset mine --version 3

Looked at: the log and the files of every version, and of the newest one, or of --version N, every row: its hash, the
offsets of every mention, coordinates, codes and lists, stories, issues, counts, and corrections.csv. Each finding is a
line: the table, the row, what is wrong, and the cure.

exit codes: 0 the dataset is sound; 1 something is wrong; 2 there is no dataset, or it cannot be read"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_dataset(parser)
    parser.add_argument("--version", type=int, metavar="N", help="whose rows are read (default: the newest)")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")


def run(options: argparse.Namespace) -> int:
    """Print what is wrong; 1 where something is, 2 where the dataset cannot be read."""
    folder, wrong = options.dataset, 0
    try:
        with progress_bar(show=sys.stderr.isatty() and not options.quiet) as progress:
            for finding in check(folder, version=options.version, progress=progress):
                print(finding, flush=True)
                wrong += finding.grave
    except (NoDataset, StorageError, Unreadable) as error:
        complain(f"error: {error}")
        return 2
    print(f"{folder}: {many(wrong, 'error') if wrong else 'sound'}")
    return int(wrong > 0)
