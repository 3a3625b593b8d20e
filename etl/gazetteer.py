"""The offline gazetteer: features by name, from the rows of `data/reference/`.

`Gazetteer.candidates` gives every feature that a name may mean; choosing among them is `etl/resolve.py`'s work.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from etl.models import PlaceKind
from etl.text import SHORT, plain


class Feature(NamedTuple):
    """A row of the gazetteer. Degrees, WGS 84; `population` is 0 where no source gives one."""

    name: str
    kind: PlaceKind
    city: str | None
    county: str | None
    state: str | None
    country: str | None
    latitude: float
    longitude: float
    fips_code: str | None
    geonames_id: int | None
    population: int

    @property
    def identity(self) -> tuple[str, str, str | None, str | None, str | None]:
        """What tells one feature from another: kind, name, the place it hangs on, state and country."""
        hangs_on = self.city if self.kind in ("facility", "neighborhood") else self.county
        return (self.kind, self.name, hangs_on, self.state, self.country)


ABROAD = "country:"  # before a foreign country's two letters, where a state's stand otherwise
_BREAKS = str.maketrans({"-": " ", "–": " ", "/": " ", ",": " ", ".": None})


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """The form that names are looked up by: no accents, case, periods or hyphens; Saint as st."""
    # `plain` of ASCII is its lower case; taking that way for most of 100,000 names halves the time to load.
    words = (name.lower() if name.isascii() else plain(name)).translate(_BREAKS).split()
    return " ".join([SHORT.get(word, word) for word in words])


def kilometres(a: Feature, b: Feature) -> float:
    """Great-circle distance of two features, in kilometres (haversine, mean earth radius 6371 km)."""
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    dlat, dlon = lat2 - lat1, math.radians(b.longitude - a.longitude)
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(h)))


def _rows(rows: Iterable[Mapping[str, str]], kind: PlaceKind | None = None) -> Iterator[tuple[Feature, list[str]]]:
    """Features with every name that they go by."""
    for row in rows:
        get = row.get
        what: PlaceKind = kind or row["kind"]  # type: ignore[assignment]
        state, name = get("state") or None, row["name"]
        names = [name]
        if others := get("alternates") or get("aliases"):
            names += [alias for alias in others.split(";") if alias]
        if what == "state" and "code" in row:
            state = row["code"]
            names += [spanish for spanish in row["name_es"].split(";") if spanish]
        country = row["code"] if what == "country" else get("country", "US")
        if what == "country":
            names += [spanish for spanish in row["name_es"].split(";") if spanish]
        city = get("city") or (name if what == "city" else None)
        county = name if what == "county" else (get("county") or None)
        yield (
            Feature(
                name,
                what,
                city,
                county,
                state,
                country or None,
                float(row["latitude"]),
                float(row["longitude"]),
                get("county_fips") or get("fips") or None,
                int(g) if (g := get("geonames_id")) else None,
                int(float(p)) if (p := get("population")) else 0,
            ),
            names,
        )


def _people_by_county(rows: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """The people of the towns of each county, by its FIPS code: they tell Cook County, Ill., from Cook County, Minn."""
    people: dict[str, int] = {}
    for row in rows:
        if row["population"] and row["kind"] == "city":
            fips = row.get("county_fips", "")
            people[fips] = people.get(fips, 0) + int(row["population"])
    return people


def most_words(names: Iterable[str]) -> dict[str, int]:
    """How many words the longest of some names has that begins with a word, by that word without possessive."""
    most: dict[str, int] = {}
    for name in names:
        first, size = name.partition(" ")[0].removesuffix("'s"), name.count(" ") + 1
        if size > most.get(first, 0):
            most[first] = size
    return most


_DETENTION = "detention"  # the kind of a row of facilities.csv


class Gazetteer:
    """Features by the key of their names. Built once from rows; never changed."""

    def __init__(self, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        """Build from tables by name: places, world, counties, states, provinces, countries ..."""
        by_name: dict[str, list[Feature]] = {}
        kinds: dict[str, PlaceKind | None] = {
            "states": "state",
            "countries": "country",
            "counties": "county",
            "provinces": "state",
            "regions": "region",
            "neighborhoods": "neighborhood",
            "facilities": "facility",
            "places": None,
            "world": None,
        }
        self.states: dict[str, Feature] = {}
        self.counties: dict[tuple[str, str], Feature] = {}
        seen: set[tuple[str, str | None, str | None]] = set()
        people = _people_by_county(tables.get("places", ()))
        for table, kind in kinds.items():
            for feature, names in _rows(tables.get(table, ()), kind):
                if feature.kind == "county":
                    feature = feature._replace(population=people.get(feature.fips_code or "", 0))
                if feature.kind == "neighborhood":
                    identity = (feature.name, feature.city, feature.state)
                    if identity in seen:
                        continue  # the curated row, read first, wins over GeoNames's
                    seen.add(identity)
                elif feature.kind == "state" and feature.state:
                    self.states[feature.state] = feature
                elif feature.kind == "county" and feature.state:
                    self.counties[key(feature.name), feature.state] = feature
                for name in dict.fromkeys(map(key, names)):
                    by_name.setdefault(name, []).append(feature)
        # city and state of the towns where immigrants are held
        self.detention_towns = frozenset(
            (row["city"], row["state"]) for row in tables.get("facilities", ()) if row["kind"] == _DETENTION
        )
        self._by_name = {name: tuple(features) for name, features in by_name.items()}
        self._most_words = most_words(self._by_name)

    @cached_property
    def features(self) -> tuple[Feature, ...]:
        """Every feature once, in no order that means anything but the same on every run."""
        return tuple(dict.fromkeys(feature for features in self._by_name.values() for feature in features))

    def candidates(self, name: str) -> tuple[Feature, ...]:
        """Every feature that goes by this name, in the order of the tables; empty where there is none."""
        return self._by_name.get(key(name), ())

    def named(self) -> Iterator[tuple[str, Feature]]:
        """Every key of a name with each feature that goes by it."""
        return ((name, feature) for name, features in self._by_name.items() for feature in features)

    def most_words(self, first: str) -> int:
        """How many words the longest name has that begins with this word (a key without possessive); 0 without one."""
        return self._most_words.get(first, 0)

    def by_key(self, name_key: str) -> tuple[Feature, ...]:
        """`candidates` for a name that is a key already."""
        return self._by_name.get(name_key, ())

    def city(self, name: str, state: str | None) -> Feature | None:
        """The largest city of this name in this state (anywhere, if `state` is None), or None."""
        found = [f for f in self.candidates(name) if f.kind == "city" and (state is None or f.state == state)]
        return max(found, key=lambda f: f.population, default=None)

    def state_code(self, name: str) -> str | None:
        """The two letters of a state given by name or by its two letters, or None."""
        if name in self.states:
            return name
        return next((f.state for f in self.candidates(name) if f.kind == "state"), None)
