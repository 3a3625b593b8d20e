"""Speed and memory of a dataset of a million mentions: writing, opening, and any filter to all figures.

    python benchmarks/queries.py [--articles 103000] [--folder /tmp/benchmark-coverage]

The articles are made up from the place and agency names of the reference tables, about 10 mentions and 2,000
characters each. Every question is put once, uncached, as a session's first; the figures are those of the home page.
"all, processor" is the time of all cores together: the better figure on a busy machine.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pyarrow as pa

from etl.coverage import Coverage
from etl.export import export
from etl.filters import LISTS, Filters
from etl.knowledge import REFERENCE, read_table
from etl.listing import listing
from etl.models import TOPICS, Agency, Article, DateMention, Place, Record
from etl.prepared import open_prepared, prepare
from etl.queries import bubbles, facet, headline, shading, timeline
from etl.rows import row_of, table_of
from etl.schema import STORIES, arrow
from etl.store import Dataset

_MADE_UP = 103_000
WORDS = "agents officers city people said federal arrested workers county morning operation detained family court"


def records(number: int) -> Iterator[Record]:
    """Made-up records: places by a skewed draw, so that a few cities have much and most have little."""
    chance = random.Random(7)
    rows = [row for row in read_table(REFERENCE / "places.csv") if row["kind"] == "city" and row["county"]]
    rows.sort(key=lambda row: -int(row["population"] or 0))
    agencies = read_table(REFERENCE / "agencies.csv")
    words = WORDS.split()
    for index in range(number):
        parts: list[str] = []
        places: list[Place] = []
        found: list[Agency] = []
        dates: list[DateMention] = []
        title = f"Report {index} on {chance.choice(words)}"
        at = len(title) + 2

        def add(text: str, parts: list[str] = parts) -> int:
            nonlocal at
            start, at = at, at + len(text)
            parts.append(text)
            return start

        day = date(2024, 1, 1) + timedelta(days=int(chance.triangular(0, 730, 600)))
        for number_of in range(12):
            add(" ".join(chance.choices(words, k=22)) + ". ")
            if number_of < 7:
                row = rows[min(int(chance.paretovariate(0.5)), 8000) - 1]
                if any(place.name == row["name"] for place in places):
                    continue
                start = add(row["name"])
                places.append(
                    Place(
                        row["name"], start, at, row["name"], "city", row["name"], row["county"], row["state"], "US",
                        float(row["latitude"]), float(row["longitude"]), row["county_fips"],
                        int(row["geonames_id"] or 0), "event" if number_of < 2 else "mention", "x",
                        round(chance.uniform(0.5, 1), 2),
                    )
                )  # fmt: skip
            elif number_of < 10:
                row = agencies[min(int(chance.paretovariate(0.8)) + 20, len(agencies) - 1)]
                if any(agency.name == row["name"] for agency in found):
                    continue
                start = add(row["name"])
                found.append(
                    Agency(row["name"], start, at, row["name"], row["short_name"], row["level"], row["parent"] or None,
                           row["state"] or None)
                )  # fmt: skip
            else:
                start = add(f"{day} ")
                dates.append(DateMention(str(day), start, start + 10, str(day), "day", "event"))
                day += timedelta(days=1)
            add(". ")
        article = Article(
            f"{index:07}", title, "".join(parts), f"https://news.example/{index}", domain=f"n{index % 900}.example",
            media_name=f"Outlet {index % 900}", publish_date=str(day), language="es" if index % 5 == 0 else "en",
        )  # fmt: skip
        topics = tuple(sorted(chance.sample(TOPICS, 2)))
        yield Record(
            article, index % 8 != 0, 0.9, ("x",), topics, tuple(places), tuple(found), tuple(dates), (),
            dates[0].date, (),
        )  # fmt: skip


def make(folder: Path, number: int) -> None:
    """Write the dataset in batches, as a build does. After the first _MADE_UP articles they come again as others."""
    distinct = min(number, _MADE_UP)
    made = records(distinct)
    with Dataset.open(folder) as dataset:
        for first in range(0, distinct, 5000):
            table = table_of(row_of(next(made), hashed="x") for _ in range(first, min(first + 5000, distinct)))
            for moved in range(0, number, _MADE_UP):
                indices = range(first + moved, min(first + moved + table.num_rows, number))
                ids = pa.array([f"{index:07}" for index in indices], pa.string())
                dataset.merge(table.slice(0, len(ids)).set_column(0, "id", ids), {})
        run = {"run_id": "r", "finished_at": "2026-01-01", "code_version": "0"}
        table = pa.Table.from_pylist(list(stories(number)), schema=arrow(STORIES))
        dataset.commit((), read=lambda source: False, run=run, stories=table)


def stories(number: int) -> Iterator[dict[str, object]]:
    """A row for each article: four neighbors are one story, the next four stand alone, and so on."""
    for index in range(number):
        first = index - index % 4 if index // 4 % 2 else index
        yield {
            "article_id": f"{index:07}", "story_id": f"s{first:07}", "is_duplicate": first != index,
            "duplicate_of": f"{first:07}" if first != index else None, "rules": "x",
        }  # fmt: skip


def questions(coverage: Coverage) -> list[Filters]:
    """Two hundred questions of every kind, alone and together."""
    chance = random.Random(3)
    cities = facet(coverage, Filters(), "cities").column("value").to_pylist()
    values = {
        "cities": cities[:2000], "states": ["CA", "TX", "IL", "NY", "VT"], "agencies": ["ICE", "DHS", "LAPD", "FBI"],
        "topics": list(TOPICS), "languages": ["en", "es"], "outlets": [f"Outlet {n}" for n in range(900)],
        "levels": ["federal", "city"],
    }  # fmt: skip
    asked = [Filters(), Filters(relevant="all"), Filters(role="any", relevant="all")]
    texts = ("detained family", '"arrested workers"', "court -county", "oper*")
    while len(asked) < 200:
        names = chance.sample([*values, "dates", "text", "min_confidence"], chance.choice((1, 1, 2, 3)))
        filters = Filters()
        for name in names:
            if name == "dates":
                first = date(2025, 1, 1) + timedelta(days=chance.randrange(300))
                filters = Filters(**{**vars(filters), "date_from": first, "date_to": first + timedelta(days=60)})
            elif name == "text":
                filters = Filters(**{**vars(filters), "text": chance.choice(texts)})
            elif name == "min_confidence":
                filters = Filters(**{**vars(filters), "min_confidence": 0.8})
            else:
                filters = Filters(**{**vars(filters), name: tuple(chance.sample(values[name], 2))})
        asked.append(filters)
    return asked


def figures(coverage: Coverage, filters: Filters) -> dict[str, float]:
    """All figures of the home page for one question, and the seconds that each took."""
    took: dict[str, float] = {}

    def timed(name: str, start: float) -> float:
        now = time.perf_counter()
        took[name] = now - start
        return now

    at, busy = time.perf_counter(), time.process_time()
    coverage.selection(filters)
    at = timed("selection", at)
    headline(coverage, filters)
    at = timed("headline", at)
    bubbles(coverage, filters)
    at = timed("bubbles", at)
    shading(coverage, filters)
    shading(coverage, filters, by="county")
    at = timed("shading", at)
    timeline(coverage, filters, unit="week", by="agency")
    at = timed("timeline", at)
    listing(coverage, filters)
    at = timed("listing", at)
    for name in (*(n for n in LISTS if n != "places"), "relevant"):
        facet(coverage, filters, name, limit=200)
        at = timed(f"facet {name}", at)
    took["all"] = sum(took.values())
    took["all, processor"] = time.process_time() - busy
    return took


def memory() -> int:
    """Resident memory of this process at its highest, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Make the dataset where it is missing, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=103_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "benchmark-coverage")
    parser.add_argument("--again", action="store_true", help="make the dataset anew")
    options = parser.parse_args()
    if options.again:
        shutil.rmtree(options.folder, ignore_errors=True)
    if not (options.folder / "runs").exists():
        start = time.perf_counter()
        make(options.folder, options.articles)
        print(f"made {options.articles} articles in {time.perf_counter() - start:.1f} s")
    start = time.perf_counter()
    prepare(options.folder)
    print(f"made ready in {time.perf_counter() - start:.1f} s, or was so; peak memory {memory()} MB")
    start = time.perf_counter()
    coverage = open_prepared(options.folder)
    took = time.perf_counter() - start
    counts = {
        t: coverage.rows(f"SELECT count(*) AS n FROM {t}")[0]["n"]
        for t in ("articles", "place_mention", "agency_mention", "dates")
    }
    mentions = sum(counts.values()) - counts["articles"]
    print(f"opened {counts['articles']} articles, {mentions} mentions in {took:.1f} s; peak memory {memory()} MB")
    found = [figures(coverage, filters) for filters in questions(coverage)]
    print(f"{'200 questions, ms':<20} {'median':>8} {'95th':>8} {'worst':>8}")
    for name in found[0]:
        values = sorted(1000 * took[name] for took in found)
        print(
            f"{name:<20} {statistics.median(values):>8.1f} {values[int(len(values) * 0.95)]:>8.1f} {values[-1]:>8.1f}"
        )
    start = time.perf_counter()
    with Path("/dev/null").open("wb") as sink:
        rows = export(coverage, Filters(relevant="all", role="any"), sink, format="csv")
    print(
        f"CSV of {rows} rows in {time.perf_counter() - start:.1f} s; peak memory {memory()} MB; Arrow {pa.__version__}"
    )


if __name__ == "__main__":
    main()
