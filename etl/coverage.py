"""A version of the dataset, read into an in-memory DuckDB: what dashboard and export ask their questions of.

`open_coverage` reads once; any number of threads may then query the one copy. An article is known by its integer
`article_key` inside (joins over a million mentions stay fast) and by its `article_id` outside.

Tables (all of one version):
    articles       article_key, article_id, url ... as in the codebook, without the nested lists, and
                   outlet (media_name, else domain), outlet_form, publish_day DATE,
                   event_day DATE, event_last DATE (first and last day that the prefix date spans), search
    place          place_key, place_id, label, name, kind, city, city_label, county, county_label, state, country,
                   latitude, longitude, fips_code, geonames_id, city_form, county_form: a row for each distinct place
    place_mention  article_key, place_key, role, pin, confidence, resolved_by, mentions, text, start, end, sentence_*
    places         view: the two joined
    agency, agency_mention, agencies    the same for agencies
    agency_name    name, short_name: of every agency of data/reference/agencies.csv and of the dataset
    agency_tree    name, ancestor (itself included)
    agency_form    form (plain full or short name of an agency or of one above it), agency_key
    dates, counts  article_key, text, start, end ... first_day, last_day for dates
    article_topics article_key, topic
    issues, runs   as in the codebook
The sentence that a mention rests on is cut from title and text when it is shown: the SQL macro
`sentence(title, text, sentence_start, sentence_end)`.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import DeltaTable

from etl.filters import Filters, Known
from etl.knowledge import REFERENCE, Row, read_table
from etl.ledger import Version, find_version, table_path
from etl.schema import ARTICLES, ISSUES, RUNS, Column
from etl.text import plain

_KEPT = 64  # selections of this many questions; a million keys are 4 MB

_MACROS = """
CREATE MACRO prefix_first(x) AS
    try_cast(CASE length(x) WHEN 4 THEN x || '-01-01' WHEN 7 THEN x || '-01' ELSE x END AS DATE);
CREATE MACRO prefix_last(x) AS (prefix_first(x)
    + CASE length(x) WHEN 4 THEN INTERVAL 1 YEAR WHEN 7 THEN INTERVAL 1 MONTH ELSE INTERVAL 1 DAY END
    - INTERVAL 1 DAY)::DATE;
CREATE MACRO sentence(title, body_text, first, past) AS
    substring(title || chr(10) || chr(10) || body_text, (first + 1)::BIGINT, (past - first)::BIGINT);
"""
_LOAD = r"""
CREATE TABLE articles AS SELECT
    article_key, id AS article_id, * EXCLUDE (article_key, id, places, agencies, dates, counts, topics, issues),
    coalesce(media_name, domain) AS outlet, plain(outlet) AS outlet_form,
    try_cast(publish_date AS DATE) AS publish_day,
    prefix_first(event_date) AS event_day, prefix_last(event_date) AS event_last
FROM raw ORDER BY article_key;

CREATE TEMP TABLE place_raw AS SELECT article_key, unnest(places, recursive := true) FROM raw;
CREATE TABLE place AS
WITH identity AS (
    SELECT name, kind, CASE WHEN kind IN ('facility', 'neighborhood') THEN city ELSE county END AS hangs_on,
        state, country,
        min({'city': city, 'county': county, 'latitude': latitude, 'longitude': longitude,
              'fips_code': fips_code, 'geonames_id': geonames_id}) AS a
    FROM place_raw GROUP BY ALL
), labelled AS (
    SELECT i.name, kind, hangs_on, a.city, a.county, i.state, i.country,
        a.latitude, a.longitude, a.fips_code, a.geonames_id,
        coalesce(i.state, CASE WHEN i.country <> 'US' THEN coalesce(c.name, i.country) END) AS area,
        a.city || coalesce(', ' || area, '') AS city_label,
        a.county || coalesce(', ' || area, '') AS county_label,
        substr(md5(concat_ws(chr(31), kind, i.name, coalesce(hangs_on, ''), coalesce(i.state, ''),
            coalesce(i.country, ''))), 1, 12) AS place_id,
        CASE
            WHEN kind = 'county' THEN i.name || coalesce(', ' || area, '')
            WHEN kind = 'city' THEN city_label
            WHEN kind IN ('facility', 'neighborhood') THEN i.name || coalesce(', ' || city_label, ', ' || area, '')
            WHEN kind = 'region' AND area IS NOT NULL THEN i.name || ', ' || area
            ELSE i.name
        END AS label
    FROM identity i LEFT JOIN country c ON c.code = i.country
)
SELECT (row_number() OVER (ORDER BY place_id) - 1)::INTEGER AS place_key,
    * EXCLUDE (hangs_on, area), plain(city_label) AS city_form, plain(county_label) AS county_form
FROM labelled;

CREATE TABLE place_mention AS
SELECT m.article_key, p.place_key, m.role,
    m.latitude IS NOT NULL AND (m.kind IN ('city', 'neighborhood', 'facility')
        OR m.kind = 'county' AND m.role = 'event') AS pin,
    m.confidence, m.resolved_by, m.mentions::INTEGER AS mentions, m.text,
    m.start::INTEGER AS start, m."end"::INTEGER AS "end",
    m.sentence_start::INTEGER AS sentence_start, m.sentence_end::INTEGER AS sentence_end
FROM place_raw m JOIN place p
    ON p.name = m.name AND p.kind = m.kind AND p.state IS NOT DISTINCT FROM m.state
    AND p.country IS NOT DISTINCT FROM m.country
    AND (CASE WHEN m.kind IN ('facility', 'neighborhood') THEN p.city ELSE p.county END)
        IS NOT DISTINCT FROM (CASE WHEN m.kind IN ('facility', 'neighborhood') THEN m.city ELSE m.county END)
ORDER BY m.article_key, m.start, p.place_key;
DROP TABLE place_raw;

CREATE TEMP TABLE agency_raw AS SELECT article_key, unnest(agencies, recursive := true) FROM raw;
CREATE TABLE agency AS
SELECT (row_number() OVER (ORDER BY name) - 1)::INTEGER AS agency_key, name, min(short_name) AS short_name,
    min(level) AS level, min(parent) AS parent, min(state) AS state
FROM agency_raw GROUP BY name;
CREATE TABLE agency_mention AS
SELECT m.article_key, a.agency_key, m.mentions::INTEGER AS mentions, m.text,
    m.start::INTEGER AS start, m."end"::INTEGER AS "end",
    m.sentence_start::INTEGER AS sentence_start, m.sentence_end::INTEGER AS sentence_end
FROM agency_raw m JOIN agency a USING (name) ORDER BY m.article_key, m.start, a.agency_key;
DROP TABLE agency_raw;

CREATE TABLE dates AS
SELECT *, prefix_first("date") AS first_day, prefix_last("date") AS last_day
FROM (SELECT article_key, unnest(dates, recursive := true) FROM raw) ORDER BY article_key, start;
CREATE TABLE counts AS
SELECT * FROM (SELECT article_key, unnest(counts, recursive := true) FROM raw) ORDER BY article_key, start;
CREATE TABLE article_topics AS
SELECT article_key, topic FROM (SELECT article_key, unnest(topics) AS topic FROM raw) ORDER BY article_key, topic;
DROP TABLE raw;
"""
_VIEWS = """
CREATE VIEW places AS SELECT m.*, p.* EXCLUDE (place_key) FROM place_mention m JOIN place p USING (place_key);
CREATE VIEW agencies AS SELECT m.*, a.* EXCLUDE (agency_key) FROM agency_mention m JOIN agency a USING (agency_key);
"""


class Coverage:
    """One version of the dataset in memory. Safe for any number of threads: each has a cursor of its own."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, *, folder: Path, version: Version) -> None:
        """Wrap a connection whose tables are made; `open_coverage` is what callers want."""
        self._connection, self._local = connection, threading.local()
        self._selections: OrderedDict[Filters, pa.Table] = OrderedDict()
        self._lock = threading.Lock()
        self.folder, self.version = folder, version

    @property
    def cursor(self) -> duckdb.DuckDBPyConnection:
        """This thread's cursor."""
        found: duckdb.DuckDBPyConnection | None = getattr(self._local, "cursor", None)
        if found is None:
            found = self._local.cursor = self._connection.cursor()
        return found

    def table(self, sql: str, parameters: Sequence[Any] = (), *, filters: Filters | None = None) -> pa.Table:
        """The answer to a query as an Arrow table. With `filters`, SQL may join the table `selected` (article_key)."""
        cursor = self.cursor
        if filters is not None:
            cursor.register("selected", self.selection(filters))
        return cursor.sql(sql, params=list(parameters)).to_arrow_table()

    def rows(self, sql: str, parameters: Sequence[Any] = (), *, filters: Filters | None = None) -> list[dict[str, Any]]:
        """The answer to a query as a list of dicts."""
        found: list[dict[str, Any]] = self.table(sql, parameters, filters=filters).to_pylist()
        return found

    def batches(
        self, sql: str, parameters: Sequence[Any] = (), *, filters: Filters | None = None, size: int = 10_000
    ) -> Iterator[pa.RecordBatch]:
        """The answer to a query in batches, on a cursor of its own, so that a long export holds up nothing."""
        cursor = self._connection.cursor()
        try:
            if filters is not None:
                cursor.register("selected", self.selection(filters))
            reader: pa.RecordBatchReader = cursor.sql(sql, params=list(parameters)).to_arrow_reader(size)
            yield from reader
        finally:
            cursor.close()

    def selection(self, filters: Filters) -> pa.Table:
        """The keys of the articles that the filters select, in order; the last questions' answers are kept."""
        with self._lock:
            if filters in self._selections:
                self._selections.move_to_end(filters)
                return self._selections[filters]
        condition, parameters = filters.where()
        keys = self.table(f"SELECT article_key FROM articles WHERE {condition} ORDER BY article_key", parameters)
        with self._lock:
            self._selections[filters] = keys
            while len(self._selections) > _KEPT:
                self._selections.popitem(last=False)
        return keys

    @cached_property
    def has_stories(self) -> bool:
        """Whether stories have been grouped in this version."""
        return bool(self.rows("SELECT count(story_id) > 0 AS yes FROM articles")[0]["yes"])

    @cached_property
    def known(self) -> Known:
        """Every value that a filter may take here: parameter -> plain form -> the value as it is written."""
        queries = {
            "city": "SELECT DISTINCT city_label FROM place WHERE city_label IS NOT NULL",
            "county": "SELECT DISTINCT county_label FROM place WHERE county_label IS NOT NULL",
            "state": "SELECT DISTINCT state FROM place WHERE state IS NOT NULL",
            "place": "SELECT place_id FROM place",
            "outlet": "SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL",
            "language": "SELECT DISTINCT language FROM articles WHERE language IS NOT NULL",
        }
        known = {
            param: {plain(value): value for (value,) in self.cursor.execute(f"{sql} ORDER BY 1").fetchall()}
            for param, sql in queries.items()
        }
        agencies: dict[str, str] = {}
        ambiguous: set[str] = set()
        for name, short in self.cursor.execute("SELECT name, short_name FROM agency_name ORDER BY name").fetchall():
            if short and agencies.setdefault(plain(short), name) != name:
                ambiguous.add(short)
        agencies |= {plain(short): short for short in ambiguous}  # stands for all that bear it
        agencies |= {plain(name): name for (name,) in self.cursor.execute("SELECT name FROM agency_name").fetchall()}
        return {**known, "agency": agencies}


def open_coverage(folder: Path, *, version: int | None = None, reference: Path = REFERENCE) -> Coverage:
    """The dataset in `folder`, its newest version unless another is asked for. Raises NoDataset."""
    found = find_version(folder, version)
    articles = DeltaTable(table_path(folder, "articles"), version=found.number).to_pyarrow_dataset()
    issues = DeltaTable(table_path(folder, "issues"), version=found.issues).to_pyarrow_dataset()
    runs = DeltaTable(table_path(folder, "runs")).to_pyarrow_dataset()
    connection = duckdb.connect(":memory:")
    _load(connection, articles, read_table(reference / "countries.csv"), read_table(reference / "agencies.csv"))
    connection.register("issues_arrow", issues)
    connection.execute(f"CREATE TABLE issues AS {_select('issues_arrow', issues.schema, ISSUES)} ORDER BY ALL")
    connection.register("runs_arrow", runs)
    connection.execute(
        f"CREATE TABLE runs AS SELECT * FROM ({_select('runs_arrow', runs.schema, RUNS)}) WHERE version <= ?"
        " ORDER BY version, issues_version",
        [found.number],
    )
    for name in ("issues_arrow", "runs_arrow"):
        connection.unregister(name)
    connection.execute("SET enable_external_access = false")  # from here on it answers questions about itself only
    return Coverage(connection, folder=folder, version=found)


def _load(connection: duckdb.DuckDBPyConnection, articles: Any, countries: list[Row], agencies: list[Row]) -> None:
    """Make the tables from the nested articles."""
    connection.create_function("plain", plain, ["VARCHAR"], "VARCHAR")
    connection.execute(_MACROS)
    connection.register("articles_arrow", articles)
    names = pa.table({"code": [r["code"] for r in countries], "name": [r["name"] for r in countries]})
    connection.register("country", names)
    connection.execute(
        "CREATE TEMP TABLE raw AS SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS article_key, *"
        f" FROM ({_select('articles_arrow', articles.schema, ARTICLES)})"
    )
    connection.execute(_LOAD)
    connection.execute(_VIEWS)
    connection.unregister("articles_arrow")
    connection.unregister("country")
    _load_agencies(connection, agencies)


def _load_agencies(connection: duckdb.DuckDBPyConnection, reference: Iterable[Mapping[str, str]]) -> None:
    """Make agency_name, agency_tree and agency_form from the reference table and what the dataset holds."""
    rows = [(row["name"], row["short_name"] or None, row["parent"] or None) for row in reference]
    held = connection.execute("SELECT name, short_name, parent, agency_key FROM agency ORDER BY name").fetchall()
    parents = {name: parent for name, _, parent, _ in held} | {name: parent for name, _, parent in rows}
    shorts = {name: short for name, short, _, _ in held} | {name: short for name, short, _ in rows}
    tree = [
        (name, ancestor)
        for name in sorted({*parents, *filter(None, parents.values())})
        for ancestor in _ancestors(name, parents)
    ]
    above: dict[str, list[str]] = {}
    for name, ancestor in tree:
        above.setdefault(name, []).append(ancestor)
    forms = sorted(
        {
            (plain(form), key)
            for name, _, _, key in held
            for ancestor in above[name]
            for form in (ancestor, shorts.get(ancestor))
            if form
        }
    )
    _create(connection, "agency_name", {"name": list(above), "short_name": [shorts.get(n) for n in above]})
    _create(connection, "agency_tree", {"name": [n for n, _ in tree], "ancestor": [a for _, a in tree]})
    _create(connection, "agency_form", {"form": [f for f, _ in forms], "agency_key": [k for _, k in forms]})


def _ancestors(name: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """The agency itself and those above it; a circle in the data ends where it closes."""
    seen: list[str] = []
    at: str | None = name
    while at and at not in seen:
        seen.append(at)
        at = parents.get(at)
    yield from seen


def _create(connection: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, list[Any]]) -> None:
    types = {column: pa.int32() if column.endswith("_key") else pa.string() for column in columns}
    connection.register("made", pa.table({c: pa.array(values, types[c]) for c, values in columns.items()}))
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM made")
    connection.unregister("made")


def _select(source: str, schema: pa.Schema, columns: tuple[Column, ...]) -> str:
    """A SELECT of these columns; one that an older version lacks comes as null."""
    held = set(schema.names)
    empty = pa.schema([(column.name, column.type) for column in columns])
    kinds = duckdb.from_arrow(empty.empty_table()).types
    wanted = (
        f'"{column.name}"' if column.name in held else f'NULL::{kind} AS "{column.name}"'
        for column, kind in zip(columns, kinds, strict=True)
    )
    return f"SELECT {', '.join(wanted)} FROM {source}"
