"""Agencies and dates of an article, each distinct one once, at its first mention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from etl.find.agencies import FoundAgency
from etl.find.dates import Found
from etl.models import Agency, DateMention
from etl.text import Body


def agencies_of(body: Body, found: Sequence[FoundAgency]) -> tuple[Agency, ...]:
    """The distinct agencies, in order of first mention."""
    if not found:
        return ()
    mentions = Counter(f.name for f in found)
    first = {f.name: f for f in reversed(found)}
    kept = sorted(first.values(), key=lambda f: f.start)
    return tuple(
        Agency(
            body.text[f.start : f.end],
            f.start,
            f.end,
            f.name,
            f.short_name,
            f.level,
            f.parent,
            f.state,
            mentions[f.name],
        )
        for f in kept
    )


def dates_of(body: Body, found: Sequence[Found]) -> tuple[DateMention, ...]:
    """The distinct calendar times, in order of first mention; the role is for `etl/focus.py` to say."""
    if not found:
        return ()
    mentions = Counter(f.date for f in found)
    first = {f.date: f for f in reversed(found)}
    kept = sorted(first.values(), key=lambda f: (f.start, f.date))
    return tuple(
        DateMention(body.text[f.start : f.end], f.start, f.end, f.date, f.precision, "mention", mentions[f.date])
        for f in kept
    )
