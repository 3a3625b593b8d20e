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
_OWN_ACRONYM = 4  # letters from which an acronym that one body alone has needs no state: "LAPD", but not "APD"
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
        self._enforcement = knowledge.name_words["enforcement_near"]
        self._before_name = (
            knowledge.name_words["function"] | knowledge.name_words["title"] | knowledge.name_words["calendar"]
        )

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
            *self._local(body, frozenset(near), own_state),
        ]
        found.sort(key=lambda f: (f.start, -f.end))
        kept: list[FoundAgency] = []
        for agency in found:
            if not kept or agency.start >= kept[-1].end:
                kept.append(agency)
        return kept

    def _listed(self, body: Body, states: frozenset[str], near: set[str]) -> Iterator[FoundAgency]:
        """Those of the table. A short form counts where it can be no other thing."""
        barred = {hit.value for hit in self._not.find(body)}
        hits = [(hit, _meant(hit.value, states), body.text[hit.start : hit.end]) for hit in self._table.find(body)]
        named: set[str] = set()  # bodies that the text names where no other thing can be meant
        for sure in (True, False):
            for hit, row, text in hits:
                if not _is_acronym(text):
                    foreign = row["state"].startswith("country:") and row["state"] not in states
                    longer = text.casefold() in self._wants_more and self._goes_on(body, hit)
                    if sure and not foreign and not longer:
                        named.add(row["name"])
                        yield FoundAgency(hit.start, hit.end, *_of_row(row))
                    continue
                local = row["state"] not in ("", *near, *states) and not (
                    len(text) >= _OWN_ACRONYM and len(hit.value) == 1
                )
                shouted = _shouted(body, hit) and not self._enforces(body, hit)
                if (
                    row["short_name"] in barred
                    or (sure and (local or shouted))
                    or (not sure and not (local or shouted))
                ):
                    continue
                if sure or row["name"] in named:  # "CHP" without its state, "ICE" in a headline of capitals
                    named.add(row["name"])
                    yield FoundAgency(hit.start, hit.end, *_of_row(row))

    def _enforces(self, body: Body, hit: Hit[list[Row]]) -> bool:
        """Whether the word beside an acronym in a headline of capitals is one of enforcement: "ICE RAIDS"."""
        near = (body.words[i].plain for i in (hit.first - 1, hit.last + 1) if 0 <= i < len(body.words))
        return any(word in self._enforcement for word in near)

    def _goes_on(self, body: Body, hit: Hit[list[Row]]) -> bool:
        """Whether "Marines", "Army" or "Homeland Security" is part of a longer name that is no agency."""
        words = body.words
        sides = [i for i in (hit.first - 1, hit.last + 1) if 0 <= i < len(words)]
        after = hit.last + 1
        if after + 1 < len(words) and words[after].plain in ("of", "de") and words[after + 1].capital:
            return True  # "the Army of Colombia"
        return any(
            words[i].capital and words[i].plain in self._longer_name and body.gaps[min(i, hit.last)] == " "
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

    def _local(self, body: Body, states: frozenset[str], own_state: str | None) -> Iterator[FoundAgency]:
        for hit in self._left.find(body):
            found = self._name_before(body, hit, hit.first, states) or self._of_own_state(body, hit, own_state)
            while found is not None:
                yield found
                found = self._shares_head(body, hit, found, states)  # "Newark and Irvington police" are two
        for hit in self._right.find(body):
            if (found := self._name_after(body, hit, states)) is not None:
                yield found

    def _shares_head(self, body: Body, hit: Hit[Row], last: FoundAgency, states: frozenset[str]) -> FoundAgency | None:
        """The agency of a name that stands before another and "and", and shares its head."""
        at = body.word_at(last.start) - 1
        if at < 1 or body.words[at].plain not in ("and", "y") or hit.value["of"] != "city":
            return None
        found = self._name_before(body, hit, at, states)
        return found._replace(end=body.words[at - 1].end) if found is not None else None

    def _name_before(self, body: Body, hit: Hit[Row], stop: int, states: frozenset[str]) -> FoundAgency | None:
        """The agency of the longest known name that ends just before the head: "Spokane County | Sheriff's Office"."""
        words = body.words
        for size in range(_LONGEST_NAME, 0, -1):
            first = stop - size
            if (
                first < 0
                or not words[first].capital
                or not _adjacent(body, first, stop if stop == hit.first else stop - 1)
            ):
                continue
            named = all(words[i].capital or words[i].plain in _LINKS for i in range(first, stop))
            if hit.value["of"] == "own" and (not named or words[first].plain == "the"):
                continue
            name = body.text[words[first].start : words[stop - 1].end]
            made = self._made(name.removesuffix("'s").removesuffix("’s"), hit.value, states)
            if made is None or (size == 1 and not self._begins_name(body, first)):
                continue
            if size == 1 and key(name) in self._common and body.starts_sentence(first):
                continue
            return FoundAgency(words[first].start, hit.end, *made)
        return None

    def _begins_name(self, body: Body, first: int) -> bool:
        """Whether no longer name ends in a word: "Boston College police" are not those of College, Alaska."""
        word, before = body.words[first], body.words[first - 1] if first else None
        if word.text.isupper() and 1 < len(word.text) <= _OWN_ACRONYM and word.text.isalpha():
            return False  # "BART police"
        if before is None or not before.capital or not _adjacent(body, first - 1, first):
            return True
        return before.plain in self._before_name

    def _of_own_state(self, body: Body, hit: Hit[Row], own_state: str | None) -> FoundAgency | None:
        """ "the state police", "the state's Department of Public Safety": the body of the state that the article is in."""
        state = self._gazetteer.states.get(own_state or "")
        before = body.words[hit.first - 1] if hit.first else None
        if (
            hit.value["of"] != "state"
            or state is None
            or before is None
            or hit.value["style"].endswith("National Guard")
        ):
            return None
        said = "state" in body.keys[hit.first : hit.last + 1] or before.plain == "state's"
        if (
            not said
            or before.plain not in ("the", "state's", "and", "by", "from", "with")
            or (before.capital and not body.starts_sentence(hit.first - 1))
        ):
            return None
        made = self._styled(hit.value, state.name, "state", state.state)
        return FoundAgency(hit.start, hit.end, *made)

    def _name_after(self, body: Body, hit: Hit[Row], states: frozenset[str]) -> FoundAgency | None:
        """The agency of the longest known name after a Spanish head: "Oficina del Alguacil | del condado de Cobb"."""
        words, at = body.words, hit.last + 1
        county = False
        for _ in range(5):  # "de la parroquia de", "del condado de"
            if at >= len(words) or not _adjacent(body, at - 1, at):
                return None
            plain = words[at].plain
            if plain in ("condado", "parroquia"):
                county = True
            elif plain in ("ciudad", "pueblo", "municipio") and not words[at].capital:
                pass
            elif plain not in ("de", "del") and (words[at].capital or plain not in ("la", "el", "los", "las")):
                break
            at += 1
        for size in range(_LONGEST_NAME, 0, -1):
            last = at + size - 1
            if last >= len(words) or not words[at].capital or not _adjacent(body, at, last):
                continue
            name = body.text[words[at].start : words[last].end]
            if (
                hit.value["of"] != "state"
                and any(f.kind == "state" for f in self._gazetteer.candidates(name))
                and size > 1
            ):
                return None  # "los alguaciles de Carolina del Norte"
            head = {**hit.value, "of": "county"} if county and hit.value["of"] != "state" else hit.value
            made = self._made(name, head, states)
            if made is not None:
                return FoundAgency(hit.start, words[last].end, *made)
        return None

    def _made(self, name: str, head: Row, states: frozenset[str]) -> _Made | None:
        """The agency that a head makes of a name, or None where the name is of no such place."""
        if head["of"] == "own":
            return (
                self._styled(head, name, "other", None) if " " in name or not self._gazetteer.candidates(name) else None
            )
        features = self._gazetteer.candidates(name)
        towns = [f for f in features if f.kind == "city" and f.population > _LARGE_CITY]
        of_county = head["of"] == "county" and self._gazetteer.candidates(f"{name} County")
        if (
            head["of"] != "state"
            and any(f.kind == "state" and f.country == "US" for f in features)
            and not (towns or of_county)
        ):
            return None  # "Delaware police" are the police of a state's towns
        if head["of"] == "state":
            state = next((f for f in features if f.kind == "state"), None)
            return self._styled(head, state.name, "state", state.state) if state else None
        counties = [f for f in features if f.kind == "county" and f.country == "US"]
        if head["of"] == "county":
            counties = counties or [
                f
                for end in ("County", "Parish")
                for f in self._gazetteer.candidates(f"{name} {end}")
                if f.kind == "county"
            ]
            if counties:
                return self._styled(head, counties[0].name, "county", _only_state(counties, states))
        cities = [f for f in features if f.kind in ("city", "neighborhood") and f.country == "US"]
        if not cities and not counties:
            return None
        known = max(cities or counties, key=lambda f: f.population)
        # the words as they stand, but an alias ("Philly", "Filadelfia") by its feature's name
        own = (name.title() if name.isupper() else name) if key(known.name) == key(name) else known.name
        if key(head["style"].format(name)) in self._by_alias:
            own = name  # the table has the body by this name of its city: "Washington police"
        level: Level = "county" if not cities or head["of"] == "county" else "city"
        return self._styled(head, own, level, _only_state(cities or counties, states))

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


def _only_state(features: list[Feature], named: frozenset[str]) -> str | None:
    """The state that all the features share, or the only one of theirs that the article names; None otherwise."""
    states = {feature.state for feature in features}
    states = states if len(states) == 1 else states & named
    return states.pop() if len(states) == 1 else None


def _is_acronym(text: str) -> bool:
    return " " not in text and text.replace(".", "").isupper()


def _adjacent(body: Body, first: int, last: int) -> bool:
    """Whether the words from `first` to `last` are parted by single spaces, a hyphen or an abbreviation's period."""
    return all(body.gaps[i] in _JOINED and not body.starts_sentence(i + 1) for i in range(first, last))


def _shouted(body: Body, hit: Hit[list[Row]]) -> bool:
    """Whether the words around an acronym are in capitals too, so that "ICE" may be ice ("ICE STORM WARNING")."""
    words = body.words
    around = [*words[max(0, hit.first - 3) : hit.first], *words[hit.last + 1 : hit.last + 4]]
    near = [word for word in around if len(word.text) > 3 and word.text.isalpha()]
    return len(near) >= 2 and all(word.text.isupper() for word in near)
