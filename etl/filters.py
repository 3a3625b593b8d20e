"""What is asked of a dataset: one frozen value that the dashboard's URL, the export and the command line share.

A filter selects articles. Values of one field are alternatives, fields are all required. The fields about a place
(cities, states, counties, places) must hold for one and the same place of an article, so "Texas" and "Los Angeles
County" together select nothing; exports and maps then show those places, and no others, of the articles selected.
SQL is made of fixed pieces and parameters, never of values, over the tables of `etl/coverage.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from etl.params import (
    CHOICES,
    LISTS,
    LONGEST_TEXT,
    MOST_VALUES,
    PARAMS,
    PLACE_FIELDS,
    DateField,
    Known,
    Notice,
    Params,
    PlaceRole,
    Relevant,
    cleaned,
    day_of,
    fits,
    printable,
    read_value,
    shown,
)
from etl.search import terms
from etl.text import plain

__all__ = [
    "LISTS",
    "MOST_VALUES",
    "PARAMS",
    "PLACE_FIELDS",
    "DateField",
    "Filters",
    "Known",
    "Notice",
    "day_of",
]

_NAMES = {
    "cities": "City",
    "states": "State",
    "counties": "County",
    "places": "Place",
    "agencies": "Agency",
    "levels": "Agency level",
    "topics": "Topic",
    "outlets": "Outlet",
    "languages": "Language",
}
_PLACE_CONDITIONS = {
    "cities": "city_key IN (SELECT city_key FROM city WHERE city_form IN (SELECT unnest(?::VARCHAR[])))",
    "states": "state IN (SELECT unnest(?::VARCHAR[]))",
    "counties": "county_key IN (SELECT county_key FROM county WHERE county_form IN (SELECT unnest(?::VARCHAR[])))",
    "places": "place_key IN (SELECT place_key FROM place WHERE place_id IN (SELECT unnest(?::VARCHAR[])))",
}


@dataclass(frozen=True)
class Filters:
    """What is asked. Lists are kept sorted and without doubles, so equal questions are equal values."""

    cities: tuple[str, ...] = ()  # "Bell, CA"; a neighborhood or facility of a city matches its city
    states: tuple[str, ...] = ()  # two letters
    counties: tuple[str, ...] = ()  # "Los Angeles County, CA"
    places: tuple[str, ...] = ()  # place ids, from a selection on the map
    agencies: tuple[str, ...] = ()  # full or short name; a parent includes its parts
    levels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    date_from: date | None = None
    date_to: date | None = None
    date_field: DateField = "event"
    text: str = ""  # words are all required, "a phrase", -without, begin*
    relevant: Relevant = "yes"
    min_confidence: float = 0.0  # of a place: less certain ones count as not placed
    role: PlaceRole = "event"  # "any": places that are only mentioned count too

    def __post_init__(self) -> None:
        """Bring every value to its one form. Raises ValueError for one that no form fits."""
        for name in LISTS:
            values = sorted({v for value in getattr(self, name) if (v := cleaned(name, value))})
            if bad := [value for value in values if not fits(name, value)]:
                raise ValueError(f"{name}: {bad[0]!r} is not a value that this filter takes")
            if len(values) > MOST_VALUES:
                raise ValueError(f"{name}: {len(values)} values, more than {MOST_VALUES}")
            object.__setattr__(self, name, tuple(values))
        for name in ("date_field", "relevant", "role"):
            if getattr(self, name) not in CHOICES[name]:
                raise ValueError(f"{name}: {getattr(self, name)!r} is none of {', '.join(CHOICES[name])}")
        if not 0.0 <= self.min_confidence <= 1.0:
            raise ValueError(f"min_confidence: {self.min_confidence} is not between 0 and 1")
        if self.date_from and self.date_to and self.date_from > self.date_to:
            raise ValueError(f"date_from {self.date_from} is after date_to {self.date_to}")
        object.__setattr__(self, "min_confidence", round(float(self.min_confidence), 2))
        object.__setattr__(self, "text", printable(self.text)[:LONGEST_TEXT].strip())

    @classmethod
    def from_params(cls, params: Params, *, known: Known | None = None) -> tuple[Filters, tuple[Notice, ...]]:
        """The filters of a URL or of flags, and a notice for each value that was not used; it never fails.

        `known` (`Coverage.known`) brings values to the dataset's own spelling and drops those it does not hold.
        Parameters of other names are left to whom they belong.
        """
        notices: list[Notice] = []
        found: dict[str, Any] = {}
        for name, param in PARAMS.items():
            given = params.get(param, ())
            values = [given] if isinstance(given, str) else [str(value) for value in given]
            values = [value for value in values if value.strip()]
            if len(values) > MOST_VALUES:
                notices.append(Notice(param, shown(values[MOST_VALUES]), "too_many"))
                values = values[:MOST_VALUES]
            for value in values:
                read, reason = read_value(name, value, (known or {}).get(param))
                if reason:
                    notices.append(Notice(param, shown(value), reason))
                elif name in LISTS:
                    found[name] = (*found.get(name, ()), read)
                else:
                    found[name] = read
        first, last = found.get("date_from"), found.get("date_to")
        if first and last and first > last:
            notices.append(Notice("to", last.isoformat(), "reversed"))
            found["date_from"], found["date_to"] = last, first
        return cls(**found), tuple(notices)

    def to_params(self) -> dict[str, list[str]]:
        """The parameters that `from_params` reads back to this very value; what is default is left out."""
        params: dict[str, list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value == field.default:
                continue
            written = list(value) if isinstance(value, tuple) else [value.isoformat() if _is_day(value) else str(value)]
            params[PARAMS[field.name]] = written
        return params

    def without(self, *names: str) -> Filters:
        """The same question without these fields, such as for the counts of a facet under all other filters."""
        defaults: dict[str, Any] = {field.name: field.default for field in fields(self)}
        return replace(self, **{name: defaults[name] for name in names})

    def drop(self, name: str, value: str | None = None) -> Filters:
        """The same question without one value of a field (a chip that was clicked), or without the whole field."""
        if value is None or name not in LISTS:
            return self.without(name)
        rest: dict[str, Any] = {name: tuple(v for v in getattr(self, name) if v != value)}
        return replace(self, **rest)

    @property
    def chips(self) -> tuple[tuple[str, str], ...]:
        """Each active value as (field, value), in the order of the fields."""
        active: list[tuple[str, str]] = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default and field.name != "date_field":
                active += [(field.name, str(v)) for v in (value if isinstance(value, tuple) else (value,))]
        return tuple(active)

    def describe(self) -> tuple[str, ...]:
        """What is asked, a line for each field, in plain English: for the sidecar and the command line."""
        lines = [f"{_NAMES[name]}: {' or '.join(getattr(self, name))}" for name in LISTS if getattr(self, name)]
        if self.date_from or self.date_to:
            which = "Event" if self.date_field == "event" else "Published"
            ends = [f"from {self.date_from}" if self.date_from else "", f"to {self.date_to}" if self.date_to else ""]
            lines.append(f"{which} {' '.join(end for end in ends if end)}")
        if self.text:
            lines.append(f"Text: {self.text}")
        lines.append(
            {
                "yes": "Only articles about U.S. immigration enforcement",
                "no": "Only articles that are not about U.S. immigration enforcement",
                "all": "All articles, about U.S. immigration enforcement or not",
            }[self.relevant]
        )
        if self.min_confidence:
            lines.append(f"Places of confidence {self.min_confidence} or more")
        if self.role == "any":
            lines.append("Places of the event and places that are only mentioned")
        return tuple(lines)

    def place_where(self) -> tuple[str, list[Any]]:
        """A condition on rows of `place_mention` or `places`, with its parameters: the places that count."""
        parts = ["event"] if self.role == "event" else ["true"]
        values: list[Any] = []
        if self.min_confidence:
            parts.append("confidence >= ?")
            values.append(self.min_confidence)
        for name, condition in _PLACE_CONDITIONS.items():
            if asked := getattr(self, name):
                parts.append(condition)
                values.append([plain(value) for value in asked] if name in ("cities", "counties") else list(asked))
        return " AND ".join(parts), values


def text_where(text: str) -> tuple[str, list[Any]]:
    """A condition on rows of the table `articles`, and its parameters: those that hold all terms of a free text."""
    asked = terms(text)
    tests = (f"{'NOT ' if term.negated else ''}contains(search, ?)" for term in asked)
    return " AND ".join(tests) or "true", [term.form for term in asked]


def _is_day(value: object) -> bool:
    return isinstance(value, date)
