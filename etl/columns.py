"""Arrays of integers that a tally counts with, and the Arrow tables that they are kept in.

The rows of `Pairs` are sorted by story, key and article. So equal pairs of story and key, or of article and key, stand
together, and each is counted once by looking at its neighbor; and of a few stories only their own rows are read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Count = Literal["articles", "stories"]
Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
NO_DAY = np.iinfo(np.int32).min  # stands for a date that is not there
_FEW = 64  # rows of a column that are read in the time in which one owner is looked up in it


@dataclass(frozen=True, slots=True)
class Names:
    """What keys stand for: the value that a filter takes and what a person reads, by key."""

    values: Sequence[str]
    labels: Sequence[str]
    rank: Ints  # the place of each label in the order of labels

    @classmethod
    def of(cls, values: Sequence[str], labels: Sequence[str]) -> Names:
        """The names with their ranks."""
        rank = np.empty(len(values), np.int32)
        rank[sorted(range(len(values)), key=lambda key: (labels[key], values[key]))] = np.arange(len(values))
        return cls(values, labels, rank)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Which article has which key, sorted by story, key and article; `row` is the row that each was made from."""

    story: Ints
    key: Ints
    article: Ints
    row: Ints
    size: int  # keys are smaller than this
    once: bool  # no article has a key twice

    @classmethod
    def of(cls, table: pa.Table) -> Pairs:
        """The pairs that `_sorted` has put into a table."""
        story, key, article, row = (integers(table, name) for name in ("story", "key", "article", "row"))
        about = about_of(table)
        return cls(story, key, article, row, about["size"], about["once"])

    def rows(self, stories: Ints) -> Ints | slice:
        """Where the pairs of some stories stand, or all where those are many."""
        return where_are(stories, self.story)

    def count(self, at: Ints | slice, keep: Flags, count: Count) -> npt.NDArray[np.int64]:
        """How many articles or stories have each key, of the pairs at `at` that `keep` keeps; a flag for each."""
        key = self.key[at][keep]
        if not len(key):
            return np.zeros(self.size, np.int64)
        if self.once and count == "articles":
            return np.bincount(key, minlength=self.size)
        owner = (self.story if count == "stories" else self.article)[at][keep]
        first = np.empty(len(key), np.bool_)
        first[0] = True
        np.not_equal(owner[1:], owner[:-1], out=first[1:])
        first[1:] |= key[1:] != key[:-1]
        return np.bincount(key[first], minlength=self.size)


@dataclass(frozen=True, slots=True)
class Mentions:
    """The places of articles, by article and then by where the text first names them."""

    article: Ints
    place: Ints
    pin: Flags
    confidence: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Days:
    """A date of each article as the first and last day that it spans, counted from 1970, NO_DAY where there is none,
    and how fine it is (4, 7 or 10)."""

    first: Ints
    last: Ints
    fine: npt.NDArray[np.int8]


def keys_of(flags: Flags) -> Ints:
    """The keys whose flag is set, in order."""
    return np.flatnonzero(flags).astype(np.int32)


def where_are(owners: Ints, column: Ints) -> Ints | slice:
    """Where some owners stand in a sorted column of them: their rows, or all where to look for each takes longer."""
    return rows_of(column, owners) if len(owners) * _FEW < len(column) else slice(None)


def rows_of(column: Ints, owners: Ints) -> Ints:
    """The rows of each of some owners in a sorted column of them."""
    first, past = (np.searchsorted(column, owners, side) for side in ("left", "right"))
    sizes = past - first
    return np.repeat(first - np.cumsum(sizes) + sizes, sizes) + np.arange(sizes.sum())


def coded(keys: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Keys as numbers, -1 for null, and what they stand for where they are words."""
    if pa.types.is_integer(keys.type):
        return np.asarray(keys.fill_null(-1).to_numpy(), np.int32), []
    coded = keys.combine_chunks().dictionary_encode()
    indices = np.asarray(coded.indices.fill_null(-1).to_numpy(zero_copy_only=False), np.int32)
    return indices, [str(word) for word in coded.dictionary.to_pylist()]


def as_table(columns: Mapping[str, npt.NDArray[Any]], **about: Any) -> pa.Table:
    """Columns of integers as a table, which carries `about`."""
    made = pa.table({name: pa.array(values.astype(np.int32, copy=False)) for name, values in columns.items()})
    return made.replace_schema_metadata({"about": json.dumps(about)})


def about_of(table: pa.Table) -> dict[str, Any]:
    """What a table carries beside its columns."""
    found: dict[str, Any] = json.loads((table.schema.metadata or {})[b"about"])
    return found


def values_of(table: pa.Table, name: str) -> npt.NDArray[Any]:
    """A column without nulls as an array: the very bytes of a table that is in one piece, so of a mapped file."""
    column = table.column(name)
    array = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    found: npt.NDArray[Any] = array.to_numpy(zero_copy_only=False)
    return found


def integers(table: pa.Table, name: str) -> Ints:
    """A column of integers."""
    return np.asarray(values_of(table, name), np.int32)


def flags_of(table: pa.Table, name: str) -> Flags:
    """A column of 0 and 1 as flags. Arrow packs its own booleans eight to a byte, and would have to unpack them."""
    return np.asarray(values_of(table, name), np.uint8).view(np.bool_)
