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
_TOKEN = re.compile(rf"\w+(?:[.,:]\d+)*(?:-(?:{_UNITS})\b)?|[.!?:;—–“\"¿¡\n]")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_SENTENCE_MARKS = frozenset('.!?:;—–“"¿¡\n')
_LEAST_NAME = 3  # letters
_MOST_WORDS = 1_000_000  # that a coder remembers

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
    return (plain(word) for word in _TOKEN.findall(text) if word not in _SENTENCE_MARKS)


class Coder:
    """Turns texts into codes; remembers the words that it has seen, up to a bound."""

    def __init__(self, forms: Forms) -> None:
        """A coder that has seen nothing yet."""
        self._known = _Known(forms)

    def encode(self, texts: Iterable[str]) -> tuple[Codes, Lengths]:
        """The codes of all texts on end, and how many each text has."""
        codes, lengths = array("I"), []
        for text in texts:
            before = len(codes)
            codes.extend(map(self._known.__getitem__, _TOKEN.findall(text)))
            codes.append(_BREAK)
            lengths.append(len(codes) - before)
        if len(self._known) > _MOST_WORDS:
            self._known.clear()
        return _without_breaks(np.frombuffer(codes, np.uint32), np.array(lengths, np.int64))


class _Known(dict[str, int]):
    """Codes by word as written; a new word is coded once."""

    def __init__(self, forms: Forms) -> None:
        super().__init__()
        self._forms = forms

    def __missing__(self, word: str) -> int:
        code = self[word] = _code(word, self._forms)
        return code


def _code(word: str, forms: Forms) -> int:
    if word in _SENTENCE_MARKS:
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
