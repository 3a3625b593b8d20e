"""The offline gazetteer as a geopy geocoder: `OfflineGeocoder(gazetteer).geocode("Bell, CA")`, nothing sent anywhere.

It answers as every geopy geocoder does (Location, list or None; errors of geopy.exc), with one difference: where a name
fits several places and none is plainly the larger, `exactly_one` gives None instead of a guess.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderUnavailable
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from etl.gazetteer import Feature, Gazetteer, key, kilometres

# Population decides between places of one name at this ratio; under it the answer is None.
DOMINANT = 3.0
# GeoNames lists every place of 500 people, and few sections of a city have more than 50,000: bounds for the unknown.
_UNKNOWN = {"city": 500.0, "neighborhood": 50_000.0, "facility": 50_000.0}
# Farther from any place than this, `reverse` gives none.
_REACH_KM = 100.0


class _NoNetwork(BaseSyncAdapter):  # type: ignore[misc]
    """An adapter that cannot ask a service, so that no code path of the base class ever does."""

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> NoReturn:
        raise GeocoderUnavailable("the offline geocoder asks no service")

    get_text = get_json


class OfflineGeocoder(Geocoder):  # type: ignore[misc]
    """A geopy geocoder over the gazetteer. `state_forms` adds written forms of states ("calif" -> "CA") to names."""

    def __init__(self, gazetteer: Gazetteer, *, state_forms: Mapping[str, str] | None = None) -> None:
        """Keep the gazetteer; `Knowledge.state_forms` fits as `state_forms`."""
        super().__init__(adapter_factory=_NoNetwork)
        self._gazetteer = gazetteer
        self._state_forms = dict(state_forms or {})

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: object = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """The place that a name such as "Bell, CA" means; all that fit, largest first, if not `exactly_one`.

        None where nothing fits, and with `exactly_one` where several fit and none has three times the people of the
        next. Raises GeocoderQueryError for an empty query or one that is no text. `timeout` is taken and not needed.
        """
        if not isinstance(query, str):
            raise GeocoderQueryError(f"a query is text such as 'Bell, CA', not {type(query).__name__}")
        parts = [part for part in (piece.strip() for piece in query.split(",")) if part]
        if not parts or not key(query):
            raise GeocoderQueryError("the query is empty; give a name such as 'Bell, CA'")
        found = sorted(self._matches(parts), key=_size, reverse=True)
        if not found:
            return None
        if not exactly_one:
            return [self._location(feature) for feature in found]
        if len(found) == 1 or (_size(found[0]) >= DOMINANT * _size(found[1]) and math.isfinite(_size(found[0]))):
            return self._location(found[0])
        return None

    def reverse(
        self, query: Point | str | Sequence[float], *, exactly_one: bool = True, timeout: object = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """The city or neighborhood nearest to a point, within 100 km; the five nearest if not `exactly_one`.

        Raises GeocoderQueryError for what is no point on earth.
        """
        if not isinstance(query, Point) and not query:
            raise GeocoderQueryError(f"no point: {query!r}")  # geopy's Point takes nothing for the Gulf of Guinea
        try:
            point = Point(query)
        except (ValueError, TypeError) as error:
            raise GeocoderQueryError(f"no point: {query!r} ({error})") from error
        here = Feature("", "city", None, None, None, None, point.latitude, point.longitude, None, None, 0)
        near = ((kilometres(here, feature), feature.name, feature) for feature in self._around(point))
        found = sorted((item for item in near if item[0] <= _REACH_KM), key=lambda item: item[:2])
        if not found:
            return None
        if exactly_one:
            return self._location(found[0][2])
        return [self._location(feature) for _, _, feature in found[:5]]

    def _matches(self, parts: Sequence[str]) -> list[Feature]:
        """Features of the longest leading name that lie in all that follows it ("Washington, D.C." is one name)."""
        for cut in range(len(parts), 0, -1):
            named = self._gazetteer.candidates(", ".join(parts[:cut]))
            found = [f for f in named if all(self._within(f, container) for container in parts[cut:])]
            if found:
                return list(dict.fromkeys(found))
        return []

    def _within(self, feature: Feature, container: str) -> bool:
        """Whether the feature lies in a state, country, county or city of this name."""
        code = self._state_forms.get(key(container)) or self._gazetteer.state_code(container)
        if code and feature.state == code and feature.kind != "state":
            return True
        for outer in self._gazetteer.candidates(container):
            if outer.kind == "country" and outer.country == feature.country and feature.kind != "country":
                return True
            same_state = outer.state == feature.state and outer.country == feature.country
            if outer.kind == "county" and same_state and feature.county == outer.name and feature.kind != "county":
                return True
            if outer.kind == "city" and same_state and feature.city == outer.name and feature.kind != "city":
                return True
        return False

    def _location(self, feature: Feature) -> Location:
        state = self._gazetteer.states.get(feature.state or "")
        whole = [
            feature.name,
            feature.city if feature.kind in ("neighborhood", "facility") else None,
            feature.county if feature.kind == "city" else None,
            state.name if state and feature.kind != "state" else None,
            self._countries.get(feature.country or "") if feature.kind != "country" else None,
        ]
        address = ", ".join(dict.fromkeys(part for part in whole if part))
        return Location(address, Point(feature.latitude, feature.longitude), feature._asdict())

    @cached_property
    def _countries(self) -> dict[str, str]:
        return {f.country: f.name for f in self._gazetteer.features if f.kind == "country" and f.country}

    @cached_property
    def _cells(self) -> dict[tuple[int, int], list[Feature]]:
        """Cities and neighborhoods by whole degrees, made when `reverse` is first asked."""
        cells: dict[tuple[int, int], list[Feature]] = {}
        for feature in self._gazetteer.features:
            if feature.kind in ("city", "neighborhood"):
                cell = math.floor(feature.latitude), math.floor(feature.longitude)
                cells.setdefault(cell, []).append(feature)
        return cells

    def _around(self, point: Any) -> list[Feature]:
        """Features in the cells that `_REACH_KM` touches."""
        row, column = math.floor(point.latitude), math.floor(point.longitude)
        shrink = math.cos(math.radians(min(89.0, abs(point.latitude) + 1)))
        wide = min(180, math.ceil(_REACH_KM / (111.0 * shrink)))
        columns = {(column + step + 180) % 360 - 180 for step in range(-wide, wide + 1)}
        cells = [(r, c) for r in range(row - 1, row + 2) for c in sorted(columns)]
        return [feature for cell in cells for feature in self._cells.get(cell, ())]


def _size(feature: Feature) -> float:
    """People, or the bound for an unknown number; infinite where nothing bounds it, so that nothing outweighs it."""
    return float(feature.population) or _UNKNOWN.get(feature.kind, math.inf)


__all__: list[str] = ["DOMINANT", "OfflineGeocoder"]
