"""All articles of one grouping as numbers in files, and the blocks of days in which they are compared.

What is kept in memory of an article is some dozens of bytes, whatever its length. A block is grouped by itself, by any
process: copies appear within `WINDOW` days, so blocks that overlap by as many hold every pair in at least one.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from sys import intern
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.relate.compare import LEAST_TITLE
from etl.relate.core import core_of
from etl.relate.prints import Days, Pile, Prints, count_prints, fact_prints, title_prints, word_prints
from etl.relate.shelf import UNDATED, Flags, Item, Rules, Shelf, Texts, number_of
from etl.relate.words import Coder, Codes, Lengths
from etl.workers import Workers, chunks, ordered

WINDOW = 14  # days within which copies of a report appear
_AT_ONCE = 2000  # articles that are turned into numbers together
_MOST_CHARACTERS = 10_000  # of an article that are looked at; its copies agree in those or not at all
# Of a block, the last one aside. Blocks are compared twice where they overlap, so they are longer than that by far.
_LEAST_ARTICLES, _LEAST_DAYS = 20_000, 5 * WINDOW
# What is in files, and the type of its numbers.
_FILES: Mapping[str, type[np.unsignedinteger[Any]]] = {
    "texts": np.uint32, "titles": np.uint32, "prints": np.uint64, "facts": np.uint64, "headlines": np.uint64,
}  # fmt: skip

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Part:
    """Some articles as numbers."""

    texts: tuple[Codes, Lengths]
    titles: tuple[Codes, Lengths]
    prints: Prints
    facts: Prints
    headlines: Prints
    datelines: list[str]
    corrected: list[bool]
    several: list[bool]


def _make(rules: Rules) -> Callable[[Sequence[tuple[str, str, str]]], _Part]:
    """The function from titles, texts and outlets to numbers."""
    coder = Coder(rules.forms)

    def part(given: Sequence[tuple[str, str, str]]) -> _Part:
        cores = [core_of(title, text, rules.furniture, outlet=outlet) for title, text, outlet in given]
        words, lengths = coder.encode(core.text for core in cores)
        heads, head_lengths = coder.encode(core.title for core in cores)
        return _Part(
            texts=(words, lengths),
            titles=(heads, head_lengths),
            prints=word_prints(words, lengths),
            facts=fact_prints(words, lengths),
            headlines=title_prints(heads, head_lengths, lengths == 0, least=LEAST_TITLE),
            datelines=[core.dateline for core in cores],
            corrected=[core.corrected for core in cores],
            several=[core.several for core in cores],
        )

    return part


@dataclass(frozen=True, slots=True)
class Block:
    """Articles that are compared with each other: how whoever compares them finds them."""

    files: Mapping[str, tuple[str, Numbers, Numbers]]  # the path, where each article begins in it, and its length
    days: Days
    languages: list[str]
    outlets: list[str]
    datelines: list[str]
    corrected: Flags
    several: Flags

    def shelf(self) -> Shelf:
        """The articles in memory."""
        words = {name: Texts(_read(*self.files[name], np.uint32), self.files[name][2]) for name in ("texts", "titles")}
        piles = {name: self._pile(name) for name in ("prints", "facts", "headlines")}
        return Shelf(
            self.days, words["texts"], words["titles"], self.languages, self.outlets, self.datelines,
            self.corrected, self.several, piles["prints"], piles["facts"], piles["headlines"],
        )  # fmt: skip

    def _pile(self, name: str) -> Pile:
        return Pile(_read(*self.files[name], np.uint64), self.files[name][2])


class Stock:
    """The articles of one grouping, known by the place in which they came."""

    def __init__(self) -> None:
        """No articles yet."""
        self.ids: list[str] = []
        self.days = array("i")
        self._languages: list[str] = []
        self._outlets: list[str] = []
        self._datelines: list[str] = []
        self._corrected, self._several = bytearray(), bytearray()
        self._lengths = {name: array("i") for name in _FILES}
        self._open = ExitStack()

    def __enter__(self) -> Stock:
        """Itself."""
        self._folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="coverage-stories-")))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the articles go."""
        self._open.close()

    def fill(self, items: Iterable[Item], rules: Rules, *, workers: int | Workers = 1) -> None:
        """Take the articles in. Raises ValueError where two have one id."""

        def given() -> Iterator[list[tuple[str, str, str]]]:
            for chunk in chunks(items, _AT_ONCE):
                self.ids.extend(item.id for item in chunk)
                self.days.extend(number_of(item.publish_date) for item in chunk)
                self._languages.extend(intern(item.language.partition("-")[0]) for item in chunk)
                self._outlets.extend(intern((item.outlet or "").casefold()) for item in chunk)
                yield [(item.title, item.text[:_MOST_CHARACTERS], item.outlet or "") for item in chunk]

        with ExitStack() as stack:
            files = {name: stack.enter_context((self._folder / name).open("wb")) for name in _FILES}
            for part in ordered(given(), partial(_make, rules), workers=workers):
                count = len(part.datelines)
                laid: dict[str, tuple[npt.NDArray[Any], Lengths]] = {
                    "texts": part.texts,
                    "titles": part.titles,
                    **{name: count_prints(getattr(part, name), count) for name in ("prints", "facts", "headlines")},
                }
                for name, (numbers, lengths) in laid.items():
                    files[name].write(numbers.tobytes())
                    self._lengths[name].frombytes(lengths.astype(np.int32).tobytes())
                self._datelines += map(intern, part.datelines)
                self._corrected += bytes(part.corrected)
                self._several += bytes(part.several)
        if len(set(self.ids)) < len(self.ids):
            raise ValueError("two articles have one id")

    def together(self) -> list[Numbers]:
        """The articles of each block in the order of days and ids; any two that may be copies are together in one."""
        order = np.array(sorted(range(len(self.ids)), key=lambda at: (self.days[at], self.ids[at])), np.int64)
        days = np.array(self.days, np.int32)[order]
        undated = int(np.searchsorted(days, UNDATED))
        return [np.concatenate((order[first:past], order[max(past, undated) :])) for first, past in spans(days)]

    def block(self, articles: Numbers) -> Block:
        """Some of the articles."""
        files = {}
        for name, held in self._lengths.items():
            lengths = np.array(held, np.int64)
            files[name] = str(self._folder / name), (np.cumsum(lengths) - lengths)[articles], lengths[articles]
        at = articles.tolist()
        return Block(
            files,
            np.array(self.days, np.int32)[articles],
            [self._languages[one] for one in at],
            [self._outlets[one] for one in at],
            [self._datelines[one] for one in at],
            np.array(self._corrected, np.uint8).astype(bool)[articles],
            np.array(self._several, np.uint8).astype(bool)[articles],
        )


def spans(days: Days) -> list[tuple[int, int]]:
    """Where each block begins and ends among the articles in the order of their days, the undated aside.

    What an article may be a copy of and is earlier is in its block too. Undated articles may be copies of any, so they
    belong to all blocks; where they are many, everything is one block.
    """
    dated = int(np.searchsorted(days, UNDATED))
    if dated < 2 * _LEAST_ARTICLES or len(days) - dated > _LEAST_ARTICLES:
        return [(0, len(days))] if len(days) else []
    found = []
    start = 0
    while start < dated:
        enough = max(days[min(start + _LEAST_ARTICLES, dated) - 1], days[start] + _LEAST_DAYS - 1)
        past = int(np.searchsorted(days[:dated], enough, "right"))
        if dated - past < _LEAST_ARTICLES // 2:
            past = dated
        found.append((int(np.searchsorted(days, days[start] - WINDOW)), past))
        start = past
    return found


def _read(path: str, starts: Numbers, lengths: Numbers, kind: type[np.unsignedinteger[Any]]) -> npt.NDArray[Any]:
    """Parts of a file of numbers on end, without more of the file in memory: mapped it would count as such."""
    numbers = np.empty(int(lengths.sum()), kind)
    # What lies on end in the file is read at once.
    breaks = np.flatnonzero(starts[1:] != starts[:-1] + lengths[:-1]) + 1
    edges = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    firsts = np.concatenate((np.zeros(min(len(starts), 1), np.int64), breaks))
    pasts = np.concatenate((breaks, np.full(min(len(starts), 1), len(starts))))
    size, into = numbers.itemsize, numbers.data.cast("B") if len(numbers) else memoryview(b"")
    runs = (edges[firsts] * size, edges[pasts] * size, starts[firsts] * size)
    with Path(path).open("rb", buffering=0) as file:
        for begin, end, position in zip(*(run.tolist() for run in runs), strict=True):
            file.seek(position)
            while begin < end:
                count = file.readinto(into[begin:end])
                if not count:
                    raise AssertionError("a file of numbers is shorter than what was written to it")
                begin += count
    return numbers
