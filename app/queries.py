"""What the dashboard asks beside `etl/queries.py`, which export and dashboard share: small tables for its figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from app.facets import change
from app.periods import Period
from etl.coverage import Coverage
from etl.filters import Filters
from etl.queries import DISTINCT, NUMBER, Count

OTHER, NONE = "\x00other", "\x00none"  # series that are no name of the data


class PlaceCard(NamedTuple):
    """What is known of one place or city under a filter."""

    label: str
    kind: str
    county: str | None
    articles: int
    first: date | None
    last: date | None
    agencies: tuple[tuple[str, int], ...]


def _axis(filters: Filters, *, finest: str = "day") -> str:
    """The day of an article on the chosen axis; null where its date is coarser than the unit that is drawn."""
    if filters.date_field == "publish":
        return "publish_day"
    return f"(CASE WHEN length(event_date) >= {7 if finest == 'month' else 10} THEN event_day END)"


# An article counts once: with the agency that it names most, and with the state of its first event place.
_STACKS: Mapping[str, str] = {
    "none": "SELECT article_key, 'all' AS series FROM drawn",
    "agency": """
        SELECT article_key, arg_max(coalesce(short_name, name), (mentions, -start)) AS series
        FROM agency_mention JOIN agency USING (agency_key) JOIN drawn USING (article_key) GROUP BY article_key""",
    "state": """
        SELECT article_key, arg_min(state, start) AS series FROM place_mention JOIN drawn USING (article_key)
        WHERE {places} AND state IS NOT NULL GROUP BY article_key""",
    "topic": "SELECT article_key, topic AS series FROM article_topics JOIN drawn USING (article_key)",
}
# The articles that are drawn: all that have a day, or of each story the earliest that has one.
_DRAWN: Mapping[Count, str] = {
    "articles": """
        SELECT article_key, {day} AS day FROM articles JOIN selected USING (article_key) WHERE {day} IS NOT NULL""",
    "stories": """
        SELECT arg_min(article_key, ({day}, is_duplicate IS TRUE, article_key)) AS article_key, min({day}) AS day
        FROM articles JOIN selected USING (article_key) WHERE {day} IS NOT NULL GROUP BY story_key""",
}


def timeline(
    coverage: Coverage, filters: Filters, *, unit: str, stack: str, most: int = 6, count: Count = "articles"
) -> tuple[tuple[Period, ...], tuple[str, ...]]:
    """Articles or stories by period and series, and the series by size; beyond `most` they are one series, OTHER."""
    condition, values = filters.place_where() if stack == "state" else ("", [])
    rows = coverage.rows(
        f"""
        WITH drawn AS ({_DRAWN[count].format(day=_axis(filters, finest=unit))}),
        series AS ({_STACKS[stack].format(places=condition)}),
        dated AS (
            SELECT date_trunc('{_unit(unit)}', day)::DATE AS start, coalesce(series, '{NONE}') AS name, article_key
            FROM drawn LEFT JOIN series USING (article_key)
        ),
        ranked AS (
            SELECT name, row_number() OVER (ORDER BY name = '{NONE}', count(*) DESC, name) AS place
            FROM dated GROUP BY name
        )
        SELECT start, CASE WHEN place <= {int(most)} OR name = '{NONE}' THEN name ELSE '{OTHER}' END AS series,
            min(place) AS place, count(DISTINCT article_key) AS n
        FROM dated JOIN ranked USING (name)
        GROUP BY 1, 2 ORDER BY 1, 3
        """,
        values,
        filters=filters,
    )
    order: dict[str, int] = {}
    for row in rows:
        order[row["series"]] = min(row["place"], order.get(row["series"], row["place"]))
    series = sorted(order, key=lambda name: (name == NONE, name == OTHER, order[name]))
    return tuple(Period(row["start"], row["series"], row["n"]) for row in rows), tuple(series)


def collected(coverage: Coverage, *, unit: str) -> frozenset[date]:
    """The periods from which the dataset holds any article at all, by publication; the others are gaps."""
    rows = coverage.rows(
        f"SELECT DISTINCT date_trunc('{_unit(unit)}', publish_day)::DATE AS start FROM articles"
        " WHERE publish_day IS NOT NULL"
    )
    return frozenset(row["start"] for row in rows)


def totals(coverage: Coverage, filters: Filters, *, unit: str, count: Count = "articles") -> dict[date, int]:
    """Articles or stories by period: what a share is a share of."""
    rows, _ = timeline(coverage, filters, unit=unit, stack="none", count=count)
    return {row.start: row.articles for row in rows}


def narrowed(filters: Filters, by: str, value: str) -> Filters:
    """The same question for one city, state or agency instead of those that the filters name."""
    fields = {"city": "cities", "state": "states", "agency": "agencies"}
    return change(filters, **{fields[by]: (value,)})


def compare(
    coverage: Coverage, filters: Filters, *, by: str, values: Sequence[str], unit: str, count: Count = "articles"
) -> dict[str, dict[date, int]]:
    """Articles or stories by period for each of the values."""
    return {value: totals(coverage, narrowed(filters, by, value), unit=unit, count=count) for value in values}


def place_card(coverage: Coverage, filters: Filters, *, count: Count = "articles") -> PlaceCard | None:
    """What is known of the one place or city that the filters name; None where they name none or several."""
    if len(filters.places) + len(filters.cities) != 1:
        return None
    condition, values = filters.place_where()
    row = coverage.rows(
        f"""
        SELECT coalesce(any_value(city_label) FILTER (kind = 'city'), any_value(label)) AS label,
            coalesce(any_value(kind) FILTER (kind = 'city'), any_value(kind)) AS kind,
            any_value(county_label) AS county, {DISTINCT[count]} AS articles,
            min({_axis(filters)}) AS first, max({_axis(filters)}) AS last
        FROM places JOIN selected USING (article_key) JOIN articles USING (article_key) WHERE {condition}
        """,
        values,
        filters=filters,
    )[0]
    if not row["articles"]:
        return None
    label = filters.cities[0] if filters.cities else row["label"]
    top = agencies(coverage, filters, limit=4, count=count)
    names = tuple((a["short_name"] or a["name"], a["n"]) for a in top)
    return PlaceCard(label, row["kind"], row["county"], row["articles"], row["first"], row["last"], names)


def agencies(
    coverage: Coverage, filters: Filters, *, limit: int = 200, count: Count = "articles"
) -> list[dict[str, Any]]:
    """Agencies named in what the filters select, most named first: name, short_name, level, parent, state, n."""
    return coverage.rows(
        f"""
        SELECT name, any_value(short_name) AS short_name, any_value(level) AS level, any_value(parent) AS parent,
            any_value(state) AS state, {DISTINCT[count]} AS n
        FROM agencies JOIN selected USING (article_key) GROUP BY name ORDER BY n DESC, name LIMIT {int(limit)}
        """,
        filters=filters,
    )


def together(
    coverage: Coverage, filters: Filters, *, names: Sequence[str], count: Count = "articles"
) -> list[list[int]]:
    """How many articles name both agencies, for each pair of `names`; the diagonal is the agency's own number.

    Of stories: how many have an article that names both.
    """
    number = {"articles": "count(*)", "stories": "count(DISTINCT a.story_key)"}[count]
    rows = coverage.rows(
        f"""
        WITH mine AS (
            SELECT DISTINCT article_key, story_key, name FROM agencies JOIN selected USING (article_key)
            WHERE name IN (SELECT unnest(?::VARCHAR[]))
        )
        SELECT a.name AS one, b.name AS two, {number} AS n FROM mine a JOIN mine b USING (article_key) GROUP BY 1, 2
        """,
        [list(names)],
        filters=filters,
    )
    found = {(row["one"], row["two"]): row["n"] for row in rows}
    return [[found.get((one, two), 0) for two in names] for one in names]


def agency_places(
    coverage: Coverage, filters: Filters, *, limit: int = 60, count: Count = "articles"
) -> list[dict[str, Any]]:
    """Where agencies are reported: agency and place label with the number of articles or stories, most first."""
    condition, values = filters.place_where()
    return coverage.rows(
        f"""
        WITH pairs AS (
            SELECT agency_key, place_key, {NUMBER[count]} AS n
            FROM (SELECT article_key, story_key, place_key FROM place_mention JOIN selected USING (article_key)
                  WHERE pin AND {condition})
            JOIN (SELECT article_key, agency_key FROM agency_mention) USING (article_key)
            GROUP BY agency_key, place_key ORDER BY n DESC, agency_key, place_key LIMIT {int(limit)}
        )
        SELECT coalesce(agency.short_name, agency.name) AS agency, label AS place, n
        FROM pairs JOIN agency USING (agency_key) JOIN place USING (place_key) ORDER BY n DESC, 1, 2
        """,
        values,
        filters=filters,
    )


def _unit(unit: str) -> str:
    if unit not in ("day", "week", "month"):
        raise ValueError(f"{unit!r} is not day, week or month")
    return unit


def top_city(coverage: Coverage) -> str | None:
    """The city with the most coverage, to make a first question of."""
    rows = coverage.rows(
        "SELECT city_label AS city, count(DISTINCT article_key) AS n FROM places JOIN articles USING (article_key)"
        " WHERE relevant AND pin AND role = 'event' AND country = 'US' AND city_label IS NOT NULL"
        " GROUP BY 1 ORDER BY n DESC, 1 LIMIT 1"
    )
    return str(rows[0]["city"]) if rows else None


def family(coverage: Coverage) -> dict[str, tuple[str, str | None]]:
    """Level and parent of every agency that is named, and of those above it, by name."""
    rows = coverage.rows(
        """
        WITH depth AS (SELECT name, count(*) AS above FROM agency_tree GROUP BY name),
        parent AS (
            SELECT t.name, arg_max(t.ancestor, d.above) AS parent FROM agency_tree t JOIN depth d ON d.name = t.ancestor
            WHERE t.ancestor <> t.name GROUP BY t.name
        )
        SELECT t.ancestor AS name, any_value(p.parent) AS parent,
            coalesce(any_value(a.level) FILTER (a.name = t.ancestor), min(a.level)) AS level
        FROM agency a JOIN agency_tree t ON t.name = a.name LEFT JOIN parent p ON p.name = t.ancestor
        GROUP BY t.ancestor
        """
    )
    return {row["name"]: (row["level"] or "other", row["parent"]) for row in rows}


def make_up(coverage: Coverage) -> dict[str, list[tuple[str, int]]]:
    """What the dataset is made of: articles by relevance, language, scope of text, basis of date, and outlet."""
    columns = {
        "relevant": "if(relevant, 'yes', 'no')",
        "language": "language",
        "text_scope": "text_scope",
        "publish_date_basis": "publish_date_basis",
        "outlet": "outlet",
    }
    found = {}
    for name, column in columns.items():
        rows = coverage.rows(f"SELECT {column} AS value, count(*) AS n FROM articles GROUP BY 1 ORDER BY n DESC, 1")
        found[name] = [(row["value"] or "", row["n"]) for row in rows]
    return found


def issue_kinds(coverage: Coverage) -> list[dict[str, Any]]:
    """The issues by stage, level and message, each kind with its number and one example."""
    return coverage.rows(
        """
        SELECT stage, level, message, count(*) AS n, min(text) FILTER (text <> '') AS example, min(source) AS source
        FROM issues GROUP BY stage, level, message
        ORDER BY level = 'error' DESC, level = 'warning' DESC, n DESC, stage, message LIMIT 500
        """
    )


def runs(coverage: Coverage) -> list[dict[str, Any]]:
    """The runs that made the dataset, newest first."""
    return coverage.rows("SELECT * FROM runs ORDER BY version DESC, issues_version DESC LIMIT 200")
