"""Counts: numbers of people that a reader would want in a table, such as "about 44 people were arrested".

A number (digits or words) counts where a word of `count_words.csv` in the same clause says what happened to the people
or what they did. Money, ages, times, distances and percentages are no people.
"""

from __future__ import annotations

from typing import NamedTuple

from etl.knowledge import Knowledge
from etl.models import Count, CountOf
from etl.phrases import Hit, Phrases
from etl.text import Body, Word, plain

_BEFORE, _AFTER = 4, 10  # words before and after the number within which the word may stand
_LARGEST = 10_000_000
_NEVER_BEFORE = frozenset("$€#")


class _Value(NamedTuple):
    first: int
    last: int
    value: int


class CountFinder:
    """Finds counts by the words of `count_words.csv`. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the words from the table."""
        rows = knowledge.tables["count_words"]
        self._numbers = {plain(r["word"]): int(r["value"]) for r in rows if r["kind"] == "number"}
        self._multiples = {plain(r["word"]): int(r["value"]) for r in rows if r["kind"] == "multiple"}
        self._approximate = frozenset(plain(r["word"]) for r in rows if r["kind"] == "approximate")
        self._units = frozenset(plain(r["word"]) for r in rows if r["kind"] == "unit")
        self._what: Phrases[str] = Phrases((r["word"], r["what"]) for r in rows if r["kind"] == "what")
        self._people = frozenset(plain(r["word"]) for r in rows if r["kind"] == "people")

    def find(self, body: Body) -> tuple[Count, ...]:
        """Every count, left to right, one for each kind and value."""
        said = {hit.first: hit for hit in self._what.find(body)}
        counts: dict[tuple[str, int], Count] = {}
        index = 0
        while index < len(body.words):
            value = self._value(body, index)
            if value is None:
                index += 1
                continue
            found = self._count(body, value, said)
            if found is not None:
                counts.setdefault((found.what, found.value), found)
            index = value.last + 1
        return tuple(counts.values())

    def _value(self, body: Body, index: int) -> _Value | None:
        """The number that begins at a word: "1,300", "44", "two dozen", "Veintiséis", "3 mil"."""
        words = body.words
        word = words[index]
        last, value = index, 0
        if word.text.isdigit() and word.text.isascii():
            text, before = word.text, body.text[word.start - 1 : word.start] if word.start else ""
            if before in _NEVER_BEFORE and before or before == "." or len(text) > 8:
                return None
            while (
                last + 1 < len(words) and body.between(last, last + 1) == "," and words[last + 1].text.isdigit()
                and len(words[last + 1].text) == 3 and words[last + 1].text.isascii()
            ):  # fmt: skip
                last += 1
                text += words[last].text
            value = int(text)
            following = body.text[words[last].end : words[last].end + 2]
            if following[:1] in ("%", ":", "/", "(") or (following[:1] == "." and following[1:].isdigit()):
                return None
        elif word.plain in self._numbers:
            value = self._numbers[word.plain]
        elif word.plain in self._multiples and word.plain in ("dozen", "docena"):
            value = 1
            last -= 1
        else:
            return None
        while (
            last + 1 < len(words)
            and words[last + 1].plain in self._multiples
            and (last < index or body.between(last, last + 1) == " ")
        ):
            last += 1
            value *= self._multiples[words[last].plain]
        return _Value(index, max(last, index), value) if 0 < value <= _LARGEST else None

    def _count(self, body: Body, value: _Value, said: dict[int, Hit[str]]) -> Count | None:
        """The count that a number makes with the words beside it, or None."""
        words = body.words
        sentence = body.sentence_of(words[value.first].start)
        after = value.last + 1
        if after < len(words) and words[after].plain in self._units:
            return None
        if len(str(value.value)) == 4 and 1900 <= value.value <= 2100 and value.first == value.last:
            return None
        best: tuple[int, int, str] | None = None
        for at in range(max(0, value.first - _BEFORE), min(len(words), value.last + _AFTER + 1)):
            hit = said.get(at)
            if hit is None or value.first <= at <= value.last or body.sentence_of(words[at].start) != sentence:
                continue
            left, right = sorted((at, value.last))
            between = body.text[words[left].end : words[right].start]
            if any(mark in between for mark in (";", "—", ". ")) or (at < value.first and "," in between):
                continue
            if any(words[i].text.isdigit() for i in range(left + 1, right)):
                continue
            distance = (at - value.last) if at > value.last else 2 * (value.first - at)
            if best is None or distance < best[0]:
                best = (distance, at, hit.value)
        if best is None:
            return None
        if best[0] > 3 and not self._are_people(body, value):
            return None
        what: CountOf = best[2]  # type: ignore[assignment]
        start, end = self._span(body, value, best[1])
        return Count(body.text[start:end], start, end, what, value.value)

    def _are_people(self, body: Body, value: _Value) -> bool:
        near: tuple[Word, ...] = body.words[value.last + 1 : value.last + 4]
        return any(word.plain in self._people for word in near)

    def _span(self, body: Body, value: _Value, at: int) -> tuple[int, int]:
        """From the word before the number that makes it approximate to the word that says what happened."""
        words, first = body.words, min(value.first, at)
        while first > 0 and words[first - 1].plain in self._approximate and body.between(first - 1, first) == " ":
            first -= 1
        return words[first].start, words[max(value.last, at)].end
