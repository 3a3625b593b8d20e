"""The passes of toponym resolution, in order. Each decides only what it is sure of and abstains on a tie.

A pass is given one name with its mentions and the candidates that are left, and the evidence of the article; it gives
a feature or None. What one pass settles is evidence for the next. `PASSES` is the order of trust.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from etl.find.mentions import Mention
from etl.gazetteer import Feature, kilometres

# News of U.S. enforcement: a town at home is meant more often than one of the same size abroad.
_AT_HOME = 5
# So many times the people of the next candidate make a name famous; three times are enough when nothing else is left.
_FAMOUS, _LARGER = 20, 3
_FAMOUS_FROM = 90_000  # people
# Within so many kilometres two places are neighbours in the news; the runner-up must be this much farther away.
_NEAR_KM, _FARTHER = 120.0, 2.5
# Rows so close together are one spot in two tables ("MacArthur Park", a park and a neighborhood).
_ONE_SPOT_KM = 8.0
_PREFERRED = ("facility", "city", "neighborhood")
# A town with fewer people is not chosen for its size alone.
_LEAST_BY_SIZE = 5_000
# A town with a tenth of a metropolis's people needs its state named twice.
_METROPOLIS, _DWARF = 300_000, 10
# A candidate with less than this share of the largest one's people is a hamlet: meant only where something is near it.
_HAMLET = 0.01


class Name(NamedTuple):
    """One name of an article: its key, its mentions and the features that it may mean."""

    key: str
    mentions: tuple[Mention, ...]
    candidates: tuple[Feature, ...]


@dataclass(frozen=True)
class Evidence:
    """What an article says beside the name: its outlet's home, the states it names, what is settled already."""

    home: Feature | None
    home_state: str | None
    states: Mapping[
        str, int
    ]  # how often the text names a state, by its two letters, or a foreign country, by "country:MX"
    state_keys: frozenset[str]  # keys of names that are states, for lists of states
    state_titles: frozenset[str]  # words after "New York" that make it the state: "Gov.", "Legislature"
    city_titles: frozenset[str]  # and the city: "Mayor", "police"
    before: Callable[[Mention], str]  # the plain word before a mention
    after: Callable[[Mention], str]  # the plain word after a mention
    settled: dict[str, Feature] = field(default_factory=dict)  # by key of the name
    groups: dict[int, list[str]] = field(default_factory=dict)  # number of a list -> keys of the names in it


Pass = Callable[[Name, Evidence], "Feature | None"]


def _one(features: Sequence[Feature]) -> Feature | None:
    """The only feature of a list, or None: two equal candidates give none. Rows of one spot count as one."""
    if len(features) > 1 and len({f.state for f in features}) == 1 and features[0].state:
        apart = max(kilometres(features[0], f) for f in features[1:])
        if apart <= _ONE_SPOT_KM:
            return min(features, key=lambda f: _PREFERRED.index(f.kind) if f.kind in _PREFERRED else len(_PREFERRED))
    return features[0] if len(features) == 1 else None


def weight(feature: Feature) -> float:
    """People, weighed by where news of U.S. enforcement happens."""
    return feature.population * (_AT_HOME if feature.country == "US" else 1)


def _largest(features: Sequence[Feature], times: float, least: float = 0) -> Feature | None:
    """The feature with `times` the people of every other and at least `least`, or None."""
    if not features:
        return None
    ranked = sorted(features, key=weight, reverse=True)
    if ranked[0].population < least or not ranked[0].population:
        return None
    return ranked[0] if len(ranked) == 1 or weight(ranked[0]) >= times * weight(ranked[1]) else None


def written(name: Name, evidence: Evidence) -> Feature | None:
    """The state stands beside the name: "Monroe, La.", "Bell, California"."""
    for mention in name.mentions:
        if mention.written:
            fits = [f for f in name.candidates if mention.written == _area(f)]
            # a county of the same name has its word beside it, so that the town is meant
            towns = [f for f in fits if f.kind == "city"] or fits
            return _one(towns) or _largest(towns, 1)
    return None


def only(name: Name, evidence: Evidence) -> Feature | None:
    """The gazetteer knows one feature of this name."""
    if all(mention.cue == "weak" for mention in name.mentions):
        return None  # nothing but a capital says that it is a place: something near must say so
    return _one(name.candidates)


def kind_word(name: Name, evidence: Evidence) -> Feature | None:
    """The word beside it says the kind: "Washington state", "the city of New York", "estado de Nueva York"."""
    states = [f for f in name.candidates if f.kind == "state" and f.country == "US"]
    for mention in name.mentions:
        if mention.cue == "dateline":
            continue  # "NEW YORK (AP)" is the city, whatever follows
        before, after = evidence.before(mention), evidence.after(mention)
        if after == "state" or before in ("estado", "upstate", "state") or (states and after in evidence.state_titles):
            return _one(states or [f for f in name.candidates if f.kind == "state"])
        large = states and any(f.kind == "city" and f.population > 400_000 for f in name.candidates)
        if after == "city" or (large and after in evidence.city_titles) or before in ("ciudad", "city", "downtown"):
            return _largest([f for f in name.candidates if f.kind == "city"], _LARGER, _LEAST_BY_SIZE)
    return None


def list_of_states(name: Name, evidence: Evidence) -> Feature | None:
    """In a list of states a name is a state: "California, New York and Illinois"."""
    state = _one([f for f in name.candidates if f.kind == "state"])
    if state is None:
        return None
    for mention in name.mentions:
        others = [key for key in evidence.groups.get(mention.group, ()) if key != name.key]
        if others and all(key in evidence.state_keys for key in others):
            return state
    return None


def town_not_country(name: Name, evidence: Evidence) -> Feature | None:
    """A town of the outlet's state that bears a country's name, where things happen in it: "in Peru", for Indiana."""
    if not any(f.kind == "country" for f in name.candidates) or name.key == "mexico":
        return None
    before = {evidence.before(mention) for mention in name.mentions}
    said = bool(before & {"city", "town", "village", "ciudad", "pueblo"})
    inside = said or before & {"in", "at", "near", "en"} or any(m.cue in ("dateline", "suffix") for m in name.mentions)
    near = {evidence.home_state, *(evidence.states if said else ())}
    towns = [f for f in name.candidates if f.kind in ("city", "facility") and f.state and f.state in near]
    return _one(towns) if inside and not before & {"from", "to", "desde", "a"} else None


def state_or_country(name: Name, evidence: Evidence) -> Feature | None:
    """A state or a country before any town of its name, unless the town is as large as "Washington" or "New York"."""
    wholes = [
        f for f in name.candidates if f.kind in ("country", "region") or (f.kind == "state" and f.country == "US")
    ]
    if not wholes:
        return None
    towns = [f for f in name.candidates if f.kind == "city" and f.population > 400_000]
    state = next((f for f in wholes if f.kind == "state"), None)
    if not towns or state is None:
        return state or _one([f for f in wholes if f.kind == "country"]) or _one(wholes)
    # the capital or the largest city by that name, unless the article or its outlet is at home in the state
    town = max(towns, key=weight)
    if town.state != state.state and (evidence.home_state == state.state or evidence.states.get(state.state or "", 0)):
        dateline = any(mention.cue == "dateline" for mention in name.mentions)
        return None if dateline and evidence.home_state != state.state else state
    return town


def foreign_state(name: Name, evidence: Evidence) -> Feature | None:
    """A state of another country before its towns, where no town of the U.S. bears the name: "Oaxaca", "Jalisco"."""
    states = [f for f in name.candidates if f.kind == "state" and f.country != "US"]
    at_home = [f for f in name.candidates if f.country == "US" and f.population >= _LEAST_BY_SIZE]
    return _one(states) if not at_home else None


def county_named(name: Name, evidence: Evidence) -> Feature | None:
    """The county that the text names in full elsewhere ("condado de Nassau ... Nassau"), where no large town is meant."""
    county = evidence.settled.get(f"{name.key} county") or evidence.settled.get(f"{name.key} parish")
    if county is None or any(m.cue == "dateline" or m.written for m in name.mentions):
        return None
    towns = [f for f in name.candidates if f.state == county.state and f.kind == "city"]
    return county if all(f.population < _LEAST_BY_SIZE * 2 for f in towns) else None


def county(name: Name, evidence: Evidence) -> Feature | None:
    """A county of the outlet's own state, or of the one state that the article names and that has it."""
    if any(f.kind != "county" for f in name.candidates):
        return None
    return _one([f for f in name.candidates if f.state == evidence.home_state]) or _one(
        [f for f in name.candidates if evidence.states.get(f.state or "")]
    )


def county_list(name: Name, evidence: Evidence) -> Feature | None:
    """A county in a list of counties: "Wake, Orange and Johnston counties"."""
    if not any(mention.cue == "counties" for mention in name.mentions):
        return None
    counties = [f for f in name.candidates if f.kind == "county"]
    fits = [f for f in counties if f.state == evidence.home_state] or [
        f for f in counties if evidence.states.get(f.state or "")
    ]
    return _one(fits) or _one(counties)


def facility_named(name: Name, evidence: Evidence) -> Feature | None:
    """The town of a facility that the article names: Milan, N.M., beside the Cibola County Correctional Center."""
    towns = {(f.city, f.state) for f in evidence.settled.values() if f.kind == "facility" and f.country == "US"}
    return _one([f for f in name.candidates if f.kind == "city" and (f.name, f.state) in towns])


def home(name: Name, evidence: Evidence) -> Feature | None:
    """The outlet's own town."""
    if evidence.home is None:
        return None
    return _one(
        [f for f in name.candidates if f.geonames_id == evidence.home.geonames_id and f.name == evidence.home.name]
    )


def beside(name: Name, evidence: Evidence) -> Feature | None:
    """A neighborhood or a facility of a city that the article names or the outlet calls home."""
    parts = [f for f in name.candidates if f.kind in ("neighborhood", "facility")]
    if not parts:
        return None
    cities = {(f.name, f.state) for f in evidence.settled.values() if f.kind == "city"}
    hung = {(f.city, f.state) for f in evidence.settled.values() if f.kind in ("neighborhood", "facility")}
    in_text = [f for f in parts if (f.city, f.state) in cities | hung]
    found = _one(in_text)
    if found is None and evidence.home and not in_text:
        found = _one([f for f in parts if (f.city, f.state) == (evidence.home.name, evidence.home.state)])
    return found


def famous(name: Name, evidence: Evidence) -> Feature | None:
    """A name that one place owns: "Chicago", "Los Angeles", "Houston"."""
    if all(mention.cue == "weak" for mention in name.mentions):
        return None
    return _largest([f for f in name.candidates if f.kind in ("city", "neighborhood")], _FAMOUS, _FAMOUS_FROM)


def states_named(name: Name, evidence: Evidence) -> Feature | None:
    """One candidate lies in a state that the article names; the state named most, where it is named twice as often."""
    fits = [f for f in _no_hamlets(name.candidates, evidence) if evidence.states.get(_area(f))]
    # one mention of Texas does not make Portland the one in Texas
    fits = [f for f in fits if not _is_dwarf(f, name) or evidence.states[_area(f)] > 1]
    found = _one(fits)
    if found is None and fits:
        ranked = sorted(fits, key=lambda f: evidence.states[_area(f)], reverse=True)
        first, second = evidence.states[_area(ranked[0])], evidence.states[_area(ranked[1])]
        found = ranked[0] if first >= 2 * second else None
    return found


def outlet_area(name: Name, evidence: Evidence) -> Feature | None:
    """One candidate lies in the outlet's own state, or is by far the nearest to its town there."""
    if evidence.home_state is None:
        return None
    at_home = [f for f in _no_hamlets(name.candidates, evidence) if f.state == evidence.home_state]
    town = evidence.home
    fits = [f for f in at_home if not _is_dwarf(f, name) or (town is not None and kilometres(f, town) <= _NEAR_KM)]
    found = _one(fits)
    if found is None and evidence.home is not None:
        found = _nearest(fits, [evidence.home])
    return found or (_largest(fits, _LARGER) if fits else None)


def only_facility(name: Name, evidence: Evidence) -> Feature | None:
    """The gazetteer knows one facility of this name, and nothing else that is called so."""
    found = _one(name.candidates)
    return found if found is not None and found.kind == "facility" else None


def same_list(name: Name, evidence: Evidence) -> Feature | None:
    """The names beside it in a list are settled in one state: "in Salem, Eugene and Medford"."""
    for mention in name.mentions:
        others = [
            evidence.settled[key].state
            for key in evidence.groups.get(mention.group, ())
            if key != name.key and key in evidence.settled and evidence.settled[key].kind != "state"
        ]
        if others and others[0] and len(set(others)) == 1:
            fits = [f for f in _no_hamlets(name.candidates, evidence) if f.state == others[0]]
            if (found := _one(fits)) is not None:
                return found
    return None


def near(name: Name, evidence: Evidence) -> Feature | None:
    """The candidate that lies by what is settled already, every other one much farther away."""
    known = [f for f in evidence.settled.values() if f.kind in ("city", "county", "neighborhood", "facility")]
    return _nearest(name.candidates, [*known, *([evidence.home] if evidence.home else [])])


def same_state(name: Name, evidence: Evidence) -> Feature | None:
    """One candidate lies in the state of most of the places that are settled."""
    settled = [f.state for f in evidence.settled.values() if f.state and f.kind != "region"]
    if not settled:
        return None
    most = max(sorted(set(settled)), key=settled.count)
    fits = [f for f in _no_hamlets(name.candidates, evidence) if f.state == most and not _is_dwarf(f, name)]
    return _one(fits) or _largest(fits, _LARGER)


def population(name: Name, evidence: Evidence) -> Feature | None:
    """The last and weakest word: three times the people of every other candidate."""
    if all(mention.cue == "weak" for mention in name.mentions):
        return None
    return _largest(
        [f for f in name.candidates if f.kind != "neighborhood" or f.population >= _FAMOUS_FROM],
        _LARGER,
        _LEAST_BY_SIZE,
    )


PASSES: tuple[Pass, ...] = (
    written,
    kind_word,
    list_of_states,
    county_list,
    county,
    town_not_country,
    state_or_country,
    home,
    only,
    only_facility,
    county_named,
    facility_named,
    beside,
    same_list,
    foreign_state,
    famous,
    states_named,
    outlet_area,
    beside,
    near,
    same_state,
    population,
)


# A facility's name that the gazetteer knows elsewhere ("Riverfront Park", in Spokane) is no reason to think of that one.
PASSES_FOR_SITES: tuple[Pass, ...] = (written, only_facility, beside)


def _is_dwarf(feature: Feature, name: Name) -> bool:
    """Whether a metropolis has the same name and many times the people."""
    largest = max(name.candidates, key=weight)
    return (
        feature.kind == "city"
        and largest.population >= _METROPOLIS
        and weight(largest) >= _DWARF * max(weight(feature), 1)
    )


def _area(feature: Feature) -> str:
    """The key of a feature's state in `Evidence.states`; of its country, abroad."""
    return (feature.state or "") if feature.country == "US" else f"country:{feature.country}"


def _no_hamlets(candidates: Sequence[Feature], evidence: Evidence) -> list[Feature]:
    """The candidates without those that are too small to be meant unless something named lies near them."""
    limit = _HAMLET * max((weight(f) for f in candidates), default=0)
    kept = []
    for feature in candidates:
        around = [f for f in evidence.settled.values() if f.kind in ("city", "county", "neighborhood", "facility")]
        if evidence.home:
            around.append(evidence.home)
        if (
            weight(feature) >= limit
            or feature.kind != "city"
            or any(kilometres(feature, f) <= _NEAR_KM for f in around)
        ):
            kept.append(feature)
    return kept


def _nearest(candidates: Sequence[Feature], known: Sequence[Feature]) -> Feature | None:
    """The candidate within reach of a known place, where every other one is much farther; None otherwise."""
    if not known or not candidates:
        return None
    ranked = sorted(((min(kilometres(f, k) for k in known), index) for index, f in enumerate(candidates)))
    if ranked[0][0] > _NEAR_KM or (len(ranked) > 1 and ranked[1][0] < _FARTHER * max(ranked[0][0], 20.0)):
        return None
    return candidates[ranked[0][1]]
