"""Are two articles copies of one report? Named passes in order; each decides only what it is sure of.

What is compared are words without furniture (`etl/relate/core.py`), the shared ones and the facts that each article
has to itself (`etl/relate/pair.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from etl.relate.pair import Pair, Side, end, of_kind, share
from etl.relate.words import CALENDAR, NAME, NUMBER, weekdays

LEAST_TITLE = 7  # words of a headline that can stand for its report
_LONG_TITLE = 9  # words of a headline that stands for it on the next days too
_HEAD = 60  # words in which a report says who, what, when and where
_LEAD = 40
_SHORT = 45  # words of a summary or a caption
_STAND_IN = 40  # words of a wall or a notice
_WEEKDAYS = weekdays()

Answer = Literal["copy", "other"]


def stand_in(pair: Pair) -> Answer | None:
    """A few words that stand for every article of a site, a wall or a notice: the headlines have nothing in common."""
    lengths = len(pair.a.words), len(pair.b.words)
    if min(lengths) == 0 or max(lengths) > _STAND_IN or pair.a.language != pair.b.language:
        return None
    a, b = set(pair.a.headline.tolist()), set(pair.b.headline.tolist())
    return "other" if a and b and len(a & b) < 0.15 * len(a | b) else None


def same_words(pair: Pair) -> Answer | None:
    """The same text, word for word."""
    a, b = pair.a.plain, pair.b.plain
    return "copy" if len(a) >= 8 and len(a) == len(b) and bool((a == b).all()) else None


def title_alone(pair: Pair) -> Answer | None:
    """Where one has no text: the same long headline on one day, or a longer one within two days."""
    if min(len(pair.a.words), len(pair.b.words)) > 0:
        return None
    a, b = pair.a.headline, pair.b.headline
    equal = len(a) >= LEAST_TITLE and len(a) == len(b) and bool((a == b).all())
    within = 0 if len(a) < _LONG_TITLE else 2
    return "copy" if equal and pair.days is not None and pair.days <= within else "other"


def translation(pair: Pair) -> Answer | None:
    """In two languages: numbers, names and days nearly all the same, many, and in the same order, within days.

    Two reports of one event name the same things too, but each in an order of its own.
    """
    if pair.a.language == pair.b.language or (pair.bound >= 0.5 and max(pair.share_a, pair.share_b) >= 0.5):
        return None
    numbers = [of_kind(one.words, NUMBER) for one in (pair.a, pair.b)]
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
    return "other" if pair.bound < least or max(pair.share_a, pair.share_b) < least else None


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
        if share(shared_one[:lead]) < 0.5:
            continue
        if share(shared_other[:lead]) >= 0.5:
            return "copy"
        if updates(one, other):
            return "other"
        # The other begins with words of its own. What comes after them must be the report, to its end.
        if share(shared_other) >= 0.4 and len(other.words) - end(shared_other) <= max(25, len(other.words) // 6):
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


def compare(pair: Pair) -> tuple[Answer, str]:
    """Whether the two are copies of one report, and the name of the pass that decided."""
    for decide in PASSES:
        answer = decide(pair)
        if answer:
            return answer, decide.__name__
    return "other", "none"
