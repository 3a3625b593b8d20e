"""The words of times in one language, as `date_words.csv` has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from etl.knowledge import Row
from etl.phrases import Phrases
from etl.text import plain

_PHRASES = frozenset({"year_shift", "month_shift", "week_shift", "anaphora", "day", "not_a_date"})
_MONDAY, _FRIDAY = 0, 4


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language by what they say of a time."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    day_words: Mapping[str, int]  # "July Fourth"
    phrases: Phrases[tuple[str, int]]  # "last week": kind and value
    ahead: re.Pattern[str]  # what speaks of what is to come
    words: Mapping[str, frozenset[str]]  # the other words by kind
    has_capitals: bool  # months and weekdays begin with a capital
    day_first: bool  # the day stands before the month
    that: re.Pattern[str]  # begins what was said, which has its own time
    participles: tuple[str, ...]  # endings of verbs of the past: "held", "detained", "detenido"
    short_months: Mapping[str, int]  # "10 jun", only after a day
    monday: frozenset[str]
    friday: frozenset[str]
    named: frozenset[str]  # months and weekdays in any form: a time may begin with them

    @classmethod
    def of(cls, rows: Iterable[Row], language: str) -> Lexicon:
        """The words of a language, and those of every one."""
        mine = [row for row in rows if row["language"] in (language, "")]
        kinds = {row["kind"] for row in mine}
        words = {kind: frozenset(plain(r["word"]) for r in mine if r["kind"] == kind) for kind in kinds}
        ahead = "|".join(row["word"] for row in mine if row["kind"] == "looks_ahead")

        def values(kind: str) -> dict[str, int]:
            return {plain(row["word"]): int(row["value"]) for row in mine if row["kind"] == kind}

        months, short_months, weekdays = values("month"), values("month_short"), values("weekday")
        return cls(
            months,
            weekdays,
            values("day_word"),
            Phrases((r["word"], (r["kind"], int(r["value"]))) for r in mine if r["kind"] in _PHRASES),
            re.compile(rf"\b(?:{ahead})\b", re.IGNORECASE),
            words,
            "case" in words,
            "month_joint" in words,
            re.compile(rf"\b(?:{'|'.join(sorted(words.get('that', ['that'])))})\b", re.IGNORECASE),
            tuple(sorted(words.get("participle_ending", ()))),
            short_months,
            frozenset(word for word, day in weekdays.items() if day == _MONDAY),
            frozenset(word for word, day in weekdays.items() if day == _FRIDAY),
            frozenset((*months, *short_months, *weekdays)),
        )

    def has(self, kind: str, word: str) -> bool:
        """Whether a plain word is of a kind."""
        return word in self.words.get(kind, ())
