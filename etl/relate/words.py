"""Words as numbers: what can be compared for a million articles in memory.

A code is 32 bits: 30 of a hash of the word's plain form and two that say what kind of fact it is. Numbers, months and
weekdays have one form in every language ("doce", "twelve" and "12"; "martes" and "Tuesday"), so that the facts of a
translation can be laid beside those of its original. The hash is CRC-32, the same on every machine.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zlib import crc32

import numpy as np
import numpy.typing as npt

from etl.text import plain

Codes = npt.NDArray[np.uint32]
Lengths = npt.NDArray[np.int64]

WORD, NUMBER, NAME, CALENDAR = 0, 1, 2, 3
KIND = np.uint32(3)
_BREAK = 0  # the code of what ends a sentence; a capital after it does not make a name

_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TOKEN = re.compile(rf"\w+(?:[.,:]\d+)*(?:-(?:{_UNITS})\b)?|[.!?:;—–“\"¿¡]")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_BREAKS = '.!?:;—–“"¿¡'
_PARAGRAPH = " . "  # the end of a paragraph ends a sentence too
_LEAST_NAME = 3  # letters
_MOST_STRINGS = 1_000_000  # that a coder remembers

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Forms:
    """What a word stands for, by its plain form: numbers, months and weekdays, names of states; and what is no name."""

    numbers: Mapping[str, str]
    calendar: Mapping[str, str]
    doubtful: frozenset[str]  # months that are words too where they are in lower case: may, march
    same: Mapping[str, str]  # one form for the Spanish and the English name
    dull: frozenset[str]  # words of agencies, titles and credits: capitalised, and no evidence

    @classmethod
    def of(cls, tables: Mapping[str, Iterable[Row]]) -> Forms:
        """The forms as the reference tables give them."""
        calendar = {
            plain(row["word"]): f"{row['kind']}:{row['value']}"
            for row in tables["date_words"]
            if row["kind"] in ("month", "weekday")
        }
        same = {
            plain(spanish): plain(row["name"])
            for table in ("states", "countries")
            for row in tables[table]
            for spanish in row["name_es"].split(";")
            if spanish and " " not in spanish + row["name"]
        }
        return cls(
            numbers={plain(row["word"]): row["value"] for row in tables["count_words"] if row["kind"] == "number"},
            calendar=calendar,
            doubtful=frozenset(plain(r["word"]) for r in tables["date_words"] if r["kind"] == "month_or_word"),
            same=same,
            dull=frozenset(_dull(tables)),
        )


def _dull(tables: Mapping[str, Iterable[Row]]) -> Iterable[str]:
    for table in ("agencies", "wire_credits"):
        for row in tables[table]:
            yield from _parts(f"{row['name']} {row['aliases']}")
    for row in tables["name_words"]:
        if row["kind"] in ("title", "function", "calendar", "organisation", "say", "direction"):
            yield from _parts(row["word"])
    for row in tables["states"]:  # Ohio is evidence, Ore. and OR are a matter of style
        yield from _parts(f"{row['ap']} {row['code']}")


def _parts(text: str) -> Iterable[str]:
    return (plain(word) for word in _TOKEN.findall(text) if word not in _BREAKS)


class Coder:
    """Turns texts into codes; remembers the strings between spaces that it has seen, up to a bound.

    A string is cut into words once ("Winston-Salem," into two and a break); after that it is one look-up, which takes
    half the time of cutting every text.
    """

    def __init__(self, forms: Forms) -> None:
        """A coder that has seen nothing yet."""
        self._known = _Known(forms)

    def encode(self, texts: Iterable[str]) -> tuple[Codes, Lengths]:
        """The codes of all texts on end, and how many each text has."""
        if len(self._known) > _MOST_STRINGS:
            self._known = _Known(self._known.forms)
        strings, lengths = array("I"), array("q")
        for text in texts:
            before = len(strings)
            strings.extend(map(self._known.__getitem__, text.replace("\n", _PARAGRAPH).split()))
            strings.append(self._known[_BREAKS[0]])
            lengths.append(len(strings) - before)
        return self._known.cut(np.frombuffer(strings, np.uint32), np.frombuffer(lengths, np.int64))


class _Known(dict[str, int]):
    """Strings by number, and the codes of the words in each."""

    def __init__(self, forms: Forms) -> None:
        super().__init__()
        self.forms = forms
        self._codes = array("I")
        self._ends = array("q", [0])

    def __missing__(self, string: str) -> int:
        self._codes.extend(_code(word, self.forms) for word in _TOKEN.findall(string))
        self._ends.append(len(self._codes))
        number = self[string] = len(self._ends) - 2
        return number

    def cut(self, strings: Codes, lengths: Lengths) -> tuple[Codes, Lengths]:
        """The codes of the words in the strings, and how many each text has of them."""
        # Copies: an array that numpy looks into cannot grow, and a profiler (a Dask worker has one) may hold this
        # frame, and with it what it looks into, beyond its end.
        ends, codes = np.array(self._ends, np.int64), np.array(self._codes, np.uint32)
        first = ends[strings]
        counts = ends[strings + 1] - first
        before = np.cumsum(counts) - counts
        starts = np.cumsum(lengths) - lengths
        words = np.add.reduceat(counts, starts) if len(lengths) else lengths
        return _without_breaks(codes[np.repeat(first - before, counts) + np.arange(counts.sum())], words)


def _code(word: str, forms: Forms) -> int:
    if word in _BREAKS:
        return _BREAK
    if word[0].isdigit():
        return _hashed(_numeral(word), NUMBER)
    form = plain(word)
    if form in forms.numbers:
        return _hashed(forms.numbers[form], NUMBER)
    tens, _, units = form.partition("-")
    if units and tens in forms.numbers:
        return _hashed(str(int(forms.numbers[tens]) + int(forms.numbers.get(units, 1))), NUMBER)  # "one" is an article
    if form in forms.calendar and not (form in forms.doubtful and word.islower()):
        return _hashed(forms.calendar[form], CALENDAR)
    form = forms.same.get(form, form)
    name = word[0].isupper() and len(word) >= _LEAST_NAME and form not in forms.dull
    return _hashed(form, NAME if name else WORD)


def _numeral(word: str) -> str:
    """One form of a number: 1,120 and 1.120 are 1120, and 5,2 is 5.2."""
    return re.sub("[.,]", "", word) if _GROUPED.fullmatch(word) else word.replace(",", ".")


def weekdays() -> frozenset[int]:
    """The codes of the weekdays, without their kind."""
    return frozenset(_hashed(f"weekday:{day}", CALENDAR) >> 2 for day in range(7))


def _hashed(form: str, kind: int) -> int:
    code = (crc32(form.encode("utf-8", "surrogatepass")) << 2 | kind) & 0xFFFFFFFF
    return code or 4  # 0 is the break


def _without_breaks(codes: Codes, lengths: Lengths) -> tuple[Codes, Lengths]:
    """The codes of words alone; what follows a break, and so would be capitalised anyhow, is no name."""
    breaks = codes == _BREAK
    first = np.empty_like(breaks)
    first[:1], first[1:] = True, breaks[:-1]
    names = first & ((codes & KIND) == NAME)
    codes = np.where(names, codes & ~KIND, codes)
    starts = np.cumsum(lengths) - lengths
    words = np.add.reduceat(~breaks, starts, dtype=np.int64) if len(lengths) else lengths
    return codes[~breaks], words
