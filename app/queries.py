"""What the dashboard asks beside `etl/queries.py`, which export and dashboard share: small tables for its figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from app.facets import change
from app.geography import fips_of_states
from app.periods import Period
from etl.columns import NO_DAY, Count, keys_of
from etl.coverage import Coverage
from etl.filters import Filters
from etl.queries import Unit, counted, day_of, facet
from etl.queries import timeline as bars

# Rows of articles as what is counted.
_NUMBER: Mapping[Count, str] = {"articles": "count(*)", "stories": "count(DISTINCT story_key)"}
COMPARED: Mapping[str, str] = {"city": "cities", "state": "states", "agency": "agencies"}  # as fields of a filter
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


def timeline(
    coverage: Coverage, filters: Filters, *, unit: Unit, stack: str, most: int = 6, count: Count = "articles"
) -> tuple[tuple[Period, ...], tuple[str, ...]]:
    """Articles or stories by period and series, and the series by size; beyond `most` they are one series, OTHER."""
    by: Any = None if stack == "none" else stack
    rows = bars(coverage, filters, unit=unit, by=by, count=count).to_pylist()
    unnamed = "all" if by is None else NONE
    sizes: Counter[str] = Counter()
    for row in rows:
        sizes[row["value"] or unnamed] += row["articles"]
    ranked = sorted(sizes, key=lambda name: (name == NONE, -sizes[name], name))
    own = {name for name in ranked[:most] if name != NONE} | {NONE}
    found: Counter[tuple[date, str]] = Counter()
    for row in rows:
        name = row["value"] or unnamed
        found[row["period"], name if name in own else OTHER] += row["articles"]
    series = [name for name in ranked if name in own]
    if len(series) < len(ranked):
        series.insert(len(series) - (NONE in series), OTHER)
    place = {name: at for at, name in enumerate(series)}
    order = sorted(found, key=lambda item: (item[0], place[item[1]]))
    return tuple(Period(start, name, found[start, name]) for start, name in order), tuple(series)


def collected(coverage: Coverage, *, unit: Unit) -> frozenset[date]:
    """The periods from which the dataset holds any article at all, by publication; the others are gaps."""
    everything = Filters(relevant="all", date_field="publish")
    return frozenset(bars(coverage, everything, unit=unit).column("period").to_pylist())


def totals(coverage: Coverage, filters: Filters, *, unit: Unit, count: Count = "articles") -> dict[date, int]:
    """Articles or stories by period: what a share is a share of."""
    rows, _ = timeline(coverage, filters, unit=unit, stack="none", count=count)
    return {row.start: row.articles for row in rows}


def narrowed(filters: Filters, by: str, value: str) -> Filters:
    """The same question for one city, state or agency instead of those that the filters name."""
    return change(filters, **{COMPARED[by]: (value,)})


def compare(
    coverage: Coverage, filters: Filters, *, by: str, values: Sequence[str], unit: Unit, count: Count = "articles"
) -> dict[str, dict[date, int]]:
    """Articles or stories by period for each of the values."""
    return {value: totals(coverage, narrowed(filters, by, value), unit=unit, count=count) for value in values}


def place_card(coverage: Coverage, filters: Filters, *, count: Count = "articles") -> PlaceCard | None:
    """What is known of the one place or city that the filters name; None where they name none or several."""
    if len(filters.places) + len(filters.cities) != 1:
        return None
    tally = coverage.tally
    mentions, rows = tally.mentions(filters.role), keys_of(coverage.placed(filters))
    if not len(rows):
        return None
    articles, days = mentions.article[rows], tally.days(filters.date_field)
    dated = days.first[articles[(days.fine[articles] >= 10) & (days.first[articles] != NO_DAY)]]
    # The city itself where it is named, and not one of its neighborhoods.
    places = tally.places.take(np.unique(mentions.place[rows])).to_pylist()
    place = min(places, key=lambda place: place["kind"] != "city")
    top = agencies(coverage, filters, limit=4, count=count)
    return PlaceCard(
        label=filters.cities[0] if filters.cities else place["label"],
        kind=place["kind"],
        county=place["county_label"],
        articles=tally.distinct(articles, count),
        first=day_of(dated.min()) if len(dated) else None,
        last=day_of(dated.max()) if len(dated) else None,
        agencies=tuple((a["short_name"] or a["name"], a["n"]) for a in top),
    )


def agencies(
    coverage: Coverage, filters: Filters, *, limit: int = 200, count: Count = "articles"
) -> list[dict[str, Any]]:
    """Agencies named in what the filters select, most named first: name, short_name, level, parent, state, n."""
    counts, _ = counted(coverage, filters, "named", count)
    keys = keys_of(counts > 0)
    keys = keys[np.lexsort((keys, -counts[keys]))][:limit]  # keys are in the order of names
    named = coverage.tally.agencies.take(keys).append_column("n", pa.array(counts[keys]))
    rows: list[dict[str, Any]] = named.to_pylist()
    return rows


def together(
    coverage: Coverage, filters: Filters, *, names: Sequence[str], count: Count = "articles"
) -> list[list[int]]:
    """How many articles name both agencies, for each pair of `names`; the diagonal is the agency's own number.

    Of stories: how many have an article that names both.
    """
    tally = coverage.tally
    pairs, chosen = tally.pairs("named")[0], coverage.chosen(filters)
    keys = {row["name"]: row["key"] for row in coverage.rows("SELECT name, agency_key AS key FROM agency")}
    named = []
    for name in names:
        flags = np.zeros(len(chosen), np.bool_)
        flags[pairs.article[pairs.key == keys.get(name, -1)]] = True
        named.append(flags & chosen)
    return [[tally.distinct(keys_of(one & two), count) for two in named] for one in named]


def agency_places(
    coverage: Coverage, filters: Filters, *, limit: int = 60, count: Count = "articles"
) -> list[dict[str, Any]]:
    """Where agencies are reported: agency and place label with the number of articles or stories, most first."""
    condition, values = filters.place_where()
    return coverage.rows(
        f"""
        WITH pairs AS (
            SELECT agency_key, place_key, {_NUMBER[count]} AS n
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


def top_city(coverage: Coverage) -> str | None:
    """The city with the most coverage, to make a first question of."""
    found = facet(coverage, Filters(), "cities", limit=20).column("value").to_pylist()
    here = [city for city in found if city.rpartition(", ")[2] in fips_of_states()]
    return here[0] if here else None


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
    """The runs whose versions can be opened, newest first."""
    order = "ORDER BY version DESC, issues_version DESC LIMIT 200"
    return coverage.rows(f"SELECT * FROM runs WHERE given_up_at IS NULL {order}")
