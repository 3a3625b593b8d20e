"""The offline gazetteer behind geopy's interface: a tiny world with every kind of doubt in it."""

from __future__ import annotations

import pytest
from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder
from geopy.point import Point

from etl.gazetteer import Gazetteer
from etl.geocoder import OfflineGeocoder

STATES = [
    ("California", "CA", "36.8", "-119.4", "39538223"),
    ("New York", "NY", "43.3", "-74.2", "20201249"),
    ("Georgia", "GA", "32.2", "-82.9", "10711908"),
    ("Florida", "FL", "27.7", "-81.5", "21538187"),
    ("Illinois", "IL", "40.6", "-89.4", "12812508"),
    ("Missouri", "MO", "38.0", "-91.8", "6154913"),
]
PLACES = [
    ("Bell", "Los Angeles County", "CA", "33.9775", "-118.187", "36205", ""),
    ("Bell", "Gilchrist County", "FL", "29.755", "-82.862", "0", ""),
    ("Los Angeles", "Los Angeles County", "CA", "34.0522", "-118.2437", "3820914", "L.A."),
    ("New York City", "New York County", "NY", "40.7143", "-74.006", "8804190", "New York;Nueva York"),
    ("Springfield", "Sangamon County", "IL", "39.8", "-89.65", "114394", ""),
    ("Springfield", "Greene County", "MO", "37.2", "-93.29", "170188", ""),
    ("Peoria", "Peoria County", "IL", "40.69", "-89.59", "113150", ""),
    ("Orlando", "Orange County", "FL", "28.54", "-81.38", "307573", ""),
    ("Camden", "Camden County", "GA", "30.9", "-81.6", "100000", ""),
]
NEIGHBORHOODS = [
    ("Boyle Heights", "Los Angeles", "CA", "34.0339", "-118.2053"),
    ("Camden", "New York City", "NY", "40.7", "-73.9"),
]


@pytest.fixture(scope="module")
def geocoder() -> OfflineGeocoder:
    """The geocoder over a gazetteer small enough to read."""
    place = ("name", "county", "state", "latitude", "longitude", "population", "alternates")
    tables = {
        "states": [
            dict(zip(("name", "code", "latitude", "longitude", "population"), row, strict=True), name_es="")
            for row in STATES
        ],
        "countries": [
            {"name": "United States", "code": "US", "name_es": "Estados Unidos", "aliases": "U.S.;USA",
             "latitude": "39.8", "longitude": "-98.6", "population": "331449281"},
            {"name": "Georgia", "code": "GE", "name_es": "", "latitude": "42", "longitude": "43.5",
             "population": "3714000"},
            {"name": "Cuba", "code": "CU", "name_es": "", "latitude": "21.5", "longitude": "-80",
             "population": "11338138"},
        ],
        "counties": [
            {"name": "Orange County", "state": state, "fips": fips, "latitude": "33", "longitude": "-100"}
            for state, fips in (("CA", "06059"), ("FL", "12095"))
        ],
        "neighborhoods": [
            dict(zip(("name", "city", "state", "latitude", "longitude"), row, strict=True)) for row in NEIGHBORHOODS
        ],
        "places": [dict(zip(place, row, strict=True), kind="city", country="US") for row in PLACES],
        "world": [
            {"name": "Havana", "kind": "city", "country": "CU", "latitude": "23.133", "longitude": "-82.383",
             "population": "2163824", "alternates": "La Habana"},
        ],
    }  # fmt: skip
    return OfflineGeocoder(Gazetteer(tables), state_forms={"calif": "CA", "fla": "FL"})


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("Bell, CA", "Bell, Los Angeles County, California, United States"),
        ("bell, california", "Bell, Los Angeles County, California, United States"),
        ("Bell, Calif.", "Bell, Los Angeles County, California, United States"),
        ("Bell, Fla.", "Bell, Gilchrist County, Florida, United States"),
        ("Bell, California, USA", "Bell, Los Angeles County, California, United States"),
        ("Bell", "Bell, Los Angeles County, California, United States"),  # the other has under 500 people
        ("L.A.", "Los Angeles, Los Angeles County, California, United States"),
        ("New York, N.Y.", None),  # no such form of the state was given, and "N.Y." is no name here
        ("New York, NY", "New York City, New York County, New York, United States"),
        ("New York", None),  # the state has not three times the people of the city
        ("Nueva York, EE.UU.", None),
        ("Springfield", None),
        ("Springfield, Missouri", "Springfield, Greene County, Missouri, United States"),
        ("Boyle Heights", "Boyle Heights, Los Angeles, California, United States"),
        ("Boyle Heights, Los Angeles, CA", "Boyle Heights, Los Angeles, California, United States"),
        ("Boyle Heights, Springfield", None),
        ("Camden", None),  # a city of 100,000, and a section of unknown size
        ("Camden, NY", "Camden, New York City, New York, United States"),
        ("Orange County", None),
        ("Orange County, FL", "Orange County, Florida, United States"),
        ("Orlando, Orange County", "Orlando, Orange County, Florida, United States"),
        ("Havana, Cuba", "Havana, Cuba"),
        ("La Habana", "Havana, Cuba"),
        ("Havana, Florida", None),
        ("Georgia", None),  # the state and the nation
        ("Georgia, USA", "Georgia, United States"),
        ("California", "California, United States"),
        ("United States", "United States"),
        ("Nowhere", None),
    ],
)
def test_geocode(geocoder: OfflineGeocoder, query: str, address: str | None) -> None:
    found = geocoder.geocode(query)
    assert (found and found.address) == address


def test_a_location_carries_point_and_feature(geocoder: OfflineGeocoder) -> None:
    found = geocoder.geocode("Boyle Heights")
    assert found is not None
    assert found.point == Point(34.0339, -118.2053)
    assert found.raw == {
        "name": "Boyle Heights",
        "kind": "neighborhood",
        "city": "Los Angeles",
        "county": None,
        "state": "CA",
        "country": "US",
        "latitude": 34.0339,
        "longitude": -118.2053,
        "fips_code": None,
        "geonames_id": None,
        "population": 0,
    }


def test_all_that_fit_largest_first(geocoder: OfflineGeocoder) -> None:
    found = geocoder.geocode("Springfield", exactly_one=False)
    assert [place.raw["state"] for place in found] == ["MO", "IL"]
    assert geocoder.geocode("Nowhere", exactly_one=False) is None


@pytest.mark.parametrize("query", ["", "   ", ", ,", "...", None, 7, ("Bell", "CA")])
def test_a_wrong_query_is_an_error_of_geopy(geocoder: OfflineGeocoder, query: object) -> None:
    with pytest.raises(GeocoderQueryError):
        geocoder.geocode(query)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("point", "name"),
    [
        ((34.03, -118.20), "Boyle Heights"),
        ("34.05, -118.25", "Los Angeles"),
        (Point(39.9, -89.6), "Springfield"),
        ((23.5, -82.0), "Havana"),
        ((0.0, -150.0), None),
        ((89.9, 0.0), None),
        ((-10.0, 179.99), None),
    ],
)
def test_reverse(geocoder: OfflineGeocoder, point: object, name: str | None) -> None:
    found = geocoder.reverse(point)  # type: ignore[arg-type]
    assert (found and found.raw["name"]) == name


def test_reverse_gives_the_nearest_five(geocoder: OfflineGeocoder) -> None:
    found = geocoder.reverse((34.05, -118.24), exactly_one=False)
    assert [place.raw["name"] for place in found] == ["Los Angeles", "Boyle Heights", "Bell"]


@pytest.mark.parametrize("point", ["no point", (91.0, 0.0), (), None, "Bell, CA"])
def test_reverse_of_no_point_is_an_error_of_geopy(geocoder: OfflineGeocoder, point: object) -> None:
    with pytest.raises(GeocoderQueryError):
        geocoder.reverse(point)  # type: ignore[arg-type]


def test_it_is_a_geopy_geocoder_without_a_network(geocoder: OfflineGeocoder) -> None:
    assert isinstance(geocoder, Geocoder)
    with pytest.raises(OSError, match="asks no service"):
        geocoder.adapter.get_json("https://example.org", timeout=1, headers={})
