"""Numbers that are times: a year by itself, an ISO date or a slashed one; and the many that are none."""

from __future__ import annotations

import re

from etl.find.dates.reading import EARLIEST, LATEST, YEAR, Found, Hit, Reading, calendar

_AHEAD_YEARS = 10  # a year farther ahead is a number
_ADDRESS = 3  # words after a house number among which its street stands
_LAW_BEFORE, _LAW_AFTER = 8, 7  # words beside a year among which a law is named
_TIME_STAMP = re.compile(r"(\d\d)T\d\d$")
_NEVER_BEFORE = frozenset("$#,.€/")
_OPENS = frozenset(" ([‘“'\"\n—")


def number(reading: Reading, index: int) -> Hit | None:
    """The date that a number begins, or None."""
    if (written := _in_digits(reading, index)) is not None:
        return written
    word = reading.words[index]
    if YEAR.match(word.text) and _is_year(reading, index):
        return Hit((Found(word.start, word.end, f"{reading.remember_year(index):04}"),), index)
    return None


def _in_digits(reading: Reading, index: int) -> Hit | None:
    """An ISO date or a slashed one; nothing where three numbers are joined so and make no day."""
    if index + 2 >= len(reading.words):
        return None
    mark = reading.gap(index)
    if mark not in ("-", "/") or reading.gap(index + 1) != mark:
        return None
    texts = [reading.words[index + i].text for i in range(3)]
    stamp = _TIME_STAMP.match(texts[2])
    if stamp is not None:
        texts[2] = stamp[1]  # "2025-06-10T14:00:00Z"
    if not all(text.isdecimal() for text in texts):
        return None
    made: str | None = None
    if max(map(len, texts)) <= 4:
        first, second, third = map(int, texts)
        if mark == "-" and len(texts[0]) == 4:
            made = calendar(first, second, third)
        elif mark == "/":
            month, day = (second, first) if reading.lexicon.day_first and second <= 12 else (first, second)
            made = calendar(third + 2000 if third < 100 else third, month, day)
    end = reading.words[index + 2].start + len(texts[2])
    found = (Found(reading.words[index].start, end, made),) if made else ()
    return Hit(found, index + 2)


def _is_year(reading: Reading, index: int) -> bool:
    """Whether a number of four digits is a year here: by what stands beside it."""
    word, text = reading.words[index], reading.body.text
    limit = reading.anchor.year + _AHEAD_YEARS if reading.anchor else LATEST
    if not EARLIEST <= int(word.text) <= limit:
        return False
    following = reading.following(word, 2)
    if (word.start and text[word.start - 1] in _NEVER_BEFORE) or following[:1] in ("%", "/"):
        return False
    if following[:1] in (",", ".") and following[1:].isdecimal():
        return False
    if following[:1] in ("-", "–") and _is_case_number(reading, index + 1):
        return False
    before = index - 1
    if _is_address(reading, index) or _is_law(reading, index) or reading.is_("habit_before", before):
        return False
    if reading.is_("decade", before) or reading.is_("decade", before - 1):
        return False
    dated = reading.is_("sure_before_year", before) and reading.gap(before) == " "
    if reading.gap(index) == " " and reading.is_("not_after_year", index + 1) and not dated:
        return False
    if reading.gap(before) == " ":
        if reading.is_("not_before_year", before):
            return False
        capital = reading.words[before].capital and not reading.body.starts_sentence(before)
        if capital and not reading.is_("before_year", before):
            plain = reading.plain(before)
            return plain in reading.lexicon.months or plain in reading.lexicon.weekdays
    if index and reading.gap(before) in (" ", " (", "-", "–", ", "):
        return True
    return reading.body.starts_sentence(index) or text[word.start - 1] in _OPENS


def _is_case_number(reading: Reading, index: int) -> bool:
    """Whether digits after a hyphen make no range of years: "2025-1234"."""
    if index >= len(reading.words):
        return False
    text = reading.words[index].text
    return text[0].isdecimal() and not YEAR.match(text) and len(text) != 2


def _is_address(reading: Reading, index: int) -> bool:
    """Whether a number stands before a street's name: "2024 Main Street", "el 2020 de la calle Olmo"."""
    near = range(index + 1, index + 1 + _ADDRESS)
    return reading.gap(index) == " " and any(reading.is_("street", at) for at in near)


def _is_law(reading: Reading, index: int) -> bool:
    """Whether a year is part of a law's name: "Control Act of 1986", "Ley de 1965", "the 1996 ... Act"."""
    if reading.is_("law_joint", index - 1):
        for at in range(index - 2, max(-1, index - 1 - _LAW_BEFORE), -1):
            word = reading.words[at]
            if reading.is_("law", at):
                return word.capital and not (at == index - 2 and reading.body.starts_sentence(at))
            if not word.capital and not reading.is_("law_link", at):
                break
    for at in range(index + 1, min(index + 1 + _LAW_AFTER, len(reading.words))):
        word = reading.words[at]
        if reading.is_("law", at):
            return word.capital
        if not word.capital and not reading.is_("law_link", at):
            break
    return False
