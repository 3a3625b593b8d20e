"""The DuckDB tables of a version, made from its nested articles; `etl/coverage.py` says what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from etl.knowledge import Row
from etl.schema import ARTICLES, Column
from etl.text import plain

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
        CASE WHEN a.city = 'Washington, D.C.' THEN 'Washington, DC' ELSE a.city || coalesce(', ' || area, '') END AS city_label,
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
SELECT article_key, topic, position::TINYINT AS position
FROM (SELECT article_key, unnest(topics) AS topic, generate_subscripts(topics, 1) AS position FROM raw)
ORDER BY article_key, position;
CREATE TABLE article_issues AS SELECT article_key, issues FROM raw WHERE len(issues) > 0 ORDER BY article_key;
DROP TABLE raw;
"""
_VIEWS = """
CREATE VIEW places AS SELECT m.*, p.* EXCLUDE (place_key) FROM place_mention m JOIN place p USING (place_key);
CREATE VIEW agencies AS SELECT m.*, a.* EXCLUDE (agency_key) FROM agency_mention m JOIN agency a USING (agency_key);
"""


def load(connection: duckdb.DuckDBPyConnection, articles: Any, countries: list[Row], agencies: list[Row]) -> None:
    """Make the tables from the nested articles."""
    connection.create_function("plain", plain, ["VARCHAR"], "VARCHAR")
    connection.execute(_MACROS)
    connection.register("articles_arrow", articles)
    names = pa.table({"code": [r["code"] for r in countries], "name": [r["name"] for r in countries]})
    connection.register("country", names)
    connection.execute(
        "CREATE TEMP TABLE raw AS SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS article_key, *"
        f" FROM ({select('articles_arrow', articles.schema, ARTICLES)})"
    )
    connection.execute(_LOAD)
    connection.execute(_VIEWS)
    connection.unregister("articles_arrow")
    connection.unregister("country")
    _agencies(connection, agencies)


def _agencies(connection: duckdb.DuckDBPyConnection, reference: Iterable[Mapping[str, str]]) -> None:
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


def select(source: str, schema: pa.Schema, columns: tuple[Column, ...]) -> str:
    """A SELECT of these columns; one that an older version lacks comes as null."""
    held = set(schema.names)
    empty = pa.schema([(column.name, column.type) for column in columns])
    kinds = duckdb.from_arrow(empty.empty_table()).types
    wanted = (
        f'"{column.name}"' if column.name in held else f'NULL::{kind} AS "{column.name}"'
        for column, kind in zip(columns, kinds, strict=True)
    )
    return f"SELECT {', '.join(wanted)} FROM {source}"
