"""Given and family names: what tells "Austin Reed" from Austin, Texas. Lists of frequent names, never of persons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import names as census
from faker.providers.person.es import Provider as Spanish
from faker.providers.person.es_CO import Provider as Colombia
from faker.providers.person.es_ES import Provider as Spain
from faker.providers.person.es_MX import Provider as Mexico
from places import key
from sources import overrides

FIRST, LAST = 2600, 15000  # the ranks of the census lists that are kept; rarer ones are mostly rare spellings
_CENSUS, _FAKER = "U.S. census 1990 (PyPI names)", "frequent Spanish name (PyPI Faker)"


def _census(name: str, most: int) -> list[str]:
    lines = (Path(census.__file__).parent / name).read_text().splitlines()
    return [_case(line.split()[0]) for line in lines[:most]]


def _case(name: str) -> str:
    name = name.title()
    return re.sub(r"^(Mc)([a-z])", lambda m: m[1] + m[2].upper(), name)


def _spanish(kind: str) -> list[str]:
    found: list[str] = []
    for provider in (Spanish, Mexico, Spain, Colombia):
        for attribute in vars(provider):
            if attribute.startswith(kind):
                found += list(getattr(provider, attribute))
    return found


def _rows(groups: Iterable[tuple[Iterable[str], str]], refused: set[str]) -> list[dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for group, source in groups:
        for name in group:
            for word in name.split():
                if len(word) > 1 and key(word) not in refused:
                    found.setdefault(key(word), {"name": word, "source": source})
    return sorted(found.values(), key=lambda row: (key(str(row["name"])), str(row["name"])))


def first_names() -> list[dict[str, object]]:
    """The rows of first_names.csv."""
    refused = {key(row["word"]) for row in overrides("not_names") if row["kind"] in ("first", "both")}
    own = [row["name"] for row in overrides("more_names") if row["kind"] == "first"]
    lists = [_census("dist.male.first", FIRST), _census("dist.female.first", FIRST)]
    return _rows(
        [(_spanish("first_names"), _FAKER), (own, "frequent in U.S. news (by hand)"), *((x, _CENSUS) for x in lists)],
        refused,
    )


def surnames() -> list[dict[str, object]]:
    """The rows of surnames.csv."""
    refused = {key(row["word"]) for row in overrides("not_names") if row["kind"] in ("last", "both")}
    own = [row["name"] for row in overrides("more_names") if row["kind"] == "last"]
    return _rows(
        [
            (_spanish("last_names"), _FAKER),
            (own, "frequent in U.S. news (by hand)"),
            (_census("dist.all.last", LAST), _CENSUS),
        ],
        refused,
    )
