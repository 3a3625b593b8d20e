"""From a filter to its answer at a million mentions: ours beside Datasette on SQLite with indexes, and beside pandas.

A question is a choice of city or state, agency and dates; its answer is what a page of coverage shows: how many
articles, the places with most of them, the weeks, and the newest 25. Three programs are asked the same questions over
the same rows, and must count the same articles, or the measure stops.

Then whole pages, over a web socket as a browser asks: our dashboard, with everything that it shows, beside a plain
Streamlit app over pandas (`benchmarks/plain_app.py`) that shows those four things.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import dashboard, plain_app, queries
from benchmarks.measure import ROOT, side_by_side
from etl.coverage import Coverage, open_coverage
from etl.filters import Filters
from etl.listing import listing
from etl.queries import bubbles, facet, headline, timeline
from tools.serving import Server, streamlit_app
from tools.serving import dashboard as serving

PACKAGES = ("datasette", "pandas", "streamlit", "duckdb")
OURS = "ours: arrays and DuckDB in memory"
_ARTICLES, _SMALL = 130_000, 2000  # 130,000 have a million mentions of places and agencies

_SCHEMA = """
CREATE TABLE articles (article INTEGER PRIMARY KEY, title TEXT, day TEXT, week TEXT);
CREATE TABLE places (article INTEGER, city TEXT, state TEXT);
CREATE TABLE agencies (article INTEGER, agency TEXT);
"""
_INDEXES = """
CREATE INDEX articles_day ON articles (day);
CREATE INDEX articles_week ON articles (week);
CREATE INDEX places_article ON places (article, city, state);
CREATE INDEX places_city ON places (city, article);
CREATE INDEX places_state ON places (state, article);
CREATE INDEX agencies_agency ON agencies (agency, article);
ANALYZE;
"""
# The four parts of an answer over the chosen articles.
_ANSWERS = {
    "count": "SELECT count(*) AS n FROM chosen",
    "places": "SELECT city, count(DISTINCT article) AS n FROM chosen JOIN places USING (article) WHERE {place}"
    " GROUP BY city ORDER BY n DESC, city LIMIT 200",
    "weeks": "SELECT week, count(*) AS n FROM chosen JOIN articles USING (article) GROUP BY week ORDER BY week",
    "newest": "SELECT article, title, day FROM chosen JOIN articles USING (article) ORDER BY day DESC LIMIT 25",
}


Way = Callable[["Question"], Iterator[int]]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; empty or None is no condition."""

    city: str = ""
    state: str = ""
    agency: str = ""
    first: str = ""
    last: str = ""


def questions(coverage: Coverage, number: int) -> list[Question]:
    """Questions of every kind, alone and together."""
    chance = random.Random(3)
    everything = Filters(relevant="all", role="any")
    cities = facet(coverage, everything, "cities", limit=500).column("value").to_pylist()
    states = facet(coverage, everything, "states", limit=40).column("value").to_pylist()
    # those without parts: here an agency counts for itself only
    above = {row["ancestor"] for row in coverage.rows("SELECT * FROM agency_tree WHERE name <> ancestor")}
    agencies = [a["name"] for a in coverage.rows("SELECT DISTINCT name FROM agency") if a["name"] not in above]
    made: dict[Question, None] = {}
    for _ in range(20 * number):
        if len(made) == number:
            break
        parts = chance.sample(("city", "state", "agency", "days"), chance.choice((1, 2)))
        first = date(2024, 3, 1) + timedelta(days=chance.randrange(500))
        made[
            Question(
                city=chance.choice(cities) if "city" in parts else "",
                state=chance.choice(states) if "state" in parts and "city" not in parts else "",
                agency=chance.choice(agencies) if "agency" in parts else "",
                first=first.isoformat() if "days" in parts else "",
                last=(first + timedelta(days=90)).isoformat() if "days" in parts else "",
            )
        ] = None
    return list(made)


def by_coverage(coverage: Coverage, asked: Question) -> Iterator[int]:
    """The answer by our query layer: how many articles, when the figures are there; then, when the list is."""
    filters = Filters(
        cities=(asked.city,) if asked.city else (), states=(asked.state,) if asked.state else (),
        agencies=(asked.agency,) if asked.agency else (), relevant="all", role="any",
        date_from=date.fromisoformat(asked.first) if asked.first else None,
        date_to=date.fromisoformat(asked.last) if asked.last else None,
    )  # fmt: skip
    found = headline(coverage, filters)
    bubbles(coverage, filters, limit=200)
    timeline(coverage, filters, unit="week")
    yield found.articles
    listing(coverage, filters)
    yield found.articles


def by_pandas(frames: dict[str, pd.DataFrame], asked: Question) -> Iterator[int]:
    """The answer by the code of the plain app, likewise."""
    articles, places = plain_app.chosen(frames, **asdict(asked))
    yield plain_app.figures(articles, places).count
    yield len(articles) if len(plain_app.newest(articles)) else 0


def statements(asked: Question) -> dict[str, tuple[str, dict[str, str]]]:
    """The SQL of each part of a question's answer for SQLite, with its parameters."""
    place = "city = :city" if asked.city else "state = :state" if asked.state else ""
    parts = [f"SELECT DISTINCT article FROM places WHERE {place}"] if place else []
    parts += ["SELECT article FROM agencies WHERE agency = :agency"] if asked.agency else []
    parts += ["SELECT article FROM articles WHERE day BETWEEN :first AND :last"] if asked.first else []
    chosen = f"WITH chosen AS MATERIALIZED ({' INTERSECT '.join(parts or ['SELECT article FROM articles'])}) "
    return {part: (chosen + sql.format(place=place or "1"), asdict(asked)) for part, sql in _ANSWERS.items()}


class Datasette:
    """Datasette over the SQLite file, asked within this process as its own tests ask it: no network in between."""

    def __init__(self, path: Path) -> None:
        """Open the file."""
        from datasette.app import Datasette as App

        self._loop = asyncio.new_event_loop()
        self._app = App([str(path)], settings={"sql_time_limit_ms": 60_000, "max_returned_rows": 2000})
        self._name = path.stem

    def __call__(self, asked: Question) -> Iterator[int]:
        """The answer, likewise."""
        parts = statements(asked)
        newest = parts.pop("newest")
        found = [self._rows(*part) for part in parts.values()]
        count = int(found[0][0]["n"])
        yield count
        yield count if self._rows(*newest) else 0

    def _rows(self, sql: str, values: dict[str, str]) -> list[dict[str, Any]]:
        query = urlencode({"sql": sql, "_shape": "array", **values})
        response = self._loop.run_until_complete(self._app.client.get(f"/{self._name}.json?{query}"))
        if response.status_code != 200:
            raise RuntimeError(f"Datasette: {response.text[:300]}")
        rows: list[dict[str, Any]] = json.loads(response.content)
        return rows


def tables(coverage: Coverage) -> dict[str, pa.Table]:
    """The rows that SQLite and pandas get: the same as ours."""
    return {
        "articles": coverage.table(
            "SELECT article_key AS article, title, event_day::VARCHAR AS day,"
            " date_trunc('week', event_day)::DATE::VARCHAR AS week FROM articles ORDER BY 1"
        ),
        "places": coverage.table("SELECT article_key AS article, city_label AS city, state FROM places ORDER BY 1"),
        "agencies": coverage.table("SELECT article_key AS article, name AS agency FROM agencies ORDER BY 1"),
    }


def as_sqlite(path: Path, rows: dict[str, pa.Table]) -> None:
    """A SQLite file with an index for each condition, analysed."""
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as connection:
        connection.executescript(_SCHEMA)
        for name, table in rows.items():
            marks = ", ".join("?" * table.num_columns)
            values = zip(*(column.to_pylist() for column in table.columns), strict=True)
            connection.executemany(f"INSERT INTO {name} VALUES ({marks})", values)
        connection.executescript(_INDEXES)


def measure(folder: Path, *, small: bool) -> dict[str, Any]:
    """Milliseconds a question by each program, what each took to open, and milliseconds a page."""
    number, asked_number = (_SMALL, 20) if small else (_ARTICLES, 200)
    dataset, path = folder / f"coverage-{number}", folder / f"coverage_{number}.db"
    if not (dataset / "runs").exists():
        queries.make(dataset, number)
    coverage = open_coverage(dataset)
    asked = questions(coverage, asked_number)
    rows = tables(coverage)
    as_sqlite(path, rows)
    for name, table in rows.items():
        pq.write_table(table, folder / f"{name}.parquet")
    frames = plain_app.load(folder)
    datasette = Datasette(path)
    ways: dict[str, Way] = {
        OURS: lambda question: by_coverage(coverage, question),
        "Datasette on SQLite with indexes": datasette,
        "pandas": lambda question: by_pandas(frames, question),
    }
    result = {
        "articles": number,
        "mentions": rows["places"].num_rows + rows["agencies"].num_rows,
        "questions": len(asked),
        "rows": [
            {**row(name, figures), "list": 1000 * statistics.median(lists)}
            for name, (figures, lists) in answered(ways, asked).items()
        ],
        "pages": pages(dataset, folder, asked[: 6 if small else 40]),
    }
    result["open"] = {
        name: took.seconds
        for name, took in side_by_side(
            {OURS: lambda: open_coverage(dataset).tally, "pandas": lambda: plain_app.load(folder)}, rounds=3, warm=False
        ).items()
    }
    return result


def answered(ways: dict[str, Way], asked: Sequence[Question]) -> dict[str, tuple[list[float], list[float]]]:
    """Processor seconds to the figures and from there to the list, of each question, by each way; each asked once.

    Raises ValueError where two ways count differently.
    """
    seconds: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in ways}
    for question in (Question(), *asked):  # the first one warms up
        counts = {}
        for name, way in ways.items():
            answer = way(question)
            for part in seconds[name]:
                start = time.process_time()
                counts[name] = next(answer)
                part.append(time.process_time() - start)
        if len(set(counts.values())) > 1:
            raise ValueError(f"{question}: the programs count differently: {counts}")
    return {name: (figures[1:], lists[1:]) for name, (figures, lists) in seconds.items()}


def row(name: str, seconds: Sequence[float]) -> dict[str, Any]:
    """Median, 95th percentile and worst in milliseconds, questions a second by the median, and by the best tenth."""
    ordered = sorted(1000 * one for one in seconds)
    return {
        "name": name, "median": statistics.median(ordered), "p95": ordered[int(len(ordered) * 0.95)],
        "worst": ordered[-1], "rate": 1000 / statistics.median(ordered),
        "best_rate": 1000 / ordered[len(ordered) // 10],
    }  # fmt: skip


def pages(dataset: Path, folder: Path, asked: Sequence[Question]) -> list[dict[str, Any]]:
    """Milliseconds from a new question to the whole page, by the clock, of our dashboard and of the plain app, and how
    long the server's processor is at work for one."""
    names = {"city": "city", "state": "state", "agency": "agency", "first": "from", "last": "to"}
    addresses = [urlencode({names[k]: v for k, v in asdict(q).items() if v} | {"relevant": "all"}) for q in asked]
    plain = [urlencode({k: v for k, v in asdict(q).items() if v}) for q in asked]
    found = []
    with serving(dataset) as running:
        found.append(asyncio.run(_asked("our dashboard, the whole page", running, addresses)))
    with streamlit_app(ROOT / "benchmarks" / "plain_app.py", {"BENCHMARK_FOLDER": str(folder)}) as running:
        found.append(asyncio.run(_asked("a plain Streamlit app on pandas, four figures", running, plain)))
    return found


async def _asked(name: str, running: Server, addresses: Sequence[str]) -> dict[str, Any]:
    async with dashboard.session(f"ws://{running.host}/_stcore/stream") as session:
        await dashboard.ask(session, "")
        await dashboard.ask(session, addresses[0] + "&x=1")
        before = dashboard.busy(running.process)
        seconds = [await dashboard.ask(session, address) for address in addresses]
        busy = dashboard.busy(running.process) - before
    return {**row(name, seconds), "processor": 1000 * busy / len(seconds)}
