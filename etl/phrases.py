"""Finding many phrases in a body at once, by words: one dictionary look-up for each run of words that may start one.

A phrase is matched by the plain form of its words (no case, accents or periods), longest first, and adjacent
words may be parted by spaces, a hyphen, a comma or an abbreviation's period only. A last word that ends in `*` is a stem.
A word that is written with a capital in the phrase must have one in the text too: "ICE" is not "ice".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Generic, NamedTuple, TypeVar

from etl.text import Body, analyse

T = TypeVar("T")
_ENDS = frozenset({". ", "\n"})
_Case = tuple[tuple[bool, ...], tuple[bool, ...]]  # which words must be in capitals, and which begin with one
_GAPS = frozenset({" ", "-", ". ", ", ", "\n", "\xa0", "/", "  "})


def _is_upper(text: str) -> bool:
    """Whether a word stands in capitals, a possessive and periods aside: "ICE's", "F.B.I."."""
    return text.replace(".", "").removesuffix("'s").removesuffix("’s").isupper()


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
        self._exact: dict[str, dict[_Case, T]] = {}
        self._stems: dict[str, T] = {}
        first: dict[str, set[int]] = {}
        for phrase, value in phrases:
            cut = analyse("", phrase.rstrip("*"))
            if not cut.keys:
                continue
            if phrase.endswith("*") and len(cut.keys) == 1:
                self._stems.setdefault(cut.keys[0], value)
                continue
            words = cut.words
            letters = [w.text.replace(".", "") for w in words]
            upper = tuple(text.isupper() and len(text) > 1 and text.isalpha() for text in letters)
            capital = tuple(w.capital for w in words)
            self._exact.setdefault(" ".join(cut.keys), {}).setdefault((upper, capital), value)
            first.setdefault(cut.keys[0], set()).add(len(cut.keys))
        self._first = {
            key: tuple(sorted(sizes, reverse=True)) for key, sizes in first.items()
        }  # lengths, longest first
        for keys, forms in self._exact.items():  # the stricter form first: "Sheriff's Department" before lower case
            self._exact[keys] = dict(sorted(forms.items(), key=lambda form: -sum(form[0][0]) - sum(form[0][1])))
        self._lengths = sorted({len(stem) for stem in self._stems}, reverse=True)
        self._known: dict[str, T | None] = {}  # a word's stem, remembered: words repeat from article to article

    def find(self, body: Body) -> Iterator[Hit[T]]:
        """Every match, left to right, the longest at each word, none overlapping."""
        starts = [index for key in body.where.keys() & self._first.keys() for index in body.where[key]]
        if self._stems:
            starts += [index for key, at in body.where.items() if self._stem(key) is not None for index in at]
        done = -1
        for index in sorted(starts):
            if index > done and (hit := self._at(body, index)) is not None:
                yield hit
                done = hit.last

    def _stem(self, key: str) -> T | None:
        if key not in self._known:
            if len(self._known) > 100_000:
                self._known.clear()
            found = (self._stems[key[:n]] for n in self._lengths if key[:n] in self._stems)
            self._known[key] = next(found, None)
        return self._known[key]

    def _at(self, body: Body, index: int) -> Hit[T] | None:
        words, keys = body.words, body.keys
        for size in self._first.get(keys[index], ()):
            stop = index + size
            forms = self._exact.get(" ".join(keys[index:stop])) if size > 1 else self._exact.get(keys[index])
            if forms is None or stop > len(words):
                continue
            run = words[index:stop]
            if size > 1 and not self._joined(body, index, stop):
                continue
            for (upper, capital), value in forms.items():
                if all(
                    (not up or _is_upper(word.text)) and (word.capital or not cap)
                    for word, up, cap in zip(run, upper, capital, strict=True)
                ):
                    possessive = 2 if run[-1].plain.endswith("'s") else 0
                    return Hit(index, stop - 1, run[0].start, run[-1].end - possessive, value)
        value_of_stem = self._stem(keys[index]) if self._stems else None
        if value_of_stem is None:
            return None
        return Hit(index, index, words[index].start, words[index].end, value_of_stem)

    def _joined(self, body: Body, first: int, stop: int) -> bool:
        """Whether the words stand together: a period parts them where a sentence ends."""
        for index in range(first, stop - 1):
            gap = body.text[body.words[index].end : body.words[index + 1].start]
            if gap not in _GAPS or (gap in _ENDS and body.starts_sentence(index + 1)):
                return False
            if body.words[index].text.isupper() is False and _is_upper(body.words[index].text) and gap == " ":
                return False  # "ICE's Homeland Security Investigations" are two bodies
        return True
