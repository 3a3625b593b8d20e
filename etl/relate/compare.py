"""Are two articles copies of one report? Named passes in order; each decides only what it is sure of.

What is compared are words without furniture (`etl/relate/core.py`). A word of one text is *shared* where it stands in
a run of three words that the other has too. *Facts* are numbers, names, weekdays and months; a fact is a text's *own*
where the other text has it nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from etl.relate.words import CALENDAR, KIND, NAME, NUMBER, WORD, Codes, weekdays

_RUN = 3
_HEAD = 60  # words in which a report says who, what, when and where
_WHOLE = 1 << 30
_LONG_TITLE = 9
_LEAD = 40
_MOST_FACTS = 120
_STAND_IN = 40  # words of a wall or a notice
_WEEKDAYS = weekdays()
_SHORT = 45  # words of a summary or a caption

Answer = Literal["copy", "other"]


@dataclass(frozen=True)
class Side:
    """One of the two articles."""

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
    def facts(self) -> list[int]:
        """Numbers, names, weekdays and months of the first words, in their order."""
        facts = self.words[(self.words & KIND) != WORD][:_MOST_FACTS] >> np.uint32(2)
        return list(facts.tolist())

    @cached_property
    def forms(self) -> frozenset[int]:
        """All words of title and text."""
        return frozenset(self.plain.tolist()) | frozenset((self.title >> np.uint32(2)).tolist())


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
        return float(self.shared_a.mean()) if len(self.shared_a) else 0.0

    @cached_property
    def share_b(self) -> float:
        """The share of the second article that stands in the first."""
        return float(self.shared_b.mean()) if len(self.shared_b) else 0.0

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
        """The facts of a kind that each title has and the other article has nowhere."""
        return _of_kind(self.a.title, kind) - self.b.forms, _of_kind(self.b.title, kind) - self.a.forms


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
    last = int(np.flatnonzero(shared)[-1]) + 1 if shared.any() else 0
    kinds = one.words[:last] & KIND
    places = np.flatnonzero(~shared[:last] & (kinds != WORD))
    if not len(places):
        return []
    facts = zip(places.tolist(), kinds[places].tolist(), one.plain[places].tolist(), strict=True)
    return [Fact(*fact) for fact in facts if fact[2] not in other.forms]


def _of_kind(words: Codes, kind: int) -> set[int]:
    return set((words[(words & KIND) == kind] >> np.uint32(2)).tolist())


def stand_in(pair: Pair) -> Answer | None:
    """A few words that stand for every article of a site, a wall or a notice: the headlines have nothing in common."""
    if not min(map(len, (pair.a.words, pair.b.words))) or max(map(len, (pair.a.words, pair.b.words))) > _STAND_IN:
        return None
    a, b = ({*(side.title >> np.uint32(2)).tolist()} for side in (pair.a, pair.b))
    return "other" if pair.a.language == pair.b.language and a and b and len(a & b) < 0.15 * len(a | b) else None


def same_words(pair: Pair) -> Answer | None:
    """The same text, word for word."""
    a, b = pair.a.plain, pair.b.plain
    return "copy" if len(a) >= 8 and len(a) == len(b) and bool((a == b).all()) else None


def title_alone(pair: Pair) -> Answer | None:
    """Where one has no text: the same long headline on one day, or a longer one within two days."""
    if min(len(pair.a.words), len(pair.b.words)) > 0:
        return None
    a, b = pair.a.title >> np.uint32(2), pair.b.title >> np.uint32(2)
    equal = len(a) >= LEAST_TITLE and len(a) == len(b) and bool((a == b).all())
    within = 0 if len(a) < _LONG_TITLE else 2
    return "copy" if equal and pair.days is not None and pair.days <= within else "other"


def translation(pair: Pair) -> Answer | None:
    """In two languages: numbers, names and days nearly all the same, many, and in the same order, within days.

    Two reports of one event name the same things too, but each in an order of its own.
    """
    if pair.a.language == pair.b.language or max(pair.share_a, pair.share_b) >= 0.5:
        return None
    numbers = [_of_kind(one.words, NUMBER) for one in (pair.a, pair.b)]
    # A number may be written in other units; where more differ, it is a form with other figures.
    if min(len(numbers[0] - pair.b.forms), len(numbers[1] - pair.a.forms)) > 0.15 * min(map(len, numbers)):
        return "other"
    in_order = _in_order(pair.a.facts, pair.b.facts)
    least = max(8, 0.7 * min(len(pair.a.facts), len(pair.b.facts)))
    return "copy" if in_order >= least and pair.days is not None and pair.days <= 3 else "other"


def _in_order(a: Sequence[int], b: Sequence[int]) -> int:
    """The length of the longest sequence that both hold in its order."""
    above = [0] * (len(b) + 1)
    for one in a:
        row = [0]
        for at, other in enumerate(b):
            row.append(above[at] + 1 if one == other else max(above[at + 1], row[at]))
        above = row
    return above[-1]


def little_in_common(pair: Pair) -> Answer | None:
    """Less than the larger part of either, or of a summary less than nearly all."""
    least = 0.85 if min(len(pair.a.words), len(pair.b.words)) < _SHORT else 0.6
    return "other" if max(pair.share_a, pair.share_b) < least else None


def correction(pair: Pair) -> Answer | None:
    """Nearly the same text, one of the two with a notice that it was corrected."""
    near = min(pair.share_a, pair.share_b) >= 0.85
    return "copy" if near and (pair.a.corrected or pair.b.corrected) else None


def other_facts(pair: Pair) -> Answer | None:
    """Each has facts where the other has its own: other numbers, other days, other names."""
    if min(map(len, pair.own_in_title(NUMBER))) >= 1:
        return "other"
    for kind, least in ((NUMBER, 1), (NAME, 2)):
        own = sorted(map(len, pair.own(kind, within=_HEAD)))
        if own[0] >= 1 and own[1] >= least:
            return "other"
    # "Tuesday" against "Friday", but not against "March 18", which one desk writes for the other.
    a, b = pair.own(CALENDAR, within=_HEAD)
    if (a & _WEEKDAYS and b & _WEEKDAYS) or (a - _WEEKDAYS and b - _WEEKDAYS):
        return "other"
    return "other" if min(map(len, pair.own(NUMBER))) >= 2 else None


def round_up(pair: Pair) -> Answer | None:
    """One is a round-up or a live blog: a copy only of what is nearly the same in all."""
    if pair.a.several or pair.b.several:
        return "copy" if min(pair.share_a, pair.share_b) >= 0.8 else "other"
    return None


def lead_kept(pair: Pair) -> Answer | None:
    """The lead of one is in the other: a copy that was cut, edited, or put under an introduction."""
    for one, other, shared_one, shared_other in (
        (pair.a, pair.b, pair.shared_a, pair.shared_b),
        (pair.b, pair.a, pair.shared_b, pair.shared_a),
    ):
        lead = min(_LEAD, len(one.words), len(other.words))
        if shared_one[:lead].mean() < 0.5:
            continue
        if shared_other[:lead].mean() >= 0.5:
            return "copy"
        if updates(one, other):
            return "other"
        # The other begins with words of its own. What comes after them must be the report, to its end.
        last = int(np.flatnonzero(shared_other)[-1]) + 1
        if shared_other.mean() >= 0.4 and len(other.words) - last <= max(25, len(other.words) // 6):
            return "copy"
    return None


def updates(one: Side, other: Side) -> bool:
    """Whether new words before the old report are the report's own, so that it tells something new.

    A paper puts its introduction over a report under its own dateline or none; who has the report writes on under
    the same dateline, or on the same page.
    """
    same_outlet = one.outlet == other.outlet != ""
    return same_outlet or one.dateline == other.dateline != ""


def lead_rewritten(pair: Pair) -> Answer | None:
    """Neither has the other's lead, but what follows is the same, and the new sentence tells what the old one told."""
    if min(pair.share_a, pair.share_b) < 0.7:
        return "other"
    for one, other, shared in ((pair.a, pair.b, pair.shared_a), (pair.b, pair.a, pair.shared_b)):
        rewritten = one.plain[:_HEAD][~shared[:_HEAD]].tolist()
        known = sum(word in other.forms for word in rewritten)
        if len(rewritten) > _HEAD // 2 or known < 0.6 * len(rewritten):
            return "other"
    return "copy"


PASSES: Sequence[Callable[[Pair], Answer | None]] = (
    stand_in,
    same_words,
    title_alone,
    translation,
    little_in_common,
    correction,
    other_facts,
    round_up,
    lead_kept,
    lead_rewritten,
)
LEAST_TITLE = 7  # words of a headline that can stand for its report


def compare(pair: Pair) -> tuple[Answer, str]:
    """Whether the two are copies of one report, and the name of the pass that decided."""
    for decide in PASSES:
        answer = decide(pair)
        if answer:
            return answer, decide.__name__
    return "other", "none"
