"""The DuckDB tables of a version, made from its nested articles; `etl/coverage.py` says what they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import duckdb
import pyarrow as pa

from etl.knowledge import Row
from etl.params import LONGEST_VALUE, cleaned
from etl.schema import ARTICLES, Column, arrow
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
CREATE TEMP TABLE key AS SELECT (row_number() OVER (ORDER BY id) - 1)::INTEGER AS article_key, id FROM source_id;

CREATE TEMP TABLE outlet_name AS
SELECT named, shown(named) AS outlet
FROM (SELECT DISTINCT coalesce(media_name, domain) AS named FROM source_outlet) WHERE named IS NOT NULL;
CREATE TABLE outlet AS
SELECT (row_number() OVER (ORDER BY outlet) - 1)::INTEGER AS outlet_key, outlet, plain(outlet) AS form
FROM (SELECT DISTINCT outlet FROM outlet_name WHERE outlet <> '');
CREATE TABLE articles AS
SELECT article_key, id AS article_id, s.* EXCLUDE (id),
    outlet, outlet_key, story_id, is_duplicate, duplicate_of,
    try_cast(publish_date AS DATE) AS publish_day,
    prefix_first(event_date) AS event_day, prefix_last(event_date) AS event_last
FROM source_article s JOIN key USING (id)
LEFT JOIN outlet_name ON named = coalesce(media_name, domain) LEFT JOIN outlet USING (outlet)
LEFT JOIN story ON story.article_id = s.id;

CREATE TEMP TABLE place_raw AS
SELECT article_key, unnest(places, recursive := true)
FROM (SELECT article_key, places FROM source_places JOIN key USING (id));
CREATE TEMP TABLE labelled AS
WITH identity AS (
    SELECT name, kind, CASE WHEN kind IN ('facility', 'neighborhood') THEN city ELSE county END AS hangs_on,
        state, country,
        min({'city': city, 'county': county, 'latitude': latitude, 'longitude': longitude,
             'fips_code': fips_code, 'geonames_id': geonames_id}) AS a
    FROM place_raw GROUP BY ALL
)
SELECT i.name, kind, hangs_on, a.city, a.county, i.state, i.country,
    a.latitude, a.longitude, a.fips_code, a.geonames_id,
    coalesce(i.state, CASE WHEN i.country <> 'US' THEN coalesce(c.name, i.country) END) AS area,
    -- "Washington, D.C." and "Washington, DC" would be one place under two names
    regexp_replace(a.city, ', D\.C\.$', '') || coalesce(', ' || area, '') AS city_label,
    a.county || coalesce(', ' || area, '') AS county_label,
    substr(md5(concat_ws(chr(31), kind, i.name, coalesce(hangs_on, ''), coalesce(i.state, ''),
        coalesce(i.country, ''))), 1, 12) AS place_id,
    CASE
        WHEN kind = 'county' THEN i.name || coalesce(', ' || area, '')
        WHEN kind = 'city' THEN city_label
        WHEN kind IN ('facility', 'neighborhood') THEN i.name || coalesce(', ' || city_label, ', ' || area, '')
        WHEN area IS NOT NULL AND (kind = 'region' OR kind = 'state' AND i.state IS NULL) THEN i.name || ', ' || area
        ELSE i.name
    END AS label
FROM identity i LEFT JOIN country c ON c.code = i.country;
CREATE TABLE city AS
SELECT (row_number() OVER (ORDER BY city_label) - 1)::INTEGER AS city_key, city_label, plain(city_label) AS city_form
FROM (SELECT DISTINCT city_label FROM labelled WHERE city_label IS NOT NULL);
CREATE TABLE county AS
SELECT (row_number() OVER (ORDER BY county_label) - 1)::INTEGER AS county_key, county_label,
    plain(county_label) AS county_form, county_fips
FROM (SELECT county_label, min(fips_code) FILTER (country = 'US' AND length(fips_code) = 5) AS county_fips
      FROM labelled WHERE county_label IS NOT NULL GROUP BY county_label);
CREATE TABLE place AS
SELECT (row_number() OVER (ORDER BY place_id) - 1)::INTEGER AS place_key, * EXCLUDE (hangs_on, area)
FROM labelled LEFT JOIN city USING (city_label) LEFT JOIN county USING (county_label) ORDER BY place_key;
CREATE TABLE place_mention AS
SELECT m.article_key, p.place_key, p.city_key, p.county_key, p.state, m.role, m.role = 'event' AS event,
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
DROP TABLE labelled;

CREATE TEMP TABLE agency_raw AS
SELECT article_key, unnest(agencies, recursive := true)
FROM (SELECT article_key, agencies FROM source_agencies JOIN key USING (id));
CREATE TABLE agency AS
SELECT (row_number() OVER (ORDER BY name) - 1)::INTEGER AS agency_key, name, min(short_name) AS short_name,
    min(level) AS level, min(parent) AS parent, min(state) AS state
FROM agency_raw GROUP BY name ORDER BY agency_key;
CREATE TABLE agency_mention AS
SELECT m.article_key, a.agency_key, m.mentions::INTEGER AS mentions, m.text,
    m.start::INTEGER AS start, m."end"::INTEGER AS "end",
    m.sentence_start::INTEGER AS sentence_start, m.sentence_end::INTEGER AS sentence_end
FROM agency_raw m JOIN agency a USING (name) ORDER BY m.article_key, m.start, a.agency_key;
DROP TABLE agency_raw;

CREATE TABLE dates AS
SELECT * FROM (SELECT article_key, unnest(dates, recursive := true)
               FROM (SELECT article_key, dates FROM source_dates JOIN key USING (id))) ORDER BY article_key, start;
CREATE TABLE counts AS
SELECT * FROM (SELECT article_key, unnest(counts, recursive := true)
               FROM (SELECT article_key, counts FROM source_counts JOIN key USING (id))) ORDER BY article_key, start;
CREATE TABLE article_topics AS
SELECT article_key, topic, position::TINYINT AS position
FROM (SELECT article_key, unnest(topics) AS topic, generate_subscripts(topics, 1) AS position
      FROM source_topics JOIN key USING (id))
ORDER BY article_key, position;
CREATE TABLE article_issues AS
SELECT article_key, issues FROM source_issues JOIN key USING (id) WHERE len(issues) > 0 ORDER BY article_key;
DROP TABLE key;
DROP TABLE outlet_name;
"""
_LISTS = ("places", "agencies", "dates", "counts", "topics", "issues")
_SOURCES = {
    "id": tuple(column for column in ARTICLES if column.name == "id"),
    "outlet": tuple(column for column in ARTICLES if column.name in ("media_name", "domain")),
    "article": tuple(column for column in ARTICLES if column.name not in _LISTS),
    **{name: tuple(column for column in ARTICLES if column.name in ("id", name)) for name in _LISTS},
}
_DERIVED = """
CREATE TABLE article_story AS
SELECT article_key,
    (dense_rank() OVER (ORDER BY story_id, CASE WHEN story_id IS NULL THEN article_key END) - 1)::INTEGER AS story_key
FROM articles ORDER BY article_key;
CREATE VIEW places AS SELECT m.*, p.* EXCLUDE (place_key, city_key, county_key, state)
FROM place_mention m JOIN place p USING (place_key);
CREATE TABLE article_level AS
SELECT DISTINCT article_key, level FROM agency_mention JOIN agency USING (agency_key) ORDER BY ALL;
CREATE VIEW agencies AS SELECT m.*, a.* EXCLUDE (agency_key) FROM agency_mention m JOIN agency a USING (agency_key);
"""


def load(
    connection: duckdb.DuckDBPyConnection, articles: Any, stories: Any, countries: list[Row], agencies: list[Row]
) -> None:
    """Make the tables from the nested articles and the table of stories."""
    connection.create_function("plain", plain, ["VARCHAR"], "VARCHAR")
    connection.create_function("shown", lambda name: cleaned("outlets", name)[:LONGEST_VALUE], ["VARCHAR"], "VARCHAR")
    connection.execute(_MACROS)
    names = pa.table({"code": [r["code"] for r in countries], "name": [r["name"] for r in countries]})
    connection.register("country", names)
    connection.register("story", stories)
    for name, columns in _SOURCES.items():
        # A batch or two at a time: what Arrow reads ahead by itself is more than the tables that are made of it.
        held = [column.name for column in columns if column.name in articles.schema.names]
        scanner = articles.scanner(columns=held, batch_size=8192, batch_readahead=2, fragment_readahead=1)
        connection.register(f"arrow_{name}", scanner)
        connection.execute(f"CREATE TEMP VIEW source_{name} AS {select(f'arrow_{name}', articles.schema, columns)}")
    # What comes from Arrow has no known size, and DuckDB would take it for the small side of a join and keep it all.
    connection.execute("SET disabled_optimizers = 'join_order,build_side_probe_side'")
    connection.execute(_LOAD)
    connection.execute("RESET disabled_optimizers")
    connection.execute(_DERIVED)
    for name in _SOURCES:
        connection.execute(f"DROP VIEW source_{name}")
        connection.unregister(f"arrow_{name}")
    connection.unregister("country")
    connection.unregister("story")
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
    keys = {name: key for key, name in enumerate(above)}
    held_above = [(key, keys[ancestor]) for name, _, _, key in held for ancestor in above[name]]
    names = list(above)
    _create(
        connection,
        "agency_name",
        {"name_key": list(keys.values()), "name": names, "short_name": [shorts.get(name) for name in names]},
    )
    _create(connection, "agency_tree", {"name": [n for n, _ in tree], "ancestor": [a for _, a in tree]})
    _create(connection, "agency_form", {"form": [f for f, _ in forms], "agency_key": [k for _, k in forms]})
    _create(
        connection, "agency_above", {"agency_key": [k for k, _ in held_above], "name_key": [n for _, n in held_above]}
    )
    connection.execute(
        "CREATE TABLE article_agency AS SELECT DISTINCT article_key, name_key"
        " FROM agency_mention JOIN agency_above USING (agency_key) ORDER BY ALL"
    )


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
    kinds = duckdb.from_arrow(arrow(columns).empty_table()).types
    wanted = (
        f'"{column.name}"' if column.name in held else f'NULL::{kind} AS "{column.name}"'
        for column, kind in zip(columns, kinds, strict=True)
    )
    return f"SELECT {', '.join(wanted)} FROM {source}"
