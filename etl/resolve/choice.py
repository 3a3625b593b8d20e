"""Choosing one of several features, or none where two are equal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from etl.gazetteer import ABROAD, Feature, kilometres
from etl.resolve.evidence import Evidence, Name

# News of U.S. enforcement: a town at home is meant more often than one of the same size abroad.
_AT_HOME = 5
# So many times the people of the next candidate make a name famous; three times are enough when nothing else is left.
FAMOUS, LARGER = 20, 3
FAMOUS_FROM = 90_000  # people
LEAST_BY_SIZE = 5_000  # a town with fewer people is not chosen for its size alone
# Within so many kilometres two places are neighbours in the news; the runner-up must be this much farther away,
# where distances under 20 km are one town's.
NEAR_KM, _FARTHER, _ONE_TOWN_KM = 120.0, 2.5, 20.0
# Rows so close together are one spot in two tables ("MacArthur Park", a park and a neighborhood).
_ONE_SPOT_KM = 8.0
_KM_PER_DEGREE = 111.1  # of latitude, rounded down
_PREFERRED = ("facility", "city", "neighborhood")
# A town with a tenth of a metropolis's people needs its state named twice.
METROPOLIS, _DWARF = 300_000, 10
# A candidate with less than this share of the largest one's people is a hamlet: meant only where something is near it.
_HAMLET = 0.01


def one(features: Sequence[Feature]) -> Feature | None:
    """The only feature of a list, or None: two equal candidates give none. Rows of one spot count as one."""
    if len(features) > 1 and features[0].state and len({f.state for f in features}) == 1:
        apart = max(kilometres(features[0], f) for f in features[1:])
        if apart <= _ONE_SPOT_KM:
            return min(features, key=lambda f: _PREFERRED.index(f.kind) if f.kind in _PREFERRED else len(_PREFERRED))
    return features[0] if len(features) == 1 else None


def weight(feature: Feature) -> float:
    """People, weighed by where news of U.S. enforcement happens."""
    return feature.population * (_AT_HOME if feature.country == "US" else 1)


def largest(features: Sequence[Feature], times: float, least: float = 0) -> Feature | None:
    """The feature with `times` the people of every other and at least `least`, or None."""
    if not features:
        return None
    ranked = sorted(features, key=weight, reverse=True)
    if ranked[0].population < least or not ranked[0].population:
        return None
    return ranked[0] if len(ranked) == 1 or weight(ranked[0]) >= times * weight(ranked[1]) else None


def nearest(candidates: Sequence[Feature], known: Sequence[Feature]) -> Feature | None:
    """The candidate within reach of a known place, where every other one is much farther; None otherwise."""
    if not known or not candidates:
        return None
    ranked = sorted((_distance(f, known), index) for index, f in enumerate(candidates))
    if ranked[0][0] > NEAR_KM or (len(ranked) > 1 and ranked[1][0] < _FARTHER * max(ranked[0][0], _ONE_TOWN_KM)):
        return None
    return candidates[ranked[0][1]]


def is_near(feature: Feature, known: Iterable[Feature]) -> bool:
    """Whether one of some places is a neighbour; the difference in latitude tells at once of most that they are not."""
    return any(
        abs(feature.latitude - other.latitude) * _KM_PER_DEGREE <= NEAR_KM and kilometres(feature, other) <= NEAR_KM
        for other in known
    )


def _distance(feature: Feature, known: Sequence[Feature]) -> float:
    """The distance to the nearest of some places; the difference in latitude tells at once that a place is farther."""
    least = math.inf
    for other in known:
        if abs(feature.latitude - other.latitude) * _KM_PER_DEGREE < least:
            least = min(least, kilometres(feature, other))
    return least


def area(feature: Feature) -> str:
    """The key of a feature's state in `Evidence.states`; of its country, abroad."""
    return (feature.state or "") if feature.country == "US" else f"{ABROAD}{feature.country}"


def is_dwarf(feature: Feature, name: Name) -> bool:
    """Whether a metropolis has the same name and many times the people."""
    metropolis = max(name.candidates, key=weight)
    return (
        feature.kind == "city"
        and metropolis.population >= METROPOLIS
        and weight(metropolis) >= _DWARF * max(weight(feature), 1)
    )


def no_hamlets(some: Sequence[Feature], name: Name, evidence: Evidence) -> list[Feature]:
    """Some candidates of a name without those that are too small to be meant unless something named lies near them."""
    limit = _HAMLET * max([weight(f) for f in name.candidates], default=0) if some else 0
    return [f for f in some if weight(f) >= limit or f.kind != "city" or is_near(f, evidence.neighbours)]
