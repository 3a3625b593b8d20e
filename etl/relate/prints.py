"""Fingerprints: which articles may be copies of each other, without comparing each with each.

Winnowing (Schleimer, Wilkerson and Aiken, 2003): of every run of `_WINDOW` word shingles the least hash is kept, so
that any passage of `_SHINGLE + _WINDOW - 1` words that two texts share gives both the same print. MinHash bands, the
usual way, see the share of all that two texts have together, and so lose a copy that was cut to its first paragraphs
or put under a local introduction; `benchmarks/stories.py` measures the two beside each other.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator

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

Prints = npt.NDArray[np.uint64]  # print << 32 | article << 1 | in the lead


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


class Pile:
    """Prints of many articles, laid in parts, so that sorting them takes little memory beside them."""

    def __init__(self) -> None:
        """An empty pile."""
        self._parts = [array("Q") for _ in range(_PARTS)]  # these grow in place, where numpy's would be copied

    def add(self, prints: Prints, *, first: int) -> None:
        """Lay prints on the pile, of articles that are numbered from `first` there."""
        prints = np.sort(prints + (np.uint64(first) << np.uint64(1)))
        edges = np.searchsorted(prints, np.arange(1, _PARTS, dtype=np.uint64) << np.uint64(64 - _PARTS_BITS))
        for part, held in zip(self._parts, np.split(prints, edges), strict=True):
            part.frombytes(held.tobytes())

    @property
    def left(self) -> int:
        """How many prints it holds."""
        return sum(map(len, self._parts))

    def buckets(self, rank: Lengths) -> Iterator[tuple[list[int], list[bool]]]:
        """The articles that share a print, by rank and in its order, and whether it stands in the lead of each.

        `rank` is the place of each article in the order of comparison. Prints of one article alone, and those that
        no article has in its lead, are left out, and so is a pair that an earlier print gave. Empties the pile.
        """
        ranks = rank.astype(np.uint64) << np.uint64(1)
        while self._parts:
            part = self._parts.pop()
            if part:
                prints: Prints = np.frombuffer(part, np.uint64)
                prints = prints & _OWN | ranks[(prints >> np.uint64(1)) & _ARTICLE]
                prints.sort()
                yield from _shared(prints)


def _shared(prints: Prints) -> Iterator[tuple[list[int], list[bool]]]:
    if not len(prints):  # articles of a few words have none
        return
    value = prints >> np.uint64(32)
    edges = np.flatnonzero(value[1:] != value[:-1]) + 1
    starts, ends = np.concatenate(([0], edges)), np.concatenate((edges, [len(prints)]))
    leads = np.concatenate(([0], np.cumsum(prints & np.uint64(1))))
    article = (prints >> np.uint64(1)) & _ARTICLE
    shared = (ends - starts >= 2) & (leads[ends] > leads[starts]) & (article[starts] != article[ends - 1])
    seen: set[bytes] = set()
    for start, end in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True):
        part = prints[start:end] & np.uint64(0xFFFFFFFF)
        if end - start == 2:
            pair = part.tobytes()
            if pair in seen:
                continue
            seen.add(pair)
        held = {number >> 1: bool(number & 1) for number in part.tolist()}
        yield list(held), list(held.values())


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
