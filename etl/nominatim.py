"""The opt-in second look at a place name: a Nominatim server, asked once a second at most, its answers kept on disk.

Nothing here runs unless the user asks for it. What leaves the machine is the name of a place ("Bell, California"), the
countries to look in, and the user agent that the user chose, which the server's operators require to say who asks.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geopy.exc import ConfigurationError, GeocoderParseError, GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.location import Location
from geopy.point import Point

PUBLIC = "nominatim.openstreetmap.org"
_FORMAT = 1


class CacheError(Exception):
    """The file of kept answers cannot be read; the message names it and the cure."""


class _StrictNominatim(Nominatim):  # type: ignore[misc]
    """Nominatim that takes an empty list for "no such place", and any other odd answer for a failure."""

    def _parse_json(self, places: Any, exactly_one: bool) -> Any:
        # geopy takes `{}` and `null`, which a proxy or a broken server may send, for "no result".
        if not isinstance(places, list) and not (isinstance(places, Mapping) and "error" in places):
            raise GeocoderParseError(f"the server answered {type(places).__name__} where a list of places belongs")
        return super()._parse_json(places, exactly_one)


class SecondLook:
    """A Nominatim server behind a rate limit and a cache. Failures are raised and never kept."""

    def __init__(
        self,
        user_agent: str,
        cache: Path,
        *,
        countries: Sequence[str] = (),
        domain: str = PUBLIC,
        scheme: str = "https",
        timeout: float = 10.0,
        delay: float = 1.0,
        retries: int = 2,
        retry_wait: float = 5.0,
        adapter_factory: Callable[..., Any] | None = None,
    ) -> None:
        """Open the cache. Raises ConfigurationError for a missing user agent or a delay that the server forbids."""
        if not user_agent.strip():
            raise ConfigurationError(
                "the second look needs a user agent that says who asks, such as 'coverage of the Ledger"
                " (desk@ledger.example)'; set it in the settings"
            )
        if delay < 1.0 and domain == PUBLIC:
            raise ConfigurationError(f"{PUBLIC} allows one request a second: a delay of {delay} s is too short")
        self._cache = cache
        self._countries = tuple(sorted(code.lower() for code in countries))
        self._server = f"{scheme}://{domain}"
        service = _StrictNominatim(
            user_agent=user_agent, domain=domain, scheme=scheme, timeout=timeout, adapter_factory=adapter_factory
        )
        # The limiter's own default swallows errors and gives None, which would pass for "no such place".
        self._ask = RateLimiter(
            service.geocode,
            min_delay_seconds=delay,
            max_retries=retries,
            error_wait_seconds=max(retry_wait, delay),
            swallow_exceptions=False,
        )
        self._answers = _read(cache)

    def geocode(self, query: str) -> Location | None:
        """The place that the server finds for a name, or None where it knows none; asked once, then kept.

        Raises GeocoderQueryError for an empty query, and the errors of geopy.exc for what fails; those are not kept.
        """
        words = " ".join(query.split())
        if not words:
            raise GeocoderQueryError("the query is empty; give a name such as 'Bell, California'")
        entry = "|".join((self._server, ",".join(self._countries), words.casefold()))
        if entry not in self._answers:
            found = self._ask(words, exactly_one=True, country_codes=list(self._countries) or None)
            self._keep(entry, None if found is None else _row(found))
        return _location(self._answers[entry])

    def _keep(self, entry: str, answer: Mapping[str, Any] | None) -> None:
        # What another process kept meanwhile is read again, and the file is replaced whole: never half an answer.
        self._answers = {**_read(self._cache), entry: answer}
        self._cache.parent.mkdir(parents=True, exist_ok=True)
        half = self._cache.with_name(f"{self._cache.name}.{os.getpid()}.part")
        half.write_text(
            json.dumps({"format": _FORMAT, "answers": self._answers}, ensure_ascii=False, indent=1, sort_keys=True),
            encoding="utf-8",
        )
        half.replace(self._cache)


def _row(found: Location) -> dict[str, Any]:
    return {"address": found.address, "latitude": found.latitude, "longitude": found.longitude, "raw": found.raw}


def _location(answer: Mapping[str, Any] | None) -> Location | None:
    if answer is None:
        return None
    return Location(answer["address"], Point(answer["latitude"], answer["longitude"]), answer["raw"])


def _read(cache: Path) -> dict[str, Mapping[str, Any] | None]:
    """The kept answers by entry; none where there is no file yet. Raises CacheError."""
    try:
        text = cache.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    try:
        kept = json.loads(text)
    except ValueError as error:
        raise CacheError(f"{cache} is no JSON ({error}); delete it, and the places are asked for again") from error
    if not isinstance(kept, dict) or kept.get("format") != _FORMAT or not isinstance(kept.get("answers"), dict):
        raise CacheError(f"{cache} holds no answers of format {_FORMAT}; delete it, and the places are asked for again")
    return dict(kept["answers"])
