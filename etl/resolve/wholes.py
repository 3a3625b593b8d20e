"""Passes that tell a state, a country, a region or a county from the towns of its name."""

from __future__ import annotations

from etl.find.written import LARGE_CITY
from etl.gazetteer import Feature
from etl.resolve.choice import FAMOUS_FROM, LARGER, LEAST_BY_SIZE, largest, one, weight
from etl.resolve.evidence import Evidence, Name

STATE_BEFORE = ("estado", "upstate", "state")
_CITY_BEFORE = ("ciudad", "city", "downtown")
_TOWN_BEFORE = frozenset({"city", "town", "village", "ciudad", "pueblo"})
_INSIDE_BEFORE = frozenset({"in", "at", "near", "en"})
_WAY_BEFORE = frozenset({"from", "to", "desde", "a"})
_NEVER_TOWN = "mexico"  # in this subject it is the country, whatever towns of New York, Maine or Missouri are called so


def kind_word(name: Name, evidence: Evidence) -> Feature | None:
    """The word beside it says the kind: "Washington state", "the city of New York", "estado de Nueva York"."""
    states = _home_states(name)
    cities = [f for f in name.candidates if f.kind == "city"]
    large = states and any(f.population > LARGE_CITY for f in cities)
    for mention in name.mentions:
        if mention.cue == "dateline":
            continue  # "NEW YORK (AP)" is the city, whatever follows
        before, after = evidence.before(mention), evidence.after(mention)
        if after == "state" or before in STATE_BEFORE or (states and after in evidence.titles.state):
            return one(states or [f for f in name.candidates if f.kind == "state"])
        if after == "city" or (large and after in evidence.titles.city) or before in _CITY_BEFORE:
            return largest(cities, LARGER, LEAST_BY_SIZE)
    return None


def list_of_countries(name: Name, evidence: Evidence) -> Feature | None:
    """In a list of countries a name is a country: "Russia, Georgia and Turkey"."""
    country = one([f for f in name.candidates if f.kind == "country"])
    if country is None or not any(f.kind == "state" for f in name.candidates):
        return None
    return country if all(evidence.among_countries(mention) for mention in name.mentions) else None


def list_of_states(name: Name, evidence: Evidence) -> Feature | None:
    """In a list of states a name is a state: "California, New York and Illinois"."""
    state = one([f for f in name.candidates if f.kind == "state"])
    if state is None:
        return None
    return state if any(evidence.among_states(mention) for mention in name.mentions) else None


def town_not_country(name: Name, evidence: Evidence) -> Feature | None:
    """A town that bears a country's name, where things happen in it: "in Peru", for Indiana.

    It lies in the outlet's state, or a facility that the article names is there ("the penitentiary at Angola").
    A town of the outlet's state in its list says so too: "Lebanon and Hanover", for New Hampshire.
    """
    if name.key == _NEVER_TOWN or not any(f.kind == "country" for f in name.candidates):
        return None
    before = {evidence.before(mention) for mention in name.mentions}
    said = not before.isdisjoint(_TOWN_BEFORE)
    inside = said or not before.isdisjoint(_INSIDE_BEFORE) or name.has_cue("dateline") or name.has_cue("suffix")
    near = {evidence.home_state, *(evidence.states if said else ())}
    places = [f for f in name.candidates if f.kind in ("city", "facility") and f.state]
    towns = [f for f in places if f.state in near or (f.name, f.state) in evidence.site_towns]
    inside = inside or evidence.is_listed_with_towns_of(evidence.home_state, name)
    return one(towns) if inside and before.isdisjoint(_WAY_BEFORE) else None


def state_or_country(name: Name, evidence: Evidence) -> Feature | None:
    """A state or a country before any town of its name, unless the town is as large as "Washington" or "New York"."""
    states, countries = _home_states(name), [f for f in name.candidates if f.kind == "country"]
    if states:
        towns = [f for f in name.candidates if f.kind == "city" and f.population > LARGE_CITY]
        if not towns:
            return states[0]
        town = max(towns, key=weight)
        return town if town.state == states[0].state else None
    if countries:
        return one(countries)
    quarter = any(f.kind == "neighborhood" for f in name.candidates)
    return None if quarter else one([f for f in name.candidates if f.kind == "region"])


def state_or_capital(name: Name, evidence: Evidence) -> Feature | None:
    """Washington: the state where the article, its outlet or all its towns are of it; else the capital."""
    states = _home_states(name)
    towns = [f for f in name.candidates if f.kind == "city" and f.population > LARGE_CITY]
    if not states or not towns:
        return None
    state = states[0].state
    if evidence.home_state == state:
        return states[0]
    if evidence.states.get(state or "") or evidence.town_states == {state}:
        return max(towns, key=weight) if name.has_cue("dateline") else states[0]
    return max(towns, key=weight)


def region(name: Name, evidence: Evidence) -> Feature | None:
    """A region of this name, where no neighborhood of a city that the article names is meant."""
    return one([f for f in name.candidates if f.kind == "region"])


def foreign_state(name: Name, evidence: Evidence) -> Feature | None:
    """A state of another country before its towns, where no town of the U.S. bears the name: "Oaxaca", "Jalisco"."""
    states = [f for f in name.candidates if f.kind == "state" and f.country != "US"]
    at_home = any(f.country == "US" and f.population >= LEAST_BY_SIZE for f in name.candidates)
    return one(states) if not at_home else None


def county(name: Name, evidence: Evidence) -> Feature | None:
    """A county of the outlet's own state, or of the one state that the article names and that has it."""
    if any(f.kind != "county" for f in name.candidates):
        return None
    return _of_home(name, evidence) or one([f for f in name.candidates if evidence.states.get(f.state or "")])


def county_of_town(name: Name, evidence: Evidence) -> Feature | None:
    """The only county of its name that a town which the article names may lie in: "Hall County ... Gainesville"."""
    if any(f.kind != "county" for f in name.candidates):
        return None
    there = evidence.counties_of_towns()
    return one([f for f in name.candidates if (f.name, f.state) in there])


def county_list(name: Name, evidence: Evidence) -> Feature | None:
    """A county in a list of counties: "Wake, Orange and Johnston counties"."""
    if not name.has_cue("counties"):
        return None
    counties = [f for f in name.candidates if f.kind == "county"]
    fits = [f for f in counties if f.state == evidence.home_state] or [
        f for f in counties if evidence.states.get(f.state or "")
    ]
    return one(fits) or one(counties)


def county_named(name: Name, evidence: Evidence) -> Feature | None:
    """The county that the text names in full elsewhere ("condado de Nassau ... Nassau"), and no large town."""
    found = evidence.settled.get(f"{name.key} county") or evidence.settled.get(f"{name.key} parish")
    if found is None or any(m.cue == "dateline" or m.written for m in name.mentions):
        return None
    towns = [f for f in name.candidates if f.state == found.state and f.kind == "city"]
    if towns and len(name.candidates) == 1:
        return None  # the town that bears its county's name, and the only one
    return found if all(f.population < LEAST_BY_SIZE * 2 for f in towns) else None


def county_short(name: Name, evidence: Evidence) -> Feature | None:
    """A county without its word, among others of its state: "Hall County ... DeKalb"; or one of the outlet's state.

    Either way no town there is meant, and none that is known by its name alone.
    """
    states = {state for _, state in evidence.counties} | ({evidence.home_state} if evidence.home_state else set())
    meant = any(f.state in states or f.population >= FAMOUS_FROM for f in name.candidates)
    if not states or meant or name.has_cue("dateline"):
        return None
    return one([f for f in evidence.counties_called(name.key) if f.state in states])


def _home_states(name: Name) -> list[Feature]:
    """The state of the U.S. that bears the name, if one does."""
    return [f for f in name.candidates if f.kind == "state" and f.country == "US"]


def _of_home(name: Name, evidence: Evidence) -> Feature | None:
    return one([f for f in name.candidates if f.state == evidence.home_state])
