"""Fingerprints: which articles may be copies of each other, without comparing each with each.

Winnowing (Schleimer, Wilkerson and Aiken, 2003): of every run of `_WINDOW` word shingles the least hash is kept, so
that any passage of `_SHINGLE + _WINDOW - 1` words that two texts share gives both the same print. MinHash bands, the
usual way, see the share of all that two texts have together, and so lose a copy that was cut to its first paragraphs
or put under a local introduction; `benchmarks/stories.py` measures the two beside each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.relate.words import KIND, NAME, NUMBER, Codes, Lengths

_SHINGLE = 5
_WINDOW = 8
_LEAD = 100  # words; what two copies share reaches into the first words of one of them at least
_FACTS = 3  # numbers and names on end, in whatever order, that a translation keeps together
_LEAD_FACTS = 14
_NONE = np.uint32(0xFFFFFFFF)
_PARTS_BITS = 4
_PARTS = 1 << _PARTS_BITS
_ARTICLE = np.uint64(0x7FFFFFFF)
_OWN = np.uint64(0xFFFFFFFF00000001)
_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F)

NO_DAY = 2**31 - 1  # the day of an article that has none, after all others

Days = npt.NDArray[np.int32]
Prints = npt.NDArray[np.uint64]  # print << 32 | article << 1 | in the lead


class Bucket(NamedTuple):
    """Articles that share a print, in their order; whether it is in the lead of each; whether more than two have it."""

    articles: list[int]
    leads: list[bool]
    crowded: bool


def word_prints(codes: Codes, lengths: Lengths) -> Prints:
    """The prints of texts on end; the articles are numbered from 0."""
    starts, owner = _layout(lengths)
    shingles = _shingles(codes >> np.uint32(2), _SHINGLE)
    inside = _inside(lengths, starts, owner, _SHINGLE)
    # Apart by a window's width, so that no window sees two texts and a print depends on its own text alone.
    at = np.arange(len(codes)) + (owner + 1) * _WINDOW
    spread = np.full(len(codes) + (len(lengths) + 2) * _WINDOW, _NONE, np.uint32)
    spread[at[inside]] = shingles[inside[: len(shingles)]] if len(shingles) else 0
    least = _sliding(spread, np.minimum)
    most = _sliding(least[::-1], np.maximum)[::-1]
    chosen = inside & (most[at] == spread[at])
    place = np.flatnonzero(chosen)
    lead = place - starts[owner[place]] < _LEAD
    return _packed(spread[at[place]], owner[place], lead)


def fact_prints(codes: Codes, lengths: Lengths) -> Prints:
    """The prints of the numbers and names of each text, by which a translation is found."""
    kinds = codes & KIND
    facts = (kinds == NUMBER) | (kinds == NAME)
    starts, owner = _layout(lengths)
    held = np.bincount(owner[facts], minlength=len(lengths)).astype(np.int64)
    starts, owner = _layout(held)
    own = codes[facts] >> np.uint32(2)
    inside = np.flatnonzero(_inside(held, starts, owner, _FACTS))
    if not len(inside):
        return np.empty(0, np.uint64)
    together = np.sort(np.stack([own[inside + step] for step in range(_FACTS)]), axis=0)
    distinct = np.all(together[1:] != together[:-1], axis=0)
    hashes = _mixed(sum(part.astype(np.uint64) * np.uint64(odd) for part, odd in zip(together, _ODD, strict=False)))
    lead = inside - starts[owner[inside]] < _LEAD_FACTS
    return _packed(hashes, owner[inside], lead)[distinct]


def title_prints(codes: Codes, lengths: Lengths, alone: npt.NDArray[np.bool_], *, least: int) -> Prints:
    """One print for each title of `least` words or more: all its words in order; a lead where no text follows it."""
    starts, owner = _layout(lengths)
    place = np.arange(len(codes)) - starts[owner]
    with np.errstate(over="ignore"):
        weight = (place.astype(np.uint64) * np.uint64(2) + np.uint64(1)) * np.uint64(_ODD[0])
        weighted = _mixed64((codes >> np.uint32(2)).astype(np.uint64) * weight)
    sums = np.zeros(len(lengths), np.uint64)
    np.add.at(sums, owner, weighted)
    long = np.flatnonzero(lengths >= least)
    return _packed(_mixed(sums[long]), long, alone[long])


def count_prints(prints: Prints, articles: int) -> tuple[Prints, Lengths]:
    """The prints by article, and how many each has."""
    owner = ((prints >> np.uint64(1)) & _ARTICLE).astype(np.int64)
    return prints[np.argsort(owner, kind="stable")], np.bincount(owner, minlength=articles)


class Pile:
    """Prints of many articles, laid in parts, so that sorting them takes little memory beside them."""

    def __init__(self, prints: Prints, counts: Lengths) -> None:
        """The prints of articles that have so many each, and that are numbered anew here, from 0."""
        owner = np.repeat(np.arange(len(counts), dtype=np.uint64) << np.uint64(1), counts)
        prints = (prints & _OWN) | owner
        at = (prints >> np.uint64(64 - _PARTS_BITS)).astype(np.uint8)
        self._parts = [prints[at == number] for number in range(_PARTS)]

    @property
    def left(self) -> int:
        """How many prints it holds."""
        return sum(map(len, self._parts))

    def buckets(self, days: Days, *, within: int, languages: Lengths | None = None) -> Iterator[Bucket]:
        """The articles that share a print and lie `within` so many days of the next one. Empties the pile.

        `days` are in the order of the articles, NO_DAY where there is none, and such an article lies near all. With
        `languages` only buckets of more than one are given. Those in whose lead no article has the print are left out,
        and so is a pair that an earlier print gave.
        """
        while self._parts:
            prints = self._parts.pop()
            if len(prints):  # articles of a few words have none
                prints.sort()
                yield from _shared(prints, days, within, languages)


def _shared(prints: Prints, days: Days, within: int, languages: Lengths | None) -> Iterator[Bucket]:
    value, article = prints >> np.uint64(32), ((prints >> np.uint64(1)) & _ARTICLE).astype(np.int64)
    day = days[article]
    same = value[1:] == value[:-1]
    first, past = _runs(same)
    undated = np.repeat(day[past - 1] == NO_DAY, past - first)  # is one of those with the print?
    starts, ends = _runs(same & ((day[1:] - day[:-1] <= within) | undated[1:]))
    wide = ends - starts >= 2
    starts, ends = starts[wide], ends[wide]
    leads = np.concatenate(([0], np.cumsum(prints & np.uint64(1))))
    shared = (leads[ends] > leads[starts]) & (article[starts] != article[ends - 1])
    if languages is not None and len(starts):
        # Where the language changes between neighbors of a run it is of more than one.
        changes = np.concatenate(([0], np.cumsum(languages[article[1:]] != languages[article[:-1]])))
        shared &= changes[ends - 1] > changes[starts]
    starts, ends = starts[shared], ends[shared]
    # How many articles have the print, near or not.
    distinct = np.concatenate(([0], np.cumsum(~(same & (article[1:] == article[:-1])))))
    whole = np.repeat(distinct[past - 1] - distinct[first] + 1, past - first)
    crowded = whole[starts] > 2
    again = _again(article[starts], article[ends - 1], ~crowded & (ends - starts == 2))
    owners, flags = article.tolist(), (prints & np.uint64(1)).astype(bool).tolist()
    rows = zip(starts[~again].tolist(), ends[~again].tolist(), crowded[~again].tolist(), strict=True)
    for start, end, many in rows:
        held = dict(zip(owners[start:end], flags[start:end], strict=True))
        yield Bucket(list(held), list(held.values()), many)


def _runs(tied: npt.NDArray[np.bool_]) -> tuple[Lengths, Lengths]:
    """Where the runs begin and end in which each is tied to the next."""
    edges = np.flatnonzero(~tied) + 1
    return np.concatenate(([0], edges)), np.concatenate((edges, [len(tied) + 1]))


def _again(one: Lengths, other: Lengths, pairs: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which of the pairs stand before already."""
    again = pairs.copy()
    at = np.flatnonzero(pairs)
    again[at[np.unique(one[at] << 32 | other[at], return_index=True)[1]]] = False
    return again


def _layout(lengths: Lengths) -> tuple[Lengths, Lengths]:
    """Where each text starts, and the number of the text that each word belongs to."""
    return np.cumsum(lengths) - lengths, np.repeat(np.arange(len(lengths)), lengths)


def _inside(lengths: Lengths, starts: Lengths, owner: Lengths, size: int) -> npt.NDArray[np.bool_]:
    """Where a run of `size` words begins that does not leave its text."""
    last = (starts + lengths - size)[owner] if len(owner) else owner
    return np.asarray(np.arange(len(owner)) <= last)


def _shingles(words: Codes, size: int) -> Codes:
    """The hash of every run of `size` words, texts' ends not heeded."""
    count = len(words) - size + 1
    if count <= 0:
        return np.empty(0, np.uint32)
    wide = words.astype(np.uint64)
    return _mixed(sum(wide[step : step + count] * np.uint64(_ODD[step]) for step in range(size)))


def _mixed64(hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    mixed = hashes ^ (hashes >> np.uint64(29))
    mixed = mixed * np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray(mixed ^ (mixed >> np.uint64(32)))


def _mixed(hashes: npt.NDArray[np.uint64] | int) -> Codes:
    """32 bits of each hash, never the mark of none."""
    mixed = (_mixed64(np.asarray(hashes, np.uint64)) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    return np.minimum(mixed, _NONE - np.uint32(1))


def _sliding(values: Codes, least_or_most: np.ufunc) -> Codes:
    """The least (or most) of each value and the `_WINDOW - 1` that follow it; a power of two wide."""
    width = 1
    out = values.copy()
    while width < _WINDOW:
        out[:-width] = least_or_most(out[:-width], out[width:])
        width *= 2
    return out


def _packed(prints: Codes, articles: Lengths, lead: npt.NDArray[np.bool_]) -> Prints:
    return np.asarray(
        (prints.astype(np.uint64) << np.uint64(32))
        | (articles.astype(np.uint64) << np.uint64(1))
        | lead.astype(np.uint64)
    )
