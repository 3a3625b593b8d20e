"""Groups of copies: whatever a chain of copies joins is one story, so that the order of arrival cannot matter."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from etl.relate.compare import compare
from etl.relate.prints import Pile
from etl.relate.shelf import Pairs, Shelf

_TOLD = 5000  # buckets between two words of how far it is
WINDOW = 14  # days within which copies of a report appear


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
            shelf, joined, pairs, pile, fixed=fixed, languages=over,
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
    taken: Callable[[], None],
) -> None:
    """Compare the articles of each bucket, as far as they are not in one group yet; a pair is compared once.

    `taken` is called now and then.
    """
    seen: set[int] = set()
    size = len(shelf.ids)
    spoken = [shelf.languages[at] for at in shelf.read.tolist()] if languages else []

    def copies(one: int, other: int) -> bool:
        """Whether two articles that were not compared yet are copies."""
        key = other * size + one
        if key in seen or (one in fixed and other in fixed) or (languages and spoken[one] == spoken[other]):
            return False
        seen.add(key)
        return compare(pairs(other, one))[0] == "copy"

    for number, (members, leads) in enumerate(pile.buckets(shelf.rank)):
        if not number % _TOLD:
            taken()
        first = joined.of(members[0])
        if all(joined.of(member) == first for member in members):
            continue
        lead = dict(zip(members, leads, strict=True))
        parts: list[list[int]] = []  # the members so far, by group
        for one in members:
            for part in parts:
                if joined.of(part[0]) != joined.of(one):
                    near = (other for other in _near(part, one, pairs) if lead[one] or lead[other])
                    if any(copies(one, other) for other in near):
                        joined.join(one, part[0])
            parts = _placed(one, parts, joined)


def _placed(one: int, parts: list[list[int]], joined: Joined) -> list[list[int]]:
    """The parts with one member more, those put together that it has joined."""
    mine = [part for part in parts if joined.of(part[0]) == joined.of(one)]
    if len(mine) == 1:
        mine[0].append(one)
        return parts
    rest = [part for part in parts if joined.of(part[0]) != joined.of(one)]
    return [*rest, [*sorted(member for part in mine for member in part), one]]


def _near(members: Iterable[int], one: int, pairs: Pairs) -> Iterator[int]:
    """The members, the latest first, that lie within the window of days of one that is later or undated."""
    for other in reversed(list(members)):
        days = pairs.days(other, one)
        if days is not None and days > WINDOW:
            break
        yield other
