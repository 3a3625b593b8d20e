"""Local agencies by their style: any police department, sheriff or state police in the United States.

A head ("Police Department", "Oficina del Alguacil", rows of `agency_heads.csv`) stands beside a name that the gazetteer
knows, so that no county needs a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from etl.find.agency_values import FoundAgency, Made, made_of_row
from etl.find.written import LARGE_CITY, WrittenStates
from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge, Row
from etl.models import Level
from etl.phrases import Hit, Phrases
from etl.text import Body

_JOINED = frozenset({" ", ". ", "\xa0", "-"})
_LONGEST_NAME = 6  # words in the longest name of a city or county
_LONGEST_ACRONYM = 4  # letters: "BART police" are of no town
_LONGEST_SHORT = 2  # letters of "La.", which is no Los Angeles
_MOST_LINKS = 5  # words between a Spanish head and its name: "de la parroquia de"
_USUAL = (("city", " Police ", "Department"), ("county", " Sheriff's ", "Office"))  # how a head of each level styles it


class _States(NamedTuple):
    """The states that the article or its outlet names, and the one it is at home in."""

    named: frozenset[str]
    own: str | None


class StyleFinder:
    """Finds local agencies by their style. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge, by_alias: dict[str, Row]) -> None:
        """Take the heads, the gazetteer, and the rows of `agencies.csv` by the key of each alias."""
        heads, words = knowledge.tables["agency_heads"], knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._written, self._state_forms = WrittenStates(knowledge), knowledge.state_forms
        self._left = Phrases((row["words"], row) for row in heads if row["side"] == "left")
        self._right = Phrases((row["words"], row) for row in heads if row["side"] == "right")
        self._by_alias = by_alias
        # "Portland police" in Oregon are its Police Bureau, in Maine its Police Department
        self._by_state = {
            (key(f"{row['name'].partition(own)[0]}{own}{usual}"), row["state"]): row
            for row in knowledge.tables["agencies"]
            for level, own, usual in _USUAL
            if row["level"] == level and row["state"] and own in row["name"]
        }
        self._common, self._and, self._links = (
            knowledge.common_words,
            words["and"],
            words["name_link"] | {"of", "and", "for"},
        )
        self._before_name = words["function"] | words["title"] | words["calendar"]
        self._of_state_before, self._locative = words["before_state_police"], words["locative"]
        self._county_words, self._town_words, self._articles = words["county_es"], words["town_es"], words["article_es"]

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (self._left, self._right)

    def find(self, body: Body, named: frozenset[str], own_state: str | None) -> Iterator[FoundAgency]:
        """The agencies of heads after a name, then of heads before one."""
        states = _States(named, own_state)
        for hit in self._left.find(body):
            found = self._name_before(body, hit, hit.first, states) or self._of_own_state(body, hit, states)
            while found is not None:
                yield found
                found = self._shares_head(body, hit, found, states)  # "Newark and Irvington police" are two
        for hit in self._right.find(body):
            if (found := self._name_after(body, hit, states)) is not None:
                yield found

    # -- the name that a head goes with ------------------------------------------------------------------------------

    def _shares_head(self, body: Body, hit: Hit[Row], last: FoundAgency, states: _States) -> FoundAgency | None:
        """The agency of a name that stands before another and "and", and shares its head."""
        at = body.word_at(last.start) - 1
        if at < 1 or body.words[at].plain not in self._and or hit.value["of"] != "city":
            return None
        found = self._name_before(body, hit, at, states)
        return found._replace(end=body.words[at - 1].end) if found is not None else None

    def _name_before(self, body: Body, hit: Hit[Row], stop: int, states: _States) -> FoundAgency | None:
        """The agency of the longest known name that ends just before the head: "Spokane County | Sheriff's Office"."""
        words = body.words
        written = self._state_before(body, stop) if stop == hit.first else None
        last = written[0] - 1 if written else stop - 1
        if written:
            states = states._replace(named=frozenset({written[1]}))
        for size in range(_LONGEST_NAME, 0, -1):
            first = last - size + 1
            if first < 0 or not words[first].capital or not _adjacent(body, first, last):
                continue
            if not written and stop == hit.first and not _adjacent(body, last, stop):
                continue
            if not self._may_begin(body, hit.value, first, last) or (written and self._is_apart(body, first, stop)):
                continue
            name = body.text[words[first].start : words[last].end].removesuffix("'s").removesuffix("’s")
            made = self._made(name, hit.value, states)
            if made is not None and (size > 1 or self._begins_name(body, first)):
                return FoundAgency(words[first].start, hit.end, *made)
        return None

    def _state_before(self, body: Body, stop: int) -> tuple[int, str] | None:
        """The first word and the letters of a state between a town and its head: "Monroe, La. police"."""
        for at in (stop - 1, stop - 2):
            if at > 0 and body.gaps[at - 1] == ", " and body.words[at].capital:
                named = self._written.named(body, at)
                if named is not None and named[1] == stop - 1:
                    return at, named[0]
        return None

    def _is_apart(self, body: Body, first: int, stop: int) -> bool:
        """Whether a town with its state says where, and the head after its comma is by itself: "In Bell, Calif., police
        helped"."""
        return "," in body.gaps[stop - 1] and first > 0 and body.words[first - 1].plain in self._locative

    def _may_begin(self, body: Body, head: Row, first: int, last: int) -> bool:
        """Whether a name may be that of an agency's place, or of a body that has its own."""
        words = body.words
        if head["of"] == "own":
            named = all(words[i].capital or words[i].plain in self._links for i in range(first, last + 1))
            return named and words[first].plain not in self._before_name
        if first < last:
            return True
        if len(words[first].text) <= _LONGEST_SHORT and not words[first].text.isupper():
            return False
        return not (body.starts_sentence(first) and body.keys[first] in self._common)

    def _begins_name(self, body: Body, first: int) -> bool:
        """Whether no longer name ends in a word: "Boston College police" are not those of College, Alaska."""
        word, before = body.words[first], body.words[first - 1] if first else None
        if word.text.isupper() and 1 < len(word.text) <= _LONGEST_ACRONYM and word.text.isalpha():
            return False  # "BART police"
        if before is None or not before.capital or not _adjacent(body, first - 1, first):
            return True
        return before.plain in self._before_name

    def _of_own_state(self, body: Body, hit: Hit[Row], states: _States) -> FoundAgency | None:
        """The body of the state that the article is in: "the state police", "the state's Public Safety Department"."""
        state = self._gazetteer.states.get(states.own or "")
        head = hit.value
        if head["of"] != "state" or state is None or not hit.first or head["style"].endswith("National Guard"):
            return None
        before = body.words[hit.first - 1]
        said = "state" in body.keys[hit.first : hit.last + 1] or before.plain == "state's"
        if not said or before.plain not in self._of_state_before:
            return None
        if before.capital and not body.starts_sentence(hit.first - 1):
            return None
        return FoundAgency(hit.start, hit.end, *self._styled(head, state.name, "state", state.state))

    def _name_after(self, body: Body, hit: Hit[Row], states: _States) -> FoundAgency | None:
        """The agency of the longest known name after a Spanish head: "Oficina del Alguacil | del condado de Cobb"."""
        words, at = body.words, hit.last + 1
        county = False
        for _ in range(_MOST_LINKS):
            if at >= len(words) or not _adjacent(body, at - 1, at):
                return None
            word = words[at]
            if word.plain in self._county_words:
                county = True
            elif word.capital or (word.plain not in self._articles and word.plain not in self._town_words):
                break
            at += 1
        head = hit.value
        for size in range(_LONGEST_NAME, 0, -1):
            last = at + size - 1
            if last >= len(words) or not words[at].capital or not _adjacent(body, at, last):
                continue
            name = body.text[words[at].start : words[last].end]
            if self._goes_on(body, last):
                continue  # "el jefe de policía Jordan López"
            if head["of"] != "state" and size > 1 and self._is_only_state(name):
                return None  # "los alguaciles de Carolina del Norte"
            made = self._made(name, {**head, "of": "county"} if county and head["of"] != "state" else head, states)
            if made is not None:
                return FoundAgency(hit.start, words[last].end, *made)
        return None

    def _goes_on(self, body: Body, last: int) -> bool:
        """Whether a capital follows a name at once that is no state's or country's: it is a person's surname then."""
        words, after = body.words, last + 1
        if after >= len(words) or not words[after].capital or body.gaps[last] != " ":
            return False
        return not any(f.kind in ("state", "country") for f in self._gazetteer.by_key(body.keys[after]))

    # -- what a head makes of a name -----------------------------------------------------------------------------------

    def _is_only_state(self, name: str) -> bool:
        """Whether a name is a state's of the U.S. and no large city's."""
        features = self._gazetteer.candidates(name)
        large = any(f.kind == "city" and f.population > LARGE_CITY for f in features)
        return not large and any(f.kind == "state" and f.country == "US" for f in features)

    def _made(self, name: str, head: Row, states: _States) -> Made | None:
        """The agency that a head makes of a name, or None where the name is of no such place."""
        if head["of"] == "own":
            free = " " in name or not self._gazetteer.candidates(name)
            return self._styled(head, name, "other", None) if free else None
        if head["of"] == "state":
            return self._of_state(name, head)
        county = head["of"] == "county" and self._gazetteer.candidates(f"{name} County")
        if self._is_only_state(name) and not county:
            return None  # "Delaware police" are the police of a state's towns
        features = self._gazetteer.candidates(name)
        counties = [f for f in features if f.kind == "county" and f.country == "US"]
        if head["of"] == "county":
            counties = counties or self._counties(name)
            if counties:
                return self._styled(head, counties[0].name, "county", _only_state(counties, states.named))
        cities = [f for f in features if f.kind in ("city", "neighborhood") and f.country == "US"]
        if not cities and not counties:
            return None
        known = max(cities or counties, key=lambda f: f.population)
        # the words as they stand, but an alias ("Philly", "Filadelfia") by its feature's name
        own = (name.title() if name.isupper() else name) if key(known.name) == key(name) else known.name
        if key(head["style"].format(name)) in self._by_alias:
            own = name  # the table has the body by this name of its city: "Washington police"
        level: Level = "county" if not cities or head["of"] == "county" else "city"
        return self._styled(head, own, level, _only_state(cities or counties, states.named))

    def _of_state(self, name: str, head: Row) -> Made | None:
        """The agency of a state by any form of its name, a foreign one too: "D.C. National Guard"."""
        code = self._state_forms.get(key(name))
        state = self._gazetteer.states.get(code or "") or next(
            (f for f in self._gazetteer.candidates(name) if f.kind == "state"), None
        )
        return self._styled(head, state.name, "state", state.state) if state else None

    def _counties(self, name: str) -> list[Feature]:
        """The counties of a name that leaves the word out: "Cook sheriff"."""
        whole = (f for end in ("County", "Parish") for f in self._gazetteer.candidates(f"{name} {end}"))
        return [f for f in whole if f.kind == "county"]

    def _styled(self, head: Row, name: str, level: Level, state: str | None) -> Made:
        """The name by the head's style; or the row of the table that it stands for, such as Las Vegas's."""
        made = head["style"].format(name)
        row = self._by_alias.get(key(made)) or self._by_alias.get(key(made.removesuffix(" Department")))
        row = row or self._by_state.get((key(made), state or ""))
        return made_of_row(row) if row else Made(made, made, level, None, state)


def _only_state(features: Iterable[Feature], named: frozenset[str]) -> str | None:
    """The state that all the features share, or the only one of theirs that the article names; None otherwise."""
    states = {feature.state for feature in features}
    states = states if len(states) == 1 else states & named
    return states.pop() if len(states) == 1 else None


def _adjacent(body: Body, first: int, last: int) -> bool:
    """Whether the words from `first` to `last` are parted by single spaces, a hyphen or an abbreviation's period."""
    return all(body.gaps[i] in _JOINED and body.sentences[i] == body.sentences[i + 1] for i in range(first, last))
