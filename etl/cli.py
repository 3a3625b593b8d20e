"""The command line: what each command takes, and how it ends. The work is in the modules, imported when needed.

Exit code 0: all was read. 1: some sources failed, each named on standard error, the rest done; or `check` has found
something wrong. 2: wrong usage, or nothing there to work on.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from etl import __version__
from etl.compiled import state
from etl.fingerprint import code_hash
from etl.location import DATASET, BadLocation, Location
from etl.models import Issue

EXAMPLES = """examples:
  python -m etl extract saved-page.txt                        one JSON object an article, to standard output
  python -m etl build data/articles                           add a folder to the dataset in data/coverage
  python -m etl build 'clippings/*.txt' --dataset mine        any files, into a dataset of your own
  python -m etl watch feeds.opml --every 30m --fetch          what is new in these feeds, until it is stopped
  python -m etl info                                          what the dataset holds
  python -m etl check                                         is it sound, file by file and row by row?
  python -m etl export --city "Bell, CA" --agency ICE --from 2025-06-01 --output bell.csv
  python -m etl export --format geojson --state CA > california.geojson

exit codes: 0 all was read; 1 some sources failed, each named on standard error, the rest done,
or a check found something wrong; 2 wrong usage"""

# What a column of a table may be, for --map; `data/README.md` says what each means.
FIELDS = ("id", "title", "text", "url", "media_name", "media_place", "publish_date", "language")

_COMMANDS = {
    "extract": "print what is found in sources, one JSON object an article; no dataset is touched",
    "build": "add sources to a dataset",
    "watch": "add to a dataset, again and again, what is new in sources",
    "export": "write the dataset, or what filters select of it, as CSV, GeoJSON, Parquet or JSONL",
    "info": "tell what a dataset holds",
    "check": "verify a dataset end to end, and say what is wrong and what would cure it",
    "maintain": "put a dataset's small files together, and delete what no version needs",
    "evaluate": "measure precision, recall and F1 against annotated articles",
    "explain": "tell why an article got the values that it has",
}


def main(arguments: Sequence[str]) -> int:
    """The exit code of a command line."""
    parser = argparse.ArgumentParser(
        prog="python -m etl",
        description="News coverage of U.S. immigration enforcement: from sources to a dataset and out of it.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="tell the version of the code, and how it runs")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    asked = next((word for word in arguments if not word.startswith("-")), None)
    run: Callable[[argparse.Namespace], int] | None = None
    for name, what in _COMMANDS.items():
        # Only the command that is asked for is imported, so that --help and small commands start at once.
        module = import_module(_MODULES[name]) if name == asked else None
        command = commands.add_parser(
            name,
            help=what,
            description=f"{what[0].upper()}{what[1:]}.",
            epilog=getattr(module, "EXAMPLES", None),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if module is not None:
            module.add_arguments(command)
            run = module.run
    options = parser.parse_args(arguments)
    assert run is not None  # argparse has refused any other command
    try:
        code = run(options)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # the reader of our output has had enough, as in `... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("stopped; what is finished is kept, the same command goes on from there", file=sys.stderr)
        return 130


class _Version(argparse.Action):
    """Prints what code this is, by the hash that two machines can compare."""

    def __call__(self, parser: argparse.ArgumentParser, *given: Any) -> None:
        print(f"etl {__version__}, code {code_hash()}, extraction in {state()}")
        parser.exit()


_MODULES = {
    "extract": "etl.commands.extract",
    "build": "etl.commands.build",
    "watch": "etl.commands.watch",
    "export": "etl.commands.export",
    "info": "etl.commands.info",
    "check": "etl.commands.check",
    "maintain": "etl.commands.maintain",
    "evaluate": "etl.evaluate",
    "explain": "etl.explain",
}


def add_sources(parser: argparse.ArgumentParser) -> None:
    """The arguments of commands that read."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="a file, folder, glob in quotes, or web address")
    parser.add_argument(
        "--as", dest="as_", metavar="KIND", help="read every source as this kind, whatever it looks like"
    )
    parser.add_argument(
        "--map",
        action="append",
        type=_mapped,
        metavar="FIELD=COLUMN",
        help=f"the column of a table that holds a field, where its name does not tell ({', '.join(FIELDS)})",
    )
    add_reference(parser)


def _mapped(text: str) -> tuple[str, str]:
    """A field and the column that holds it, as argparse takes its types."""
    name, equals, column = text.partition("=")
    if not equals or not column.strip():
        raise argparse.ArgumentTypeError(f"{text!r} is no FIELD=COLUMN, such as title=Headline")
    if name.strip() not in FIELDS:
        raise argparse.ArgumentTypeError(f"no field {name.strip()!r}; one of {', '.join(FIELDS)}")
    return name.strip(), column.strip()


def add_reference(parser: argparse.ArgumentParser) -> None:
    """The argument for another folder of reference tables."""
    parser.add_argument("--reference", type=Path, metavar="DIR", help="reference tables other than data/reference")


def add_dataset(parser: argparse.ArgumentParser) -> None:
    """The argument for the place of the dataset."""
    parser.add_argument(
        "--dataset",
        type=_place,
        default=DATASET,
        metavar="DIR",
        help="a folder, or s3://bucket/prefix (default: data/coverage)",
    )


def _place(text: str) -> Location:
    """A place for a dataset, as argparse takes its types."""
    try:
        return Location.of(text)
    except BadLocation as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def told(issue: Issue) -> str:
    """An issue as a line: how grave it is, what it is about, what happened and what would cure it."""
    where = "" if not issue.source or issue.source in issue.message else f"{issue.source}: "
    return f"{issue.level}: {where}{issue.message}"


def many(number: int, thing: str) -> str:
    """A number of things in words: "1 issue", "2 issues"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def complain(message: str) -> None:
    """One line on standard error.

    A member of an archive may be named by a stranger: what a terminal would obey is shown as its code.
    """
    shown = "".join(char if char.isprintable() or char == "\n" else f"\\x{ord(char):02x}" for char in message)
    print(shown, file=sys.stderr, flush=True)
