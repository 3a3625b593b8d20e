"""Dates: calendar times that a text names, resolved against its publication date and never finer than its words.

The publication date is the document creation time (TimeML). Without it only absolute dates count, and those that
the text itself fixes ("the next day" after a full date, "Feb. 5" after "Jan. 26, 2025").
A bare weekday is the latest such day on or before publication, unless its clause looks ahead (GUIDELINES).

The finder walks over the words once; a word of `date_words.csv` or a number that may be a year starts a rule, and
each rule looks at a bounded number of neighbours, so that the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from etl.knowledge import Knowledge
from etl.models import Precision
from etl.phrases import Phrases
from etl.text import Body, Word, plain

# A year outside is a number: no news on this subject speaks of times before the republic or far ahead.
_EARLIEST, _AHEAD_YEARS = 1776, 10
# A month and day farther ahead than this was last year's: courts and legislatures seldom plan beyond.
_AHEAD_DAYS = 120
_SOON_DAYS = 45  # a day so near ahead needs no word that says so
_DAY = re.compile(r"([0-3]?\d)(?:st|nd|rd|th|º|°|ro|o)?$")
_YEAR = re.compile(r"(?:1[789]|20)\d\d$")


class Found(NamedTuple):
    """A time in the text: offsets and the prefix date."""

    start: int
    end: int
    date: str

    @property
    def precision(self) -> Precision:
        """How fine the date is, by the length of its prefix."""
        return "year" if len(self.date) == 4 else "month" if len(self.date) == 7 else "day"


class _Hit(NamedTuple):
    """A found time, and the index of its last word."""

    found: tuple[Found, ...]
    last: int


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """The words of one language."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    phrases: Phrases[tuple[str, int]]
    ahead: re.Pattern[str]
    words: Mapping[str, frozenset[str]]
    day_words: Mapping[str, int]  # "July Fourth"


class DateFinder:
    """Finds dates by the words of `date_words.csv`. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the words of each language from the table."""
        rows = knowledge.tables["date_words"]
        self._lexicons: dict[str, _Lexicon] = {}
        for language in ("en", "es"):
            mine = [row for row in rows if row["language"] in (language, "")]
            kinds = {row["kind"] for row in mine}
            words = {kind: frozenset(plain(r["word"]) for r in mine if r["kind"] == kind) for kind in kinds}
            self._lexicons[language] = _Lexicon(
                {plain(r["word"]): int(r["value"]) for r in mine if r["kind"] == "month"},
                {plain(r["word"]): int(r["value"]) for r in mine if r["kind"] == "weekday"},
                Phrases(
                    (r["word"], (r["kind"], int(r["value"])))
                    for r in mine
                    if r["kind"] in ("year_shift", "month_shift", "week_shift", "anaphora", "day", "not_a_date")
                ),
                re.compile(rf"\b(?:{'|'.join(r['word'] for r in mine if r['kind'] == 'looks_ahead')})\b", re.I),
                words,
                {plain(r["word"]): int(r["value"]) for r in mine if r["kind"] == "day_word"},
            )

    def find(self, body: Body, published: str | None, language: str = "en") -> list[Found]:
        """Every time in the body, left to right, none overlapping. `published` is the ISO publication date."""
        return _Reading(body, date.fromisoformat(published) if published else None, self._lexicons[language]).run()


class _Reading:
    """One walk over one body."""

    def __init__(self, body: Body, anchor: date | None, lexicon: _Lexicon) -> None:
        self._body, self._words, self._anchor, self._lexicon = body, body.words, anchor, lexicon
        self._day_words = lexicon.day_words
        self._phrases = {hit.first: hit for hit in lexicon.phrases.find(body)}
        self._last_end: int | None = None  # where its words end
        self._last_day: date | None = None  # the last full date before, which "the next day" counts from
        self._last_year: tuple[int, int] | None = None  # the last year written out, and the paragraph it stands in

    def run(self) -> list[Found]:
        found: list[Found] = []
        index, words, lexicon = 0, self._words, self._lexicon
        while index < len(words):
            word = words[index]
            key = self._body.keys[index]
            rule: Callable[[int], _Hit | None] | None = None
            if index in self._phrases:
                rule = self._phrase
            elif key in lexicon.weekdays:
                rule = self._weekday
            elif key in lexicon.months:
                rule = self._month
            elif word.text[0].isdigit():
                rule = self._number
            hit = rule(index) if rule else None
            if hit is None:
                index += 1
                continue
            for item in hit.found:
                found.append(item)
                if len(item.date) == 10:
                    self._last_day, self._last_end = date.fromisoformat(item.date), item.end
            index = hit.last + 1
        found.sort()
        kept: list[Found] = []
        for item in found:  # two days of one range share their words
            if not kept or item.start >= kept[-1].end or item[:2] == kept[-1][:2]:
                kept.append(item)
        return kept

    # -- rules, one for each kind of word that may begin a time ----------------------------------------------------

    def _phrase(self, index: int) -> _Hit | None:
        """ "last month", "yesterday", "el próximo año", "the next day"."""
        hit = self._phrases[index]
        kind, value = hit.value
        made: str | None = None
        if kind == "anaphora":
            made = (self._last_day + timedelta(days=value)).isoformat() if self._last_day else None
        elif self._anchor is not None and kind == "day":
            if self._words[index].capital and not self._body.starts_sentence(index) and value == 0:
                return None  # "USA Today"
            made = (self._anchor + timedelta(days=value)).isoformat()
        elif self._anchor is not None and kind == "week_shift":
            monday = self._anchor + timedelta(days=7 * value - self._anchor.weekday())
            sunday = monday + timedelta(days=6)  # a week has no form of its own; its month has, where it is one
            made = _calendar(monday.year, monday.month) if monday.month == sunday.month else None
        elif self._anchor is not None and kind == "year_shift":
            made = f"{self._anchor.year + value:04}"
        elif self._anchor is not None and kind == "month_shift":
            months = self._anchor.year * 12 + self._anchor.month - 1 + value
            made = _calendar(months // 12, months % 12 + 1)
        return _Hit((Found(hit.start, hit.end, made),) if made else (), hit.last)

    def _weekday(self, index: int) -> _Hit | None:
        """The latest such day on or before publication; the next one where the clause looks ahead."""
        word, lexicon = self._words[index], self._lexicon
        names_case = "case" in lexicon.words  # a language whose weekdays are written with a capital
        if names_case and not word.capital or not names_case and word.capital and not self._body.starts_sentence(index):
            return None
        if self._is_habit_or_name(index):
            return _Hit((), index)
        if self._belongs_to_date(index):
            return _Hit((), index)
        # "Tuesday, June 10": the calendar date says the day, the weekday adds nothing
        after = index + 1
        if after < len(self._words) and self._gap(index) in (", ", " ", ", el "):
            step = after + 1 if self._plain(after) in ("el", "the") else after
            if step < len(self._words):
                dated = self._month(step) if self._plain(step) in lexicon.months else None
                if dated is None and _DAY.match(self._words[step].text):
                    dated = self._number(step)
                if dated and dated.found and len(dated.found[0].date) == 10:
                    first = dated.found[0]
                    return _Hit((Found(word.start, first.end, first.date), *dated.found[1:]), dated.last)
        if self._anchor is None:
            return None
        shift, start = self._shift_before(index)
        end, last = word.end, index
        if after < len(self._words) and self._gap(index) == " ":
            if self._plain(after) in lexicon.words.get("after_last", ()):
                shift, end, last = shift or "last", self._words[after].end, after
            elif self._plain(after) in lexicon.words.get("after_next", ()):
                shift, end, last = shift or "next", self._words[after].end, after
            elif self._plain(after) in lexicon.words.get("part_of_day", ()):
                end, last = self._words[after].end, after
        back = (self._anchor.weekday() - lexicon.weekdays[self._body.keys[index]]) % 7
        if shift == "next":
            day = self._anchor + timedelta(days=7 - back if back else 7)
        elif shift == "last" and back == 0:
            day = self._anchor - timedelta(days=7)
        elif shift != "last" and back and self._looks_ahead(index):
            day = self._anchor + timedelta(days=7 - back)
        else:
            day = self._anchor - timedelta(days=back)
        return _Hit((Found(start, end, day.isoformat()),), last)

    def _is_habit_or_name(self, index: int) -> bool:
        """Whether a weekday names no day: "every Tuesday", "de lunes a viernes", "Black Friday", "the Sunday Times"."""
        words, before, after = self._lexicon.words, self._plain(index - 1), self._plain(index + 1)
        joined = self._gap(index - 1) == " " if index else False
        if joined and (
            before in words.get("habit_before", ())
            or (before in words.get("name_before", ()) and self._words[index - 1].capital)
        ):
            return True
        if self._gap(index) == " " and after in words.get("name_after", ()) and self._words[index + 1].capital:
            return True
        monday, friday = (next((w for w, v in self._lexicon.weekdays.items() if v == day), "") for day in (0, 4))
        near = (self._plain(index + 2), self._plain(index - 2))
        here = self._body.keys[index]
        return (here == monday and near[0] == friday) or (here == friday and near[1] == monday)

    def _belongs_to_date(self, index: int) -> bool:
        """Whether a calendar date beside a weekday says the day: "el martes 10 de junio", "June 7, a Saturday"."""
        after = self._day_at(index + 1)
        if after is not None and self._gap(index) in (" ", ", ") and self._lexicon.words.get("month_joint"):
            for at in range(index + 2, min(index + 9, len(self._words))):
                if self._plain(at) in self._lexicon.months and self._days_before(at)[1] <= index + 1:
                    return True
        if self._last_day is None or self._last_end is None:
            return False
        between = self._body.text[self._last_end : self._words[index].start]
        same = self._last_day.weekday() == self._lexicon.weekdays[self._body.keys[index]]
        return same and between in (", a ", ", ", " (", ", un ", ", el ")

    def _month(self, index: int) -> _Hit | None:
        """ "Feb. 28", "June 9 and 10, 2025", "9 de julio de 2025", "September 2017", "mid-January"."""
        word, lexicon = self._words[index], self._lexicon
        if "case" in lexicon.words and not word.capital:
            return None
        if (
            "case" not in lexicon.words
            and word.capital
            and not self._body.starts_sentence(index)
            and not word.text.isupper()
        ):
            return None  # "5 de Mayo" is a street, "Abril" a person
        if lexicon.words.get("month_joint"):  # Spanish: the day stands before
            days, first = self._days_before(index)
            if not days:
                days, first, last = *self._days_after(index)[:1], index, self._days_after(index)[1]
            else:
                last = index
        else:
            days, last = self._days_after(index)
            first = index
            if not days:
                days, first = self._british(index)
        year, last = self._year_after(last, bool(days))
        month = lexicon.months[self._body.keys[index]]
        start, end = self._words[first].start, self._words[last].end
        if last == index and self._body.text[end : end + 1] == "." and self._is_short(word):
            end += 1
        if year is None:
            year = self._year_of_list(last)
        if days:
            fixed = year if year is not None else self._year_for(month, days[0], index)
            if fixed is None:
                return _Hit((), last)
            dates = [made for day in days if (made := _calendar(fixed, month, day))]
            return _Hit(tuple(Found(start, end, made) for made in dates), last) if dates else None
        if year is None:
            year = self._year_of_bare_month(index, month)
            if year is None:
                return None
            shift, start_of_shift = self._shift_before(index)
            start = start_of_shift if shift else start
        part = index - 1
        if (
            self._plain(part) in lexicon.words.get("before_part", ())
            and self._gap(part) in (" ", "-")
            and "case" in lexicon.words
        ):
            start = self._words[part].start
        made_month = _calendar(year, month)
        return _Hit((Found(start, end, made_month),), last) if made_month else None

    def _is_short(self, word: Word) -> bool:
        """Whether a month is an abbreviation ("Feb."), so that a period belongs to it."""
        return len(word.text) <= 4 and word.plain not in self._lexicon.words.get("short_month", ())

    def _british(self, index: int) -> tuple[list[int], int]:
        """A day before an English month, and the index of its word: "4th of July", "20 June 2025"."""
        at = index - 1
        of = self._plain(at) == "of" and self._gap(at) == " "
        at -= of
        day = self._day_at(at)
        year = self._words[index + 1] if index + 1 < len(self._words) and self._gap(index) == " " else None
        if day is None or self._gap(at) != " " or not (of or (year and _YEAR.match(year.text))):
            return [], index
        return [day], at

    def _year_of_list(self, last: int) -> int | None:
        """The year written after the last date of a list or range that goes on here: "May 30 through June 2, 2024"."""
        at, dates = last + 1, 0
        while at < len(self._words) and at - last <= 9:
            plain, word = self._plain(at), self._words[at]
            if _YEAR.match(word.text):
                return int(word.text) if dates else None
            if plain in self._lexicon.months or self._day_at(at) is not None:
                dates += 1
            elif plain not in self._lexicon.words.get("list_word", ()):
                return None
            if self._body.starts_sentence(at):
                return None
            at += 1
        return None

    def _number(self, index: int) -> _Hit | None:
        """A year by itself, an ISO date or a slashed one."""
        words, text = self._words, self._words[index].text
        if index + 2 < len(words) and words[index + 1].text.isdigit() and words[index + 2].text.isdigit():
            gaps = (self._gap(index), self._gap(index + 1))
            numbers = [words[index + i].text for i in range(3)]
            made: str | None = None
            if gaps == ("-", "-") and len(numbers[0]) == 4:
                made = _calendar(*map(int, numbers))
            elif gaps == ("/", "/") and max(map(len, numbers)) <= 4:
                month, day = (1, 0) if "month_joint" in self._lexicon.words and int(numbers[1]) <= 12 else (0, 1)
                year = int(numbers[2])
                made = _calendar(year + 2000 if year < 100 else year, int(numbers[month]), int(numbers[day]))
            if gaps[0] in "-/" and gaps[0] == gaps[1] and gaps[0]:
                found = (Found(words[index].start, words[index + 2].end, made),) if made else ()
                return _Hit(found, index + 2)
        if _YEAR.match(text) and self._is_year(index):
            year = int(text)
            self._last_year = (year, self._body.paragraph_of(words[index].start))
            return _Hit((Found(words[index].start, words[index].end, f"{year:04}"),), index)
        return None

    # -- the words beside ------------------------------------------------------------------------------------------

    def _plain(self, index: int) -> str:
        return self._words[index].plain if 0 <= index < len(self._words) else ""

    def _gap(self, index: int) -> str:
        """The characters between a word and the next."""
        if index + 1 >= len(self._words):
            return ""
        return self._body.text[self._words[index].end : self._words[index + 1].start]

    def _day_at(self, index: int) -> int | None:
        if not 0 <= index < len(self._words):
            return None
        word: Word = self._words[index]
        if word.plain in self._lexicon.words.get("first_day", ()):
            return 1
        if word.plain in self._day_words:
            return self._day_words[word.plain] if word.capital else None
        match = _DAY.match(word.text.removesuffix("'s").removesuffix("’s"))
        following = self._body.text[word.end : word.end + 2]
        if not match or following[:1] == "%" or (following[:1] in ",.:" and following[1:].isdigit()):
            return None
        return int(match[1]) if 1 <= int(match[1]) <= 31 else None

    def _days_after(self, index: int) -> tuple[list[int], int]:
        """The days that follow an English month, and the index of their last word: "9", "9 and 10", "9-12"."""
        if self._gap(index) not in (" ", ". ", "\xa0", ".\xa0"):
            return [], index
        day = self._day_at(index + 1)
        if day is None:
            return [], index
        last, days = index + 1, [day]
        while len(days) < 5:
            gap, step = self._gap(last), last + 1
            if gap == " " and self._plain(step) in ("and", "to", "through", "y", "al"):
                if self._gap(step) != " ":
                    break
                step += 1
            elif gap not in ("-", "–", "—", ", "):
                break
            more = self._day_at(step)
            if more is None or more <= days[-1] or (gap == ", " and self._gap(step) not in (", ", " ")):
                break
            if gap == ", " and self._plain(step + 1) not in ("and",) and self._day_at(step + 1) is None:
                break
            days, last = [*days, more], step
        return days, last

    def _days_before(self, index: int) -> tuple[list[int], int]:
        """The days that stand before a Spanish month, and the index of their first word: "del 9 al 12 de julio"."""
        at = index - 1
        if self._plain(at) == "de" and self._gap(at) == " ":
            at -= 1
        day = self._day_at(at)
        if day is None or self._gap(at) != " ":
            return [], index
        days, first = [day], at
        while len(days) < 5:
            step = first - 1
            gap = self._gap(step)
            if gap == " " and self._plain(step) in ("y", "al", "e", "el", "a"):
                step -= 1
                if self._plain(step) in ("y", "al", "a"):
                    step -= 1
            elif gap == " " and self._body.keys[step] in self._lexicon.weekdays and step > 1:
                step -= 1  # "domingo 15 y el lunes 16 de junio"
                while self._plain(step) in ("y", "al", "a", "el", "e") and step > 0:
                    step -= 1
            elif gap not in ("-", "–", ", "):
                break
            more = self._day_at(step)
            if more is None or more >= days[0]:
                break
            days, first = [more, *days], step
        return days, first

    def _year_after(self, last: int, has_day: bool) -> tuple[int | None, int]:
        """The year written after a month or a day, and the index of its last word."""
        step, gap = last + 1, self._gap(last)
        if gap not in (", ", " ", ",") and not (gap == ". " and self._is_short(self._words[last])):
            return None, last
        joint = 0
        while self._plain(step) in ("de", "del", "of", "ano") and self._gap(step) == " " and joint < 2:
            step, joint = step + 1, joint + 1
        word = self._words[step] if step < len(self._words) else None
        if word and _YEAR.match(word.text) and not self._body.text[word.end : word.end + 1].isdigit():
            if (
                self._body.text[word.end : word.end + 1] == ":"
                and self._body.text[word.end + 1 : word.end + 2].isdigit()
            ):
                return None, last
            self._last_year = (int(word.text), self._body.paragraph_of(word.start))
            return int(word.text), step
        for at in (step, step - 1, step - 2):
            hit = self._phrases.get(at) if at > last else None
            if hit and hit.value[0] == "year_shift" and self._anchor and (gap == " "):
                return self._anchor.year + hit.value[1], hit.last
        if (
            gap == " "
            and self._anchor
            and not has_day
            and self._plain(step) in self._lexicon.words.get("after_last", ())
        ):
            return None, last
        return None, last

    def _shift_before(self, index: int) -> tuple[str, int]:
        """ "last", "next" or "" as the word before says, and where the time's own words start."""
        words, lexicon = self._lexicon.words, self._lexicon
        start = self._words[index].start
        shift, at = "", index - 1
        for kind in ("last", "next", "this"):
            if self._plain(at) in words.get(f"before_{kind}", ()) and self._gap(at) in (" ", "-"):
                shift, start, at = kind, self._words[at].start, at - 1
                break
        if (
            "case" not in lexicon.words
            and self._plain(at) in ("el", "este", "la", "del", "al")
            and self._gap(at) == " "
        ):
            if self._plain(at) == "este":
                shift = shift or "this"
            if self._plain(at) != "la":
                start = self._words[at].start if self._plain(at) not in ("del", "al") else start
        elif self._plain(at) == "this" and self._gap(at) == " ":
            start = self._words[at].start  # "this past Monday"
        return shift, start

    def _looks_ahead(self, index: int) -> bool:
        """Whether the clause that holds a word speaks of what is to come."""
        word = self._words[index]
        start, end = self._body.sentence_span(word.start)
        start, end = max(start, word.start - 160), min(end, word.end + 120)
        text = self._body.text
        left = max(text.rfind(mark, start, word.start) for mark in (",", ";", "—", ":"))
        stops = [at for mark in (",", ";", "—") if (at := text.find(mark, word.end, end)) >= 0]
        begin, stop = max(start, left + 1), min(stops, default=end)
        before = index - 2 if self._plain(index - 1) in ("on", "el", "este") else index - 1
        if self._plain(before) in self._lexicon.words.get("past_before", ()) or (
            self._plain(before).endswith("ed") and before >= 0
        ):
            stop = word.start  # "The man held Saturday will see a judge"
        return bool(self._lexicon.ahead.search(text, begin, stop))

    # -- which year, and whether a number is one ---------------------------------------------------------------------

    def _year_for(self, month: int, day: int, index: int) -> int | None:
        """The year of a month and day without one: nearest before publication, or just after where it looks ahead."""
        paragraph = self._body.paragraph_of(self._words[index].start)
        if self._anchor is None:
            return self._last_year[0] if self._last_year and self._last_day else None
        if self._last_year and self._last_year[1] == paragraph and self._last_year[0] < self._anchor.year:
            near = self._last_day and self._last_day.year == self._last_year[0]
            if near and self._last_day and 0 <= (month - self._last_day.month) <= 6:
                return self._last_year[0]
        here = _calendar(self._anchor.year, month, day)
        if here is None:
            return self._anchor.year
        ahead = (date.fromisoformat(here) - self._anchor).days
        if ahead > _AHEAD_DAYS and not (ahead <= 240 and self._looks_ahead(index)):
            return self._anchor.year - 1
        planned = self._plain(index - 1) in self._lexicon.words.get("before_ahead", ()) or self._looks_ahead(index)
        if ahead > _SOON_DAYS and not planned:
            return self._anchor.year - 1
        if ahead < -240 and self._looks_ahead(index):
            return self._anchor.year + 1
        return self._anchor.year

    def _year_of_bare_month(self, index: int, month: int) -> int | None:
        """The year of a month that stands by itself, or None where the word is none ("may", "March on")."""
        words = self._lexicon.words
        word = self._words[index]
        if len(word.text) <= 4 and word.plain not in words.get("short_month", ()):
            return None
        before = self._plain(index - 1)
        if word.plain in words.get("month_or_word", ()):
            if before not in words.get("before_month", ()) and not any(
                before in words.get(f"before_{kind}", ()) for kind in ("last", "next", "this", "part")
            ):
                return None
        if "case" in words and self._gap(index) == " " and index + 1 < len(self._words):
            following = self._words[index + 1]
            if following.capital and word.plain in words.get("month_or_word", ()):
                return None  # "in April Smith's view", "May Day"
        if self._anchor is None:
            return self._last_year[0] if self._last_year and self._last_day else None
        shift, _ = self._shift_before(index)
        after = self._plain(index + 1) if self._gap(index) == " " else ""
        if after in words.get("after_last", ()):
            shift = "last"
        year = self._anchor.year
        if shift == "next":
            return year + (month <= self._anchor.month)
        if shift != "last" and self._looks_ahead(index):
            return year + (month < self._anchor.month)
        return year - (month > self._anchor.month or (shift == "last" and month == self._anchor.month))

    def _is_year(self, index: int) -> bool:
        """Whether a number of four digits is a year here: by what stands beside it."""
        words, word = self._lexicon.words, self._words[index]
        limit = self._anchor.year + _AHEAD_YEARS if self._anchor else 2100
        if not _EARLIEST <= int(word.text) <= limit:
            return False
        text, before, after = self._body.text, self._plain(index - 1), self._plain(index + 1)
        following = text[word.end : word.end + 2]
        if text[max(0, word.start - 1) : word.start] in ("$", "#", ",", ".", "€", "/") or following[:1] in ("%", "/"):
            return False
        if following[:1] in (",", ".") and following[1:].isdigit():
            return False
        if following[:1] in ("-", "–") and index + 1 < len(self._words) and self._words[index + 1].text[0].isdigit():
            if not (_YEAR.match(self._words[index + 1].text) or len(self._words[index + 1].text) == 2):
                return False  # a case number
        if (
            self._is_address(index)
            or self._is_law(index)
            or before in words.get("habit_before", ())
            or before == "decada"
        ):
            return False
        if before == "de" and self._plain(index - 2) == "decada":
            return False
        dated = before in words.get("sure_before_year", ()) and self._gap(index - 1) == " "
        if self._gap(index) == " " and after in words.get("not_after_year", ()) and not dated:
            return False
        if self._gap(index - 1) == " " and index:
            if before in words.get("not_before_year", ()):
                return False
            previous = self._words[index - 1]
            if (
                previous.capital
                and not self._body.starts_sentence(index - 1)
                and before not in words.get("before_year", ())
            ):
                return before in self._lexicon.months or before in self._lexicon.weekdays
        if index and self._body.text[self._words[index - 1].end : word.start] in (" ", " (", "-", "–", ", "):
            return True
        return self._body.starts_sentence(index) or text[word.start - 1] in " ([‘“'\"\n—"

    def _is_address(self, index: int) -> bool:
        """Whether a number stands before a street's name: "2024 Main Street", "el 2020 de la calle Olmo"."""
        words = self._lexicon.words.get("street", ())
        near = range(index + 1, min(index + 4, len(self._words)))
        return any(self._plain(at) in words for at in near) and self._gap(index) == " "

    def _is_law(self, index: int) -> bool:
        """Whether a year is part of a law's name: "Control Act of 1986", "Ley de Inmigración de 1965", "the 1996 ... Act"."""
        laws = self._lexicon.words.get("law", ())
        if self._plain(index - 1) in ("of", "de"):
            for at in range(index - 2, max(-1, index - 9), -1):
                word = self._words[at]
                if word.plain in laws:
                    return word.capital and not (at == index - 2 and self._body.starts_sentence(at))
                if not word.capital and word.plain not in ("de", "of", "and", "y", "the", "la", "for"):
                    break
        for at in range(index + 1, min(index + 8, len(self._words))):
            word = self._words[at]
            if word.plain in laws:
                return word.capital
            if not word.capital and word.plain not in ("of", "and", "for"):
                break
        return False


def _calendar(year: int, month: int, day: int | None = None) -> str | None:
    """The prefix date, or None where there is no such day."""
    if not _EARLIEST <= year <= 2100 or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
