"""What the finders of sites share: one look at a body, and the making of a mention from a name's words."""

from __future__ import annotations

from typing import NamedTuple

from etl.find.mentions import Mention
from etl.find.runs import Run, Runs
from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge
from etl.phrases import Hit
from etl.text import Body

LONGEST_NAME = 8  # words in a facility's name


class Page(NamedTuple):
    """What one search of a body for sites knows."""

    body: Body
    runs: Runs
    hits: dict[str, list[Hit[str]]]  # the heads of facilities and areas, by their kind in `name_words.csv`
    busy: frozenset[int]  # words of agencies and dates
    persons: frozenset[int]
    others: frozenset[int]  # words of organisations and streets
    headline_words: int  # the first words are a headline of capitals, where a capital says nothing; else 0

    def run_from(self, hit: Hit[str]) -> Run | None:
        """The run that holds the first word of a hit."""
        return self.runs.at(hit.first)


class SiteMaker:
    """Makes mentions of sites. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer."""
        self._gazetteer: Gazetteer = knowledge.gazetteer

    def site(self, body: Body, first: int, last: int, hint: str | None, *, name: str | None = None) -> Mention:
        """The mention of a facility by its words, or by a `name`; `hint` is the key of a place in the name."""
        word = body.words[last]
        end = word.end - (2 if word.plain.endswith("'s") else 0)
        name = name or body.text[body.words[first].start : word.end]
        start = body.words[first].start
        return Mention(start, end, first, last, key(name), self.known(name), "name", site=name, city_hint=hint)

    def known(self, name: str) -> tuple[Feature, ...]:
        """The facilities of the gazetteer that go by a name."""
        return tuple(f for f in self._gazetteer.candidates(name) if f.kind == "facility")

    def inner_place(self, body: Body, first: int, last: int, *, county: bool = False) -> str | None:
        """The key of the longest place that a facility's name holds: "Newport" in Newport Airport, a county's jail."""
        first = max(first, last - LONGEST_NAME)  # a name of capitals without end holds a place in its last words
        for start in range(first, last + 1):
            longest = start + self._gazetteer.most_words(body.keys[start]) - 1
            for end in range(min(last, longest), start - 1, -1):
                name = body.name_key(start, end)
                name = f"{name} county" if county else name
                if any(f.kind in ("city", "county") and f.country == "US" for f in self._gazetteer.by_key(name)):
                    return name
        return None
