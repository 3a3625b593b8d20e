"""What a copy changed, added or left out, sentence by sentence: for the card of a story, when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from etl.text import analyse

_ALIKE = 0.5  # share of words from which two sentences are one, changed

Kind = Literal["left_out", "added", "changed"]


@dataclass(frozen=True, slots=True)
class Change:
    """A sentence that differs: as the original has it and as the copy has it; empty where it stands in one alone."""

    kind: Kind
    original: str
    copy: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    words: tuple[str, ...]


def changes(original: str, copy: str) -> tuple[Change, ...]:
    """The sentences in which a copy differs from the original, in the order of the copy; moved ones do not differ.

    Letters' case, accents, punctuation and marks of quotation make no difference.
    """
    before, after = _sentences(original), _sentences(copy)
    kept = {one.words for one in before} & {one.words for one in after}
    keys = [one.words for one in before], [one.words for one in after]
    found: list[Change] = []
    for _, first, last, start, end in SequenceMatcher(None, *keys, autojunk=False).get_opcodes():
        old = [one for one in before[first:last] if one.words not in kept]
        new = [one for one in after[start:end] if one.words not in kept]
        found += _matched(old, new)
    return tuple(found)


def _sentences(text: str) -> list[_Sentence]:
    body = analyse("", text)
    starts = [*body.sentence_starts, len(body.text)]
    made = []
    for start, end in pairwise(starts):
        first, last = body.word_at(start - 1) + 1, body.word_at(end - 1) + 1
        words = tuple(word.plain for word in body.words[first:last])
        if words:
            made.append(_Sentence(body.text[start:end].strip(), words))
    return made


def _matched(old: Sequence[_Sentence], new: Sequence[_Sentence]) -> list[Change]:
    """The sentences of one place that differ, those put beside each other that are much alike."""
    left = list(old)
    found: list[Change] = []
    for one in new:
        likeness = [SequenceMatcher(None, other.words, one.words, autojunk=False).ratio() for other in left]
        best = max(range(len(left)), key=likeness.__getitem__, default=None)
        if best is not None and likeness[best] >= _ALIKE:
            found += (Change("left_out", other.text, "") for other in left[:best])
            found.append(Change("changed", left[best].text, one.text))
            left = left[best + 1 :]
        else:
            found.append(Change("added", "", one.text))
    return [*found, *(Change("left_out", other.text, "") for other in left)]
