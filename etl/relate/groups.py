"""Groups of copies: whatever a chain of copies joins is one story, so that the order of arrival cannot matter."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from etl.relate.compare import compare
from etl.relate.prints import Pile
from etl.relate.shelf import Pairs, Shelf

_TOLD = 5000  # buckets between two words of how far it is
WINDOW = 14  # days within which copies of a report appear
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


def grouped(
    shelf: Shelf,
    *,
    settled: Mapping[str, str] | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Joined:
    """The stories among the articles of the shelf.

    `settled` names the story of articles that were compared with each other before, and have not changed since: they
    stand as they are, and only what joins them to the others is looked for.
    """
    joined, pairs = Joined(len(shelf.ids)), shelf.pairs()
    fixed = _join_settled(shelf, joined, settled or {})
    piles = [
        (pile, over)
        for pile, over in ((shelf.prints, False), (shelf.facts, True), (shelf.headlines, False))
        if pile is not None
    ]
    total = sum(pile.left for pile, _ in piles)
    for pile, over in piles:
        _join_copies(
            shelf, joined, pairs, pile, fixed=fixed, languages=over, twice=pile is shelf.prints,
            taken=lambda: progress(total - sum(pile.left for pile, _ in piles), total),
        )  # fmt: skip
    progress(total, total)
    return joined


def _join_settled(shelf: Shelf, joined: Joined, settled: Mapping[str, str]) -> Container[int]:
    first: dict[str, int] = {}
    fixed = set()
    for number, id_ in enumerate(shelf.ids):
        story = settled.get(id_)
        if story is not None:
            fixed.add(number)
            joined.join(number, first.setdefault(story, number))
    return fixed


def _join_copies(
    shelf: Shelf,
    joined: Joined,
    pairs: Pairs,
    pile: Pile,
    *,
    fixed: Container[int],
    languages: bool,
    twice: bool,
    taken: Callable[[], None],
) -> None:
    """Compare the articles of each bucket, as far as they are not in one group yet; a pair seldom twice.

    With `twice` a pair that shares its bucket with others is compared when it shares a second one: copies share dozens.
    `taken` is called now and then.
    """
    seen: set[int] = set()
    size, sighted = len(shelf.ids), _Sighted(len(shelf.ids)) if twice else None
    spoken = [shelf.languages[at] for at in shelf.read.tolist()] if languages else []

    def copies(one: int, other: int, *, crowded: bool) -> bool:
        """Whether two articles that were not compared yet are copies."""
        key = other * size + one
        if crowded and sighted is not None and not sighted.again(key):
            return False
        if key in seen or (one in fixed and other in fixed) or (languages and spoken[one] == spoken[other]):
            return False
        if len(seen) >= _REMEMBERED:
            seen.clear()
        seen.add(key)
        return compare(pairs(other, one))[0] == "copy"

    for number, (members, leads) in enumerate(pile.buckets(shelf.rank)):
        if not number % _TOLD:
            taken()
        first = joined.of(members[0])
        if all(joined.of(member) == first for member in members):
            continue
        crowded, lead = len(members) > 2, dict(zip(members, leads, strict=True))
        parts: list[list[int]] = []  # the members so far, by group
        for one in members:
            for part in parts:
                if joined.of(part[0]) != joined.of(one):
                    near = (other for other in _near(part, one, pairs) if lead[one] or lead[other])
                    if any(copies(one, other, crowded=crowded) for other in near):
                        joined.join(one, part[0])
            parts = _placed(one, parts, joined)[-_MOST_PARTS:]


def _placed(one: int, parts: list[list[int]], joined: Joined) -> list[list[int]]:
    """The parts with one member more, those put together that it has joined; its own is the last."""
    mine = [part for part in parts if joined.of(part[0]) == joined.of(one)]
    rest = [part for part in parts if joined.of(part[0]) != joined.of(one)]
    together = mine[0] if len(mine) == 1 else sorted(member for part in mine for member in part)
    return [*rest, [*together, one]]


def _near(members: Iterable[int], one: int, pairs: Pairs) -> Iterator[int]:
    """The members, the latest first, that lie within the window of days of one that is later or undated."""
    for other in reversed(list(members)):
        days = pairs.days(other, one)
        if days is not None and days > WINDOW:
            break
        yield other
