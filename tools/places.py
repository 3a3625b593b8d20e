"""Populated places of the United States: cities, and sections of larger cities as neighborhoods of them.

A place is a section ("neighborhood") where GeoNames says so (PPLX), where it lies in a county that one city fills
(the five counties of New York, Philadelphia, San Francisco ...), or where it is new to GeoNames since 2020, is no
post office name and lies within a large city's radius: GeoNames then added many neighborhoods as plain places.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sources import TERRITORIES, Post, Shapes, Town

# Counties that one city fills: every other place in them is a section of it.
FILLED = {
    **dict.fromkeys(("36005", "36047", "36061", "36081", "36085"), "New York City"),
    "06075": "San Francisco",
    "08031": "Denver",
    "11001": "Washington, D.C.",
    "22071": "New Orleans",
    "24510": "Baltimore",
    "29510": "St. Louis",
    "42101": "Philadelphia",
}
_NOISE = re.compile(
    r"\(historical\)|/| / |Mobile Home|Trailer Park|RV Park|Airport|Streetcar|Campus|Transit|Bus Barn|Medical Center"
    r"|Health and Science|Homeowners|\bUC \b|Tufts|University of|\bStation$|Urban Honolulu"
)
_SMALL = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}


Fixes = Mapping[tuple[str, str], Mapping[str, str]]  # rows of overrides/place_fixes.csv by name and state


@dataclass(frozen=True)
class Spot:
    """A row of places.csv in the making."""

    name: str
    kind: str
    city: str
    county_fips: str
    state: str
    latitude: float
    longitude: float
    geonames_id: int
    population: int
    alternates: tuple[str, ...] = ()
    code: str = ""


def key(name: str) -> str:
    """The look-up form of a name, as etl.gazetteer.key makes it."""
    plain = unicodedata.normalize("NFD", name.replace("’", "'").casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace(".", "")
    return " ".join(_SMALL.get(w, w) for w in re.split(r"[\s\-–/,]+", plain) if w)


def kilometres(a: Spot | Post | Town, b: Spot | Post | Town) -> float:
    """Great-circle distance."""
    la, lb = math.radians(a.latitude), math.radians(b.latitude)
    h = math.sin((lb - la) / 2) ** 2
    h += math.cos(la) * math.cos(lb) * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def newspaper_name(name: str) -> str:
    """The name as newspapers write it: "St." for Saint, plain apostrophes, no "City of", no township brackets."""
    name = name.replace("ʻ", "").replace("‘", "").replace("’", "'").replace(", CDP", "")
    name = re.sub(r"^(?:City|Town|Village) of ", "", re.sub(r"\s*\((?:balance|village)\)", "", name))
    name = re.sub(r"\bSainte\b", "Ste.", re.sub(r"\bSaint\b(?! Helena Island)", "St.", name))
    return re.sub(r"\bSt (?=[A-Z])", "St. ", name).strip()


def is_latin(text: str) -> bool:
    """Whether every letter is Latin, as an English or Spanish paper prints."""
    return all(not c.isalpha() or unicodedata.name(c, "").startswith("LATIN") for c in text)


def radius(population: int) -> float:
    """Rough radius in kilometres of an American city of this many people (1,300 a square kilometre)."""
    return math.sqrt(population / 1300 / math.pi)


def owner(spot: Spot, cities: Iterable[Spot], *, reach: float = 1.2) -> Spot | None:
    """The larger city that a section lies in: nearest by radius, none farther than `reach` radii."""
    best, least = None, reach
    for city in cities:
        if city.population <= max(20000, spot.population) or city.state != spot.state or city.name == spot.name:
            continue
        share = kilometres(spot, city) / max(3.0, radius(city.population))
        if share < least:
            best, least = city, share
    return best


def us_spots(towns: Iterable[Town], shapes: Shapes, state_fips: dict[str, str]) -> list[Spot]:
    """GeoNames's American places with county, still all of kind city."""
    found = []
    for town in towns:
        state = town.admin1 if town.country == "US" else town.country
        if (town.country != "US" and town.country not in TERRITORIES) or _NOISE.search(town.name):
            continue
        fips = shapes.county(town.latitude, town.longitude, state_fips[state])
        name = newspaper_name(town.name)
        found.append(
            Spot(
                name, "city", name, fips, state, town.latitude, town.longitude, town.id, town.population, (), town.code
            )
        )
    return found


def sections(
    spots: list[Spot], post_names: set[tuple[str, str]], curated: dict[tuple[str, str], list[Spot]], fixes: Fixes
) -> list[Spot]:
    """The spots with sections of cities made neighborhoods. `curated`: the hand-made ones by (key, state)."""
    offices = {(key(name), state) for name, state in post_names}
    first_named = {(city, None) for city in FILLED.values()}
    large = [s for s in spots if s.population >= 50000 and s.code and s.code != "PPLX" and s.county_fips not in FILLED]
    large += [s for s in spots if s.population >= 50000 and (s.name, None) in first_named]
    found = []
    for spot in spots:
        row = fixes.get((spot.name, spot.state), {})
        city = row["value"] if row.get("action") == "section" else FILLED.get(spot.county_fips)
        if city == spot.name or spot in large or row.get("action") in ("city", "county"):
            found.append(spot)
            continue
        home = None
        if city:
            found.append(replace(spot, kind="neighborhood", city=city))
            continue
        if twin := next((c for c in curated.get((key(spot.name), spot.state), ()) if kilometres(c, spot) < 4), None):
            home = twin
        elif spot.code == "PPLX":
            home = owner(spot, large, reach=1.6)
        elif not spot.code and spot.population >= 1000 and (key(spot.name), spot.state) not in offices:
            home = owner(spot, large)
        found.append(replace(spot, kind="neighborhood", city=home.city) if home else spot)
    return found


def without_doubles(spots: Iterable[Spot]) -> list[Spot]:
    """One spot for a name in a state within 15 km, and for an identity: the known feature, then the largest."""
    by_name: dict[tuple[str, str], list[Spot]] = {}
    order = sorted(spots, key=lambda s: (-s.population, s.kind, s.code == "", s.geonames_id))
    for spot in order:
        kept = by_name.setdefault((key(spot.name), spot.state), [])
        for other in kept:
            same_kind = other.kind == spot.kind
            # A section and a city of one name may be neighbours; a post office is the place that it serves.
            near = kilometres(spot, other) < 15 and (same_kind or not (spot.geonames_id and other.geonames_id))
            same_identity = same_kind and (
                other.city == spot.city if spot.kind == "neighborhood" else other.county_fips == spot.county_fips
            )
            if near or same_identity:
                break
        else:
            kept.append(spot)
    return [spot for kept in by_name.values() for spot in kept]


def with_posts(
    spots: list[Spot], posts: Iterable[Post], shapes: Shapes, state_fips: dict[str, str], known: set[tuple[str, str]]
) -> list[Spot]:
    """The spots and the post offices whose (name, state) is new, away from large cities, as cities of unknown size."""
    have = {(key(name), s.state) for s in spots for name in (s.name, *s.alternates)} | known
    large = [s for s in spots if s.population >= 100000 and s.kind == "city"]
    found = list(spots)
    for post in posts:
        name = newspaper_name(post_case(post.name))
        if (key(name), post.state) in have or post.state not in state_fips:
            continue
        fips = shapes.county(post.latitude, post.longitude, state_fips[post.state])
        spot = Spot(name, "city", name, fips, post.state, round(post.latitude, 5), round(post.longitude, 5), 0, 0)
        if not fips or fips in FILLED or owner(spot, large, reach=0.9):
            continue
        found.append(spot)
    return found


def post_case(name: str) -> str:
    """A post office name with the capitals that the directory lost: "Mcallen", "Mc Coy" -> "McAllen", "McCoy"."""
    name = re.sub(r"\bMc ?([A-Za-z])", lambda m: "Mc" + m[1].upper(), name)
    return re.sub(r"(?<= )(Of|The|On|In|And|De|Du|La|Del)(?= )", lambda m: m[0].lower(), name)


def fixed(spots: list[Spot], fixes: Fixes) -> list[Spot]:
    """The spots after hand-made corrections: `drop`; `rename`, `population` or `county` to `value`."""
    found = []
    for spot in spots:
        row = fixes.get((spot.name, spot.state))
        if row is None or row["action"] in ("city", "section"):
            found.append(spot)
        elif row["action"] == "rename":
            found.append(replace(spot, name=row["value"], city=row["value"]))
        elif row["action"] == "county":
            found.append(replace(spot, county_fips=row["value"]))
        elif row["action"] == "population":
            found.append(replace(spot, population=int(row["value"])))
    return found


def named(spots: list[Spot], rows: Iterable[dict[str, str]]) -> list[Spot]:
    """The spots with the other names that papers print, from tools/overrides/place_alternates.csv."""
    others = {(row["name"], row["state"]): tuple(row["alternates"].split(";")) for row in rows}
    return [
        replace(s, alternates=others[s.name, s.state]) if s.kind == "city" and (s.name, s.state) in others else s
        for s in spots
    ]


def with_more(
    spots: list[Spot], rows: Iterable[dict[str, str]], shapes: Shapes, state_fips: dict[str, str]
) -> list[Spot]:
    """The spots and the places that no package has, from tools/overrides/more_places.csv, where they are new."""
    have = {(key(spot.name), spot.state) for spot in spots}
    found = list(spots)
    for row in rows:
        name, state, latitude, longitude = row["name"], row["state"], float(row["latitude"]), float(row["longitude"])
        if (key(name), state) not in have:
            others = tuple(alias for alias in row["alternates"].split(";") if alias)
            fips = shapes.county(latitude, longitude, state_fips[state])
            population = int(row["population"])
            found.append(Spot(name, "city", name, fips, state, latitude, longitude, 0, population, others))
    return found


def on_lines(
    spots: list[Spot], shapes: Shapes, counties: dict[str, str], posts: dict[tuple[str, str], str]
) -> list[Spot]:
    """The spots, the county of those at a simplified county line taken from the post office directory."""
    fips = {(name.casefold(), number[:2]): number for number, name in counties.items()}
    found = []
    for spot in spots:
        other = fips.get((posts.get((spot.name, spot.state), "").casefold(), spot.county_fips[:2]))
        # Virginia's independent cities get mail as part of the county around them.
        moved = other and other != spot.county_fips and spot.state != "VA"
        if other and moved and shapes.near(other, spot.latitude, spot.longitude):
            spot = replace(spot, county_fips=other)
        found.append(spot)
    return found
