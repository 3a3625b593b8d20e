"""Finding many phrases in a body at once, by words: one look-up for each distinct word that may start one.

A phrase is matched by the plain form of its words (no case, accents or periods), longest first. Adjacent words may be
parted by a space, a hyphen, a comma or an abbreviation's period, or as the phrase itself parts them ("287(g)"). A last
word that ends in `*` is a stem. A word with a capital in the phrase must have one in the text: "ICE" is not "ice".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Generic, NamedTuple, TypeVar

from etl.text import Body, Word, analyse

T = TypeVar("T")
_GAPS = frozenset({" ", "-", ". ", ", ", "\n", "\xa0", "/", "  "})
_ENDS = frozenset({". ", "\n"})  # gaps that part two words where a sentence ends
_KEPT = 100_000  # words whose stem is remembered: words repeat from article to article

_Keys = tuple[str, ...]


class _Form(NamedTuple, Generic[T]):
    """One written form of a phrase: for each word, whether it must be in capitals and whether it begins with one."""

    upper: tuple[bool, ...]
    capital: tuple[bool, ...]
    free: bool  # no word must be written in some way
    gaps: tuple[str, ...]
    closed: bool  # a parenthesis ends it: "287(g)"
    value: T


class Hit(NamedTuple, Generic[T]):
    """A phrase that was found: the indices of its first and last word, its offsets, and its value."""

    first: int
    last: int
    start: int
    end: int
    value: T


class Phrases(Generic[T]):
    """A set of phrases with a value each. Built once; `find` is linear in the number of words."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        """Build from (phrase, value) pairs; of two values for one phrase the first wins."""
        exact: dict[_Keys, dict[tuple[tuple[bool, ...], tuple[bool, ...]], _Form[T]]] = {}
        self._stems: dict[str, T] = {}
        for phrase, value in phrases:
            cut = analyse("", phrase.rstrip("*"))
            if not cut.keys:
                continue
            if phrase.endswith("*") and len(cut.keys) == 1:
                self._stems.setdefault(cut.keys[0], value)
                continue
            form = _form(cut, value)
            exact.setdefault(cut.keys, {}).setdefault((form.upper, form.capital), form)
        # the stricter form first: "Sheriff's Department" before lower case
        self._exact = {
            keys: tuple(sorted(forms.values(), key=lambda form: -sum(form.upper) - sum(form.capital)))
            for keys, forms in exact.items()
        }
        self.alone = frozenset(keys[0] for keys in self._exact if len(keys) == 1)  # phrases of one word
        sizes: dict[_Keys, set[int]] = {}
        for keys in self._exact:
            if len(keys) > 1:
                sizes.setdefault(keys[:2], set()).add(len(keys))
        # the lengths of the phrases that two words start, longest first
        self.pairs = {pair: tuple(sorted(lengths, reverse=True)) for pair, lengths in sizes.items()}
        self._lengths = sorted({len(stem) for stem in self._stems}, reverse=True)
        self._known: dict[str, T | None] = {}

    def is_alone(self, key: str) -> bool:
        """Whether a word of this key is a phrase by itself, or begins with a stem."""
        return key in self.alone or (bool(self._stems) and self._stem(key) is not None)

    def find(self, body: Body) -> Iterator[Hit[T]]:
        """Every match, left to right, the longest at each word, none overlapping."""
        starts = body.starts.get(id(self))
        if starts is None:  # the body was cut without an index of this set
            starts = PhraseIndex([self]).starts(body.keys, body.where)[id(self)]
        done = -1
        for index in sorted(starts):
            if index > done and (hit := self._at(body, index)) is not None:
                yield hit
                done = hit.last

    def _stem(self, key: str) -> T | None:
        if key not in self._known:
            if len(self._known) > _KEPT:
                self._known.clear()
            found = (self._stems[key[:n]] for n in self._lengths if key[:n] in self._stems)
            self._known[key] = next(found, None)
        return self._known[key]

    def _at(self, body: Body, index: int) -> Hit[T] | None:
        """The longest phrase that begins at a word."""
        keys = body.keys
        for size in self.pairs.get(keys[index : index + 2], ()):
            stop = index + size
            for form in self._exact.get(keys[index:stop], ()) if stop <= len(keys) else ():
                if _is_written(body, index, stop, form):
                    return _hit(body, index, stop, form)
        key = keys[index]
        if key in self.alone:
            for form in self._exact[keys[index : index + 1]]:
                if form.free or _is_written(body, index, index + 1, form):
                    return _hit(body, index, index + 1, form)
        value_of_stem = self._stem(key) if self._stems else None
        if value_of_stem is None:
            return None
        return Hit(index, index, body.words[index].start, body.words[index].end, value_of_stem)


class PhraseIndex:
    """Where phrases of many sets may start: one look-up for each word and each pair of words, for all sets together."""

    def __init__(self, sets: Iterable[Phrases[Any]]) -> None:
        """Take the sets; a body that was cut with this index tells each of them where to look."""
        self._sets = {id(phrases): phrases for phrases in sets}
        pairs: dict[_Keys, list[int]] = {}
        for number, phrases in self._sets.items():
            for pair in phrases.pairs:
                pairs.setdefault(pair, []).append(number)
        self._pairs = {pair: tuple(numbers) for pair, numbers in pairs.items()}
        self._alone: dict[str, tuple[int, ...]] = {}  # remembered: words repeat from article to article

    def starts(self, keys: Sequence[str], where: Mapping[str, list[int]]) -> dict[int, list[int]]:
        """The words of a body that may start a phrase of each set, by the set's identity; a word may stand twice."""
        found: dict[int, list[int]] = {number: [] for number in self._sets}
        for index, numbers in enumerate(map(self._pairs.get, pairwise(keys))):
            if numbers is not None:
                for number in numbers:
                    found[number].append(index)
        for key, indices in where.items():
            numbers = self._alone.get(key)
            if numbers is None:
                numbers = self._look_up(key)
            for number in numbers:
                found[number] += indices
        return found

    def _look_up(self, key: str) -> tuple[int, ...]:
        if len(self._alone) > _KEPT:
            self._alone.clear()
        numbers = tuple(number for number, phrases in self._sets.items() if phrases.is_alone(key))
        self._alone[key] = numbers
        return numbers


def _form(cut: Body, value: T) -> _Form[T]:
    """How a phrase is written."""
    letters = [word.text.replace(".", "") for word in cut.words]
    upper = tuple(text.isupper() and len(text) > 1 and text.isalpha() for text in letters)
    capital = tuple(word.capital for word in cut.words)
    return _Form(upper, capital, not any(capital), cut.gaps[:-1], cut.text.endswith(")"), value)


def _hit(body: Body, first: int, stop: int, form: _Form[T]) -> Hit[T]:
    """The hit of a phrase, without possessive."""
    last = body.words[stop - 1]
    end = last.end - 2 if last.plain.endswith("'s") else last.end
    if form.closed and body.text[end : end + 1] == ")":
        end += 1
    return Hit(first, stop - 1, body.words[first].start, end, form.value)


def _is_written(body: Body, first: int, stop: int, form: _Form[T]) -> bool:
    """Whether words with the keys of a phrase have its capitals and stand together."""
    words = body.words
    if not form.free:
        for at, upper, capital in zip(range(first, stop), form.upper, form.capital, strict=True):
            if (capital and not words[at].capital) or (upper and not _is_upper(words[at])):
                return False
    for at, own in zip(range(first, stop - 1), form.gaps, strict=True):
        gap = body.gaps[at]
        if (gap not in _GAPS and gap != own) or (gap in _ENDS and body.sentences[at] != body.sentences[at + 1]):
            return False
        if gap == " " and not words[at].text.isupper() and _is_upper(words[at]):
            return False  # "ICE's Homeland Security Investigations" are two bodies
    return True


def _is_upper(word: Word) -> bool:
    """Whether a word stands in capitals, a possessive and periods aside: "ICE's", "F.B.I."."""
    return word.text.replace(".", "").removesuffix("'s").removesuffix("’s").isupper()
