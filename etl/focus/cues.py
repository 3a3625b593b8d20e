"""The words that say what happens at a place or on a day, by the word and the sentence where they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Set as AbstractSet

from etl.phrases import Phrases
from etl.text import Body

_NONE: frozenset[str] = frozenset()
Signals = dict[str, float]  # those that are not zero, by name
_SHORT = 150  # characters: the second sentence of so short a text is not late in it


def lateness(body: Body, start: int) -> float:
    """How late in the text a mention stands, from 0 to 1."""
    return start / max(len(body.text), _SHORT)


class Cues:
    """The cue words of one body, of the kinds in `focus_words.csv`."""

    def __init__(self, body: Body, phrases: Phrases[str]) -> None:
        """Find them once, for places and dates."""
        hits = phrases.find(body)
        self._at = [hit.first for hit in hits]
        self._kinds = [hit.value for hit in hits]
        self._in_sentence: defaultdict[int, set[str]] = defaultdict(set)
        for hit in hits:
            self._in_sentence[body.sentences[hit.first]].add(hit.value)

    def in_sentence(self, sentence: int) -> AbstractSet[str]:
        """The kinds of cue in a sentence, by its number."""
        return self._in_sentence.get(sentence, _NONE)

    def between(self, first: int, after: int) -> list[str]:
        """The kinds of cue at the words from `first` on, before `after`."""
        return self._kinds[bisect_left(self._at, first) : bisect_left(self._at, after)]
