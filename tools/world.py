"""Cities outside the United States, with the Spanish and native names that papers print."""

from __future__ import annotations

import re
from collections.abc import Iterable

from babel import Locale
from places import is_latin, key
from sources import TERRITORIES, Town, overrides

Row = dict[str, object]
# Countries that immigration coverage names the small towns of.
SMALL_TOWNS = frozenset({"MX", "GT", "HN", "SV", "NI", "CU", "DO", "HT", "VE", "CO", "EC"})


def spanish_names() -> dict[str, set[str]]:
    """Spanish names by English name of the cities that CLDR knows as time zones ("Havana": "La Habana")."""
    english, found = Locale("en").time_zones, {}
    for locale in (Locale("es"), Locale("es", "MX")):
        for zone, names in locale.time_zones.items():
            name = english.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            spanish = names.get("city")
            if spanish and key(spanish) != key(name):
                found.setdefault(name, set()).add(spanish)
    return found


def rows(towns: Iterable[Town]) -> list[Row]:
    """The rows of world.csv: 15,000 people and more, 3,000 in SMALL_TOWNS, capitals; one for a name in a country."""
    fixes = {(row["name"], row["country"]): row for row in overrides("world_names")}
    spanish = spanish_names()
    kept: dict[tuple[str, str], Row] = {}
    for town in sorted(towns, key=lambda t: (t.code != "PPLC", -t.population, t.id)):
        least = 3000 if town.country in SMALL_TOWNS else 15000
        small = town.population < least and town.code != "PPLC"
        if small or town.country in ("US", *TERRITORIES) or town.code in ("PPLX", "PPLH", "PPLW", "PPLQ"):
            continue
        fix = fixes.get((town.name, town.country), {})
        name = fix.get("rename") or re.sub(r"\s*[(\[].*$|^Heroica |^Heróica ", "", town.name).replace("’", "'").strip()
        if fix.get("rename") == "-" or not is_latin(name) or re.search("[;/]", name):
            continue
        others = [a for a in fix.get("alternates", "").split(";") if a]
        if town.population >= 300000 or town.code == "PPLC":
            others += sorted(spanish.get(name, ()))
        if name != town.name and "(" not in town.name:
            others.append(town.name)
        unique = {key(a): a for a in reversed(others) if key(a) != key(name)}
        kept.setdefault(
            (key(name), town.country),
            {
                "name": name,
                "kind": "city",
                "country": town.country,
                "latitude": town.latitude,
                "longitude": town.longitude,
                "geonames_id": town.id,
                "population": town.population,
                "alternates": ";".join(sorted(unique.values())),
            },
        )
    return sorted(kept.values(), key=lambda row: (str(row["country"]), str(row["name"])))
