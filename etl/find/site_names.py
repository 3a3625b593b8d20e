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
AGENCY_IN_NAME = "ICE"  # an agency's acronym that facilities bear: "Central Louisiana ICE Processing Center"
_KNOWN_ABROAD = 300_000  # people: a foreign city of fewer is rather a name that towns here have too


def is_hint(feature: Feature) -> bool:
    """Whether a place's name inside that of a facility says where it is: a town, a county or a large city abroad."""
    near = feature.country == "US" or feature.population >= _KNOWN_ABROAD
    return feature.kind in ("city", "county") and near


class Page(NamedTuple):
    """What one search of a body for sites knows."""

    body: Body
    runs: Runs
    hits: dict[str, list[Hit[str]]]  # the heads of facilities and areas, by their kind in `name_words.csv`
    busy: frozenset[int]  # words of agencies and dates
    persons: frozenset[int]
    others: frozenset[int]  # words of organisations and streets

    def run_from(self, hit: Hit[str]) -> Run | None:
        """The run that holds the first word of a hit."""
        return self.runs.at(hit.first)


class SiteMaker:
    """Makes mentions of sites. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer, and the heads that papers change for one another."""
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._common = knowledge.common_words
        self._synonyms = tuple(sorted(key(word) for word in knowledge.name_words["facility_synonym"]))

    def site(self, body: Body, first: int, last: int, hint: str | None, *, name: str | None = None) -> Mention:
        """The mention of a facility by its words, or by a `name`; `hint` is the key of a place in the name."""
        word = body.words[last]
        own = name is not None and name.endswith("'s")  # "Lowe's"
        end = word.end if own else word.bare_end
        name = name or body.text[body.words[first].start : word.end]
        start = body.words[first].start
        return Mention(start, end, first, last, key(name), self.known(name), "name", site=name, city_hint=hint)

    def known(self, name: str) -> tuple[Feature, ...]:
        """The facilities that go by a name, or the only one that does with another head of the same kind."""
        name_key = key(name)
        found = self._facilities(name_key)
        head = next((head for head in self._synonyms if name_key.endswith(f" {head}")), None)
        if found or head is None:
            return found
        stem = name_key.removesuffix(head)
        others = {f for other in self._synonyms for f in self._facilities(stem + other)}
        return tuple(others) if len(others) == 1 else ()

    def is_other(self, name: str) -> bool:
        """Whether the gazetteer has a place of this name that is no facility."""
        return any(f.kind != "facility" for f in self._gazetteer.candidates(name))

    def _facilities(self, name_key: str) -> tuple[Feature, ...]:
        return tuple(f for f in self._gazetteer.by_key(name_key) if f.kind == "facility")

    def inner_place(self, body: Body, first: int, last: int, *, county: bool = False) -> str | None:
        """The key of the longest place that a facility's name holds: "Newport" in Newport Airport, a county's jail."""
        first = max(first, last - LONGEST_NAME)  # a name of capitals without end holds a place in its last words
        for start in range(first, last + 1):
            longest = start + self._gazetteer.most_words(body.keys[start]) - 1
            for end in range(min(last, longest), start - 1, -1):
                name = body.name_key(start, end)
                if name in self._common and (start > first or start == end):
                    continue  # "Coastal Bend Detention Center" is not in Bend, nor a Home Depot in Home
                name = f"{name} county" if county else name
                if any(is_hint(f) for f in self._gazetteer.by_key(name)):
                    return name
        return None
