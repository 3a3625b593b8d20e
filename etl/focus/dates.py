"""The signals of a date: where it stands, how long before publication it is, what is told beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from etl.focus.cues import Cues, Signals, lateness
from etl.models import DateMention
from etl.text import LEAD_PARAGRAPH, Body

NEAR_WORDS = 7  # between a place or a date and the word that says what happened
_OLD_DAYS = 120  # a date this long before publication is background
_KINDS = ("action", "protest", "decision", "background", "transfer", "ahead", "said")
_MOST_DAYS, _MOST_YEARS = 6.0, 5.0  # how far back still makes a difference: the logarithm of 400 days, and years


def date_signals(
    body: Body, cues: Cues, dates: Sequence[DateMention], published: str | None, place_starts: Sequence[int]
) -> list[Signals]:
    """The signals of each distinct date, in order of first mention. `place_starts` are those of event places."""
    places = {body.sentence_of(start) for start in place_starts}
    anchor = date.fromisoformat(published) if published else None
    result = []
    for number, d in enumerate(dates):
        sentence, paragraph, word = body.sentence_of(d.start), body.paragraph_of(d.start), body.word_at(d.start)
        here, near = cues.in_sentence(sentence), cues.between(word - NEAR_WORDS, word + NEAR_WORDS)
        s: Signals = {"bias": 1.0, f"precision_{d.precision}": 1.0}
        if d.start < body.title_end:
            s["title"] = 1.0
        if paragraph == LEAD_PARAGRAPH:
            s["lead"] = 1.0
        elif paragraph == LEAD_PARAGRAPH + 1:
            s["second_paragraph"] = 1.0
        s["late"] = lateness(body, d.start)
        if number == 0:
            s["first"] = 1.0
        if d.mentions > 1:
            s["mentions"] = math.log(d.mentions)
        for kind in _KINDS:
            if kind in here:
                s[kind] = 1.0
            if kind in near:
                s[f"near_{kind}"] = 1.0
        if sentence in places:
            s["event_place"] = 1.0
        if len(dates) == 1:
            s["only"] = 1.0
        if anchor and d.precision == "day":
            away = (anchor - date.fromisoformat(d.date)).days
            if away < 0:
                s["ahead_of_publication"] = 1.0
            s["days_before"] = min(math.log1p(max(away, 0)), _MOST_DAYS)
        elif anchor:
            s["years_before"] = min(float(max(anchor.year - int(d.date[:4]), 0)), _MOST_YEARS)
        result.append(s)
    return result


def old_sentences(body: Body, dates: Sequence[DateMention], published: str | None) -> frozenset[int]:
    """The sentences whose dates are all long before publication."""
    if not published:
        return frozenset()
    anchor = date.fromisoformat(published)
    old: dict[int, bool] = {}
    for d in dates:
        latest = date.fromisoformat(d.date + "-12-28"[len(d.date) - 4 :] if d.precision != "day" else d.date)
        sentence = body.sentence_of(d.start)
        old[sentence] = old.get(sentence, True) and (anchor - latest).days > _OLD_DAYS
    return frozenset(sentence for sentence, is_old in old.items() if is_old)
