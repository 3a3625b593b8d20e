"""The questions that export and dashboard ask of a dataset: pure functions of (coverage, filters, ...).

Every function counts articles, or the stories that they carry where `count` is "stories": a story counts once for a
place, an agency or a state that any of its selected articles names, and once in a list and on a chart. Columns of
numbers are named `articles` either way. What is counted is counted in the arrays of `Coverage.tally`; names and texts
are asked of DuckDB. In SQL values travel as parameters, and the table `selected` holds the keys of the articles that
the filters select (`Coverage.selection`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl.columns import NO_DAY, Count, Ints, Names, keys_of
from etl.coverage import Coverage
from etl.filters import PLACE_FIELDS, Filters

Unit = Literal["day", "week", "month"]

_EPOCH = date(1970, 1, 1)


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
    tally, chosen = coverage.tally, coverage.chosen(filters)
    keys = keys_of(chosen)
    mentions = tally.mentions(filters.role)
    pins = keys_of(coverage.placed(filters) & mentions.pin)
    number = tally.distinct(keys, count)
    days = tally.days(filters.date_field).first
    dated = keys[days[keys] != NO_DAY]
    return Headline(
        articles=len(keys),
        stories=tally.distinct(keys, "stories") if coverage.has_stories else None,
        places=_marked(mentions.place[pins]),
        agencies=int(np.count_nonzero(counted(coverage, filters, "named", "articles")[0])),
        outlets=int(np.count_nonzero(counted(coverage, filters, "outlets", "articles")[0])),
        not_on_map=number - tally.distinct(mentions.article[pins], count),
        undated=number - tally.distinct(dated, count),
        first=day_of(days[dated].min()).isoformat() if len(dated) else None,
        last=day_of(days[dated].max()).isoformat() if len(dated) else None,
    )


def facet(
    coverage: Coverage, filters: Filters, name: str, *, limit: int | None = None, count: Count = "articles"
) -> pa.Table:
    """value, label, articles of a facet, each value counted under all other filters; most frequent first.

    `name` is a list field of Filters, or "relevant". A parent agency counts the articles of its parts.
    """
    others = replace(filters, relevant="all") if name == "relevant" else filters.without(name)
    counts, names = counted(coverage, others, name, count)
    keys = _most(counts, names, limit)
    values, labels = [names.values[key] for key in keys], [names.labels[key] for key in keys]
    return pa.table({"value": pa.array(values, pa.string()), "label": pa.array(labels, pa.string()),
                     "articles": counts[keys]})  # fmt: skip


def bubbles(
    coverage: Coverage, filters: Filters, *, limit: int = 2000, count: Count = "articles", days: bool = True
) -> pa.Table:
    """The places to draw as pins, most articles first: id, label, kind, city, county, state, country, coordinates,
    articles, and with `days` the first and last day of the coverage by the chosen date.
    """
    tally = coverage.tally
    pairs, names = tally.place_pairs("places", filters.role)
    at = pairs.rows(coverage.stories(filters))
    keep = (coverage.placed(filters) & tally.mentions(filters.role).pin)[pairs.row[at]]
    counts = pairs.count(at, keep, count)
    keys = _most(counts, names, limit)
    drawn = tally.places.take(keys).append_column("articles", pa.array(counts[keys]))
    if not days:
        return drawn
    of_article = tally.days(filters.date_field).first[pairs.article[at][keep]]
    dated = of_article != NO_DAY
    place, of_article = pairs.key[at][keep][dated], of_article[dated]
    for name, reduce, worst in (("first", np.minimum, np.iinfo(np.int32).max), ("last", np.maximum, NO_DAY)):
        found = np.full(len(counts), worst, np.int32)
        reduce.at(found, place, of_article)
        none = found[keys] == worst
        drawn = drawn.append_column(name, pa.array(found[keys], pa.date32(), mask=none))
    return drawn


def shading(
    coverage: Coverage, filters: Filters, *, by: Literal["state", "county"] = "state", count: Count = "articles"
) -> pa.Table:
    """Articles by state (two letters) or by county (five-digit FIPS code): what shades the shapes."""
    counts, names = counted(coverage, filters, "states" if by == "state" else "fips", count)
    keys = _most(counts, names, None)
    return pa.table({by: pa.array([names.values[key] for key in keys], pa.string()), "articles": counts[keys]})


def timeline(
    coverage: Coverage,
    filters: Filters,
    *,
    unit: Unit,
    by: Literal["agency", "state", "topic"] | None = None,
    count: Count = "articles",
) -> pa.Table:
    """period, value, articles: by day, week (from Monday) or month of the chosen date, oldest first.

    Each counts once: by agency with the one that it names most, by state with that of its first place, and a story by
    the earliest of its articles; only by topic it counts for each of its topics. The value is null without `by` and
    where there is none. A date that is coarser than the unit ("in June" on a chart of days) has no bar: `undrawn`.
    """
    tally = coverage.tally
    articles = drawn(coverage, filters, unit=unit, count=count)
    names: Names | None = None
    key = np.full(len(articles), -1, np.int32)
    if by == "agency":
        lead, names = tally.lead
        key = lead[articles]
    elif by == "state":
        first, names = _first_states(coverage, filters)
        key = first[articles]
    elif by == "topic":
        pairs, names = tally.pairs("topics")
        has = np.zeros(len(tally.story), np.bool_)
        has[articles] = True
        at = pairs.rows(tally.stories_of(has))
        article, topic = pairs.article[at], pairs.key[at]
        of_topic = has[article]
        has[article[of_topic]] = False  # what is left has no topic
        without = articles[has[articles]]
        articles = np.concatenate((article[of_topic], without))
        key = np.concatenate((topic[of_topic], np.full(len(without), -1, np.int32)))
    start = _floor(tally.days(filters.date_field).first[articles], unit)
    (starts, keys), counts = _grouped(start, key)
    values = [names.values[key] if names and key >= 0 else None for key in keys.tolist()]
    return pa.table({"period": pa.array(starts, pa.date32()), "value": pa.array(values, pa.string()),
                     "articles": counts})  # fmt: skip


def drawn(coverage: Coverage, filters: Filters, *, unit: Unit, count: Count = "articles") -> Ints:
    """The articles that have a bar in `timeline`; of each story one."""
    days = coverage.tally.days(filters.date_field)
    fine = days.fine >= (7 if unit == "month" else 10)
    keys = keys_of(coverage.chosen(filters) & fine & (days.first != NO_DAY))
    tally = coverage.tally
    return tally.one_each(keys, days.first[keys], tally.copy[keys]) if count == "stories" else keys


def undrawn(coverage: Coverage, filters: Filters, *, unit: Unit, count: Count = "articles") -> int:
    """How many of the articles have no bar in `timeline`: without a date, or with one coarser than the unit."""
    number = coverage.tally.distinct(keys_of(coverage.chosen(filters)), count)
    return number - len(drawn(coverage, filters, unit=unit, count=count))


def counted(coverage: Coverage, filters: Filters, name: str, count: Count) -> tuple[npt.NDArray[np.int64], Names]:
    """How many have each key of a facet, by key, and what the keys are called.

    Two are no facets: "fips" are counties by their code, "named" the agencies without those above them.
    """
    tally, chosen = coverage.tally, coverage.chosen(filters)
    if name in (*PLACE_FIELDS, "fips"):
        pairs, names = tally.place_pairs(name, filters.role)
        at = pairs.rows(coverage.stories(filters))
        return pairs.count(at, coverage.placed(filters)[pairs.row[at]], count), names
    pairs, names = tally.pairs(name)
    at = pairs.rows(coverage.stories(filters))
    return pairs.count(at, chosen[pairs.article[at]], count), names


def _most(counts: npt.NDArray[np.int64], names: Names, limit: int | None) -> Ints:
    """The keys that are counted at all, most frequent first, then by label."""
    keys = keys_of(counts > 0)
    return keys[np.lexsort((names.rank[keys], -counts[keys]))][:limit]


def _marked(keys: Ints) -> int:
    """How many different keys there are."""
    return int(np.count_nonzero(np.bincount(keys))) if len(keys) else 0


def day_of(day: Any) -> date:
    """The date of a day since 1970."""
    return _EPOCH + timedelta(days=int(day))


def _first_states(coverage: Coverage, filters: Filters) -> tuple[Ints, Names]:
    """The state of the first place that counts of each article, -1 where there is none."""
    tally = coverage.tally
    mentions, (of_place, names) = tally.mentions(filters.role), tally.of_place("states")
    rows = keys_of(coverage.placed(filters))[::-1]  # backwards, so that the first is written last
    state = of_place[mentions.place[rows]]
    first = np.full(len(tally.story), -1, np.int32)
    first[mentions.article[rows[state >= 0]]] = state[state >= 0]
    return first, names


def _floor(days: Ints, unit: Unit) -> Ints:
    """The first day of the period that holds each day."""
    if unit == "day":
        return days
    if unit == "week":
        return days - (days + 3) % 7  # 1970-01-01 was a Thursday
    return days.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)


def _grouped(*columns: Ints) -> tuple[list[Ints], npt.NDArray[np.int64]]:
    """The different rows of some columns in their order, and how often each is there."""
    if not len(columns[0]):
        return [column[:0] for column in columns], np.zeros(0, np.int64)
    least = [int(column.min()) for column in columns]
    code = np.zeros(len(columns[0]), np.int64)
    for column, low in zip(columns, least, strict=True):
        code = code * (int(column.max()) - low + 1) + (column - low)
    code, counts = np.unique(code, return_counts=True)
    found = []
    for column, low in zip(columns[::-1], least[::-1], strict=True):
        code, rest = np.divmod(code, int(column.max()) - low + 1)
        found.append((rest + low).astype(np.int32))
    return found[::-1], counts
