"""Months: "Feb. 28", "June 9 and 10, 2025", "9 de julio de 2025", "September 2017", "mid-January"."""

from __future__ import annotations

from datetime import date

from etl.find.dates.reading import YEAR, Found, Hit, Reading, calendar
from etl.text import Word

# A month and day farther ahead than this was last year's: courts and legislatures seldom plan beyond.
_AHEAD_DAYS = 120
_PLANNED_DAYS = 240  # unless its clause looks ahead; and so long before, it may be next year's
_SOON_DAYS = 45  # a day so near ahead needs no word that says so
_GOES_ON_MONTHS = 6  # after a date of an earlier year, a month so soon after is of that year too
_LONGEST_LIST = 9  # words of a list of dates that share a year
_MOST_DAYS = 5  # in a list or range before or after one month
_LONGEST_SHORT = 4  # letters of "Sept."
_LONGEST_JOINT = 2  # "del año"


def month(reading: Reading, index: int) -> Hit | None:
    """The days of a month, or the month by itself, with the year that the text or the publication date gives."""
    word, lexicon = reading.words[index], reading.lexicon
    if lexicon.has_capitals and not word.capital:
        return None
    if (
        not lexicon.has_capitals
        and word.capital
        and not word.text.isupper()
        and not reading.body.starts_sentence(index)
    ):
        return None  # "5 de Mayo" is a street, "Abril" a person
    if not lexicon.has_capitals and word.capital and reading.is_capital_after(index):
        return None  # "Julio César"
    days, first, last = _days(reading, index)
    key = reading.body.keys[index]
    if key in lexicon.short_months and not days:
        return None  # "10 jun", but "mar" is the sea
    year, last = _year_after(reading, last, bool(days))
    start, end = reading.words[first].start, reading.words[last].end
    if last == index and reading.following(word, 1) == "." and _is_short(reading, word):
        end += 1
    if year is None:
        year = _year_of_list(reading, last)
    number = lexicon.months.get(key) or lexicon.short_months[key]
    if days:
        fixed = year if year is not None else _year_for(reading, number, days[0], index, first)
        if fixed is None:
            return Hit((), last)
        dates = [made for day in days if (made := calendar(fixed, number, day))]
        return Hit(tuple(Found(start, end, made) for made in dates), last) if dates else None
    if year is None:
        year = _year_of_bare_month(reading, index, number)
        if year is None:
            return None
        shift, start_of_shift = reading.shift_before(index)
        start = start_of_shift if shift else start
    if lexicon.has_capitals and reading.is_("before_part", index - 1) and reading.gap(index - 1) in (" ", "-"):
        start = reading.words[index - 1].start
    made_month = calendar(year, number)
    return Hit((Found(start, end, made_month),), last) if made_month else None


def _is_short(reading: Reading, word: Word) -> bool:
    """Whether a month is an abbreviation ("Feb."), so that a period belongs to it."""
    return len(word.text) <= _LONGEST_SHORT and not reading.lexicon.has("short_month", word.plain)


# -- days ----------------------------------------------------------------------------------------------------------


def _days(reading: Reading, index: int) -> tuple[list[int], int, int]:
    """The days beside a month, and the indices of the first and last word of it all."""
    if reading.lexicon.day_first:
        days, first = days_before(reading, index)
        if days:
            return days, first, index
    days, last = _days_after(reading, index)
    if not days and not reading.lexicon.day_first:
        days, first = _british(reading, index)
        return days, first, index
    return days, index, last


def days_before(reading: Reading, index: int) -> tuple[list[int], int]:
    """The days that stand before a Spanish month, and the index of their first word: "del 9 al 12 de julio"."""
    at = index - 1
    if reading.is_("month_joint", at) and reading.gap(at) == " ":
        at -= 1
    day = reading.day_at(at)
    if day is None or reading.gap(at) != " ":
        return [], index
    days, first = [day], at
    while len(days) < _MOST_DAYS:
        step = first - 1
        gap = reading.gap(step)
        if gap == " " and (reading.is_("range", step) or reading.body.keys[step] in reading.lexicon.weekdays):
            step -= 1
            while step > 0 and reading.is_("range", step):  # "domingo 15 y el lunes 16 de junio"
                step -= 1
        elif gap not in ("-", "–", ", "):
            break
        more = reading.day_at(step)
        if more is None or more >= days[0]:
            break
        days, first = [more, *days], step
    return days, first


def _days_after(reading: Reading, index: int) -> tuple[list[int], int]:
    """The days that follow an English month, and the index of their last word: "9", "9 and 10", "9-12"."""
    if reading.gap(index) not in (" ", ". ", "\xa0", ".\xa0"):
        return [], index
    day = reading.day_at(index + 1)
    if day is None:
        return [], index
    last, days = index + 1, [day]
    while len(days) < _MOST_DAYS:
        gap, step = reading.gap(last), last + 1
        if gap == " " and reading.is_("range", step):
            if reading.gap(step) != " ":
                break
            step += 1
        elif gap not in ("-", "–", "—", ", "):
            break
        more = reading.day_at(step)
        if more is None or more <= days[-1] or (gap == ", " and reading.gap(step) not in (", ", " ")):
            break
        if gap == ", " and not reading.is_("range", step + 1) and reading.day_at(step + 1) is None:
            break
        days, last = [*days, more], step
    return days, last


def _british(reading: Reading, index: int) -> tuple[list[int], int]:
    """A day before an English month, and the index of its word: "4th of July", "20 June 2025"."""
    at = index - 1
    of = reading.plain(at) == "of" and reading.gap(at) == " "
    at -= of
    day = reading.day_at(at)
    year = reading.words[index + 1] if index + 1 < len(reading.words) and reading.gap(index) == " " else None
    if day is None or reading.gap(at) != " " or not (of or (year and YEAR.match(year.text))):
        return [], index
    return [day], at


# -- the year ------------------------------------------------------------------------------------------------------


def _year_after(reading: Reading, last: int, has_day: bool) -> tuple[int | None, int]:
    """The year written after a month or a day, and the index of its last word."""
    step, gap = last + 1, reading.gap(last)
    if gap not in (", ", " ", ",") and not (gap == ". " and _is_short(reading, reading.words[last])):
        return None, last
    joint = 0
    while reading.is_("year_joint", step) and reading.gap(step) == " " and joint < _LONGEST_JOINT:
        step, joint = step + 1, joint + 1
    word = reading.words[step] if step < len(reading.words) else None
    if word and YEAR.match(word.text):
        following = reading.following(word, 2)
        if following[:1] == ":" and following[1:].isdecimal():
            return None, last
        return reading.remember_year(step), step
    for at in (step, step - 1, step - 2):
        hit = reading.phrases.get(at) if at > last else None
        if hit and hit.value[0] == "year_shift" and reading.anchor and gap == " ":
            return reading.anchor.year + hit.value[1], hit.last
    return None, last


def _year_of_list(reading: Reading, last: int) -> int | None:
    """The year written after the last date of a list or range that goes on here: "May 30 through June 2, 2024"."""
    dates = 0
    for at in range(last + 1, min(last + 1 + _LONGEST_LIST, len(reading.words))):
        if YEAR.match(reading.words[at].text):
            return int(reading.words[at].text) if dates else None
        if reading.plain(at) in reading.lexicon.months or reading.day_at(at) is not None:
            dates += 1
        elif not reading.is_("list_word", at):
            return None
        if reading.body.starts_sentence(at):
            return None
    return None


def _year_for(reading: Reading, number: int, day: int, index: int, first: int) -> int | None:
    """The year of a month and day without one: nearest before publication, or just after where it looks ahead."""
    anchor, last_day, last_year = reading.anchor, reading.last_day, reading.last_year
    if anchor is None:
        return reading.known_year
    paragraph = reading.body.paragraph_of(reading.words[index].start)
    if last_year and last_day and last_year[1] == paragraph and last_day.year == last_year[0] < anchor.year:
        goes_on = 0 <= number - last_day.month <= _GOES_ON_MONTHS
        if goes_on:
            return last_year[0]
    here = calendar(anchor.year, number, day)
    if here is None:
        return anchor.year
    days = (date.fromisoformat(here) - anchor).days
    if days > _SOON_DAYS:
        ahead = reading.looks_ahead(index)
        if days > _AHEAD_DAYS:
            return anchor.year if ahead and days <= _PLANNED_DAYS else anchor.year - 1
        before = first - 2 if reading.is_("article", first - 1) else first - 1
        return anchor.year if ahead or reading.is_("before_ahead", before) else anchor.year - 1
    if days < -_PLANNED_DAYS and reading.looks_ahead(index):
        return anchor.year + 1
    return anchor.year


def _year_of_bare_month(reading: Reading, index: int, number: int) -> int | None:
    """The year of a month that stands by itself, or None where the word is none ("may", "March on")."""
    word, anchor = reading.words[index], reading.anchor
    if _is_short(reading, word):
        return None
    if reading.is_("month_or_word", index):
        kinds = ("before_month", "before_last", "before_next", "before_this", "before_part")
        if not any(reading.is_(kind, index - 1) for kind in kinds):
            return None
        if reading.lexicon.has_capitals and reading.gap(index) == " " and reading.words[index + 1].capital:
            return None  # "in April Smith's view", "May Day"
    if anchor is None:
        return reading.known_year
    shift, _ = reading.shift_before(index)
    if reading.gap(index) == " " and reading.is_("after_last", index + 1):
        shift = "last"
    if shift == "next":
        return anchor.year + (number <= anchor.month)
    if shift != "last" and reading.looks_ahead(index):
        return anchor.year + (number < anchor.month)
    return anchor.year - (number > anchor.month or (shift == "last" and number == anchor.month))
