"""`info`: what a dataset holds."""

from __future__ import annotations

import argparse
import json
from typing import Any

from etl.cli import add_dataset, complain
from etl.coverage import Coverage
from etl.filters import Filters
from etl.ledger import NoDataset, versions
from etl.location import StorageError
from etl.prepared import open_prepared
from etl.queries import facet, headline

EXAMPLES = """examples:
  python -m etl info
  python -m etl info --dataset mine --version 3 --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    add_dataset(parser)
    parser.add_argument("--version", type=int, metavar="N", help="a version of the dataset (default: the newest)")
    parser.add_argument("--json", action="store_true", help="as JSON")


def run(options: argparse.Namespace) -> int:
    """Print what the dataset holds; 2 where there is none."""
    try:
        coverage = open_prepared(options.dataset, version=options.version)
    except (NoDataset, StorageError) as error:
        complain(f"error: {error}")
        return 2
    found = info(coverage)
    print(json.dumps(found, ensure_ascii=False, indent=2) if options.json else described(found))
    return 0


def info(coverage: Coverage) -> dict[str, Any]:
    """What the dataset holds, as a JSON object."""
    figures, everything = headline(coverage, Filters()), Filters(relevant="all")
    issues = coverage.rows("SELECT stage, level, count(*) AS issues FROM issues GROUP BY ALL ORDER BY ALL")

    def top(name: str, filters: Filters, limit: int | None = 10) -> dict[str, int]:
        rows = facet(coverage, filters, name, limit=limit).to_pylist()
        return {row["label"]: row["articles"] for row in rows}

    return {
        "folder": str(coverage.location),
        "version": coverage.version.number,
        "versions": [v.number for v in versions(coverage.location)],
        "built": coverage.version.finished_at,
        "code_version": coverage.version.code_version,
        "articles": coverage.selection(everything).num_rows,
        "relevant": figures.articles,
        "stories": figures.stories,
        "places_on_map": figures.places,
        "not_on_map": figures.not_on_map,
        "without_event_date": figures.undated,
        "first_event": figures.first,
        "last_event": figures.last,
        "agencies": figures.agencies,
        "outlets": figures.outlets,
        "languages": top("languages", everything, limit=None),
        "most_reported": {name: top(name, Filters()) for name in ("cities", "states", "agencies", "topics")},
        "issues": {f"{row['stage']} {row['level']}": row["issues"] for row in issues},
    }


def described(found: dict[str, Any]) -> str:
    """The same for a person to read."""
    stories = f", {found['stories']} stories" if found["stories"] is not None else ""
    lines = [
        f"{found['folder']}, version {found['version']}, built {found['built']} by code {found['code_version']}",
        f"articles      {found['articles']}, {found['relevant']} about U.S. immigration enforcement{stories}",
        "              " + ", ".join(f"{name} {count}" for name, count in found["languages"].items()),
        f"event dates   {found['first_event'] or 'none'} to {found['last_event'] or 'none'};"
        f" {found['without_event_date']} articles without one",
        f"map           {found['places_on_map']} places; {found['not_on_map']} articles not on the map",
        f"agencies      {found['agencies']}",
        f"outlets       {found['outlets']}",
    ]
    for name, values in found["most_reported"].items():
        lines.append(f"{name:<14}" + ("; ".join(f"{value} {count}" for value, count in values.items()) or "none"))
    lines.append("issues        " + ("; ".join(f"{kind} {count}" for kind, count in found["issues"].items()) or "none"))
    numbers = found["versions"]
    shown = ", ".join(map(str, numbers[-10:]))
    lines.append(f"versions      {'... ' if len(numbers) > 10 else ''}{shown}")
    return "\n".join(lines)
