"""What the rules of dates share while they walk over one body: its words, and the times found so far."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from etl.find.dates.lexicon import Lexicon
from etl.models import Precision
from etl.text import Body, Word

# A year outside is a number: no news on this subject speaks of times before the republic or after the century.
EARLIEST, LATEST = 1776, 2100
YEAR = re.compile(r"(?:1[789]|20)\d\d$")
_DAY = re.compile(r"([0-3]?\d)(?:st|nd|rd|th|º|°|ro|o)?$")
_CLAUSE_BEFORE, _CLAUSE_AFTER = 160, 120  # characters beside a word that its clause may reach
_SPACE = " "


class Found(NamedTuple):
    """A time in the text: offsets and the prefix date."""

    start: int
    end: int
    date: str

    @property
    def precision(self) -> Precision:
        """How fine the date is, by the length of its prefix."""
        return "year" if len(self.date) == 4 else "month" if len(self.date) == 7 else "day"


class Hit(NamedTuple):
    """What a rule made of a word: the times, none where the words are no time, and the index of the last word."""

    found: tuple[Found, ...]
    last: int


class Reading:
    """One walk over one body: the words beside a word, and what the text has said of times so far."""

    def __init__(self, body: Body, anchor: date | None, lexicon: Lexicon) -> None:
        """Begin at the first word. `anchor` is the publication date."""
        self.body, self.words, self.anchor, self.lexicon = body, body.words, anchor, lexicon
        self.phrases = {hit.first: hit for hit in lexicon.phrases.find(body)}
        self.last_end: int | None = None  # where the words of the last full date end
        self.last_day: date | None = None  # the last full date before, which "the next day" counts from
        self.last_year: tuple[int, int] | None = None  # the last year written out, and the paragraph it stands in

    def remember(self, found: Found) -> None:
        """Keep a full date as the one that the text goes on from."""
        if found.precision == "day":
            self.last_day, self.last_end = date.fromisoformat(found.date), found.end

    def remember_year(self, index: int) -> int:
        """The year that a word writes out, kept as the one of its paragraph."""
        year = int(self.words[index].text)
        self.last_year = (year, self.body.paragraph_of(self.words[index].start))
        return year

    @property
    def known_year(self) -> int | None:
        """The year of a date without one where nothing says when the text was published."""
        return self.last_year[0] if self.last_year and self.last_day else None

    # -- the words beside ------------------------------------------------------------------------------------------

    def plain(self, index: int) -> str:
        """The plain form of a word; empty beyond the text."""
        return self.words[index].plain if 0 <= index < len(self.words) else ""

    def gap(self, index: int) -> str:
        """The characters between a word and the next; empty beyond the text."""
        return self.body.gaps[index] if 0 <= index < len(self.words) else ""

    def is_(self, kind: str, index: int) -> bool:
        """Whether a word is of a kind of the lexicon."""
        return 0 <= index < len(self.words) and self.words[index].plain in self.lexicon.words.get(kind, ())

    def is_capital_after(self, index: int) -> bool:
        """Whether a word with a capital follows, so that a Spanish month or weekday is a name: "Julio César"."""
        return self.gap(index) == " " and index + 1 < len(self.words) and self.words[index + 1].capital

    def following(self, word: Word, size: int) -> str:
        """So many characters after a word."""
        return self.body.text[word.end : word.end + size]

    def day_at(self, index: int) -> int | None:
        """The day of the month that a word says, or None: "9", "9th", "primero", "Fourth"."""
        if not 0 <= index < len(self.words):
            return None
        word = self.words[index]
        if self.is_("first_day", index):
            return 1
        if word.plain in self.lexicon.day_words:
            return self.lexicon.day_words[word.plain] if word.capital else None
        match = _DAY.match(word.text.removesuffix("'s").removesuffix("’s"))
        if match is None:
            return None
        following = self.following(word, 2)
        if following[:1] == "%" or (following[:1] in ",.:" and following[1:].isdecimal()):
            return None
        return int(match[1]) if 1 <= int(match[1]) <= 31 else None

    def shift_before(self, index: int) -> tuple[str, int]:
        """ "last", "next", "this" or "" as the word before says, and where the time's own words start."""
        start = self.words[index].start
        shift, at = "", index - 1
        for kind in ("last", "next", "this"):
            if self.is_(f"before_{kind}", at) and self.gap(at) in (_SPACE, "-"):
                shift, start, at = kind, self.words[at].start, at - 1
                break
        if self.gap(at) != _SPACE or at < 0:
            return shift, start
        if self.is_("this", at):
            shift = shift or "this"
        if self.is_("article", at):  # "el lunes", "this past Monday"
            start = self.words[at].start
        return shift, start

    def looks_ahead(self, index: int) -> bool:
        """Whether the clause that holds a word speaks of what is to come."""
        word, text = self.words[index], self.body.text
        start, end = self.body.sentence_span(word.start)
        start, end = max(start, word.start - _CLAUSE_BEFORE), min(end, word.end + _CLAUSE_AFTER)
        left = max(text.rfind(mark, start, word.start) for mark in (",", ";", "—", ":"))
        stops = [at for mark in (",", ";", "—") if (at := text.find(mark, word.end, end)) >= 0]
        begin, stop = max(start, left + 1), min(stops, default=end)
        before = index - 2 if self.is_("on", index - 1) else index - 1
        if self._is_told(index, before):
            return False
        if self.is_("past_before", before) or self.plain(before).endswith(self.lexicon.participles):
            stop = word.start  # "The man held Saturday will see a judge"
        elif (that := self.lexicon.that.search(text, word.end, stop)) is not None:
            stop = that.start()
        return bool(self.lexicon.ahead.search(text, begin, stop))

    def _is_told(self, index: int, before: int) -> bool:
        """Whether a day is that of what was said or done, whatever the clause plans: "said Tuesday it will appeal"."""
        if any(self.is_("said", at) or self._is_preterite(at) for at in (before, before - 1, index + 1)):
            return True
        of_day = index + 1 if self.words[index].plain.endswith("'s") else before
        return self.is_("past_noun", of_day)  # "Thursday's raid will cost", "The raid Thursday is expected"

    def _is_preterite(self, index: int) -> bool:
        """Whether a word is a Spanish verb of the past by its ending: "anunció", "llegaron"."""
        if not self.lexicon.day_first or not 0 <= index < len(self.words):
            return False
        word = self.words[index]
        return word.text.endswith("ó") or (word.plain.endswith("ron") and not word.capital)


def calendar(year: int, month: int, day: int | None = None) -> str | None:
    """The prefix date, or None where there is no such day."""
    if not EARLIEST <= year <= LATEST or not 1 <= month <= 12:
        return None
    if day is None:
        return f"{year:04}-{month:02}"
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
