"""Finding many phrases in a body at once, by words: one dictionary look-up for each run of words that may start one.

A phrase is matched by the plain form of its words (no case, accents or periods), longest first, and adjacent
words may be parted by spaces, a hyphen or an abbreviation's period only. A last word that ends in `*` is a stem.
A word that is written with a capital in the phrase must have one in the text too: "ICE" is not "ice".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from etl.text import Body, analyse

T = TypeVar("T")


class Hit(NamedTuple, Generic[T]):
    """A phrase that was found: the indices of its first and last word, its offsets, and its value."""

    first: int
    last: int
    start: int
    end: int
    value: T


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """A word's plain form without periods and possessive: what phrases compare by."""
    word = word.replace(".", "").replace("’", "'").replace("–", "-")
    return word[:-2] if word.endswith("'s") else word


class Phrases(Generic[T]):
    """A set of phrases with a value each. Built once; `find` is linear in the number of words."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        """Build from (phrase, value) pairs; of two values for one phrase the first wins."""
        self._exact: dict[str, dict[tuple[bool, ...], tuple[tuple[bool, ...], T]]] = {}
        self._stems: dict[str, T] = {}
        self._first: dict[str, int] = {}
        for phrase, value in phrases:
            stem = phrase.endswith("*")
            words = analyse("", phrase.rstrip("*")).words
            keys = [word_key(word.plain) for word in words]
            if not keys:
                continue
            if stem and len(keys) == 1:
                self._stems.setdefault(keys[0], value)
                continue
            upper = tuple(w.text.isupper() and len(w.text) > 1 and w.text.isalpha() for w in words)
            capital = tuple(w.capital for w in words)
            self._exact.setdefault(" ".join(keys), {}).setdefault(upper, (capital, value))
            self._first[keys[0]] = max(self._first.get(keys[0], 0), len(keys))
        self._lengths = sorted({len(stem) for stem in self._stems}, reverse=True)

    def find(self, body: Body) -> Iterator[Hit[T]]:
        """Every match, left to right, the longest at each word, none overlapping."""
        words, index = body.words, 0
        while index < len(words):
            hit = self._at(body, index)
            if hit is None:
                index += 1
            else:
                yield hit
                index = hit.last + 1

    def _at(self, body: Body, index: int) -> Hit[T] | None:
        words = body.words
        first = word_key(words[index].plain)
        longest = self._first.get(first, 0)
        if longest:
            run, keys = [words[index]], [first]
            for last in range(index + 1, min(index + longest, len(words))):
                gap = body.text[words[last - 1].end : words[last].start]
                if gap not in (" ", "-", ". ", "\n", "\xa0", "/", "  "):
                    break
                run.append(words[last])
                keys.append(word_key(words[last].plain))
            for size in range(len(run), 0, -1):
                forms = self._exact.get(" ".join(keys[:size]))
                if not forms:
                    continue
                for upper, (capital, value) in forms.items():
                    if all(
                        (word.text.replace(".", "").isupper() or not up) and (word.capital or not cap)
                        for word, up, cap in zip(run, upper, capital, strict=False)
                    ):
                        end = run[size - 1].end
                        if run[size - 1].plain.endswith(("'s", "’s")):
                            end -= 2
                        return Hit(index, index + size - 1, run[0].start, end, value)
        for length in self._lengths:
            if len(first) >= length and (stem := self._stems.get(first[:length])) is not None:
                return Hit(index, index, words[index].start, words[index].end, stem)
        return None
