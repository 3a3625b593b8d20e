"""The questions that export and dashboard ask of a dataset: pure functions of (coverage, filters, ...).

Every function counts articles unless it says otherwise. Values travel as parameters; SQL is fixed pieces. The
table `selected` holds the keys of the articles that the filters select (`Coverage.selection`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import pyarrow as pa

from etl.coverage import Coverage
from etl.filters import DateField, Filters

Row = dict[str, Any]
Unit = Literal["day", "week", "month"]
Sort = Literal["event", "published", "outlet", "title", "relevance"]
Only = Literal["all", "not_on_map", "undrawn"]

# Facet -> the rows that carry it; `value` is what goes into Filters, `label` what a person reads.
_FACETS: Mapping[str, str] = {
    "cities": "SELECT article_key, city_label AS value, city_label AS label FROM places WHERE {places}",
    "states": "SELECT article_key, state AS value, state AS label FROM places WHERE {places}",
    "counties": "SELECT article_key, county_label AS value, county_label AS label FROM places WHERE {places}",
    "places": "SELECT article_key, place_id AS value, label FROM places WHERE {places}",
    "agencies": "SELECT article_key, ancestor AS value, ancestor AS label FROM agencies JOIN agency_tree USING (name)",
    "levels": "SELECT article_key, level AS value, level AS label FROM agencies",
    "topics": "SELECT article_key, topic AS value, topic AS label FROM article_topics",
    "outlets": "SELECT article_key, outlet AS value, outlet AS label FROM articles",
    "languages": "SELECT article_key, language AS value, language AS label FROM articles",
    "relevant": "SELECT article_key, if(relevant, 'yes', 'no') AS value, value AS label FROM articles",
}
_SORTS: Mapping[str, str] = {
    "event": "event_last {way} NULLS LAST, publish_day {way} NULLS LAST",
    "published": "publish_day {way} NULLS LAST",
    "outlet": "outlet_form {way} NULLS LAST, event_last DESC NULLS LAST",
    "title": "lower(title) {way}",
    "relevance": "relevance {way}, event_last DESC NULLS LAST",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures over everything. `stories` is None until stories are grouped; `undated` by the chosen date."""

    articles: int
    stories: int | None
    places: int  # distinct pins
    agencies: int  # distinct agencies named
    outlets: int
    not_on_map: int  # articles without a pin
    undated: int
    first: str | None  # ISO day
    last: str | None


def headline(coverage: Coverage, filters: Filters) -> Headline:
    """The headline counts of what the filters select."""
    where, parameters = filters.place_where()
    day = _day(filters.date_field)
    row = coverage.rows(
        f"""
        WITH pins AS (SELECT article_key, place_key FROM places SEMI JOIN selected USING (article_key)
                      WHERE pin AND {where}),
        a AS (SELECT count(*) AS articles, count(DISTINCT story_id) AS stories, count(DISTINCT outlet_form) AS outlets,
                count(*) - count({day}) AS undated, min({day})::VARCHAR AS first, max({day})::VARCHAR AS last
              FROM articles SEMI JOIN selected USING (article_key)),
        p AS (SELECT count(DISTINCT place_key) AS places, count(DISTINCT article_key) AS mapped FROM pins),
        g AS (SELECT count(DISTINCT agency_key) AS agencies FROM agency_mention SEMI JOIN selected USING (article_key))
        SELECT articles, stories, places, agencies, outlets, articles - mapped AS not_on_map, undated, first, last
        FROM a, p, g
        """,
        parameters,
        filters=filters,
    )[0]
    return Headline(**{**row, "stories": row["stories"] or None if coverage.has_stories else None})


def facet(coverage: Coverage, filters: Filters, name: str, *, limit: int | None = None) -> pa.Table:
    """value, label, articles of a facet, each value counted under all other filters; most frequent first.

    `name` is a list field of Filters, or "relevant". A parent agency counts the articles of its parts.
    """
    others = replace(filters, relevant="all") if name == "relevant" else filters.without(name)
    where, parameters = others.place_where()
    source = _FACETS[name]
    return coverage.table(
        f"""
        SELECT value, min(label) AS label, count(DISTINCT article_key) AS articles
        FROM ({source.format(places=where)}) SEMI JOIN selected USING (article_key)
        WHERE value IS NOT NULL GROUP BY value ORDER BY articles DESC, label, value
        {"LIMIT ?" if limit else ""}
        """,
        [*(parameters if "{places}" in source else ()), *([limit] if limit else ())],
        filters=others,
    )


def bubbles(coverage: Coverage, filters: Filters, *, limit: int = 2000) -> pa.Table:
    """The places to draw as pins, most articles first: id, label, kind, city, county, state, country, coordinates,
    articles, and the first and last day of the coverage by the chosen date.
    """
    where, parameters = filters.place_where()
    day = _day(filters.date_field)
    return coverage.table(
        f"""
        WITH m AS (SELECT place_key, count(DISTINCT article_key) AS articles, min({day}) AS first, max({day}) AS last
                   FROM places JOIN (SELECT article_key, {day} FROM articles SEMI JOIN selected USING (article_key))
                   USING (article_key) WHERE pin AND {where} GROUP BY place_key)
        SELECT place_id, label, name, kind, city_label, county_label, state, country, latitude, longitude,
            articles, first, last
        FROM m JOIN place USING (place_key) ORDER BY articles DESC, label, place_id LIMIT ?
        """,
        [*parameters, limit],
        filters=filters,
    )


def shading(coverage: Coverage, filters: Filters, *, by: Literal["state", "county"] = "state") -> pa.Table:
    """Articles by state (two letters) or by county (five-digit FIPS code): what shades the shapes."""
    where, parameters = filters.place_where()
    value = "state" if by == "state" else "CASE WHEN length(fips_code) = 5 THEN fips_code END"
    return coverage.table(
        f"""
        SELECT {value} AS {by}, count(DISTINCT article_key) AS articles
        FROM places SEMI JOIN selected USING (article_key)
        WHERE country = 'US' AND {value} IS NOT NULL AND {where} GROUP BY 1 ORDER BY articles DESC, 1
        """,
        parameters,
        filters=filters,
    )


def timeline(
    coverage: Coverage, filters: Filters, *, unit: Unit, by: Literal["agency", "state", "topic"] | None = None
) -> pa.Table:
    """period, (value,) articles: by day, week (from Monday) or month of the chosen date, oldest first.

    A date that is coarser than the unit ("in June" on a chart of days) has no bar: `undated` of `undrawn` counts it.
    """
    day = _day(filters.date_field)
    fine = _fine(filters.date_field, unit)
    where, parameters = filters.place_where()
    groups = {
        "agency": "JOIN (SELECT DISTINCT article_key, name AS value FROM agencies) USING (article_key)",
        "state": f"JOIN (SELECT DISTINCT article_key, state AS value FROM places WHERE state IS NOT NULL AND {where})"
        " USING (article_key)",
        "topic": "JOIN (SELECT article_key, topic AS value FROM article_topics) USING (article_key)",
    }
    join, value = (groups[by], "value,") if by else ("", "")
    return coverage.table(
        f"""
        SELECT date_trunc('{unit}', {day})::DATE AS period, {value} count(*) AS articles
        FROM (SELECT article_key, {day} FROM articles SEMI JOIN selected USING (article_key)
              WHERE {day} IS NOT NULL AND {fine}) {join}
        GROUP BY ALL ORDER BY ALL
        """,
        parameters if by == "state" else (),
        filters=filters,
    )


def undrawn(coverage: Coverage, filters: Filters, *, unit: Unit) -> int:
    """How many of the articles have no bar in `timeline`: without a date, or with one coarser than the unit."""
    day, fine = _day(filters.date_field), _fine(filters.date_field, unit)
    sql = f"SELECT count(*) AS n FROM articles SEMI JOIN selected USING (article_key) WHERE {day} IS NULL OR NOT {fine}"
    return int(coverage.rows(sql, filters=filters)[0]["n"])


def listing(
    coverage: Coverage,
    filters: Filters,
    *,
    sort: Sort = "event",
    descending: bool = True,
    only: Only = "all",
    unit: Unit = "month",
    offset: int = 0,
    limit: int = 25,
) -> list[Row]:
    """A page of the articles, newest event first unless asked otherwise, each with its places, agencies and topics.

    `only` leaves those without a pin, or those without a bar in a `timeline` of this `unit`.
    """
    order = _SORTS[sort].format(way="DESC" if descending else "ASC")
    where, parameters = filters.place_where()
    day, fine = _day(filters.date_field), _fine(filters.date_field, unit)
    kept, kept_parameters = {
        "all": ("true", []),
        "not_on_map": (f"article_key NOT IN (SELECT article_key FROM places WHERE pin AND {where})", parameters),
        "undrawn": (f"({day} IS NULL OR NOT {fine})", []),
    }[only]
    return coverage.rows(
        f"""
        WITH page AS (
            SELECT article_key, row_number() OVER (ORDER BY {order}, article_id) AS position
            FROM articles SEMI JOIN selected USING (article_key) WHERE {kept} ORDER BY position LIMIT ? OFFSET ?)
        SELECT article_key, article_id, story_id, title, url, outlet, publish_date, publish_date_basis, event_date,
            language, relevant, relevance, text_scope, text_license,
            (SELECT list(label ORDER BY NOT pin, start) FROM places p
             WHERE p.article_key = a.article_key AND {where}) AS places,
            (SELECT list(name ORDER BY start) FROM agencies g WHERE g.article_key = a.article_key) AS agencies,
            (SELECT list(topic ORDER BY topic) FROM article_topics t WHERE t.article_key = a.article_key) AS topics,
            (SELECT arg_min(sentence(a.title, a.text, sentence_start, sentence_end), (NOT pin, start)) FROM places p
             WHERE p.article_key = a.article_key AND {where}) AS evidence
        FROM articles a JOIN page USING (article_key) ORDER BY position
        """,
        [*kept_parameters, limit, offset, *parameters, *parameters],
        filters=filters,
    )


def article(coverage: Coverage, article_id: str) -> Row | None:
    """Everything about one article: its columns, and lists of places, agencies, dates, counts, topics and issues,
    each mention with its sentence; None if the dataset does not hold it.
    """
    found = coverage.rows("SELECT * EXCLUDE (search, outlet_form) FROM articles WHERE article_id = ?", [article_id])
    if not found:
        return None
    row = found[0]
    key, body = row["article_key"], f"{row['title']}\n\n{row['text']}"
    for name in ("places", "agencies", "dates", "counts"):
        row[name] = coverage.rows(f"SELECT * FROM {name} WHERE article_key = ? ORDER BY start", [key])
        for mention in row[name]:
            mention["sentence"] = body[mention["sentence_start"] : mention["sentence_end"]]
    topics = coverage.rows("SELECT topic FROM article_topics WHERE article_key = ? ORDER BY topic", [key])
    row["topics"] = [topic["topic"] for topic in topics]
    row["issues"] = coverage.rows("SELECT * FROM issues WHERE article_id = ?", [article_id])
    return row


def _day(field: DateField) -> str:
    return "event_day" if field == "event" else "publish_day"


def _fine(field: DateField, unit: Unit) -> str:
    """The condition that a date is no coarser than the unit."""
    if field == "publish":
        return "true"
    return "length(event_date) >= 7" if unit == "month" else "length(event_date) = 10"
