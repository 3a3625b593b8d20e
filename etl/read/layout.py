"""A page's lines cut into its articles, each with the part that every line plays in it.

A page repeats one arrangement of headline, body and the lines about them (outlet, age, date). Which one it is, no
single line tells. So the page is written as a string, a letter for each part, and read in each of the four ways that
pages are made; the way that leaves the least unexplained is taken:

    above    outlet and age, headline, body       (feeds of stories in full)
    between  headline, outlet and age, body       (search results)
    below    headline, body, outlet and age       (cards with a summary)
    around   outlet, headline, age                (lists of headlines)

In every way the page may begin with an article of its own (headline, perhaps byline and date, body), and after a rule
or a copyright line another may follow. Repeats are bounded, so that no page takes more than linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from etl.read.lines import META, Line

Part = Literal["A", "m", "h", "n", "b", "e", "r", "s"]
# A: lines about an article, with an age; m: the same without; h: headline-like; n: a name; b: body;
# e: the end of an article; r: a rule; s: the head of a list of other articles.

_META = "[Am]{1,3}"
_HEAD = "(?:n{0,3}h{1,3}|n)"
# After its first body an article goes on: under subheads, under a date alone (a timeline), past a list of links.
_ON = "(?:[hn]{0,6}b|mb|s[hn]{0,40}b)"
_OWN = f"(?:(?<=[er])|(?<=[er]s)|^)[mn]{{0,60}}(?:h{{1,12}}[Am]?[hn]{{0,3}}|n[Am]?)b{_ON}*+"
_CARDS = {
    "above": f"{_META}{_HEAD}(?:m?h{{0,2}}b{_ON}*+)?",
    "between": f"{_HEAD}{_META}(?:h{{0,2}}b{_ON}*+)?",
    "below": f"{_HEAD}b{_ON}{{0,20}}(?:m?A|m)",
    "around": f"[mn][hn]A(?:b{_ON}*+)?",
}
_WAYS = {way: re.compile(f"{card}|{_OWN}") for way, card in _CARDS.items()}
_COST = {"b": 5, "A": 4, "h": 1, "m": 1}
_PASSED = frozenset({"blank", "drop"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of lines that play one part; `last` is inclusive."""

    part: Part
    first: int
    last: int

    @property
    def aged(self) -> bool:
        """Has one of its lines an age?"""
        return self.part == "A"


@dataclass(frozen=True, slots=True)
class Card:
    """The units of one article, and the way in which the page was read."""

    units: tuple[Unit, ...]
    way: str


def cards_of(lines: Sequence[Line]) -> list[Card]:
    """The articles of a page, in its order, read in the way that explains the page best."""
    units = _units(lines)
    page = "".join(unit.part for unit in units)
    spans = {way: [match.span() for match in pattern.finditer(page)] for way, pattern in _WAYS.items()}
    best = max(spans, key=lambda way: sum(_cost(page[first:last]) for first, last in spans[way]))
    return [Card(tuple(units[first:last]), best) for first, last in spans[best]]


def _cost(parts: str) -> int:
    return sum(parts.count(part) * weight for part, weight in _COST.items())


def _units(lines: Sequence[Line]) -> list[Unit]:
    units: list[Unit] = []
    body = False  # a copyright line before the body, as in press archives, ends nothing
    for index, line in enumerate(lines):
        if line.kind in _PASSED or (line.kind == "end" and not body):
            continue
        part = _part(lines, index)
        body = part == "b" or (body and part not in "er")
        last = units[-1] if units else None
        if last is not None and _joins(lines, last, index, part):
            units[-1] = Unit("A" if line.aged else last.part, last.first, index)
        else:
            units.append(Unit("A" if line.aged else part, index, index))
    return units


def _part(lines: Sequence[Line], index: int) -> Part:
    kind = lines[index].kind
    if lines[index].title:
        return "h"
    if kind in META or (kind == "name" and _beside_age(lines, index)):
        return "m"
    ends: dict[str, Part] = {"end": "e", "rule": "r", "section": "s", "comments": "s"}
    shapes: dict[str, Part] = {"head": "h", "name": "n", "body": "b"}
    return ends.get(kind) or shapes[kind]


def _joins(lines: Sequence[Line], last: Unit, index: int, part: Part) -> bool:
    """Does a line go on with the unit before it? Not an outlet after an age: it begins the next article's lines,
    unless it says this one's outlet again."""
    if part == "b" and last.part == "b":
        return True
    if part != "m" or last.part not in "Am":
        return False
    line, before = lines[index], lines[max(last.first, last.last - 6) : last.last + 1]
    said = line.outlet or (line.text if line.kind == "name" else None)
    if not last.aged:
        return True
    if line.aged or (line.kind == "date" and said is None):
        return False  # a second age is another article's, a date alone the page's
    return said is None or any(said in (near.outlet, near.text) for near in before)


def _beside_age(lines: Sequence[Line], index: int) -> bool:
    """Does a name stand directly at an age that has no outlet yet, so that it must be the outlet?

    Not where the age is followed by the body: "Name / age / body" has no other headline than the name.
    """
    for step in (1, -1):
        near = _next(lines, index, step)
        if near is None or not lines[near].aged or lines[near].outlet is not None:
            continue
        beyond = _next(lines, near, step)
        if step == -1 or beyond is None or lines[beyond].kind != "body":
            return True
    return False


def _next(lines: Sequence[Line], index: int, step: int) -> int | None:
    """The nearest line before or after that is no blank and no furniture, at most four lines away."""
    for near in range(index + step, index + 5 * step, step):
        if not 0 <= near < len(lines):
            return None
        if lines[near].kind not in _PASSED:
            return near
    return None
