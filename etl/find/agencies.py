"""Agencies: bodies that police, arrest, detain, deport or adjudicate, as a controlled list and by their style.

Federal and irregular ones are rows of `agencies.csv`. Any other police department, sheriff or state police in the
United States is recognised by its head ("Police Department", "Oficina del Alguacil", rows of `agency_heads.csv`)
beside a name that the gazetteer knows, so that no county needs a row of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge, Row
from etl.models import Level
from etl.phrases import Hit, Phrases
from etl.text import Body

_FEDERAL_DISTRICT = re.compile(
    r"U\.?S\.? Attorney['’]?s['’]? [Oo]ffice for the (?P<side>(?:Northern|Southern|Eastern|Western|Central|Middle) )?"
    r"District of (?P<state>[A-Z][a-z]+(?: [A-Z][a-z]+)?)"
)
_FISCALIA = re.compile(
    r"[Ff]iscal[ií]a [Ff]ederal (?:para el|del|en el) [Dd]istrito (?:(?P<side>Norte|Sur|Este|Oeste|Central|Medio) )?"
    r"de (?P<state>[A-ZÁ-Ú][a-zá-ú]+(?: (?:del |de )?[A-ZÁ-Ú][a-zá-ú]+)?)"
)
_SIDES = {"Norte": "Northern", "Sur": "Southern", "Este": "Eastern", "Oeste": "Western", "Medio": "Middle"}
_JOINED = (" ", ". ", "\xa0", "-")
_LINKS = ("of", "and", "for", "de", "del")
_LARGE_CITY = 400_000  # New York and Washington are cities first
_LONGEST_NAME = 6  # words in the longest name of a city or county


class FoundAgency(NamedTuple):
    """An agency in the text: its offsets and what it is."""

    start: int
    end: int
    name: str
    short_name: str
    level: Level
    parent: str | None
    state: str | None


class _Made(NamedTuple):
    """What a head and a name make together."""

    name: str
    short_name: str
    level: Level
    parent: str | None
    state: str | None


class AgencyFinder:
    """Finds agencies by table and by style. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Build the look-ups from `agencies.csv`, `agency_heads.csv` and `agency_not.csv`."""
        self._gazetteer: Gazetteer = knowledge.gazetteer
        table: dict[str, list[Row]] = {}
        self._by_alias: dict[str, Row] = {}
        for row in knowledge.tables["agencies"]:
            for alias in dict.fromkeys((*row["aliases"].split(";"), row["name"])):
                if alias:
                    table.setdefault(alias, []).append(row)
                    self._by_alias.setdefault(key(alias), row)
        heads = knowledge.tables["agency_heads"]
        self._table: Phrases[list[Row]] = Phrases(table.items())
        self._left = Phrases((row["words"], row) for row in heads if row["side"] == "left")
        self._right = Phrases((row["words"], row) for row in heads if row["side"] == "right")
        self._not: Phrases[str] = Phrases((r["phrase"], r["short_name"]) for r in knowledge.tables["agency_not"])
        self._common = knowledge.common_words
        self._wants_more = knowledge.name_words["agency_word"]
        self._longer_name = knowledge.name_words["agency_in_longer_name"]

    def find(self, body: Body, *, states: frozenset[str], home_state: str | None = None) -> list[FoundAgency]:
        """Every agency named in the body, left to right, none overlapping.

        `states` are the states that the article or its outlet names, and foreign countries as "country:MX": a local
        acronym ("CHP") and a foreign body count only in them. `home_state` is the outlet's: "the state police" is its.
        """
        only = {state for state in states if ":" not in state}
        own_state = home_state or (only.pop() if len(only) == 1 else None)
        # of two that hold the same words the first stays: the table knows better than a style
        found = [*self._districts(body), *self._listed(body, states), *self._local(body, own_state)]
        found.sort(key=lambda f: (f.start, -f.end))
        kept: list[FoundAgency] = []
        for agency in found:
            if not kept or agency.start >= kept[-1].end:
                kept.append(agency)
        return kept

    def _listed(self, body: Body, states: frozenset[str]) -> Iterator[FoundAgency]:
        """Those of the table. A short form counts where it can be no other thing."""
        barred = {hit.value for hit in self._not.find(body)}
        spelled_out: set[str] = set()
        for hit in self._table.find(body):
            row, text = _meant(hit.value, states), body.text[hit.start : hit.end]
            elsewhere = row["state"] not in ("", *states)
            if " " not in text and text.replace(".", "").isupper():
                if row["short_name"] in barred or (elsewhere and row["name"] not in spelled_out) or _shouted(body, hit):
                    continue
            elif elsewhere and row["state"].startswith("country:"):
                continue
            elif text.casefold() in self._wants_more and self._goes_on(body, hit):
                continue
            spelled_out.add(row["name"])
            yield FoundAgency(hit.start, hit.end, *_of_row(row))

    def _goes_on(self, body: Body, hit: Hit[list[Row]]) -> bool:
        """Whether "Marines", "Army" or "Homeland Security" is part of a longer name that is no agency."""
        words = body.words
        sides = [i for i in (hit.first - 1, hit.last + 1) if 0 <= i < len(words)]
        return any(
            words[i].capital and words[i].plain in self._longer_name and body.between(min(i, hit.last), max(i, hit.first)) == " "
            for i in sides
        )

    def _districts(self, body: Body) -> Iterator[FoundAgency]:
        """U.S. attorneys' offices by their district."""
        if "attorney" not in body.keys and "attorneys" not in body.keys and "fiscalia" not in body.keys:
            return
        for match in (*_FEDERAL_DISTRICT.finditer(body.text), *_FISCALIA.finditer(body.text)):
            code = self._gazetteer.state_code(match["state"])
            state = self._gazetteer.states[code].name if code else match["state"]
            side = (match["side"] or "").strip()
            district = f"{_SIDES.get(side, side)} District of {state}".strip()
            name = f"U.S. Attorney's Office for the {district}"
            yield FoundAgency(match.start(), match.end(), name, name, "federal", "U.S. Department of Justice", code)

    def _local(self, body: Body, own_state: str | None) -> Iterator[FoundAgency]:
        for hit in self._left.find(body):
            found = self._name_before(body, hit) or self._of_own_state(body, hit, own_state)
            if found is not None:
                yield found
        for hit in self._right.find(body):
            if (found := self._name_after(body, hit)) is not None:
                yield found

    def _name_before(self, body: Body, hit: Hit[Row]) -> FoundAgency | None:
        """The agency of the longest known name that ends just before the head: "Spokane County | Sheriff's Office"."""
        words = body.words
        for size in range(_LONGEST_NAME, 0, -1):
            first = hit.first - size
            if first < 0 or not words[first].capital or not _adjacent(body, first, hit.first):
                continue
            named = all(words[i].capital or words[i].plain in _LINKS for i in range(first, hit.first))
            if hit.value["of"] == "own" and (not named or words[first].plain == "the"):
                continue
            name = body.text[words[first].start : words[hit.first - 1].end]
            made = self._made(name.removesuffix("'s").removesuffix("’s"), hit.value)
            if made is None:
                continue
            if size == 1 and key(name) in self._common and body.starts_sentence(first):
                continue
            return FoundAgency(words[first].start, hit.end, *made)
        return None

    def _of_own_state(self, body: Body, hit: Hit[Row], own_state: str | None) -> FoundAgency | None:
        """ "the state police", "the state's Department of Public Safety": the body of the state that the article is in."""
        state = self._gazetteer.states.get(own_state or "")
        before = body.words[hit.first - 1] if hit.first else None
        if hit.value["of"] != "state" or state is None or before is None or hit.value["style"].endswith("National Guard"):
            return None
        said = "state" in body.keys[hit.first : hit.last + 1] or before.plain == "state's"
        if not said or before.plain not in ("the", "state's", "and", "by", "from", "with") or (before.capital and not body.starts_sentence(hit.first - 1)):
            return None
        made = self._styled(hit.value, state.name, "state", state.state)
        return FoundAgency(hit.start, hit.end, *made)

    def _name_after(self, body: Body, hit: Hit[Row]) -> FoundAgency | None:
        """The agency of the longest known name after a Spanish head: "Oficina del Alguacil | del condado de Cobb"."""
        words, at = body.words, hit.last + 1
        county = False
        for _ in range(5):  # "de la parroquia de", "del condado de"
            if at >= len(words) or not _adjacent(body, at - 1, at):
                return None
            plain = words[at].plain
            if plain in ("condado", "parroquia"):
                county = True
            elif plain not in ("de", "del") and (words[at].capital or plain not in ("la", "el", "los", "las")):
                break
            at += 1
        for size in range(_LONGEST_NAME, 0, -1):
            last = at + size - 1
            if last >= len(words) or not words[at].capital or not _adjacent(body, at, last):
                continue
            name = body.text[words[at].start : words[last].end]
            if hit.value["of"] != "state" and any(f.kind == "state" for f in self._gazetteer.candidates(name)) and size > 1:
                return None  # "los alguaciles de Carolina del Norte"
            head = {**hit.value, "of": "county"} if county and hit.value["of"] != "state" else hit.value
            made = self._made(body.text[words[at].start : words[last].end], head)
            if made is not None:
                return FoundAgency(hit.start, words[last].end, *made)
        return None

    def _made(self, name: str, head: Row) -> _Made | None:
        """The agency that a head makes of a name, or None where the name is of no such place."""
        if head["of"] == "own":
            return self._styled(head, name, "other", None) if " " in name or not self._gazetteer.candidates(name) else None
        features = self._gazetteer.candidates(name)
        towns = [f for f in features if f.kind == "city" and f.population > _LARGE_CITY]
        if head["of"] != "state" and any(f.kind == "state" and f.country == "US" for f in features) and not towns:
            return None  # "Delaware police" are the police of a state's towns
        if head["of"] == "state":
            state = next((f for f in features if f.kind == "state"), None)
            return self._styled(head, state.name, "state", state.state) if state else None
        counties = [f for f in features if f.kind == "county" and f.country == "US"]
        if head["of"] == "county":
            counties = counties or [
                f for end in ("County", "Parish") for f in self._gazetteer.candidates(f"{name} {end}") if f.kind == "county"
            ]
            if counties:
                return self._styled(head, counties[0].name, "county", _only_state(counties))
        cities = [f for f in features if f.kind in ("city", "neighborhood") and f.country == "US"]
        if not cities and not counties:
            return None
        known = max(cities or counties, key=lambda f: f.population)
        # the words as they stand, but an alias ("Philly", "Filadelfia") by its feature's name
        own = (name.title() if name.isupper() else name) if key(known.name) == key(name) else known.name
        level: Level = "county" if not cities or head["of"] == "county" else "city"
        return self._styled(head, own, level, _only_state(cities or counties))

    def _styled(self, head: Row, name: str, level: Level, state: str | None) -> _Made:
        """The name by the head's style; or the row of the table that it stands for, such as Las Vegas's."""
        made = head["style"].format(name)
        row = self._by_alias.get(key(made)) or self._by_alias.get(key(made.removesuffix(" Department")))
        return _of_row(row) if row else _Made(made, made, level, None, state)


def _meant(rows: list[Row], states: frozenset[str]) -> Row:
    """Of the rows that share an alias, the one whose country the text names; the body of the U.S. where it names a state."""
    foreign = [row for row in rows if row["state"].startswith("country:")]
    at_home = [row for row in rows if row not in foreign]
    named = [row for row in foreign if row["state"] in states]
    if at_home and (not named or any(":" not in state for state in states)):
        return at_home[0]
    return (named or rows)[0]


def _of_row(row: Row) -> _Made:
    level: Level = row["level"]  # type: ignore[assignment]
    state = row["state"] if ":" not in row["state"] else ""
    return _Made(row["name"], row["short_name"] or row["name"], level, row["parent"] or None, state or None)


def _only_state(features: list[Feature]) -> str | None:
    """The state that all the features share, or None."""
    states = {feature.state for feature in features}
    return states.pop() if len(states) == 1 else None


def _adjacent(body: Body, first: int, last: int) -> bool:
    """Whether the words from `first` to `last` are parted by single spaces, a hyphen or an abbreviation's period."""
    return all(body.between(i, i + 1) in _JOINED and not body.starts_sentence(i + 1) for i in range(first, last))


def _shouted(body: Body, hit: Hit[list[Row]]) -> bool:
    """Whether the words around an acronym are in capitals too, so that "ICE" may be ice ("ICE STORM WARNING")."""
    words = body.words
    around = [*words[max(0, hit.first - 3) : hit.first], *words[hit.last + 1 : hit.last + 4]]
    near = [word for word in around if len(word.text) > 3 and word.text.isalpha()]
    return len(near) >= 2 and all(word.text.isupper() for word in near)
