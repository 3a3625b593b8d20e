"""Articles as numbers in memory: four bytes a word, in the order of their dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt

from etl.knowledge import REFERENCE, read_table
from etl.relate.core import Furniture
from etl.relate.pair import Pair, Side
from etl.relate.prints import NO_DAY, Days, Pile
from etl.relate.words import Codes, Forms, Lengths

_TABLES = (
    "copy_furniture", "wire_credits", "agencies", "name_words", "date_words", "count_words", "states", "countries",
)  # fmt: skip
UNDATED = NO_DAY

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Item:
    """An article as far as its copies are looked for."""

    id: str
    title: str
    text: str
    publish_date: str | None = None  # ISO date
    language: str = "en"
    outlet: str | None = None  # media_name, else the domain


@dataclass(frozen=True, slots=True)
class Rules:
    """What the grouping knows: furniture of copies, forms of words, and the outlets whose reports others carry."""

    furniture: Furniture
    forms: Forms
    wires: frozenset[str]
    version: str = ""  # a hash of the tables and of this code

    @classmethod
    def of(cls, tables: Mapping[str, Iterable[Mapping[str, str]]], *, version: str = "") -> Rules:
        """The rules made of the reference tables."""
        wires = {
            name.casefold()
            for row in tables["wire_credits"]
            for name in (row["name"], row["domain"], *row["aliases"].split(";"))
            if name
        }
        return cls(Furniture.of(tables["copy_furniture"]), Forms.of(tables), frozenset(wires), version)

    @classmethod
    def load(cls, folder: Path = REFERENCE) -> Rules:
        """The rules of the tables in `folder`. Raises ReferenceError."""
        paths = [folder / f"{name}.csv" for name in _TABLES]
        tables = {path.stem: read_table(path) for path in paths}
        hashed = blake2b(digest_size=8)
        for path in (*paths, *sorted(Path(__file__).parent.glob("*.py"))):
            hashed.update(path.read_bytes())
        return cls.of(tables, version=hashed.hexdigest())


@dataclass(frozen=True)
class Shelf:
    """Articles side by side; an article is known by its number, and the numbers follow date and id."""

    days: Days
    texts: Texts
    titles: Texts
    languages: Sequence[str]
    outlets: Sequence[str]
    datelines: Sequence[str]
    corrected: Flags
    several: Flags
    prints: Pile  # of words
    facts: Pile  # of numbers and names
    headlines: Pile

    def side(self, number: int) -> Side:
        """The article as it is compared."""
        return Side(
            words=self.texts.of(number),
            title=self.titles.of(number),
            language=self.languages[number],
            outlet=self.outlets[number],
            dateline=self.datelines[number],
            corrected=bool(self.corrected[number]),
            several=bool(self.several[number]),
        )

    def pairs(self) -> Pairs:
        """A function that puts two articles beside each other, and keeps some of them at hand."""
        return Pairs(self)


class Pairs:
    """Two articles of a shelf beside each other, by their numbers."""

    def __init__(self, shelf: Shelf) -> None:
        """Pairs of this shelf."""
        self._days = shelf.days.tolist()
        self._side = lru_cache(maxsize=4000)(shelf.side)

    def days(self, a: int, b: int) -> int | None:
        """The days between two articles; None where one has no date."""
        one, other = self._days[a], self._days[b]
        return None if UNDATED in (one, other) else abs(one - other)

    def __call__(self, a: int, b: int) -> Pair:
        """The two beside each other."""
        return Pair(self._side(a), self._side(b), self.days(a, b))


class Texts:
    """Words of many texts on end."""

    def __init__(self, words: Codes, lengths: Lengths) -> None:
        """The words of texts of these lengths."""
        self._words = words
        self._ends = [0, *np.cumsum(lengths).tolist()]

    def of(self, at: int) -> Codes:
        """The words of one text."""
        return self._words[self._ends[at] : self._ends[at + 1]]


def day_of(publish_date: str | None) -> date | None:
    """The day of publication; None where there is none, or none that can be read."""
    try:
        return date.fromisoformat(publish_date[:10]) if publish_date else None
    except ValueError:
        return None


def number_of(publish_date: str | None) -> int:
    """The day of publication as a number, in the order of days; UNDATED where there is none."""
    day = day_of(publish_date)
    return day.toordinal() if day else UNDATED
