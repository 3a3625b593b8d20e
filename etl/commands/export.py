"""`export`: the dataset, or what filters select of it, as a file with its sidecar."""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from pathlib import Path
from typing import cast

from etl import __version__
from etl.cli import add_dataset, complain, many
from etl.coverage import Coverage
from etl.export import FORMATS, Format, Hashed, export, sidecar
from etl.filters import LISTS, PARAMS, Filters, Notice
from etl.ledger import NoDataset
from etl.location import StorageError
from etl.prepared import open_prepared
from etl.text import plain

EXAMPLES = """examples:
  python -m etl export --output coverage.csv
  python -m etl export --city "Bell, CA" --city "Maywood, CA" --agency ICE --from 2025-06-01 --output bell.csv
  python -m etl export --state CA --topic raid --text '"home depot" -hockey' --format geojson --output raids.geojson
  python -m etl export --format jsonl --relevant all | wc -l

Values of one filter are alternatives; filters are all required. Beside FILE stands FILE.about.json: the filters,
the dataset's version, what the rows count, and the measured accuracy."""

_HELP = {
    "cities": '"Bell, CA"; neighborhoods and facilities of the city are in it',
    "states": "two letters",
    "counties": '"Los Angeles County, CA"',
    "places": "id of a place, as in a link to the dashboard",
    "agencies": "short or full name; a parent includes its parts (DHS includes ICE)",
    "levels": "federal, state, county, city or other",
    "topics": "raid, arrest, detention, ...",
    "outlets": "name of the outlet",
    "languages": "en, es, ...",
    "date_from": "first day: YYYY, YYYY-MM or YYYY-MM-DD",
    "date_to": "last day: YYYY, YYYY-MM or YYYY-MM-DD",
    "date_field": "event or publish: which date the two days are about (default: event)",
    "text": 'words that are all in title or text, "a phrase", -without, begin*',
    "relevant": "yes, no or all (default: yes)",
    "min_confidence": "0 to 1; places less certain than this count as not placed",
    "role": "event or any: places of the event, or also those only mentioned (default: event)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--format", choices=FORMATS, help="default: by the ending of FILE, else csv")
    parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output, without sidecar")
    add_dataset(parser)
    parser.add_argument("--version", type=int, metavar="N", help="a version of the dataset (default: the newest)")
    filters = parser.add_argument_group("filters, each may be given several times for alternatives")
    for name, param in PARAMS.items():
        flag = f"--{param.replace('_', '-')}"
        filters.add_argument(flag, dest=f"filter_{param}", action="append", help=_HELP[name], metavar="VALUE")


def run(options: argparse.Namespace) -> int:
    """Write the file; 2 for a filter that cannot be meant, or where there is no dataset."""
    given = {param: getattr(options, f"filter_{param}") or [] for param in PARAMS.values()}
    twice = [p for name, p in PARAMS.items() if name not in LISTS and len(given[p]) > 1]
    filters, notices = Filters.from_params(given)
    if twice or notices:
        complaints = [f"--{p.replace('_', '-')} may be given once" for p in twice]
        for complaint in (*complaints, *(_refused(notice) for notice in notices)):
            complain(f"error: {complaint}")
        return 2
    output: Path | None = options.output
    ending = output.suffix[1:] if output else ""
    format: Format = options.format or (cast(Format, ending) if ending in FORMATS else "csv")
    try:
        coverage = open_prepared(options.dataset, version=options.version)
    except (NoDataset, StorageError) as error:
        complain(f"error: {error}")
        return 2
    for hint in _hints(coverage, given):
        complain(f"note: {hint}")
    if output is None:
        export(coverage, filters, sys.stdout.buffer, format=format)
        return 0
    if not output.parent.is_dir():
        complain(f"error: there is no folder {output.parent}; make it first")
        return 2
    part = output.with_name(f".{output.name}.part")  # whole or not at all
    with part.open("wb") as stream:
        hashed = Hashed(stream)
        rows = export(coverage, filters, hashed, format=format)
    part.replace(output)
    about = sidecar(coverage, filters, format=format, rows=rows, code_version=__version__, sha256=hashed.hexdigest())
    beside = output.with_name(f"{output.name}.about.json")
    beside.write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")
    counted_as = f"{many(rows, 'row')}, {many(about['counts']['articles'], 'article')}"
    complain(f"{output}: {counted_as}; {beside.name} says what they are")
    return 0


def _refused(notice: Notice) -> str:
    flag = f"--{notice.param.replace('_', '-')}"
    if notice.reason == "reversed":
        return f"{flag} {notice.value} is before the first day"
    if notice.reason == "too_many":
        return f"{flag}: too many values"
    name = next(name for name, param in PARAMS.items() if param == notice.param)
    return f"{flag} {notice.value!r} is not a value that it takes: {_HELP[name]}"


def _hints(coverage: Coverage, given: dict[str, list[str]]) -> list[str]:
    """A line for each value that nothing in the dataset has, with the nearest that something has."""
    hints = []
    for notice in Filters.from_params(given, known=coverage.known)[1]:
        if notice.reason == "unknown":
            known = coverage.known[notice.param]
            near = [known[form] for form in difflib.get_close_matches(plain(notice.value), known, n=3, cutoff=0.75)]
            meant = f"; did you mean {' or '.join(map(repr, near))}?" if near else ""
            hints.append(f"nothing in this dataset has the {notice.param} {notice.value!r}{meant}")
    return hints
