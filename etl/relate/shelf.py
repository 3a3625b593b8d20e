"""The articles of one grouping, as numbers in memory: four bytes a word, in the order of their dates."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from sys import intern

import numpy as np
import numpy.typing as npt

from etl.knowledge import REFERENCE, read_table
from etl.relate.compare import LEAST_TITLE
from etl.relate.core import Furniture, core_of
from etl.relate.pair import Pair, Side
from etl.relate.prints import Pile, Prints, fact_prints, title_prints, word_prints
from etl.relate.words import Coder, Codes, Forms, Lengths
from etl.workers import Workers, chunks, ordered

_TABLES = (
    "copy_furniture", "wire_credits", "agencies", "name_words", "date_words", "count_words", "states", "countries",
)  # fmt: skip
_AT_ONCE = 2000  # articles that are turned into numbers together
_MOST_CHARACTERS = 10_000  # of an article that are looked at; its copies agree in those or not at all
_NO_WORDS = np.empty(0, np.uint32)
UNDATED = np.int32(2**31 - 1)

Days = npt.NDArray[np.int32]
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

    ids: list[str]
    days: Days
    texts: Texts
    titles: Texts
    languages: list[str]
    outlets: list[str]
    datelines: list[str]
    corrected: Flags
    several: Flags
    prints: Pile  # of words, by the order of reading
    facts: Pile | None  # None where all articles are in one language
    headlines: Pile | None  # None where every article has a text
    rank: Lengths  # number of the article that was read first, second ...
    read: Lengths  # the other way round

    def side(self, number: int) -> Side:
        """The article as it is compared."""
        at = int(self.read[number])
        return Side(
            words=self.texts.of(at),
            title=self.titles.of(at),
            language=self.languages[at],
            outlet=self.outlets[at],
            dateline=self.datelines[at],
            corrected=bool(self.corrected[at]),
            several=bool(self.several[at]),
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
    """Words of many texts on end. They grow in place: two copies of all words may not fit in memory."""

    def __init__(self) -> None:
        """No texts yet."""
        self._words = array("I")
        self._ends = array("q", [0])

    def add(self, words: Codes, lengths: Lengths) -> None:
        """Lay the words of some texts at the end."""
        self._words.frombytes(words.tobytes())
        self._ends.frombytes((np.cumsum(lengths) + self._ends[-1]).tobytes())

    def of(self, at: int) -> Codes:
        """The words of one text."""
        start, end = self._ends[at], self._ends[at + 1]
        return np.frombuffer(self._words, np.uint32, end - start, 4 * start) if end > start else _NO_WORDS


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


def shelve(items: Iterable[Item], rules: Rules, *, workers: int | Workers = 1) -> Shelf:
    """The articles as numbers, with their prints. Raises ValueError where two have one id."""
    ids: list[str] = []
    days: list[int] = []
    languages: list[str] = []
    outlets: list[str] = []
    datelines: list[str] = []
    corrected: list[bool] = []
    several: list[bool] = []
    texts, titles = Texts(), Texts()
    prints, facts, headlines = Pile(), Pile(), Pile()

    def given() -> Iterator[list[tuple[str, str, str]]]:
        for chunk in chunks(items, _AT_ONCE):
            ids.extend(item.id for item in chunk)
            days.extend(_number(day_of(item.publish_date)) for item in chunk)
            languages.extend(intern(item.language.partition("-")[0]) for item in chunk)
            outlets.extend(intern((item.outlet or "").casefold()) for item in chunk)
            yield [(item.title, item.text[:_MOST_CHARACTERS], item.outlet or "") for item in chunk]

    for part in ordered(given(), partial(_make, rules), workers=workers):
        first = len(datelines)
        prints.add(part.prints, first=first)
        facts.add(part.facts, first=first)
        headlines.add(part.headlines, first=first)
        texts.add(*part.texts)
        titles.add(*part.titles)
        datelines += map(intern, part.datelines)
        corrected += part.corrected
        several += part.several
    if len(set(ids)) < len(ids):
        raise ValueError("two articles have one id")
    order = sorted(range(len(ids)), key=lambda at: (days[at], ids[at]))
    read = np.array(order, np.int64)
    rank = np.empty_like(read)
    rank[read] = np.arange(len(read))
    return Shelf(
        ids=[ids[at] for at in order],
        days=np.array([days[at] for at in order], np.int32),
        texts=texts,
        titles=titles,
        languages=languages,
        outlets=outlets,
        datelines=datelines,
        corrected=np.array(corrected, bool),
        several=np.array(several, bool),
        prints=prints,
        facts=facts if len(set(languages)) > 1 else None,
        headlines=headlines,
        rank=rank,
        read=read,
    )


def day_of(publish_date: str | None) -> date | None:
    """The day of publication; None where there is none, or none that can be read."""
    try:
        return date.fromisoformat(publish_date[:10]) if publish_date else None
    except ValueError:
        return None


def _number(day: date | None) -> int:
    return day.toordinal() if day else int(UNDATED)
