"""Two articles beside each other: which words they share, and which facts each has to itself.

A word of one text is *shared* where it stands in a run of three words that the other has too. *Facts* are numbers,
names, weekdays and months; a fact is a text's *own* where the other article has it nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.relate.words import KIND, WORD, Codes

_RUN = 3
_WHOLE = 1 << 30
_MOST_FACTS = 120


@dataclass(frozen=True)
class Side:
    """One of the two articles: its words with their kinds (`etl/relate/words.py`), and what stood around them."""

    words: Codes
    title: Codes
    language: str
    outlet: str
    dateline: str
    corrected: bool
    several: bool

    @cached_property
    def plain(self) -> Codes:
        """The words without their kinds."""
        return self.words >> np.uint32(2)

    @cached_property
    def headline(self) -> Codes:
        """The words of the title without their kinds."""
        return self.title >> np.uint32(2)

    @cached_property
    def runs(self) -> npt.NDArray[np.uint64]:
        """A number for each run of three words."""
        wide = self.plain.astype(np.uint64)
        count = max(len(wide) - _RUN + 1, 0)
        return np.asarray(
            wide[:count] * np.uint64(0x9E3779B97F4A7C15)
            + wide[1 : count + 1] * np.uint64(0xC2B2AE3D27D4EB4F)
            + wide[2 : count + 2] * np.uint64(0x165667B19E3779F9)
        )

    @cached_property
    def runs_sorted(self) -> npt.NDArray[np.uint64]:
        """The runs in order, to search in."""
        return np.sort(self.runs)

    @cached_property
    def repeated(self) -> int:
        """How many of the runs stand before already."""
        return int(np.count_nonzero(self.runs_sorted[1:] == self.runs_sorted[:-1]))

    @cached_property
    def facts(self) -> list[int]:
        """Numbers, names, weekdays and months of the first words, in their order."""
        facts = self.words[(self.words & KIND) != WORD][:_MOST_FACTS] >> np.uint32(2)
        return list(facts.tolist())

    @cached_property
    def forms(self) -> frozenset[int]:
        """All words of title and text."""
        return frozenset(self.plain.tolist()) | frozenset(self.headline.tolist())


class Fact(NamedTuple):
    """A number, name, weekday or month: where it stands, its kind and its word."""

    place: int
    kind: int
    word: int


@dataclass(frozen=True)
class Pair:
    """Two articles beside each other; `days` lie between them, None where one has no date."""

    a: Side
    b: Side
    days: int | None

    @cached_property
    def shared_a(self) -> npt.NDArray[np.bool_]:
        """Which words of the first article the second shares."""
        return _shared(self.a, self.b)

    @cached_property
    def shared_b(self) -> npt.NDArray[np.bool_]:
        """Which words of the second article the first shares."""
        return _shared(self.b, self.a)

    @cached_property
    def share_a(self) -> float:
        """The share of the first article that stands in the second."""
        return share(self.shared_a)

    @cached_property
    def share_b(self) -> float:
        """The share of the second article that stands in the first."""
        return share(self.shared_b)

    @cached_property
    def bound(self) -> float:
        """What neither share is above, for a fraction of the time that they take: from how many runs are in both."""
        a, b = self.a.runs_sorted, self.b.runs_sorted
        if not len(a) or not len(b):
            return 0.0
        both = int(np.count_nonzero(b[np.minimum(b.searchsorted(a), len(b) - 1)] == a))
        # A run that one text has several times may be covered wherever it stands.
        return _RUN * max(both / len(self.a.words), (both + self.b.repeated) / len(self.b.words)) if both else 0.0

    @cached_property
    def own_a(self) -> list[Fact]:
        """The facts that the first article has to itself."""
        return _own(self.a, self.shared_a, self.b)

    @cached_property
    def own_b(self) -> list[Fact]:
        """The facts that the second article has to itself."""
        return _own(self.b, self.shared_b, self.a)

    def own(self, kind: int, *, within: int = _WHOLE) -> tuple[set[int], set[int]]:
        """The facts of a kind that each text has to itself, in all of it or in its first words."""
        a, b = (
            {fact.word for fact in own if fact.kind == kind and fact.place < within} for own in (self.own_a, self.own_b)
        )
        return a, b

    def own_in_title(self, kind: int) -> tuple[set[int], set[int]]:
        """The facts of a kind that each title has and the other article has nowhere; none where one title has none."""
        a, b = of_kind(self.a.title, kind), of_kind(self.b.title, kind)
        return (a - self.b.forms, b - self.a.forms) if a and b and a != b else (set(), set())


def share(mask: npt.NDArray[np.bool_]) -> float:
    """The share of what is true."""
    return int(np.count_nonzero(mask)) / len(mask) if len(mask) else 0.0


def end(mask: npt.NDArray[np.bool_]) -> int:
    """The place after the last that is true; 0 where none is."""
    return len(mask) - int(mask[::-1].argmax()) if len(mask) and mask.any() else 0


def _shared(one: Side, other: Side) -> npt.NDArray[np.bool_]:
    covered = np.zeros(len(one.words), bool)
    if len(one.runs) and len(other.runs):
        place = np.searchsorted(other.runs_sorted, one.runs)
        place[place == len(other.runs)] = 0
        found = other.runs_sorted[place] == one.runs
        for step in range(_RUN):
            covered[step : step + len(found)] |= found
    return covered


def _own(one: Side, shared: npt.NDArray[np.bool_], other: Side) -> list[Fact]:
    # What follows the last shared word was cut from the other, and stands against nothing in it.
    last = end(shared)
    kinds = one.words[:last] & KIND
    places = np.flatnonzero(~shared[:last] & (kinds != WORD))
    if not len(places):
        return []
    facts = zip(places.tolist(), kinds[places].tolist(), one.plain[places].tolist(), strict=True)
    return [Fact(*fact) for fact in facts if fact[2] not in other.forms]


def of_kind(words: Codes, kind: int) -> set[int]:
    """The words of a kind, without it."""
    return set((words[(words & KIND) == kind] >> np.uint32(2)).tolist())
