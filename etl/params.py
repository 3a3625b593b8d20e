"""The written form of a filter's values, as URLs and flags have them: what each takes, and why one was not used."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from etl.models import TOPICS, Level
from etl.text import plain

DateField = Literal["event", "publish"]
Relevant = Literal["yes", "no", "all"]
PlaceRole = Literal["event", "any"]
Reason = Literal["malformed", "unknown", "reversed", "too_many"]
Params = Mapping[str, str | Sequence[str]]
Known = Mapping[str, Mapping[str, str]]  # parameter -> plain form -> the value as the dataset writes it

# Field -> its name in URLs and on the command line (there with "-" for "_").
PARAMS: Mapping[str, str] = {
    "cities": "city",
    "states": "state",
    "counties": "county",
    "places": "place",
    "agencies": "agency",
    "levels": "level",
    "topics": "topic",
    "outlets": "outlet",
    "languages": "language",
    "date_from": "from",
    "date_to": "to",
    "date_field": "date_field",
    "text": "text",
    "relevant": "relevant",
    "min_confidence": "min_confidence",
    "role": "role",
}
LISTS: tuple[str, ...] = tuple(PARAMS)[:9]
PLACE_FIELDS: tuple[str, ...] = ("cities", "states", "counties", "places")
MOST_VALUES, LONGEST_VALUE, LONGEST_TEXT = 300, 200, 500

_CODES = {
    "states": re.compile(r"[A-Z]{2}"),
    "places": re.compile(r"[0-9a-f]{12}"),
    "languages": re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}"),
}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "levels": get_args(Level),
    "topics": TOPICS,
    "date_field": get_args(DateField),
    "relevant": get_args(Relevant),
    "role": get_args(PlaceRole),
}
_PREFIX = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Notice:
    """A value of a URL or a flag that was not used, and why. `message` is English; screens translate `reason`."""

    param: str
    value: str
    reason: Reason

    @property
    def message(self) -> str:
        """One sentence for a person."""
        why = {
            "malformed": "is not a value that this filter takes",
            "unknown": "is not in this dataset",
            "reversed": "is before the first day; the two were exchanged",
            "too_many": f"and more: only the first {MOST_VALUES} values were used",
        }[self.reason]
        what = "was ignored: it " if self.reason in ("malformed", "unknown") else ""
        return f"{self.param} {self.value!r} {what}{why}"


def day_of(prefix: str, *, last: bool = False) -> date | None:
    """The first (or last) day of a prefix date `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; None if it is none."""
    match = _PREFIX.fullmatch(prefix.strip())
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if not year or not 1 <= (month or 1) <= 12:
        return None
    if last:
        month = month or 12
        day = day or monthrange(year, month)[1]
    try:
        return date(year, month or 1, day or 1)
    except ValueError:
        return None


def read_value(name: str, value: str, known: Mapping[str, str] | None) -> tuple[Any, Reason | None]:
    """The value of a field from its written form, or the reason why there is none."""
    value = printable(value)
    if name in ("date_from", "date_to"):
        day = day_of(value, last=name == "date_to")
        return day, None if day else "malformed"
    if name == "min_confidence":
        number = re.fullmatch(r"\s*([01](?:\.\d{0,6})?|\.\d{1,6})\s*", value)
        if not number or float(number.group(1)) > 1:
            return None, "malformed"
        return float(number.group(1)), None
    if name == "text":
        return value, None
    value = cleaned(name, value)
    if name not in LISTS:
        return value, None if value in CHOICES[name] else "malformed"
    if not value or not fits(name, value):
        return None, "malformed"
    if known is not None:
        value = known.get(plain(value), "")
        return value, None if value else "unknown"
    return value, None


def cleaned(name: str, value: str) -> str:
    """A value of a list field without what a keyboard, a mail program or a hostile link may have added."""
    value = " ".join(printable(value).split())
    if name == "states":
        return value.upper()
    return value.lower() if name in CHOICES or name in ("places", "languages") else value


def fits(name: str, value: str) -> bool:
    """Whether a list field takes this value."""
    if name in CHOICES:
        return value in CHOICES[name]
    if name in _CODES:
        return bool(_CODES[name].fullmatch(value))
    return len(value) <= LONGEST_VALUE


def printable(value: str) -> str:
    """`value` with a space for every character that cannot be seen."""
    return "".join(char if char.isprintable() else " " for char in value)


def shown(value: str) -> str:
    """A value as a notice shows it."""
    return printable(value)[:60]
