"""Weekdays: the latest such day on or before publication; the next one where the clause looks ahead."""

from __future__ import annotations

from datetime import timedelta

from etl.find.dates.months import days_before, month
from etl.find.dates.numbers import number
from etl.find.dates.reading import Found, Hit, Reading

_SPAN = 8  # words between a Spanish weekday and its month: "domingo 15 y el lunes 16 de junio"
_BESIDE = (" ", ", ", " (")
_NUMBERED_BACK, _NUMBERED_AHEAD = 70, 30  # days within which a weekday's number says which one is meant


def weekday(reading: Reading, index: int) -> Hit | None:
    """The day that a weekday names, or the calendar date that it stands beside ("Tuesday, June 10")."""
    word, lexicon = reading.words[index], reading.lexicon
    if lexicon.has_capitals and not word.capital:
        return None
    if not lexicon.has_capitals and word.capital and not reading.body.starts_sentence(index):
        return None  # "Domingo" is a person
    if not lexicon.has_capitals and word.capital and reading.is_capital_after(index):
        return None  # "Domingo Pérez"
    if _is_habit_or_name(reading, index):
        return Hit((), index)
    dated = _date_after(reading, index)
    if dated is not None:
        return dated
    if _repeats(reading, index):
        return Hit((), index)
    return _by_itself(reading, index) if reading.anchor is not None else None


def _date_after(reading: Reading, index: int) -> Hit | None:
    """The calendar date after a weekday, which says the day: the weekday adds its words and nothing else."""
    after = _part_of_day(reading, index) + 1
    if after >= len(reading.words) or reading.gap(after - 1) not in _BESIDE:
        return None
    dated: Hit | None = None
    if reading.lexicon.day_first and reading.day_at(after) is not None:
        for at in range(after + 1, min(after + _SPAN, len(reading.words))):
            if reading.plain(at) in reading.lexicon.months and days_before(reading, at)[1] <= after:
                dated = month(reading, at)
                break
        else:
            dated = _numbered(reading, index, after)
    if dated is None:
        step = after + 1 if reading.is_("article", after) and after + 1 < len(reading.words) else after
        if reading.plain(step) in reading.lexicon.months:
            dated = month(reading, step)
        if dated is None and reading.words[step].text[0].isdecimal():
            dated = number(reading, step)
    if dated is None or not dated.found or dated.found[0].precision != "day":
        return None
    first = dated.found[0]  # the days of one range share their words, and the weekday's
    start = min(first.start, reading.words[index].start)
    return Hit(tuple(f._replace(start=start) if f[:2] == first[:2] else f for f in dated.found), dated.last)


def _part_of_day(reading: Reading, index: int) -> int:
    """The last word of a weekday with its part of day: "Tuesday morning", "martes por la mañana"."""
    if reading.gap(index) != " ":
        return index
    if reading.is_("part_of_day", index + 1):
        return index + 1
    joint = reading.is_("part_joint", index + 1) and reading.is_("part_joint", index + 2)
    return index + 3 if joint and reading.is_("part_of_day", index + 3) else index


def _numbered(reading: Reading, index: int, at: int) -> Hit | None:
    """The latest such weekday that has a day's number, where no month stands: "el martes 10"."""
    number, anchor = reading.day_at(at), reading.anchor
    if anchor is None or reading.gap(at - 1) != " " or reading.gap(at) == "-":
        return None
    weekday_of = reading.lexicon.weekdays[reading.body.keys[index]]
    back = (day for days in range(_NUMBERED_BACK) if (day := anchor - timedelta(days=days)).weekday() == weekday_of)
    ahead = (
        day for days in range(1, _NUMBERED_AHEAD) if (day := anchor + timedelta(days=days)).weekday() == weekday_of
    )
    found = next((day for day in (*back, *ahead) if day.day == number), None)
    if found is None:
        return None
    start = reading.shift_before(index)[1]
    return Hit((Found(start, reading.words[at].end, found.isoformat()),), at)


def _repeats(reading: Reading, index: int) -> bool:
    """Whether a weekday only repeats the date before it: "June 7, a Saturday"."""
    if reading.last_day is None or reading.last_end is None:
        return False
    start = reading.words[index].start
    if start - reading.last_end > _SPAN:
        return False
    between = reading.body.text[reading.last_end : start].strip(" ,(")
    same = reading.last_day.weekday() == reading.lexicon.weekdays[reading.body.keys[index]]
    return (
        same and reading.body.text[reading.last_end] in ", (" and (not between or reading.lexicon.has("one", between))
    )


def _by_itself(reading: Reading, index: int) -> Hit | None:
    """The day of a weekday that stands by itself, counted from the publication date."""
    anchor, lexicon = reading.anchor, reading.lexicon
    if anchor is None:
        return None
    shift, start = reading.shift_before(index)
    end, last, after = reading.words[index].end, index, index + 1
    if after < len(reading.words) and reading.gap(index) == " ":
        if reading.is_("after_last", after):
            shift, end, last = shift or "last", reading.words[after].end, after
        elif reading.is_("after_next", after):
            shift, end, last = shift or "next", reading.words[after].end, after
        elif reading.is_("part_of_day", after):
            end, last = reading.words[after].end, after
    back = (anchor.weekday() - lexicon.weekdays[reading.body.keys[index]]) % 7
    if shift == "next":
        days = 7 - back if back else 7
    elif shift == "last" and back == 0:
        days = -7
    elif shift != "last" and back and reading.looks_ahead(index):
        days = 7 - back
    else:
        days = -back
    return Hit((Found(start, end, (anchor + timedelta(days=days)).isoformat()),), last)


def _is_habit_or_name(reading: Reading, index: int) -> bool:
    """Whether a weekday names no day: "every Tuesday", "de lunes a viernes", "Black Friday", "the Sunday Times"."""
    before, after = index - 1, index + 1
    if reading.gap(before) == " ":
        if reading.is_("habit_before", before):
            return True
        if reading.is_("name_before", before) and reading.words[before].capital:
            return True
    if reading.gap(index) == " " and reading.is_("name_after", after) and reading.words[after].capital:
        return True
    here, lexicon = reading.body.keys[index], reading.lexicon
    return (here in lexicon.monday and reading.plain(index + 2) in lexicon.friday) or (
        here in lexicon.friday and reading.plain(index - 2) in lexicon.monday
    )
