"""The questions that export and dashboard ask of a dataset: pure functions of (coverage, filters, ...).

Every function counts articles, or the stories that they carry where `count` is "stories": a story counts once for a
place, an agency or a state that any of its selected articles names, and once in a list and on a chart. Columns of
numbers are named `articles` either way. Values travel as parameters; SQL is fixed pieces. The table `selected` holds
the keys of the articles that the filters select (`Coverage.selection`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple

import pyarrow as pa

from etl.coverage import Coverage
from etl.filters import PLACE_FIELDS, DateField, Filters

Row = dict[str, Any]
Unit = Literal["day", "week", "month"]
Sort = Literal["event", "published", "outlet", "title", "relevance"]
Only = Literal["all", "not_on_map", "undrawn"]
Count = Literal["articles", "stories"]

NUMBER: Mapping[Count, str] = {"articles": "count(*)", "stories": "count(DISTINCT story_key)"}  # of rows of articles
DISTINCT: Mapping[Count, str] = {"articles": "count(DISTINCT article_key)", "stories": NUMBER["stories"]}


class _Facet(NamedTuple):
    """Where the pairs (article, key) of a facet are, one row a pair, and what a key is called."""

    pairs: str
    key: str
    value: str  # what goes into Filters
    names: str | None = None  # the table that has `value` by `key`, where that is not the key itself
    label: str | None = None  # what a person reads, where that is not the value


_FACETS: Mapping[str, _Facet] = {
    "cities": _Facet("article_city", "city_key", "city_label", "city"),
    "states": _Facet("article_state", "state", "state"),
    "counties": _Facet("article_county", "county_key", "county_label", "county"),
    "places": _Facet("place_mention", "place_key", "place_id", "place", "label"),
    "agencies": _Facet("article_agency", "name_key", "name", "agency_name"),
    "levels": _Facet("article_level", "level", "level"),
    "topics": _Facet("article_topics", "topic", "topic"),
    "outlets": _Facet("articles", "outlet_key", "outlet", "outlet"),
    "languages": _Facet("articles", "language", "language"),
    "relevant": _Facet("articles", "relevant", "if(relevant, 'yes', 'no')"),
}
_SORTS: Mapping[str, str] = {
    "event": "event_last {way} NULLS LAST, publish_day {way} NULLS LAST",
    "published": "publish_day {way} NULLS LAST",
    "outlet": "lower(outlet) {way} NULLS LAST, event_last DESC NULLS LAST",
    "title": "lower(title) {way}",
    "relevance": "relevance {way}, event_last DESC NULLS LAST",
}

# Which article of a story stands for it in a list: the one that it was copied from, else the earliest copy.
_RANK = "is_duplicate IS TRUE, coalesce(publish_day, DATE '9999-12-31'), article_key"

# The rows of a page of the list, whose keys are `selected`.
_PAGE = """
SELECT article_key, article_id, story_id, title, url, outlet, publish_date, publish_date_basis, event_date,
    language, relevant, relevance, text_scope, text_license, p.places, g.agencies, t.topics,
    sentence(title, a.text, p.first, p.past) AS evidence, is_duplicate, story_articles, story_outlets
FROM articles a JOIN selected USING (article_key)
LEFT JOIN (SELECT story_id, count(*) AS story_articles, count(DISTINCT outlet_key) AS story_outlets
           FROM articles WHERE story_id IN (SELECT story_id FROM articles JOIN selected USING (article_key))
           GROUP BY story_id) USING (story_id)
LEFT JOIN (SELECT article_key, list(label ORDER BY NOT pin, start) AS places,
               arg_min(sentence_start, (NOT pin, start)) AS first, arg_min(sentence_end, (NOT pin, start)) AS past
           FROM places JOIN selected USING (article_key) WHERE {places} GROUP BY ALL) p USING (article_key)
LEFT JOIN (SELECT article_key, list(name ORDER BY start) AS agencies
           FROM agencies JOIN selected USING (article_key) GROUP BY ALL) g USING (article_key)
LEFT JOIN (SELECT article_key, list(topic ORDER BY position) AS topics
           FROM article_topics JOIN selected USING (article_key) GROUP BY ALL) t USING (article_key)
"""


@dataclass(frozen=True, slots=True)
class Headline:
    """The figures over everything. `stories` is None until stories are grouped.

    `not_on_map` and `undated` (by the chosen date) count articles, or stories where those are counted.
    """

    articles: int
    stories: int | None
    places: int  # distinct pins
    agencies: int  # distinct agencies named
    outlets: int
    not_on_map: int  # without a pin
    undated: int
    first: str | None  # ISO day
    last: str | None


def headline(coverage: Coverage, filters: Filters, *, count: Count = "articles") -> Headline:
    """The headline counts of what the filters select."""
    where, parameters = filters.place_where()
    day, number = _day(filters.date_field), NUMBER[count]
    stories = NUMBER["stories"] if coverage.has_stories else "NULL"
    if any(getattr(filters, name) for name in PLACE_FIELDS):
        pins = f"place_mention JOIN selected USING (article_key) WHERE pin AND {where}"
        mapped, mapped_parameters = f"SELECT {DISTINCT[count]} FROM {pins}", parameters
    else:
        confidence = "event_confidence" if filters.role == "event" else "any_confidence"
        mapped = f"SELECT {number} FROM article_pin JOIN selected USING (article_key) WHERE {confidence} >= ?"
        mapped_parameters = [filters.min_confidence]
    row = coverage.rows(
        f"""
        WITH a AS (SELECT count(*) AS articles, {stories} AS stories, count(DISTINCT outlet_key) AS outlets,
                       {number} AS counted, {number} FILTER ({day} IS NOT NULL) AS dated,
                       min({day})::VARCHAR AS first, max({day})::VARCHAR AS last
                   FROM articles JOIN selected USING (article_key))
        SELECT articles, stories,
            (SELECT count(*) FROM (SELECT place_key FROM place_mention JOIN selected USING (article_key)
                                   WHERE pin AND {where} GROUP BY place_key)) AS places,
            (SELECT count(*) FROM (SELECT agency_key FROM agency_mention JOIN selected USING (article_key)
                                   GROUP BY agency_key)) AS agencies,
            outlets, counted - ({mapped}) AS not_on_map, counted - dated AS undated, first, last
        FROM a
        """,
        [*parameters, *mapped_parameters],
        filters=filters,
    )[0]
    return Headline(**row)


def facet(
    coverage: Coverage, filters: Filters, name: str, *, limit: int | None = None, count: Count = "articles"
) -> pa.Table:
    """value, label, articles of a facet, each value counted under all other filters; most frequent first.

    `name` is a list field of Filters, or "relevant". A parent agency counts the articles of its parts.
    """
    others = replace(filters, relevant="all") if name == "relevant" else filters.without(name)
    pairs, key, value, names, label = _FACETS[name]
    counted, parameters = _pairs(others, pairs, key, count)
    return coverage.table(
        f"""
        SELECT {value} AS value, {label or value} AS label, articles
        FROM ({counted}) {f"JOIN {names} USING ({key})" if names else ""}
        ORDER BY articles DESC, label, value {"LIMIT ?" if limit else ""}
        """,
        [*parameters, *([limit] if limit else ())],
        filters=others,
    )


def _pairs(filters: Filters, pairs: str, key: str, count: Count) -> tuple[str, list[Any]]:
    """SQL of (key, articles) over a table of pairs of article and key, and its parameters."""
    counted = f"SELECT {key}, {NUMBER[count]} AS articles FROM {pairs} JOIN selected USING (article_key)"
    if pairs in ("article_city", "article_county", "article_state"):
        if any(getattr(filters, name) for name in PLACE_FIELDS if name != "states"):
            # Only the mentions know what else is asked of a place; such a question leaves few articles.
            pairs = "place_mention"
            counted = f"SELECT {key}, {DISTINCT[count]} AS articles FROM {pairs} JOIN selected USING (article_key)"
        else:
            confidence = "event_confidence" if filters.role == "event" else "any_confidence"
            states = " AND state IN (SELECT unnest(?::VARCHAR[]))" if filters.states else ""
            parameters = [filters.min_confidence, *([list(filters.states)] if filters.states else [])]
            return f"{counted} WHERE {confidence} >= ?{states} GROUP BY {key}", parameters
    if pairs == "place_mention":
        where, parameters = filters.place_where()
        return f"{counted} WHERE {key} IS NOT NULL AND {where} GROUP BY {key}", parameters
    return f"{counted} WHERE {key} IS NOT NULL GROUP BY {key}", []


def bubbles(coverage: Coverage, filters: Filters, *, limit: int = 2000, count: Count = "articles") -> pa.Table:
    """The places to draw as pins, most articles first: id, label, kind, city, county, state, country, coordinates,
    articles, and the first and last day of the coverage by the chosen date.
    """
    where, parameters = filters.place_where()
    day = _day(filters.date_field)
    return coverage.table(
        f"""
        WITH m AS (SELECT place_key, {NUMBER[count]} AS articles, min({day}) AS first, max({day}) AS last
                   FROM place_mention
                   JOIN (SELECT article_key, story_key, {day} FROM articles JOIN selected USING (article_key))
                   USING (article_key) WHERE pin AND {where} GROUP BY place_key)
        SELECT place_id, label, name, kind, city_label, county_label, state, country, latitude, longitude,
            articles, first, last
        FROM m JOIN place USING (place_key) ORDER BY articles DESC, label, place_id LIMIT ?
        """,
        [*parameters, limit],
        filters=filters,
    )


def shading(
    coverage: Coverage, filters: Filters, *, by: Literal["state", "county"] = "state", count: Count = "articles"
) -> pa.Table:
    """Articles by state (two letters) or by county (five-digit FIPS code): what shades the shapes."""
    if by == "state":
        counted, parameters = _pairs(filters, "article_state", "state", count)
        sql = f"SELECT state, articles FROM ({counted}) ORDER BY articles DESC, state"
    else:
        counted, parameters = _pairs(filters, "article_county", "county_key", count)
        sql = (
            f"SELECT county_fips AS county, sum(articles)::BIGINT AS articles FROM ({counted}) JOIN county"
            " USING (county_key) WHERE county_fips IS NOT NULL GROUP BY county_fips ORDER BY articles DESC, county"
        )
    return coverage.table(sql, parameters, filters=filters)


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
        "agency": "JOIN (SELECT article_key, name AS value FROM agencies) USING (article_key)",
        "state": "JOIN (SELECT DISTINCT article_key, state AS value FROM place_mention"
        f" WHERE state IS NOT NULL AND {where}) USING (article_key)",
        "topic": "JOIN (SELECT article_key, topic AS value FROM article_topics) USING (article_key)",
    }
    join, value = (groups[by], "value,") if by else ("", "")
    return coverage.table(
        f"""
        SELECT date_trunc('{unit}', {day})::DATE AS period, {value} count(*) AS articles
        FROM (SELECT article_key, {day} FROM articles JOIN selected USING (article_key)
              WHERE {day} IS NOT NULL AND {fine}) {join}
        GROUP BY ALL ORDER BY ALL
        """,
        parameters if by == "state" else (),
        filters=filters,
    )


def undrawn(coverage: Coverage, filters: Filters, *, unit: Unit, count: Count = "articles") -> int:
    """How many of the articles have no bar in `timeline`: without a date, or with one coarser than the unit."""
    drawn, number = _drawn(filters.date_field, unit), NUMBER[count]
    sql = f"SELECT {number} - {number} FILTER ({drawn}) AS n FROM articles JOIN selected USING (article_key)"
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
    count: Count = "articles",
) -> list[Row]:
    """A page of the articles, newest event first unless asked otherwise, each with its places, agencies and topics.

    `only` leaves those without a pin, or those without a bar in a `timeline` of this `unit`. Where stories are
    counted, each is there once: by the article that stands for it where the filters select that one, else by the
    earliest of its copies that they do.
    """
    order = _SORTS[sort].format(way="DESC" if descending else "ASC")
    where, parameters = filters.place_where()
    key = "article_key" if count == "articles" else "story_key"
    kept, kept_parameters = {
        "all": ("true", []),
        "not_on_map": (
            f"{key} NOT IN (SELECT {key} FROM place_mention JOIN selected USING (article_key) WHERE pin AND {where})",
            parameters,
        ),
        "undrawn": (
            f"{key} NOT IN (SELECT {key} FROM articles JOIN selected USING (article_key)"
            f" WHERE {_drawn(filters.date_field, unit)})",
            [],
        ),
    }[only]
    one = f"""article_key IN (SELECT arg_min(article_key, ({_RANK}))
        FROM articles JOIN selected USING (article_key) GROUP BY story_key)"""
    page = coverage.table(
        f"""
        SELECT article_key FROM articles JOIN selected USING (article_key)
        WHERE {kept} AND {one if count == "stories" else "true"}
        ORDER BY {order}, article_key LIMIT ? OFFSET ?
        """,
        [*kept_parameters, limit, offset],
        filters=filters,
    )
    rows = coverage.rows(_PAGE.format(places=where), parameters, selected=page)
    position = {key: at for at, key in enumerate(page.column("article_key").to_pylist())}
    return sorted(rows, key=lambda row: position[row["article_key"]])


def article(coverage: Coverage, article_id: str) -> Row | None:
    """Everything about one article: its columns, and lists of places, agencies, dates, counts, topics and issues,
    each mention with its sentence; None if the dataset does not hold it.
    """
    found = coverage.rows("SELECT * EXCLUDE (search, outlet_key) FROM articles WHERE article_id = ?", [article_id])
    if not found:
        return None
    row = found[0]
    key, body = row["article_key"], f"{row['title']}\n\n{row['text']}"
    for name in ("places", "agencies", "dates", "counts"):
        row[name] = coverage.rows(f"SELECT * FROM {name} WHERE article_key = ? ORDER BY start", [key])
        for mention in row[name]:
            mention["sentence"] = body[mention["sentence_start"] : mention["sentence_end"]]
    topics = coverage.rows("SELECT topic FROM article_topics WHERE article_key = ? ORDER BY position", [key])
    row["topics"] = [topic["topic"] for topic in topics]
    row["issues"] = coverage.rows("SELECT * FROM issues WHERE article_id = ?", [article_id])
    return row


def story(coverage: Coverage, story_id: str) -> list[Row]:
    """The articles of a story in order of time, the one that stands for it first: outlet, dates, title, text."""
    return coverage.rows(
        """
        SELECT article_key, article_id, is_duplicate, title, text, url, outlet, domain, publish_date,
            publish_date_basis, language, text_scope, text_license
        FROM articles WHERE story_id = ?
        ORDER BY is_duplicate, publish_day NULLS LAST, lower(outlet) NULLS LAST, article_key
        """,
        [story_id],
    )


def _day(field: DateField) -> str:
    return "event_day" if field == "event" else "publish_day"


def _drawn(field: DateField, unit: Unit) -> str:
    """The condition that an article has a bar in `timeline`."""
    return f"{_day(field)} IS NOT NULL AND {_fine(field, unit)}"


def _fine(field: DateField, unit: Unit) -> str:
    """The condition that a date is no coarser than the unit."""
    if field == "publish":
        return "true"
    return "length(event_date) >= 7" if unit == "month" else "length(event_date) = 10"
