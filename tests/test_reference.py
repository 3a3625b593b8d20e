"""The tables of data/reference/ that the gazetteer is made of, checked whole: shape, bounds, identity, aliases."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from etl.gazetteer import Feature, Gazetteer, key, kilometres
from etl.knowledge import REFERENCE, Row, read_table

COLUMNS = {
    "places": "name kind city county county_fips state country latitude longitude geonames_id population alternates",
    "world": "name kind city county county_fips state country latitude longitude geonames_id population alternates",
    "counties": "name state fips latitude longitude seat aliases",
    "states": "name code fips ap name_es latitude longitude population geonames_id aliases source",
    "countries": "name code name_es latitude longitude population aliases source",
    "neighborhoods": "name city county state latitude longitude aliases geonames_id population source",
    "regions": "name state country latitude longitude aliases source",
    "provinces": "name country latitude longitude aliases source",
    "first_names": "name source",
    "surnames": "name source",
    "common_words": "word source",
}
GAZETTEER = ("states", "countries", "counties", "provinces", "regions", "neighborhoods", "places", "world")
CURATED = ("states", "countries", "provinces", "neighborhoods", "regions", "first_names", "surnames", "common_words")
LIMITS = {"places": 3_000_000, "world": 4_000_000}

# South, north, west, east of each state, a tenth of a degree and more outside its land.
BOXES = {
    "AL": (30.0, 35.2, -88.7, -84.7), "AK": (51.0, 71.6, -180.0, 180.0), "AZ": (31.2, 37.2, -115.0, -108.9),
    "AR": (32.9, 36.7, -94.8, -89.5), "CA": (32.4, 42.2, -124.6, -114.0), "CO": (36.8, 41.2, -109.2, -101.9),
    "CT": (40.9, 42.2, -73.9, -71.7), "DE": (38.3, 40.0, -75.9, -74.9), "DC": (38.7, 39.1, -77.2, -76.8),
    "FL": (24.3, 31.2, -87.8, -79.8), "GA": (30.2, 35.2, -85.8, -80.6), "HI": (18.7, 22.5, -160.6, -154.6),
    "ID": (41.8, 49.2, -117.4, -110.9), "IL": (36.8, 42.7, -91.7, -87.3), "IN": (37.6, 41.9, -88.2, -84.6),
    "IA": (40.2, 43.7, -96.8, -90.0), "KS": (36.8, 40.2, -102.2, -94.4), "KY": (36.3, 39.3, -89.7, -81.8),
    "LA": (28.8, 33.2, -94.2, -88.7), "ME": (42.8, 47.6, -71.3, -66.8), "MD": (37.7, 39.9, -79.7, -74.9),
    "MA": (41.1, 43.0, -73.7, -69.8), "MI": (41.5, 48.4, -90.6, -82.2), "MN": (43.3, 49.6, -97.5, -89.3),
    "MS": (30.0, 35.2, -91.8, -87.9), "MO": (35.8, 40.8, -95.9, -88.9), "MT": (44.2, 49.2, -116.3, -103.9),
    "NE": (39.8, 43.2, -104.2, -95.1), "NV": (34.8, 42.2, -120.2, -113.8), "NH": (42.5, 45.5, -72.8, -70.5),
    "NJ": (38.7, 41.6, -75.8, -73.7), "NM": (31.1, 37.2, -109.3, -102.8), "NY": (40.3, 45.2, -80.0, -71.6),
    "NC": (33.6, 36.8, -84.5, -75.2), "ND": (45.7, 49.2, -104.3, -96.3), "OH": (38.2, 42.5, -85.0, -80.3),
    "OK": (33.4, 37.2, -103.2, -94.2), "OR": (41.8, 46.5, -124.8, -116.2), "PA": (39.5, 42.6, -80.8, -74.5),
    "RI": (41.0, 42.2, -72.0, -70.9), "SC": (31.8, 35.4, -83.6, -78.3), "SD": (42.3, 46.1, -104.3, -96.2),
    "TN": (34.8, 36.9, -90.6, -81.4), "TX": (25.6, 36.7, -106.9, -93.3), "UT": (36.8, 42.2, -114.3, -108.8),
    "VT": (42.5, 45.3, -73.7, -71.3), "VA": (36.3, 39.7, -83.9, -75.0), "WA": (45.3, 49.3, -125.0, -116.7),
    "WV": (37.0, 40.9, -82.9, -77.5), "WI": (42.3, 47.4, -93.1, -86.0), "WY": (40.8, 45.2, -111.3, -103.8),
    "PR": (17.7, 18.7, -68.1, -65.0), "GU": (13.1, 13.9, 144.5, 145.2), "VI": (17.5, 18.6, -65.2, -64.4),
    "AS": (-14.8, -10.8, -171.5, -168.0), "MP": (13.9, 20.7, 144.7, 146.2),
}  # fmt: skip


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of a table, read once."""
    return tuple(read_table(REFERENCE / f"{name}.csv"))


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the shipped tables."""
    return Gazetteer({name: table(name) for name in (*GAZETTEER, "facilities")})


def place(alias: str, **wanted: object) -> Feature:
    """The one feature of this name that has these values."""
    found = [f for f in gazetteer().candidates(alias) if all(getattr(f, k) == v for k, v in wanted.items())]
    assert len(found) == 1, (alias, wanted, found)
    return found[0]


@pytest.mark.parametrize("name", COLUMNS)
def test_columns(name: str) -> None:
    assert " ".join(table(name)[0]) == COLUMNS[name]


@pytest.mark.parametrize("name", COLUMNS)
def test_no_cell_is_padded_and_every_row_has_its_name(name: str) -> None:
    wrong = [
        row for row in table(name)
        if not row.get("name", row.get("word")) or any(cell != cell.strip() for cell in row.values())
    ]  # fmt: skip
    assert wrong == []


@pytest.mark.parametrize("name", CURATED)
def test_every_curated_row_says_where_it_is_from(name: str) -> None:
    assert [row for row in table(name) if not row["source"]] == []


@pytest.mark.parametrize("name", GAZETTEER)
def test_every_alias_is_a_name_that_can_be_looked_up(name: str) -> None:
    lists = ("alternates", "aliases", "name_es")
    wrong = [
        (row["name"], alias)
        for row in table(name)
        for column in lists
        for alias in (row.get(column) or row["name"]).split(";")
        if not key(alias) or alias != alias.strip()
    ]
    assert wrong == []


@pytest.mark.parametrize("name", GAZETTEER)
def test_coordinates_lie_where_the_row_says(name: str) -> None:
    wrong = []
    for row in table(name):
        latitude, longitude = float(row["latitude"]), float(row["longitude"])
        state = row.get("code") if name == "states" else row.get("state")
        south, north, west, east = BOXES[state] if state else (-90.0, 90.0, -180.0, 180.0)
        # A tribal land or region may reach over the line of the state that it is listed under.
        slack = 0.5 if name == "regions" else 0.0
        if not (south - slack <= latitude <= north + slack and west - slack <= longitude <= east + slack):
            wrong.append((row["name"], state, latitude, longitude))
    assert wrong == []


def test_fips_codes() -> None:
    states = {row["code"]: row["fips"] for row in table("states")}
    assert len(states) == len(set(states.values())) == 56
    assert all(len(fips) == 2 and fips.isdigit() for fips in states.values())
    wrong = [
        (row["name"], row["state"], fips)
        for name, column in (("counties", "fips"), ("places", "county_fips"))
        for row in table(name)
        if not (len(fips := row[column]) == 5 and fips.isdigit() and fips.startswith(states[row["state"]]))
    ]
    assert wrong == []
    assert Counter(row["fips"] for row in table("counties")).most_common(1)[0][1] == 1


def test_counties_of_places_are_counties_or_independent_cities() -> None:
    names = {row["fips"]: row["name"] for row in table("counties")}
    wrong = [
        (row["name"], row["county"])
        for row in table("places")
        if row["county"] != names.get(row["county_fips"], row["county"])
        or (row["county_fips"] not in names and not row["county"].endswith(" city")
            and row["county"] not in ("Carson City", "District of Columbia", "Guam", "Swains Island"))
    ]  # fmt: skip
    assert wrong == []
    known = {(row["name"], row["state"]) for row in table("counties")}
    known |= {(row["county"], row["state"]) for row in table("places")}
    assert [row["name"] for row in table("neighborhoods") if (row["county"], row["state"]) not in known] == []


def test_no_two_features_have_one_identity() -> None:
    doubled = Counter(feature.identity for feature in gazetteer().features)
    assert [identity for identity, count in doubled.items() if count > 1] == []


def test_no_place_of_a_name_stands_twice_within_15_km() -> None:
    cities: dict[tuple[str, str | None], list[Feature]] = {}
    for feature in gazetteer().features:
        if feature.kind == "city" and feature.country == "US":
            cities.setdefault((key(feature.name), feature.state), []).append(feature)
    near = [
        (a.name, a.state)
        for same in cities.values()
        for i, a in enumerate(same)
        for b in same[i + 1 :]
        if kilometres(a, b) < 15
    ]
    assert near == []


def test_the_city_of_every_neighborhood_is_a_city() -> None:
    cities = {(f.name, f.state) for f in gazetteer().features if f.kind == "city"}
    rows = [*table("neighborhoods"), *(row for row in table("places") if row["kind"] == "neighborhood")]
    assert sorted({(row["city"], row["state"]) for row in rows} - cities) == []
    wrong = []
    for row in rows:
        section = Feature(row["name"], "neighborhood", row["city"], None, row["state"], "US",
                          float(row["latitude"]), float(row["longitude"]), None, None, 0)  # fmt: skip
        city = gazetteer().city(row["city"], row["state"])
        if city and kilometres(section, city) > 60:
            wrong.append((row["name"], row["city"]))
    assert wrong == []


@pytest.mark.parametrize("name", LIMITS)
def test_the_large_tables_stay_small(name: str) -> None:
    assert (REFERENCE / f"{name}.csv").stat().st_size < LIMITS[name]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Nueva York", {"kind": "city", "name": "New York City", "state": "NY", "fips_code": "36061"}),
        ("New York", {"kind": "city", "name": "New York City"}),
        ("Queens", {"kind": "neighborhood", "city": "New York City", "county": "Queens County"}),
        ("Bronx", {"kind": "neighborhood", "name": "The Bronx", "geonames_id": 5110266}),
        ("Corona", {"kind": "neighborhood", "city": "New York City"}),
        ("Corona", {"kind": "city", "state": "CA"}),
        ("East L.A.", {"kind": "city", "name": "East Los Angeles"}),
        ("Boyle Heights", {"kind": "neighborhood", "city": "Los Angeles"}),
        ("La Villita", {"kind": "neighborhood", "name": "Little Village", "city": "Chicago"}),
        ("Saint Paul", {"kind": "city", "name": "St. Paul", "state": "MN"}),
        ("Washington, D.C.", {"kind": "city", "name": "Washington, D.C.", "state": "DC"}),
        ("Ochopee", {"kind": "city", "county": "Collier County", "state": "FL"}),
        ("Ellabell", {"kind": "city", "county": "Bryan County", "state": "GA"}),
        ("Roxbury Township", {"kind": "city", "name": "Roxbury", "state": "NJ", "county": "Morris County"}),
        ("Upper Darby", {"kind": "city", "county": "Delaware County"}),
        ("Why", {"kind": "city", "state": "AZ"}),
        ("Hallandale Beach", {"kind": "city", "state": "FL", "fips_code": "12011"}),
        ("Dade County", {"kind": "county", "name": "Miami-Dade County", "fips_code": "12086"}),
        ("East Baton Rouge Parish", {"kind": "county", "state": "LA"}),
        ("Anchorage Municipality", {"kind": "county", "state": "AK"}),
        ("Nantucket", {"kind": "city", "state": "MA"}),
        ("Nantucket County", {"kind": "county", "state": "MA"}),
        ("Nuevo México", {"kind": "state", "state": "NM"}),
        ("EE. UU.", {"kind": "country", "country": "US"}),
        ("Reino Unido", {"kind": "country", "country": "GB"}),
        ("Ciudad de México", {"kind": "city", "name": "Mexico City", "country": "MX"}),
        ("La Habana", {"kind": "city", "name": "Havana", "country": "CU"}),
        ("Puerto Príncipe", {"kind": "city", "name": "Port-au-Prince", "country": "HT"}),
        ("Centroamérica", {"kind": "region", "name": "Central America", "country": None}),
        ("Rio Grande Valley", {"kind": "region", "state": "TX", "country": "US"}),
        ("Nación Navajo", {"kind": "region", "name": "Navajo Nation"}),
        ("Tapón del Darién", {"kind": "region", "name": "Darién Gap"}),
    ],
)
def test_what_papers_write_finds_its_place(name: str, wanted: dict[str, object]) -> None:
    place(name, **wanted)


@pytest.mark.parametrize("name", ["Alexandria city", "Carson City city", "Trial", "UC Irvine", "New South Memphis"])
def test_what_is_no_place_of_the_news_is_not_there(name: str) -> None:
    assert gazetteer().candidates(name) == ()


@pytest.mark.parametrize("word", ["mobile", "reading", "orange", "justice", "center", "hope", "why", "liberty"])
def test_ordinary_words_are_marked(word: str) -> None:
    assert word in {row["word"] for row in table("common_words")}


@pytest.mark.parametrize(
    "word",
    ["phoenix", "buffalo", "houston", "charlotte", "aurora", "chicago", "boulder", "california", "georgia", "cuba"],
)
def test_names_that_are_places_in_nearly_every_text_are_not_marked(word: str) -> None:
    assert word not in {row["word"] for row in table("common_words")}


def test_names_of_people() -> None:
    first = {key(row["name"]) for row in table("first_names")}
    last = {key(row["name"]) for row in table("surnames")}
    assert {"jose", "maria", "kristi", "gregory", "guadalupe", "austin", "charlotte", "jesus"} <= first
    assert {"garcia", "noem", "homan", "lyons", "hernandez", "jackson", "washington", "nguyen"} <= last
    assert not first & {"ice", "the", "a", "in", "la"}
    assert not last & {"ice", "the", "a", "in", "la", "police", "border"}
