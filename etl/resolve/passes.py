"""The passes of toponym resolution, in order. Each decides only what it is sure of and abstains on a tie.

A pass is given one name with its mentions and the candidates that are left, and the evidence of the article; it gives
a feature or None. What one pass settles is evidence for the next. `PASSES` is the order of trust.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from etl.gazetteer import Feature, kilometres
from etl.resolve.choice import (
    FAMOUS,
    FAMOUS_FROM,
    LARGER,
    LEAST_BY_SIZE,
    METROPOLIS,
    NEAR_KM,
    area,
    is_dwarf,
    largest,
    nearest,
    no_hamlets,
    one,
    weight,
)  # fmt: skip
from etl.resolve.evidence import Evidence, Name
from etl.resolve.wholes import (
    county,
    county_list,
    county_named,
    county_of_town,
    county_short,
    foreign_state,
    kind_word,
    list_of_countries,
    list_of_states,
    region,
    state_or_capital,
    state_or_country,
    town_not_country,
)  # fmt: skip

Pass = Callable[[Name, Evidence], "Feature | None"]


def written(name: Name, evidence: Evidence) -> Feature | None:
    """The state stands beside the name: "Monroe, La.", "Bell, California"."""
    for mention in name.mentions:
        if mention.written:
            fits = [f for f in name.candidates if mention.written == area(f)]
            # a county of the same name has its word beside it, so that the town is meant
            towns = [f for f in fits if f.kind == "city"] or fits
            return one(towns) or largest(towns, 1)
    return None


def state_follows(name: Name, evidence: Evidence) -> Feature | None:
    """The state is told right after the name in words: "Carthage, en Misisipi", "Lebanon in New Hampshire"."""
    areas = {evidence.state_after(mention) for mention in name.mentions} - {None}
    return one([f for f in name.candidates if f.kind == "city" and area(f) in areas])


def only(name: Name, evidence: Evidence) -> Feature | None:
    """The gazetteer knows one feature of this name."""
    return None if name.is_weak else one(name.candidates)


def only_facility(name: Name, evidence: Evidence) -> Feature | None:
    """The gazetteer knows one facility of this name, and nothing else that is called so."""
    found = one(name.candidates)
    return found if found is not None and found.kind == "facility" else None


def home(name: Name, evidence: Evidence) -> Feature | None:
    """The outlet's own town."""
    town = evidence.home
    if town is None:
        return None
    return one([f for f in name.candidates if f.geonames_id == town.geonames_id and f.name == town.name])


def in_county(name: Name, evidence: Evidence) -> Feature | None:
    """The only town of this name in a county that the article names: "Oakwood", beside Hall County, Georgia."""
    return one([f for f in name.candidates if f.kind == "city" and (f.county, f.state) in evidence.counties])


def facility_named(name: Name, evidence: Evidence) -> Feature | None:
    """The town of a facility that the article names: Milan, N.M., beside the Cibola County Correctional Center."""
    return one([f for f in name.candidates if f.kind == "city" and (f.name, f.state) in evidence.facility_towns])


def beside(name: Name, evidence: Evidence) -> Feature | None:
    """A neighborhood or a facility of a city that the article names or the outlet calls home."""
    parts = [f for f in name.candidates if f.kind in ("neighborhood", "facility")]
    if not parts:
        return None
    if _is_town_elsewhere(name, parts, evidence):
        return None  # "in Chicago, Denver and Austin"
    in_text = [f for f in parts if (f.city, f.state) in evidence.cities or (f.city, f.state) in evidence.hung_on]
    found = one(in_text)
    if found is not None and (found.city, found.state) not in evidence.cities:
        # a facility's city says less than a state: St. Albans, Vermont, beside Columbia University
        towns = (f for f in name.candidates if f.kind == "city" and f.state != found.state)
        return None if any(evidence.states.get(area(f)) for f in towns) else found
    if found is None and evidence.home and not in_text:
        found = one([f for f in parts if (f.city, f.state) == (evidence.home.name, evidence.home.state)])
    return found


def _is_town_elsewhere(name: Name, parts: Sequence[Feature], evidence: Evidence) -> bool:
    """Whether a metropolis, or a town of the outlet's state, bears the name of neighborhoods of other states."""
    if any(f.state == evidence.home_state for f in parts):
        return False
    towns = (f for f in name.candidates if f.kind == "city" and f.country == "US")
    return any(f.population >= (LEAST_BY_SIZE if f.state == evidence.home_state else METROPOLIS) for f in towns)


def same_list(name: Name, evidence: Evidence) -> Feature | None:
    """The names beside it in a list are settled in one state: "in Salem, Eugene and Medford"."""
    for number in dict.fromkeys(mention.group for mention in name.mentions):
        states = evidence.list_states.get(number) or Counter[str | None]()
        if len(states) == 1 and (state := next(iter(states))):
            if states[state] == 1 and state != evidence.home_state and _is_large_at_home(name, evidence):
                continue  # for an outlet of Minnesota, "from Duluth to Rochester and in New York"
            fits = no_hamlets([f for f in name.candidates if f.state == state], name, evidence)
            if states[state] == 1 and evidence.is_listed_with_metropolis(name):
                fits = [f for f in fits if not is_dwarf(f, name)]  # "Phoenix, Chicago": not the one in Illinois
            fits = [f for f in fits if f.kind == "city" or not _is_town_elsewhere(name, [f], evidence)]
            if (found := one(fits)) is not None:
                return found
    return None


def _is_large_at_home(name: Name, evidence: Evidence) -> bool:
    """Whether a town of the outlet's own state bears the name, and many live there."""
    return any(f.state == evidence.home_state and f.population >= LEAST_BY_SIZE for f in name.candidates)


def famous(name: Name, evidence: Evidence) -> Feature | None:
    """A name that one place owns: "Chicago", "Los Angeles", "Houston"."""
    if name.is_weak or any(f.kind == "state" and f.country == "US" for f in name.candidates):
        return None
    found = largest([f for f in name.candidates if f.kind in ("city", "neighborhood")], FAMOUS, FAMOUS_FROM)
    if found and found.country != "US" and evidence.is_listed_with_towns_of(evidence.home_state, name):
        return None if _towns_at_home(name, evidence) else found  # "Estancia and Milan", for an outlet of New Mexico
    return found


def states_named(name: Name, evidence: Evidence) -> Feature | None:
    """One candidate lies in a state that the article names; the state named most, where it is named twice as often."""
    fits = no_hamlets([f for f in name.candidates if evidence.states.get(area(f))], name, evidence)
    # one mention of Texas does not make Portland the one in Texas
    fits = [f for f in fits if evidence.states[area(f)] > 1 or not is_dwarf(f, name)]
    if not any(f.country == "US" for f in fits) and _is_meant_at_home(name, evidence):
        return None  # Victoria, for an outlet of Texas, in news of people from Honduras
    found = one(fits)
    if found is None and fits:
        ranked = sorted(fits, key=lambda f: evidence.states[area(f)], reverse=True)
        first, second = evidence.states[area(ranked[0])], evidence.states[area(ranked[1])]
        found = ranked[0] if first >= 2 * second else None
    if found is not None and evidence.states[area(found)] == 1:
        larger = (f for f in _towns_at_home(name, evidence) if weight(f) >= LARGER * weight(found))
        found = None if any(larger) else found  # Summerville, for an outlet of South Carolina that names Georgia once
    return found


def _towns_at_home(name: Name, evidence: Evidence) -> list[Feature]:
    """The towns of the name in the outlet's state."""
    return [f for f in name.candidates if f.kind == "city" and f.state == evidence.home_state is not None]


def _is_meant_at_home(name: Name, evidence: Evidence) -> bool:
    """Whether a town of the outlet's state bears the name and is no hamlet, or one where immigrants are held."""
    towns = _towns_at_home(name, evidence)
    return any(f.population >= LEAST_BY_SIZE for f in towns) or bool(_towns_that_hold(name, evidence))


def outlet_area(name: Name, evidence: Evidence) -> Feature | None:
    """One candidate lies in the outlet's own state, or is by far the nearest to its town there."""
    if evidence.home_state is None:
        return None
    town = evidence.home
    at_home = no_hamlets([f for f in name.candidates if f.state == evidence.home_state], name, evidence)
    fits = [f for f in at_home if not is_dwarf(f, name) or (town is not None and kilometres(f, town) <= NEAR_KM)]
    found = one(fits)
    if found is None and town is not None:
        found = nearest(fits, [town])
    return found or largest(fits, LARGER)


def near(name: Name, evidence: Evidence) -> Feature | None:
    """The candidate that lies by what is settled already, every other one much farther away.

    A dwarf of a metropolis wants its state named: who names Chicago does not mean Ottawa, Illinois.
    """
    fits = [f for f in name.candidates if not is_dwarf(f, name) or evidence.states.get(area(f))]
    return nearest(fits, evidence.neighbours)


def same_state(name: Name, evidence: Evidence) -> Feature | None:
    """One candidate lies in the state of most of the places that are settled."""
    counted = evidence.settled_states
    if not counted:
        return None
    most = min(counted, key=lambda state: (-counted[state], state))
    there = no_hamlets([f for f in name.candidates if f.state == most], name, evidence)
    fits = [f for f in there if not is_dwarf(f, name)]
    return one(fits) or largest(fits, LARGER)


def detention_town(name: Name, evidence: Evidence) -> Feature | None:
    """The town of the name where immigrants are held, before a larger one abroad: Jena, Louisiana, not Germany."""
    largest_one = None if name.is_weak else _by_size(name)
    if largest_one is None or largest_one.country == "US":
        return None
    return one(_towns_that_hold(name, evidence))


def population(name: Name, evidence: Evidence) -> Feature | None:
    """The last and weakest word: three times the people of every other candidate; of a county, twenty times.

    Not abroad where two towns at home hold immigrants: Alexandria is in Louisiana or in Virginia, and not in Egypt.
    """
    if name.is_weak:
        return None
    found = _by_size(name)
    return None if found and found.country != "US" and _towns_that_hold(name, evidence) else found


def _by_size(name: Name) -> Feature | None:
    """The candidate that has many times the people of every other one."""
    if all(f.kind == "county" for f in name.candidates):
        return largest(name.candidates, FAMOUS, LEAST_BY_SIZE)  # their people are those of their towns only
    towns = [f for f in name.candidates if f.kind != "neighborhood" or f.population >= FAMOUS_FROM]
    return largest(towns, LARGER, LEAST_BY_SIZE)


def _towns_that_hold(name: Name, evidence: Evidence) -> list[Feature]:
    """The candidates that are towns with a detention center in `facilities.csv`."""
    return [f for f in name.candidates if f.kind == "city" and (f.name, f.state) in evidence.detention_towns]


PASSES: tuple[Pass, ...] = (
    written,
    state_follows,
    kind_word,
    list_of_countries,
    list_of_states,
    county_list,
    county,
    town_not_country,
    state_or_country,
    home,
    county_short,
    only,
    only_facility,
    county_named,
    in_county,
    facility_named,
    beside,
    state_or_capital,
    same_list,
    foreign_state,
    famous,
    states_named,
    outlet_area,
    beside,
    region,
    near,
    same_state,
    county_of_town,
    in_county,
    detention_town,
    population,
)


# A facility's name that is known elsewhere too ("Riverfront Park", in Spokane) is no reason to think of that one.
PASSES_FOR_SITES: tuple[Pass, ...] = (written, only_facility, beside)
# A town that shares its name with a county of the text is left by these until the county is settled.
LAST_PASSES = frozenset(PASSES[PASSES.index(county_named) :])
