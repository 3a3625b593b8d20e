"""What two copies of one report have in common: title and text without what each outlet adds around them.

Datelines, wire credits, links, notices and marks are rows of `data/reference/copy_furniture.csv`, as regular
expressions with an example each. They are set aside for the comparison only; nothing is taken out of the dataset.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from etl.text import plain

_LONGEST_LINE = 300  # a paragraph of furniture is shorter; a longer one is not looked at
_LONGEST_END = 280
_AFTER_SENTENCE = r"(?:(?<=[\s.!?…\"”’)])|(?=[\[…(]|\.\.\.))"  # where a paragraph's last words can begin
_MANY_ITEMS = 3  # paragraphs that begin like an item make a text a round-up

_IN_BRACKETS = re.compile(r"\([^)]*\)")
_LETTERS = re.compile(r"[^\W\d_]+")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Furniture:
    """The patterns of `copy_furniture.csv`, one for each place where furniture stands."""

    line: re.Pattern[str]
    line_with: tuple[str, ...]  # plain words, found in far less time than a pattern that may begin anywhere
    correction: re.Pattern[str]
    start: re.Pattern[str]
    end: re.Pattern[str]
    title_start: re.Pattern[str]
    title_correction: re.Pattern[str]
    title_end: re.Pattern[str]
    item: re.Pattern[str]
    title_item: re.Pattern[str]
    title_with: tuple[str, ...]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Furniture:
        """The patterns made of the rows of the table."""
        held = list(rows)

        def pattern(match: str, *, correction: bool | None = None, end: bool = False) -> re.Pattern[str]:
            phrases = [
                row["phrase"]
                for row in held
                if row["match"] == match and (correction is None or (row["kind"] == "correction") == correction)
            ]
            joined = "|".join(f"(?:{phrase})" for phrase in phrases) or r"(?!)"
            return re.compile(rf"(?:{joined})\Z" if end else joined)

        def words(match: str) -> tuple[str, ...]:
            return tuple(row["phrase"].casefold() for row in held if row["match"] == match)

        return cls(
            line_with=words("line_with"),
            title_with=words("title_with"),
            line=pattern("line", correction=False, end=True),
            correction=pattern("line", correction=True, end=True),
            start=pattern("start"),
            end=re.compile(rf"{_AFTER_SENTENCE}{pattern('end', end=True).pattern}"),
            title_start=pattern("title_start", correction=False),
            title_correction=pattern("title_start", correction=True),
            title_end=pattern("title_end", end=True),
            item=pattern("item"),
            title_item=pattern("title_item", end=True),
        )


@dataclass(frozen=True, slots=True)
class Core:
    """A title and a text without furniture, and what the furniture said."""

    title: str
    text: str
    dateline: str  # the place that stood before the text: "denver colo"
    corrected: bool  # a notice of a correction stood in it
    several: bool  # a round-up or a live blog


def core_of(title: str, text: str, furniture: Furniture, *, outlet: str = "") -> Core:
    """The title and text that are compared; where all of a text is furniture, the title alone."""
    name, marked = _title(title.strip(), furniture, outlet)
    kept: list[str] = []
    corrected = False
    items = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            continue
        if len(line) <= _LONGEST_LINE:
            if furniture.correction.match(line):
                corrected = True
                continue
            if furniture.line.match(line) or _holds(line, furniture.line_with):
                continue
        if furniture.item.match(line):
            items += 1
        kept.append(line)
    digest = furniture.title_item.match(title.strip()) or _holds(title, furniture.title_with)
    several = items >= _MANY_ITEMS or bool(digest)
    if not kept:
        return Core(name, "", "", corrected or marked, several)
    start = furniture.start.match(kept[0])
    dateline = ""
    if start and start.end() < len(kept[0]):
        dateline = " ".join(_LETTERS.findall(plain(_IN_BRACKETS.sub(" ", start.group()))))
        kept[0] = kept[0][start.end() :]
    ending = furniture.end.search(kept[-1], max(len(kept[-1]) - _LONGEST_END, 0))
    if ending and ending.start() > 0:
        kept[-1] = kept[-1][: ending.start()].rstrip()
    return Core(name, "\n".join(kept), dateline, corrected or marked, several)


def _holds(text: str, phrases: tuple[str, ...]) -> bool:
    return any(map(text.casefold().__contains__, phrases))


def _title(title: str, furniture: Furniture, outlet: str) -> tuple[str, bool]:
    """The title without marks and without the name of an outlet, and whether it was marked as corrected."""
    corrected = False
    for _ in range(3):  # "UPDATE: VIDEO: ..."
        if found := furniture.title_correction.match(title):
            corrected = True
        else:
            found = furniture.title_start.match(title)
        if not found or found.end() == len(title):
            break
        title = title[found.end() :]
    found = furniture.title_end.search(title)
    # What follows the last bar or dash is an outlet where it says so, or where enough is left to be a headline.
    if found and found.start() > 0:
        head, tail = title[: found.start()], plain(title[found.start() :]).strip(" |-–—/")
        if tail == plain(outlet) or len(head.split()) >= 5:
            title = head
    return title, corrected
