"""Agencies: bodies that police, arrest, detain, deport or adjudicate, as a controlled list and by their style.

Federal and irregular ones are rows of `agencies.csv`; any other police department, sheriff or state police is
recognised by its style (`agency_styles.py`), and a U.S. attorney's office by its district.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from etl.find.agency_styles import StyleFinder
from etl.find.agency_values import FoundAgency, made_of_row
from etl.gazetteer import ABROAD, Gazetteer, key
from etl.knowledge import Knowledge, Row
from etl.phrases import Hit, Phrases
from etl.text import Body

_DISTRICT = re.compile(
    r"U\.?S\.? [Aa]ttorney['’]?s['’]? [Oo]ffice for the "
    r"(?P<side>(?:Northern|Southern|Eastern|Western|Central|Middle) )?[Dd]istrict of "
    r"(?P<state>[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
)
_DISTRITO = re.compile(
    r"(?:[Ff]iscal[ií]a|[Oo]ficina (?:del|de la) [Ff]iscal) (?:[Ff]ederal )?"
    r"(?:de (?:los )?(?:Estados Unidos|EE\.? ?UU\.?) )?(?:para el|del|en el) [Dd]istrito "
    r"(?:(?P<side>Norte|Sur|Este|Oeste|Central|Medio) )?"
    r"de (?P<state>[A-ZÁ-Ú][a-zá-ú]+(?: (?:del |de )?[A-ZÁ-Ú][a-zá-ú]+)?)"
)
_MIDDLE = {"Medio": "Middle"}  # no direction of a region
_DISTRICT_WORDS = ("attorney", "attorneys", "fiscalia", "fiscal")
_OWN_ACRONYM = 4  # letters from which an acronym that one body alone has needs no state: "LAPD", but not "APD"
_AROUND = 3  # words beside an acronym that tell whether a headline shouts
_OF = ("of", "de")


class _Listed(NamedTuple):
    """A hit of the table: the row that is meant, and its words."""

    hit: Hit[list[Row]]
    row: Row
    text: str


class AgencyFinder:
    """Finds agencies by table and by style. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Build the look-ups from `agencies.csv`, `agency_heads.csv` and `agency_not.csv`."""
        words = knowledge.name_words
        table: dict[str, list[Row]] = {}
        by_alias: dict[str, Row] = {}
        for row in knowledge.tables["agencies"]:
            for alias in dict.fromkeys((*row["aliases"].split(";"), row["name"])):
                if alias:
                    table.setdefault(alias, []).append(row)
                    by_alias.setdefault(key(alias), row)
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._styles = StyleFinder(knowledge, by_alias)
        self._table: Phrases[list[Row]] = Phrases(table.items())
        self._not: Phrases[str] = Phrases((r["phrase"], r["short_name"]) for r in knowledge.tables["agency_not"])
        self._wants_more, self._longer_name = words["agency_word"], words["agency_in_longer_name"]
        self._enforcement, self._sides = words["enforcement_near"], _sides(knowledge)

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (self._table, self._not, *self._styles.phrases)

    def find(self, body: Body, *, states: frozenset[str], home_state: str | None = None) -> list[FoundAgency]:
        """Every agency named in the body, left to right, none overlapping.

        `states` are the states that the article or its outlet names, and foreign countries as "country:MX": a local
        acronym ("CHP") and a foreign body count only in them. `home_state` is the outlet's: "the state police" is its.
        """
        only = {state for state in states if ":" not in state}
        near = only | {state.removeprefix("near:") for state in states if state.startswith("near:")}
        own_state = home_state or (only.pop() if len(only) == 1 else None)
        # of two that hold the same words the first stays: the table knows better than a style
        found = [
            *self._districts(body),
            *self._listed(body, states, near),
            *self._styles.find(body, frozenset(near), own_state),
        ]
        found.sort(key=lambda f: (f.start, -f.end))
        kept: list[FoundAgency] = []
        for agency in found:
            if not kept or agency.start >= kept[-1].end:
                kept.append(agency)
        return kept

    def _districts(self, body: Body) -> Iterator[FoundAgency]:
        """U.S. attorneys' offices by their district."""
        if not any(word in body.where for word in _DISTRICT_WORDS):
            return
        for match in (*_DISTRICT.finditer(body.text), *_DISTRITO.finditer(body.text)):
            code = self._gazetteer.state_code(match["state"])
            state = self._gazetteer.states[code].name if code else match["state"]
            side = (match["side"] or "").strip()
            district = f"{self._sides.get(side, side)} District of {state}".strip()
            name = f"U.S. Attorney's Office for the {district}"
            yield FoundAgency(match.start(), match.end(), name, name, "federal", "U.S. Department of Justice", code)

    # -- the table ---------------------------------------------------------------------------------------------------

    def _listed(self, body: Body, states: frozenset[str], near: set[str]) -> Iterator[FoundAgency]:
        """Those of the table. A short form counts where it can be no other thing."""
        here = {*near, *states}
        hits = [
            _Listed(hit, _meant(hit.value, states, here), body.text[hit.start : hit.end])
            for hit in self._table.find(body)
        ]
        barred = {hit.value for hit in self._not.find(body)} if hits else set()
        if barred:  # "ICE agents raided a plant that makes electric vehicles"
            barred -= {item.row["short_name"] for item in hits if self._enforces(body, item.hit)}
        named: set[str] = set()  # bodies that the text names where no other thing can be meant
        doubtful = []
        for item in hits:
            if self._is_sure(body, item, here, barred):
                named.add(item.row["name"])
                yield FoundAgency(item.hit.start, item.hit.end, *made_of_row(item.row))
            elif _is_acronym(item.text) and item.row["short_name"] not in barred:
                doubtful.append(item)
        for item in doubtful:  # "CHP" without its state, "ICE" in a headline of capitals
            if item.row["name"] in named:
                yield FoundAgency(item.hit.start, item.hit.end, *made_of_row(item.row))

    def _is_sure(self, body: Body, item: _Listed, here: set[str], barred: set[str]) -> bool:
        """Whether the words of a row can mean nothing else where they stand."""
        row, text = item.row, item.text
        if "," in text and "," not in row["name"]:
            return False  # "In Los Angeles, police helped"
        if not _is_acronym(text):
            foreign = row["state"].startswith(ABROAD) and row["state"] not in here
            return not foreign and not (text.casefold() in self._wants_more and self._goes_on(body, item.hit))
        if row["short_name"] in barred:
            return False
        own = len(text) >= _OWN_ACRONYM and len(item.hit.value) == 1
        if row["state"] and row["state"] not in here and not own:
            return False
        return not _shouted(body, item.hit) or self._enforces(body, item.hit)

    def _enforces(self, body: Body, hit: Hit[list[Row]]) -> bool:
        """Whether the word beside an acronym in a headline of capitals is one of enforcement: "ICE RAIDS"."""
        near = (body.words[i].plain for i in (hit.first - 1, hit.last + 1) if 0 <= i < len(body.words))
        return any(word in self._enforcement for word in near)

    def _goes_on(self, body: Body, hit: Hit[list[Row]]) -> bool:
        """Whether "Marines", "Army" or "Homeland Security" is part of a longer name that is no agency."""
        words, after = body.words, hit.last + 1
        if after + 1 < len(words) and words[after].plain in _OF and words[after + 1].capital:
            return True  # "the Army of Colombia"
        sides = [i for i in (hit.first - 1, after) if 0 <= i < len(words)]
        return any(
            words[i].capital and words[i].plain in self._longer_name and body.gaps[min(i, hit.last)] == " "
            for i in sides
        )


def _sides(knowledge: Knowledge) -> dict[str, str]:
    """The English side of a court's district by its Spanish word: "Norte" is "Northern"."""
    return {**{row["word"].title(): row["english"] for row in knowledge.tables["directions"]}, **_MIDDLE}


def _meant(rows: list[Row], states: frozenset[str], here: set[str]) -> Row:
    """Of the rows that share an alias, the one whose state or country the text names; else the first of the U.S.

    `here` are the `states` with those of well-known cities.
    """
    foreign = [row for row in rows if row["state"].startswith(ABROAD)]
    at_home = [row for row in rows if row not in foreign]
    named = [row for row in foreign if row["state"] in states]
    if at_home and (not named or any(":" not in state for state in states)):
        return next((row for row in at_home if row["state"] in here), at_home[0])
    return (named or rows)[0]


def _is_acronym(text: str) -> bool:
    return " " not in text and text.replace(".", "").isupper()


def _shouted(body: Body, hit: Hit[list[Row]]) -> bool:
    """Whether the words around an acronym are in capitals too, so that "ICE" may be ice ("ICE STORM WARNING")."""
    words = body.words
    around = [*words[max(0, hit.first - _AROUND) : hit.first], *words[hit.last + 1 : hit.last + 1 + _AROUND]]
    near = [word for word in around if len(word.text) > 3 and word.text.isalpha()]
    return len(near) >= 2 and all(word.text.isupper() for word in near)


__all__ = ["AgencyFinder", "FoundAgency"]
