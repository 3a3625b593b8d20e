"""Counts: numbers of people that a reader would want in a table, such as "about 44 people were arrested".

A number (digits or words) counts where a word of `count_words.csv` in the same clause says what happened to the people
or what they did. Money, ages, times, distances, percentages and numbers of laws are no people, and a number that is
part of another ("120 people, including 12 women") is not counted beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

from etl.knowledge import Knowledge
from etl.models import Count, CountOf
from etl.phrases import Hit, Phrases
from etl.text import Body, plain

_BEFORE, _AFTER = 4, 10  # words before and after the number within which the word may stand
_NEAR = 3  # so near a word says what it counts; farther off, a word for people must stand after the number
_PEOPLE_WITHIN = 3  # words after a number
_LARGEST = 10_000_000  # people: more were never in one piece of news on this subject
_LONGEST_DIGITS = 8
_THOUSANDS = 3  # digits after a comma, or after a point in Spanish
_OLDEST = 110  # a number between commas up to this may be an age
_LONGEST_LIST = 12  # words in a list of ages
_YEARS = range(1900, 2101)
_NEVER_BEFORE = frozenset("$€#.")
_NEVER_AFTER = frozenset("%:/(")
_ENDS_CLAUSE = (";", "—", ". ")
_TENS = range(20, 91, 10)  # "twenty-six", "treinta y siete"
_OBJECT = "a"  # before a person who is acted on, in Spanish: "Detienen a 12"


class _Value(NamedTuple):
    """A number: the indices of its first and last word."""

    first: int
    last: int
    value: int


class CountFinder:
    """Finds counts by the words of `count_words.csv`. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the words from the table."""
        rows, words = knowledge.tables["count_words"], partial(knowledge.words, "count_words")

        def values(kind: str) -> dict[str, float]:
            return {plain(r["word"]): float(r["value"]) for r in rows if r["kind"] == kind}

        self._numbers, self._multiples, self._alone = values("number"), values("multiple"), values("multiple_alone")
        self._in_words = self._numbers.keys() | self._alone.keys()
        self._approximate, self._units, self._people = words("approximate"), words("unit"), words("people")
        self._part_before, self._label_before = words("part_before"), words("label_before")
        self._and, self._range = words("and"), words("range")
        self._what: Phrases[str] = Phrases((r["word"], r["what"]) for r in rows if r["kind"] == "what")

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (self._what,)

    def find(self, body: Body) -> tuple[Count, ...]:
        """Every count, left to right, one for each kind and value."""
        said = {hit.first: hit for hit in self._what.find(body) if hit.value}  # "two detention centers" are no people
        if not said:
            return ()
        values, no_people = self._values(body)
        counts: dict[tuple[str, int], Count] = {}
        for value in values:
            found = self._count(body, value, said, no_people)
            if found is not None:
                counts.setdefault((found.what, found.value), found)
        return tuple(counts.values())

    # -- numbers ---------------------------------------------------------------------------------------------------

    def _values(self, body: Body) -> tuple[list[_Value], frozenset[int]]:
        """The numbers that may count people, and the first words of those that are ages or parts of another."""
        words, values, no_people, done = body.words, [], set(), -1
        for index in sorted({*body.digits, *body.at_keys(self._in_words)}):
            value = self._value(body, index) if index > done else None
            if value is None:
                continue
            done = value.last
            ranged = index > 1 and index - 2 in no_people and words[index - 1].plain in self._range
            if ranged or self._is_age(body, value) or self._is_part(body, value):
                no_people.add(value.first)
            elif not (index and words[index - 1].capital and words[index - 1].plain in self._label_before):
                values.append(value)
        return values, frozenset(no_people)

    def _value(self, body: Body, index: int) -> _Value | None:
        """The number that begins at a word: "1,300", "1.5 million", "two dozen", "Veintiséis", "3 mil"."""
        words, word = body.words, body.words[index]
        last: int = index
        value: float
        if word.text.isdecimal() and word.text.isascii():
            if word.start and body.text[word.start - 1] in _NEVER_BEFORE:
                return None
            read = self._digits(body, index)
            if read is None:
                return None
            last, value = read
        elif word.plain in self._numbers:
            value = self._numbers[word.plain]
            unit = index + 1
            if unit < len(words) and words[unit].plain in self._and and body.gaps[index] == " ":
                unit += 1
            if value in _TENS and unit < len(words) and body.gaps[unit - 1] in (" ", "-"):
                more = self._numbers.get(words[unit].plain, 0)
                if 0 < more < 10:
                    last, value = unit, value + more
        elif word.plain in self._alone:
            value = self._alone[word.plain]
        else:
            return None
        while last + 1 < len(words) and body.gaps[last] == " " and words[last + 1].plain in self._multiples:
            last += 1
            value *= self._multiples[words[last].plain]
        whole = round(value)
        return _Value(index, last, whole) if 0 < whole <= _LARGEST and whole == value else None

    def _digits(self, body: Body, index: int) -> tuple[int, float] | None:
        """The last word and the value of a number in digits; None where it is a time, a share or a decimal."""
        words, last, text = body.words, index, body.words[index].text
        if len(text) > _LONGEST_DIGITS:
            return None
        for mark in (",", "."):
            while last + 1 < len(words) and body.gaps[last] == mark and _is_thousands(words[last + 1].text):
                last += 1
                text += words[last].text
            if last > index:
                break
        if last == index and last + 2 < len(words) and body.gaps[last] == "." and words[last + 1].text.isdecimal():
            if words[last + 2].plain in self._multiples:
                return last + 1, float(f"{text}.{words[last + 1].text[:_LONGEST_DIGITS]}")  # "1.5 million"
            return None
        following = body.text[words[last].end : words[last].end + 1]
        return None if following in _NEVER_AFTER else (last, int(text))

    def _is_age(self, body: Body, value: _Value) -> bool:
        """Whether a number, or a list of some, stands between commas: "A man, 44, was", "her sons, 12 and 9, were"."""
        if value.value > _OLDEST or not self._is_digits(body, value.first):
            return False
        first = last = value.first
        if first > 1 and body.words[first - 1].plain in self._and and self._is_digits(body, first - 2):
            first -= 2
        while first > 1 and self._is_digits(body, first - 1) and body.gaps[first - 1] == ", ":
            first -= 1
            if value.first - first > _LONGEST_LIST:
                return False
        while last + 1 < len(body.words) and self._is_digits(body, last + 1) and body.gaps[last] == ", ":
            last += 1
            if last - value.first > _LONGEST_LIST:
                return False
        if last + 2 < len(body.words) and body.words[last + 1].plain in self._and and self._is_digits(body, last + 2):
            last += 2
        return first > 0 and body.gaps[first - 1] == ", " and body.gaps[last].startswith(",")

    def _is_digits(self, body: Body, index: int) -> bool:
        return body.words[index].text.isdecimal()

    def _is_part(self, body: Body, value: _Value) -> bool:
        """Whether a number is part of the one before it: "including 12 women", "incluidos dos menores"."""
        at = value.first - 1
        while at > 0 and body.words[at].plain in self._approximate and body.gaps[at] == " ":
            at -= 1
        return at >= 0 and body.words[at].plain in self._part_before and body.gaps[at] == " "

    # -- what a number counts --------------------------------------------------------------------------------------

    def _count(
        self, body: Body, value: _Value, said: Mapping[int, Hit[str]], no_people: frozenset[int]
    ) -> Count | None:
        """The count that a number makes with the words beside it, or None."""
        words = body.words
        sentence, after = body.sentences[value.first], value.last + 1
        if after < len(words) and words[after].plain in self._units:
            return None
        if value.first == value.last and value.value in _YEARS:
            return None
        best: tuple[int, Hit[str]] | None = None
        for at in range(max(0, value.first - _BEFORE), min(len(words), value.last + _AFTER + 1)):
            hit = said.get(at)
            if hit is None or value.first <= at <= value.last or body.sentences[at] != sentence:
                continue
            follows = at > value.last
            left, right = (value.last, at) if follows else (hit.last, value.first)
            between = body.text[words[left].end : words[right].start]
            if any(mark in between for mark in _ENDS_CLAUSE) or (not follows and "," in between):
                continue
            if any(words[i].text.isdecimal() and i not in no_people for i in range(left + 1, right)):
                continue
            back = value.first - (words[value.first - 1].plain == _OBJECT) - hit.last
            # a verb right before wins over a noun right after: "arrested 23 protesters", but "holds 1,500 detainees"
            distance = at - value.last if follows else 1 if back == 1 else 2 * back
            if best is None or distance < best[0] or (distance == best[0] and hit.value == best[1].value):
                best = (distance, hit)
        if best is None or (best[0] > _NEAR and not self._are_people(body, value)):
            return None
        what: CountOf = best[1].value  # type: ignore[assignment]
        start, end = self._span(body, value, best[1])
        return Count(body.text[start:end], start, end, what, value.value)

    def _are_people(self, body: Body, value: _Value) -> bool:
        near = body.words[value.last + 1 : value.last + 1 + _PEOPLE_WITHIN]
        return any(word.plain in self._people for word in near)

    def _span(self, body: Body, value: _Value, hit: Hit[str]) -> tuple[int, int]:
        """From the word before the number that makes it approximate to the word that says what happened."""
        words, first = body.words, min(value.first, hit.first)
        while first > 0 and words[first - 1].plain in self._approximate and body.gaps[first - 1] == " ":
            first -= 1
        return words[first].start, words[max(value.last, hit.last)].end


def _is_thousands(text: str) -> bool:
    return len(text) == _THOUSANDS and text.isdecimal() and text.isascii()
