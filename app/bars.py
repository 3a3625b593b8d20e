"""What the timeline component draws: bars stacked by series, the gaps between them and the labels under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from app.periods import Period, floor, gap_spans, next_start, period_name, starts
from app.words import Words

_LEAST = 12  # bars that there is room for, so that a single day is no wall of colour
_LABELS = 8


def stacked(
    rows: Sequence[Period],
    *,
    unit: str,
    gaps: Sequence[date],
    series: Sequence[str],
    colours: Mapping[str, str],
    names: Mapping[str, str],
    words: Words,
) -> dict[str, Any]:
    """Columns of periods and of each series' numbers; periods in which nothing was collected are spans, not zero."""
    periods = sorted({row.start for row in rows})
    values = {(row.start, row.series): row.articles for row in rows}
    first, last = room(periods, unit)
    return {
        "starts": [start.isoformat() for start in periods],
        "ends": [next_start(start, unit).isoformat() for start in periods],
        "labels": [period_name(start, unit, words) for start in periods],
        "series": [
            {
                "name": names.get(name, name),
                "colour": colours[name],
                "values": [values.get((start, name), 0) for start in periods],
            }
            for name in series
        ],
        "gaps": [[start.isoformat(), end.isoformat()] for start, end in gap_spans(gaps, unit)],
        "range": [first.isoformat(), last.isoformat()],
        "ticks": ticks(first, last, unit, words),
    }


def room(periods: Sequence[date], unit: str) -> tuple[date, date]:
    """The first day of an axis and the one after its last: of all periods, and of more where those are few."""
    first, last = min(periods), max(periods)
    for _ in range(max(0, _LEAST - len(starts(first, last, unit))) // 2):
        first, last = floor(first - timedelta(days=1), unit), next_start(last, unit)
    return first, next_start(last, unit)


def ticks(first: date, last: date, unit: str, words: Words) -> list[dict[str, str]]:
    """The labelled periods of an axis, in the interface's language."""
    every = starts(first, last - timedelta(days=1), unit)
    found = []
    for start in every[:: max(1, -(-len(every) // _LABELS))]:
        month = words(f"month.{start.month}")
        text = month if unit == "month" else words("date.short", day=start.day, month=month)
        end = next_start(start, unit)
        found.append({"start": start.isoformat(), "end": end.isoformat(), "text": text, "year": str(start.year)})
    return found
