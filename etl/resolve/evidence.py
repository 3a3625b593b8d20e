"""What an article says beside a name: its outlet's home, the states it names, what the passes have settled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from etl.find.mentions import Mention
from etl.find.written import LARGE_CITY
from etl.gazetteer import ABROAD, Feature, Gazetteer
from etl.text import Body

_IN = ("in", "en")
_LINKS = ("of", "de", "the", "la")  # between a word and the name that it goes with: "city of Bell"
# Distances are measured to this many settled places: an article names fewer, and a list of all towns stays linear.
_MOST_NEIGHBOURS = 100
_LONGEST_LIST = 50  # names: no article lists more towns in one sentence
LOCATED = frozenset({"locative", "suffix", "counties"})  # cues by which a place is meant, and not a word
LOCAL = frozenset({"city", "county", "neighborhood", "facility"})  # kinds that lie at a spot


class Name(NamedTuple):
    """One name of an article: its key, its mentions and the features that it may mean."""

    key: str
    mentions: tuple[Mention, ...]
    candidates: tuple[Feature, ...]

    def has_cue(self, cue: str) -> bool:
        """Whether one of its mentions has this cue."""
        return any(mention.cue == cue for mention in self.mentions)

    @property
    def is_weak(self) -> bool:
        """Whether nothing but a capital says that it is a place: something near must say so."""
        return all(mention.cue == "weak" for mention in self.mentions)


class TitleWords(NamedTuple):
    """Words after a name that is a state's and a city's that tell which is meant."""

    state: frozenset[str]  # "New York Gov.", "Legislature"
    city: frozenset[str]  # "New York Mayor", "police"


class Evidence:
    """The evidence of one article. `settle` adds what a pass decided, for the passes after it."""

    def __init__(
        self, body: Body, mentions: Sequence[Mention], gazetteer: Gazetteer, titles: TitleWords, *,
        home: Feature | None, home_state: str | None, agency_states: Iterable[str],
    ) -> None:  # fmt: skip
        """Count the states that the mentions and the agencies name."""
        self._gazetteer, self.detention_towns = gazetteer, gazetteer.detention_towns
        self._body, self.titles, self.home, self.home_state = body, titles, home, home_state
        # how often the text names a state, by its two letters, or a foreign country, by "country:MX"
        self.states: Counter[str] = Counter(agency_states)
        self.state_keys: set[str] = set()  # keys of names that are states, for lists of states
        self._lists: dict[int, set[str]] = {}  # number of a list -> keys of the names in it
        self._in_lists: dict[str, set[int]] = {}  # and the other way round
        self.located_lists: set[int] = set()  # lists with a name that a preposition or a suffix says to be a place
        self._country_keys: set[str] = set()  # keys of names that are countries, for lists of countries
        self.list_states: dict[int, Counter[str | None]] = {}  # the states of the settled places of a list
        # the towns of the facilities that can be one only
        self.site_towns = {
            (m.candidates[0].city, m.candidates[0].state)
            for m in mentions
            if len(m.candidates) == 1 and m.candidates[0].kind == "facility"
        }
        self._mentions = mentions
        self._state_at: dict[int, str] = {}  # the area that a name states, by the number of its first word
        self._counties_of_towns: set[tuple[str | None, str | None]] | None = None
        for mention in mentions:
            self._lists.setdefault(mention.group, set()).add(mention.key)
            if mention.cue in LOCATED:
                self.located_lists.add(mention.group)
            self._in_lists.setdefault(mention.key, set()).add(mention.group)
            if mention.written in gazetteer.states or (mention.written or "").startswith(ABROAD):
                self.states[mention.written or ""] += 1
            self._count(mention)
        # how many names of a list are no states, and no countries
        self._no_states = {number: len(keys - self.state_keys) for number, keys in self._lists.items()}
        self._no_countries = {number: len(keys - self._country_keys) for number, keys in self._lists.items()}
        self.settled: dict[str, Feature] = {}  # by key of the name
        self.counties: set[tuple[str | None, str | None]] = set()  # name and state of the settled counties
        self.cities: set[tuple[str | None, str | None]] = set()  # name and state of the settled cities
        self.hung_on: set[tuple[str | None, str | None]] = set()  # city and state of neighborhoods and facilities
        self.facility_towns: set[tuple[str | None, str | None]] = set()  # of facilities in the U.S.
        self.settled_states: Counter[str] = Counter()
        self.town_states: set[str | None] = set()  # the states of the settled places that lie at a spot in the U.S.
        self.towns_abroad = 0  # how many of the settled places lie at a spot abroad
        self.neighbours: list[Feature] = [home] if home else []  # what distances are measured to

    def _count(self, mention: Mention) -> None:
        """Count the state or the country that a mention may name."""
        if any(f.kind == "country" for f in mention.candidates):
            self._country_keys.add(mention.key)
        state = next((f for f in mention.candidates if f.kind == "state"), None)
        if state is not None:
            self._state_at[mention.first] = (state.state or "") if state.country == "US" else f"{ABROAD}{state.country}"
        if state is not None and state.country == "US":
            self.state_keys.add(mention.key)
            large = any(f.kind == "city" and f.population > LARGE_CITY for f in mention.candidates)
            if not large or self.after(mention) == "state":
                self.states[state.state or ""] += 1
            return
        kinds = {f.kind for f in mention.candidates}
        regions = {f.state for f in mention.candidates}
        if kinds == {"region"} and len(regions) == 1 and (region := regions.pop()):  # "the Mississippi Delta"
            self.states[region] += 1
            return
        country = next((f for f in mention.candidates if f.kind == "country" and f.country != "US"), None)
        if country is not None:
            self.states[f"{ABROAD}{country.country}"] += 1

    def settle(self, made: Mapping[str, Feature]) -> None:
        """Add the features that a pass found, by key of the name."""
        self.settled.update(made)
        for name_key, feature in made.items():
            if feature.kind != "state":
                for number in self._in_lists.get(name_key, ()):
                    self.list_states.setdefault(number, Counter())[feature.state] += 1
            if feature.kind == "city":
                self.cities.add((feature.name, feature.state))
            elif feature.kind == "county":
                self.counties.add((feature.name, feature.state))
            elif feature.kind in ("neighborhood", "facility"):
                self.hung_on.add((feature.city, feature.state))
                if feature.kind == "facility" and feature.country == "US":
                    self.facility_towns.add((feature.city, feature.state))
            if feature.state:
                self.settled_states[feature.state] += 1
            if feature.kind in LOCAL:
                if feature.country == "US":
                    self.town_states.add(feature.state)
                else:
                    self.towns_abroad += 1
                if len(self.neighbours) < _MOST_NEIGHBOURS:
                    self.neighbours.append(feature)

    def counties_of_towns(self) -> set[tuple[str | None, str | None]]:
        """The counties of all towns that the names may mean, found when they are first asked for: few articles ask."""
        if self._counties_of_towns is None:
            towns = (f for m in self._mentions for f in m.candidates if f.kind == "city" and f.country == "US")
            self._counties_of_towns = {(f.county, f.state) for f in towns}
        return self._counties_of_towns

    def counties_called(self, name: str) -> list[Feature]:
        """The counties whose name is this key and their word."""
        return [f for word in ("county", "parish") for f in self._gazetteer.by_key(f"{name} {word}")]

    def among_states(self, mention: Mention) -> bool:
        """Whether the other names in the list that a mention stands in are all states', and there is one."""
        others = self._no_states[mention.group] - (mention.key not in self.state_keys)
        return len(self._lists[mention.group]) > 1 and others == 0

    def among_countries(self, mention: Mention) -> bool:
        """Whether the other names in the list that a mention stands in are all countries', and there are two."""
        others = self._no_countries[mention.group] - (mention.key not in self._country_keys)
        return len(self._lists[mention.group]) > 2 and others == 0

    def is_listed_with_towns_of(self, state: str | None, name: Name) -> bool:
        """Whether a list that a name stands in has others, and each of them may be a town of a state."""
        mates = self._mates(name)
        return bool(state and mates) and all(
            any(f.kind == "city" and f.state == state for f in self._gazetteer.by_key(mate)) for mate in mates
        )

    def is_listed_with_metropolis(self, name: Name) -> bool:
        """Whether a list that a name stands in has a settled place where very many live: "Phoenix, Chicago"."""
        settled = (self.settled.get(mate) for mate in self._mates(name))
        return any(f is not None and f.kind != "state" and f.population > LARGE_CITY for f in settled)

    def _mates(self, name: Name) -> set[str]:
        """The keys of the other names in the lists that a name stands in; endless lists left out, to stay linear."""
        lists = (self._lists[number] for number in self._in_lists[name.key])
        return {mate for names in lists if len(names) <= _LONGEST_LIST for mate in names} - {name.key}

    def before(self, mention: Mention) -> str:
        """The plain word before a mention in its sentence, links left out ("city of Bell"), or nothing."""
        return self._word(mention, self._body.before(mention.first, _LINKS))

    def words_before(self, mention: Mention, count: int) -> list[str]:
        """The last plain words of its sentence before a mention, at most so many."""
        body, start = self._body, max(0, mention.first - count)
        here = body.sentences[mention.first]
        return [body.words[i].plain for i in range(start, mention.first) if body.sentences[i] == here]

    def after(self, mention: Mention) -> str:
        """The plain word after a mention in its sentence, or nothing; "state" where it is part of the mention."""
        last = self._body.words[mention.last]
        if last.plain == "state" and not last.capital:
            return "state"  # "Washington state"
        return self._word(mention, mention.last + 1)

    def state_after(self, mention: Mention) -> str | None:
        """The key in `states` of the state that the words right after a mention tell: "Carthage, en Misisipi"."""
        return self._state_at.get(mention.last + 2) if self.after(mention) in _IN else None

    def _word(self, mention: Mention, at: int) -> str:
        body = self._body
        if not 0 <= at < len(body.words) or body.sentences[at] != body.sentences[mention.first]:
            return ""
        word = body.words[at]
        return "" if word.plain == "state" and word.capital else word.plain  # "Washington State" is a university
