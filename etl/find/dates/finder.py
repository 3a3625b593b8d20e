"""The walk: each word that may begin a time starts a rule, and a rule looks at a bounded number of neighbours.

So the time is linear in the length of the text.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from etl.find.dates.lexicon import Lexicon
from etl.find.dates.months import month
from etl.find.dates.numbers import number
from etl.find.dates.reading import EARLIEST, LATEST, Found, Hit, Reading, calendar
from etl.find.dates.weekdays import weekday
from etl.knowledge import Knowledge
from etl.phrases import Phrases
from etl.text import Body

Rule = Callable[[Reading, int], "Hit | None"]
_LANGUAGES = ("en", "es")


class DateFinder:
    """Finds dates by the words of `date_words.csv`. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the words of each language from the table."""
        rows = knowledge.tables["date_words"]
        self._lexicons = {language: Lexicon.of(rows, language) for language in _LANGUAGES}

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (*(lexicon.phrases for lexicon in self._lexicons.values()),)

    def find(self, body: Body, published: str | None, language: str = "en") -> list[Found]:
        """Every time in the body, left to right, none overlapping. `published` is the ISO publication date."""
        anchor = date.fromisoformat(published) if published else None
        if anchor and not EARLIEST < anchor.year < LATEST:
            anchor = None  # a broken date anchors nothing
        reading = Reading(body, anchor, self._lexicons[language])
        found: list[Found] = []
        done = -1
        for index in _starts(reading):
            if index <= done or (hit := _rule(reading, index)(reading, index)) is None:
                continue
            for item in hit.found:
                found.append(item)
                reading.remember(item)
            done = hit.last
        found.sort()
        kept: list[Found] = []
        for item in found:  # two days of one range share their words
            if not kept or item.start >= kept[-1].end or item[:2] == kept[-1][:2]:
                kept.append(item)
        return kept


def _starts(reading: Reading) -> list[int]:
    """The words that may begin a time, in order."""
    lexicon, body = reading.lexicon, reading.body
    return sorted({*reading.phrases, *body.digits, *body.at_keys(lexicon.named)})


def _rule(reading: Reading, index: int) -> Rule:
    """The rule for a word that may begin a time."""
    if index in reading.phrases:
        return phrase
    key = reading.body.keys[index]
    if key in reading.lexicon.weekdays:
        return weekday
    return month if key in reading.lexicon.months or key in reading.lexicon.short_months else number


def phrase(reading: Reading, index: int) -> Hit | None:
    """The time of a phrase of the table: "last month", "yesterday", "el próximo año", "the next day"."""
    hit = reading.phrases[index]
    kind, value = hit.value
    made: str | None = None
    if kind == "anaphora":
        made = (reading.last_day + timedelta(days=value)).isoformat() if reading.last_day else None
    elif reading.anchor is not None and kind == "day":
        if reading.words[index].capital and not reading.body.starts_sentence(index) and value == 0:
            return None  # "USA Today"
        made = (reading.anchor + timedelta(days=value)).isoformat()
    elif reading.anchor is not None and kind == "week_shift":
        monday = reading.anchor + timedelta(days=7 * value - reading.anchor.weekday())
        sunday = monday + timedelta(days=6)  # a week has no form of its own; its month has, where it is one
        made = calendar(monday.year, monday.month) if monday.month == sunday.month else None
    elif reading.anchor is not None and kind == "year_shift":
        made = f"{reading.anchor.year + value:04}"
    elif reading.anchor is not None and kind == "month_shift":
        months = reading.anchor.year * 12 + reading.anchor.month - 1 + value
        made = calendar(months // 12, months % 12 + 1)
    return Hit((Found(hit.start, hit.end, made),) if made else (), hit.last)
