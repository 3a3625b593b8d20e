"""Groups of copies: whatever a chain of copies joins is one story, so that the order of arrival cannot matter."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from etl.relate.compare import compare
from etl.relate.prints import NO_DAY, Pile
from etl.relate.shelf import Pairs, Shelf
from etl.relate.stock import WINDOW, Block, Stock
from etl.workers import Workers, ordered

# A passage that many reports share, a law's name or a form of words, is no sign that two of them are copies. Without
# these bounds a collection with much of it would be compared each with each.
_MOST_PARTS = 8  # groups of a bucket that an article is compared with, the latest ones
_REMEMBERED = 4_000_000  # compared pairs that are remembered, so that a pair is seldom compared again
_MOST_BITS = 29  # 64 MB of marks


class Joined:
    """A partition of the numbers from 0 to n - 1; each group is named by its least member."""

    def __init__(self, size: int) -> None:
        """Everyone alone."""
        self._above = list(range(size))

    def of(self, one: int) -> int:
        """The group of a member."""
        above = self._above
        while above[one] != one:
            above[one] = above[above[one]]
            one = above[one]
        return one

    def join(self, one: int, other: int) -> None:
        """Make two groups one."""
        one, other = self.of(one), self.of(other)
        self._above[max(one, other)] = min(one, other)


class _Sighted:
    """Which pairs were sighted before, by a mark for each hash: memory is bounded, and a new pair may seem known."""

    def __init__(self, articles: int) -> None:
        """No pair yet, with marks enough for the pairs of so many articles."""
        bits = min(max(16, (512 * articles).bit_length()), _MOST_BITS)
        self._mask, self._marks = (1 << bits) - 1, bytearray(1 << (bits - 3))

    def again(self, pair: int) -> bool:
        """Whether a pair was sighted before; it is now."""
        at = (pair * 0x9E3779B97F4A7C15 >> 17) & self._mask
        byte, mark = at >> 3, 1 << (at & 7)
        known = self._marks[byte] & mark
        self._marks[byte] |= mark
        return bool(known)


def grouped(shelf: Shelf, *, settled: Mapping[int, int] | None = None) -> Joined:
    """The stories among the articles of the shelf.

    `settled` names the story of articles that were compared with each other before, and have not changed since: they
    stand as they are, and only what joins them to the others is looked for.
    """
    settled = settled or {}
    joined, pairs = Joined(len(shelf.days)), shelf.pairs()
    first: dict[int, int] = {}
    for number, story in settled.items():
        joined.join(number, first.setdefault(story, number))
    for pile, over in ((shelf.prints, False), (shelf.facts, True), (shelf.headlines, False)):
        _join_copies(shelf, joined, pairs, pile, fixed=settled, languages=over, twice=pile is shelf.prints)
    return joined


def _join_copies(
    shelf: Shelf, joined: Joined, pairs: Pairs, pile: Pile, *, fixed: Container[int], languages: bool, twice: bool
) -> None:
    """Compare the articles of each bucket, as far as they are not in one group yet; a pair seldom twice.

    With `twice` a pair that shares its bucket with others is compared when it shares a second one: copies share dozens.
    With `languages` only articles of two languages are compared.
    """
    seen: set[int] = set()
    size, sighted = len(shelf.days), _Sighted(len(shelf.days)) if twice else None
    days, of = shelf.days.tolist(), joined.of
    spoken = _numbered(shelf.languages) if languages else None

    def copies(one: int, other: int, crowded: bool) -> bool:
        """Whether two articles that were not compared yet are copies."""
        key = other * size + one
        if crowded and sighted is not None and not sighted.again(key):
            return False
        if key in seen or (one in fixed and other in fixed) or (spoken is not None and spoken[one] == spoken[other]):
            return False
        if len(seen) >= _REMEMBERED:
            seen.clear()
        seen.add(key)
        return compare(pairs(other, one))[0] == "copy"

    for members, leads, crowded in pile.buckets(shelf.days, within=WINDOW, languages=spoken):
        if len(members) == 2:
            other, one = members
            if of(one) != of(other) and copies(one, other, crowded):
                joined.join(one, other)
            continue
        group = of(members[0])
        if all(of(member) == group for member in members):
            continue
        lead = dict(zip(members, leads, strict=True))
        parts: list[list[int]] = []  # the members so far, by group
        for one in members:
            for part in parts:
                if of(part[0]) != of(one):
                    near = _near(part, days[one], days)
                    if any(copies(one, other, crowded) for other in near if lead[one] or lead[other]):
                        joined.join(one, part[0])
            parts = _placed(one, parts, of)[-_MOST_PARTS:]


def _placed(one: int, parts: list[list[int]], of: Callable[[int], int]) -> list[list[int]]:
    """The parts with one member more, those put together that it has joined; its own is the last."""
    group = of(one)
    mine = [part for part in parts if of(part[0]) == group]
    if not mine:
        return [*parts, [one]]
    rest = [part for part in parts if of(part[0]) != group]
    together = mine[0] if len(mine) == 1 else sorted(member for part in mine for member in part)
    return [*rest, [*together, one]]


def _near(members: Sequence[int], day: int, days: Sequence[int]) -> Iterator[int]:
    """The members, the latest first, that lie within the window of days before one; of an undated one all do."""
    for other in reversed(members):
        if day != NO_DAY and day - days[other] > WINDOW:
            break
        yield other


def _numbered(words: Sequence[str]) -> npt.NDArray[np.int64]:
    """A number for each word, equal ones for equal words."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], np.int64)


def grouped_by_block(
    stock: Stock, settled: Sequence[int], *, workers: int | Workers, progress: Callable[[int, int], None]
) -> Joined:
    """The stories among the articles of the stock; the same whoever works.

    `settled` has a number for the story of each article, as `grouped` takes it, and -1 for what is to be compared.
    """
    joined, stories, together = Joined(len(stock.ids)), np.array(settled, np.int64), stock.together()
    work = ((stock.block(articles), stories[articles]) for articles in together)
    # The numbers are in files here, which the workers of a cluster do not see.
    team = min(workers, len(together)) if isinstance(workers, int) else 1
    done, total = 0, sum(map(len, together))
    progress(done, total)
    for articles, groups in zip(together, ordered(work, _work, workers=max(team, 1)), strict=True):
        at = articles.tolist()
        for number, group in enumerate(groups.tolist()):
            if group != number:
                joined.join(at[number], at[group])
        done += len(at)
        progress(done, total)
    return joined


def _work() -> Callable[[tuple[Block, npt.NDArray[np.int64]]], npt.NDArray[np.int32]]:
    """The function from a block and its settled stories to the group of each of its articles."""

    def groups(given: tuple[Block, npt.NDArray[np.int64]]) -> npt.NDArray[np.int32]:
        block, stories = given
        at = np.flatnonzero(stories >= 0)
        joined = grouped(block.shelf(), settled=dict(zip(at.tolist(), stories[at].tolist(), strict=True)))
        return np.fromiter(map(joined.of, range(len(stories))), np.int32, len(stories))

    return groups
