"""Days, weeks and months: what the bars of a chart over time stand for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.words import Words


class Period(NamedTuple):
    """A bar of the timeline: how many articles of one series fall into the period that starts on `start`."""

    start: date
    series: str
    articles: int


def next_start(start: date, unit: str) -> date:
    """The start of the following day, week or month."""
    if unit == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start + timedelta(days=7 if unit == "week" else 1)


def floor(day: date, unit: str) -> date:
    """The start of the period that holds a day; weeks begin on Monday."""
    if unit == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if unit == "week" else day


def starts(first: date, last: date, unit: str) -> list[date]:
    """The starts of all periods from the one that holds `first` to the one that holds `last`."""
    found, start = [], floor(first, unit)
    while start <= last:
        found.append(start)
        start = next_start(start, unit)
    return found


def auto_unit(first: date, last: date, *, most: int = 92) -> str:
    """Day, week or month, so that a range has no more periods than can be told apart; days up to `most`."""
    days = (last - first).days + 1
    return "day" if days <= most else "week" if days <= 6 * most else "month"


def bulk_start(totals: Mapping[date, int], *, least: float = 0.3) -> date | None:
    """Where the dense recent part of a chart begins; None where the whole is about as dense.

    It begins where the share of the articles that is kept is farthest above the share of the length that is kept, if
    that is at least `least`: steady coverage gains nothing and linear growth a quarter, so both are drawn whole, while
    a few events of years ago do not press all other bars together.
    """
    periods = sorted(totals)
    length = (periods[-1] - periods[0]).days if periods else 0
    if len(periods) < 3 or not length:
        return None
    everything = kept = sum(totals.values())
    gains: dict[date, float] = {}
    for start in periods:
        gains[start] = kept / everything - (periods[-1] - start).days / length
        kept -= totals[start]
    best = max(periods[:-1], key=lambda start: (gains[start], -start.toordinal()))
    return best if gains[best] >= least else None


def period_name(start: date, unit: str, words: Words) -> str:
    """A period in words: "Jun 21, 2025", "week of Jun 16, 2025", "Jun 2025"."""
    if unit == "month":
        return words.month(start)
    return words("timeline.week_of", day=words.day(start)) if unit == "week" else words.day(start)


def gap_spans(gaps: Sequence[date], unit: str) -> list[tuple[date, date]]:
    """Neighbouring empty periods joined, each span as (start, end not included)."""
    spans: list[tuple[date, date]] = []
    for start in sorted(gaps):
        end = next_start(start, unit)
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans
