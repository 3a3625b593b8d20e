"""Finding many phrases in a body at once, by words: one look-up for each distinct word that may start one.

A phrase is matched by the plain form of its words (no case, accents or periods), longest first. Adjacent words may be
parted by a space, a hyphen, a comma or an abbreviation's period, or as the phrase itself parts them ("287(g)"). A last
word that ends in `*` is a stem. A word with a capital in the phrase must have one in the text: "ICE" is not "ice".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from etl.text import Body, Word, analyse

T = TypeVar("T")
_GAPS = frozenset({" ", "-", ". ", ", ", "\n", "\xa0", "/", "  "})
_ENDS = frozenset({". ", "\n"})  # gaps that part two words where a sentence ends
_KEPT_STEMS = 100_000  # words whose stem is remembered: words repeat from article to article

_Keys = tuple[str, ...]


class _Form(NamedTuple, Generic[T]):
    """One written form of a phrase: for each word, whether it must be in capitals and whether it begins with one."""

    upper: tuple[bool, ...]
    capital: tuple[bool, ...]
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
        exact: dict[_Keys, dict[tuple[_Keys, _Keys], _Form[T]]] = {}
        self._stems: dict[str, T] = {}
        first: dict[str, set[int]] = {}
        for phrase, value in phrases:
            cut = analyse("", phrase.rstrip("*"))
            if not cut.keys:
                continue
            if phrase.endswith("*") and len(cut.keys) == 1:
                self._stems.setdefault(cut.keys[0], value)
                continue
            form = _form(cut, value)
            exact.setdefault(cut.keys, {}).setdefault((form.upper, form.capital), form)  # type: ignore[arg-type]
            first.setdefault(cut.keys[0], set()).add(len(cut.keys))
        # the lengths of the phrases that a word starts, longest first
        self._first = {key: tuple(sorted(sizes, reverse=True)) for key, sizes in first.items()}
        # the stricter form first: "Sheriff's Department" before lower case
        self._exact = {
            keys: tuple(sorted(forms.values(), key=lambda form: -sum(form.upper) - sum(form.capital)))
            for keys, forms in exact.items()
        }
        self._lengths = sorted({len(stem) for stem in self._stems}, reverse=True)
        self._known: dict[str, T | None] = {}

    @property
    def first_keys(self) -> Iterable[str]:
        """The keys of the words that a phrase may start with; stems are not among them."""
        return self._first.keys()

    def find(self, body: Body) -> Iterator[Hit[T]]:
        """Every match, left to right, the longest at each word, none overlapping."""
        starts = [index for key in body.where.keys() & self._first.keys() for index in body.where[key]]
        if self._stems:
            starts += [index for key, at in body.where.items() if self._stem(key) is not None for index in at]
        return self.find_from(body, starts)

    def find_from(self, body: Body, starts: Iterable[int]) -> Iterator[Hit[T]]:
        """The matches that begin at some words."""
        done = -1
        for index in sorted(starts):
            if index > done and (hit := self._at(body, index)) is not None:
                yield hit
                done = hit.last

    def _stem(self, key: str) -> T | None:
        if key not in self._known:
            if len(self._known) > _KEPT_STEMS:
                self._known.clear()
            found = (self._stems[key[:n]] for n in self._lengths if key[:n] in self._stems)
            self._known[key] = next(found, None)
        return self._known[key]

    def _at(self, body: Body, index: int) -> Hit[T] | None:
        for size in self._first.get(body.keys[index], ()):
            stop = index + size
            forms = self._exact.get(body.keys[index:stop], ()) if stop <= len(body.keys) else ()
            for form in forms:
                if _is_written(body, index, stop, form):
                    last = body.words[stop - 1]
                    end = last.end - 2 if last.plain.endswith("'s") else last.end
                    end += form.closed and body.text[end : end + 1] == ")"
                    return Hit(index, stop - 1, body.words[index].start, end, form.value)
        value_of_stem = self._stem(body.keys[index]) if self._stems else None
        if value_of_stem is None:
            return None
        return Hit(index, index, body.words[index].start, body.words[index].end, value_of_stem)


class PhraseSets:
    """Several sets of phrases by name, found in one pass over the distinct words of a body; stems have no place here."""

    def __init__(self, sets: Mapping[str, Iterable[str]]) -> None:
        """Build from the phrases of each set; the value of a hit is the phrase."""
        self._sets = {name: Phrases((phrase, phrase) for phrase in phrases) for name, phrases in sets.items()}
        by_first: dict[str, list[str]] = {}
        for name, phrases in self._sets.items():
            for key in phrases.first_keys:
                by_first.setdefault(key, []).append(name)
        self._by_first: dict[str, Sequence[str]] = {key: tuple(names) for key, names in by_first.items()}

    def find(self, body: Body) -> dict[str, list[Hit[str]]]:
        """The matches of each set, left to right; an empty list where a set has none."""
        starts: dict[str, list[int]] = {}
        for key in body.where.keys() & self._by_first.keys():
            for name in self._by_first[key]:
                starts.setdefault(name, []).extend(body.where[key])
        return {
            name: list(phrases.find_from(body, starts[name])) if name in starts else []
            for name, phrases in self._sets.items()
        }


def _form(cut: Body, value: T) -> _Form[T]:
    """How a phrase is written."""
    letters = [word.text.replace(".", "") for word in cut.words]
    upper = tuple(text.isupper() and len(text) > 1 and text.isalpha() for text in letters)
    return _Form(upper, tuple(word.capital for word in cut.words), cut.gaps[:-1], cut.text.endswith(")"), value)


def _is_written(body: Body, first: int, stop: int, form: _Form[T]) -> bool:
    """Whether words with the keys of a phrase have its capitals and stand together."""
    words = body.words
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
