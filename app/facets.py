"""The options of the filters as the sidebar shows them, and what to loosen when nothing is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from etl.columns import Count, keys_of
from etl.coverage import Coverage
from etl.filters import LISTS, Filters
from etl.queries import counted, facet
from etl.text import plain

MOST_OPTIONS = 1000
PRESETS = ("last_30", "last_90", "last_365")


class Option(NamedTuple):
    """A value of a filter and how many articles or stories it would leave under the other filters."""

    value: str
    articles: int


def options(coverage: Coverage, filters: Filters, name: str, *, count: Count = "articles") -> tuple[Option, ...]:
    """The values of a filter that select something under the other filters, largest first, and those that are set."""
    found = facet(coverage, filters, name, limit=MOST_OPTIONS, count=count).to_pylist()
    shown = tuple(Option(row["value"], row["articles"]) for row in found)
    held = {option.value for option in shown}
    chosen = getattr(filters, name) if name in LISTS else ()
    return (*shown, *(Option(value, 0) for value in chosen if value not in held))


class Found(NamedTuple):
    """A place that was looked for by name: the filter field and value that ask for it, and how it reads."""

    field: str  # cities or places
    value: str
    label: str
    articles: int


# Keys and search forms of what may be looked for by name.
_NAMED = {
    "cities": "SELECT city_key AS key, city_form AS form FROM city",
    "places": "SELECT place_key AS key, strip_accents(lower(label)) AS form FROM place"
    " WHERE kind IN ('neighborhood', 'facility')",
}


def find_places(
    coverage: Coverage, filters: Filters, typed: str, *, limit: int = 8, count: Count = "articles"
) -> tuple[Found, ...]:
    """Cities, then neighborhoods and facilities, with a word that begins with what was typed, whatever its accents."""
    form = plain(typed).strip()
    if len(form) < 3:
        return ()
    found: list[Found] = []
    for field, sql in _NAMED.items():
        rows = coverage.rows(
            f"SELECT key, starts_with(form, ?) AS first FROM ({sql}) WHERE starts_with(form, ?) OR contains(form, ?)",
            [form, form, f" {form}"],
        )
        counts, names = counted(coverage, filters.without(field), field, count)
        ranked = sorted(
            (not row["first"], -int(counts[row["key"]]), names.labels[row["key"]], names.values[row["key"]])
            for row in rows
            if row["key"] < len(counts) and counts[row["key"]]
        )
        found += [Found(field, value, text, -n) for _, n, text, value in ranked[: limit - len(found)]]
    return tuple(found)


def short_names(coverage: Coverage) -> Mapping[str, str]:
    """The short name of each agency that has one, by its full name."""
    rows = coverage.rows("SELECT name, short_name FROM agency_name WHERE short_name IS NOT NULL")
    return {row["name"]: row["short_name"] for row in rows}


def day_range(coverage: Coverage) -> tuple[date, date] | None:
    """The first and last day that any event or publication of the dataset has; None without any."""
    row = coverage.rows(
        "SELECT least(min(event_day), min(publish_day)) AS first, greatest(max(event_last), max(publish_day)) AS last"
        " FROM articles"
    )[0]
    return (row["first"], row["last"]) if row["first"] and row["last"] else None


def preset(name: str, last: date) -> tuple[date, date]:
    """The days of a preset such as "last_30", counted back from the dataset's last day, not from today."""
    return last - timedelta(days=int(name.removeprefix("last_")) - 1), last


def cures(coverage: Coverage, filters: Filters, *, count: Count = "articles") -> tuple[tuple[str, Filters, int], ...]:
    """What to loosen when nothing is found: field, the filters without it and what is found then; most first."""
    found = []
    for field in dict.fromkeys(name for name, _ in filters.chips):
        if field == "date_to" and filters.date_from:
            continue
        loosened = filters.without("date_from", "date_to") if field.startswith("date_") else filters.without(field)
        n = coverage.tally.distinct(keys_of(coverage.chosen(loosened)), count)
        if n:
            found.append((field, loosened, n))
    return tuple(sorted(found, key=lambda item: (-item[2], item[0])))


def change(filters: Filters, **values: Any) -> Filters:
    """The filters with other values of some fields, by name."""
    return replace(filters, **values)


def add(filters: Filters, name: str, *values: str) -> Filters:
    """The filters with more values in one of their lists."""
    return change(filters, **{name: (*getattr(filters, name), *values)})


def place_label(coverage: Coverage, place_id: str) -> str | None:
    """How a place that was picked on the map reads; None where the dataset does not hold it."""
    rows = coverage.rows("SELECT label FROM place WHERE place_id = ?", [place_id])
    return str(rows[0]["label"]) if rows else None
