"""Dates of publication: one value to an ISO date, and every full date that stands in a text.

Only dates with day, month and year count here; what "Saturday" means is the business of `etl/find/dates.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from etl.text import plain

EARLIEST, LATEST = 1980, 2100  # no news page is older; a later year is a slip of the keyboard
_NUMERIC = (
    r"(?<![\d/.-])(?:(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<z>\d{4}))(?![\d/-])"
)
_YEAR = re.compile(r"(?:19|20|21)\d\d")
_REACH = 40  # no date is longer
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:$|[T ]\d)")


@dataclass(frozen=True, slots=True)
class FullDate:
    """A date with day, month and year, and where it stands."""

    start: int
    end: int
    iso: str


def iso(year: int, month: int, day: int) -> str | None:
    """The ISO date, or None where there is no such day or the year is out of range."""
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


@dataclass(frozen=True)
class Calendar:
    """Reads dates in English and Spanish, with the names of months that `date_words.csv` gives."""

    months: Mapping[str, int]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, str]]) -> Calendar:
        """The calendar of the table `date_words`: its months, and their first three letters."""
        months: dict[str, int] = {}
        for row in rows:
            if row["kind"] == "month":
                name = plain(row["word"])
                months[name] = months[name[:3]] = int(row["value"])
        return cls(months)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = "|".join(sorted((re.escape(name) for name in self.months), key=len, reverse=True))
        word = rf"(?:{names})"
        return re.compile(
            rf"\b(?P<month>{word})\.?\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}(?:del?\s)?(?P<year>\d{{4}})\b"
            rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th|º|°)?[\s-]{{1,3}}(?:(?:de|of)\s{{1,3}})?(?P<month2>{word})\.?,?"
            rf"[\s-]{{1,3}}(?:del?\s{{1,3}})?(?P<year2>\d{{4}})\b"
            rf"|{_NUMERIC}",
            re.IGNORECASE,
        )

    def find(self, text: str, *, day_first: bool = False) -> Iterator[FullDate]:
        """Every full date of the text, left to right. `day_first`: 03/06/2025 is 3 June, as in Spanish."""
        for match in self._near_years(text):
            found = match.groupdict()
            if found["month"]:
                value = self._named(found["year"], found["month"], found["day"])
            elif found["month2"]:
                value = self._named(found["year2"], found["month2"], found["day2"])
            elif found["y"]:
                value = iso(int(found["y"]), int(found["m"]), int(found["d"]))
            else:
                first, second, year = int(found["a"]), int(found["b"]), int(found["z"])
                month, day = (second, first) if (day_first and second <= 12) or first > 12 else (first, second)
                value = iso(year, month, day)
            if value:
                yield FullDate(match.start(), match.end(), value)

    def _near_years(self, text: str) -> Iterator[re.Match[str]]:
        """The matches of the pattern, looked for only near what may be a year: most text has none."""
        done = 0
        for year in _YEAR.finditer(text):
            if year.end() <= done:
                continue
            for match in self._pattern.finditer(text, max(done, year.start() - _REACH), year.end() + _REACH):
                done = match.end()
                yield match

    def _named(self, year: str, month: str, day: str) -> str | None:
        return iso(int(year), self.months[plain(month)], int(day))

    def parse(self, value: object, *, day_first: bool = False) -> str | None:
        """The ISO date of a cell: ISO 8601, RFC 822, GDELT's 14 digits, written out; None where it is none.

        Of a time with an offset the date stands as it was written there: the newsroom's own day.
        """
        if isinstance(value, bool) or value is None:
            return None
        text = str(value).strip()
        if isinstance(value, int | float) or text.isdigit():
            return self._number(text.removesuffix(".0"))
        if match := _ISO.match(text):
            return iso(int(match[1]), int(match[2]), int(match[3]))
        if match := _PACKED.fullmatch(text):
            return iso(int(match[1]), int(match[2]), int(match[3]))
        if len(text) > 80:
            return None
        found = next(self.find(text, day_first=day_first), None)
        return found.iso if found else None

    @staticmethod
    def _number(digits: str) -> str | None:
        """A date as digits: `20250623`, `20250623101500`, or seconds or milliseconds since 1970."""
        if len(digits) in (8, 12, 14) and (match := _PACKED.fullmatch(digits)):
            return iso(int(match[1]), int(match[2]), int(match[3]))
        if len(digits) in (10, 13) and digits.isdigit():
            days = int(digits[:10]) // 86400
            return date.fromordinal(date(1970, 1, 1).toordinal() + days).isoformat()
        return None
