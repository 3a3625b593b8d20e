"""States by code, and the classes that shade the map."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache

from etl.knowledge import REFERENCE, Row, read_table

CLASSES = 5


@cache
def states() -> tuple[Row, ...]:
    """The rows of data/reference/states.csv."""
    return tuple(read_table(REFERENCE / "states.csv"))


@cache
def fips_of_states() -> Mapping[str, str]:
    """Two-digit FIPS code of each state by its two letters."""
    return {row["code"]: row["fips"] for row in states() if row["fips"]}


@cache
def state_of_fips() -> Mapping[str, str]:
    """Two letters of each state by its two-digit FIPS code."""
    return {fips: code for code, fips in fips_of_states().items()}


def shade_breaks(values: Collection[int]) -> list[int]:
    """Where the second to last class begins: steps of the square root, so that one large state hides no other.

    There are no more classes than the largest value has room for: at most three articles make three classes.
    """
    most = max(values, default=0)
    breaks: list[int] = []
    for step in range(1, min(CLASSES, most)):
        least = breaks[-1] + 1 if breaks else 2
        breaks.append(max(least, -(-most * step * step // CLASSES**2)))
    return breaks


def state_name(code: str, lang: str) -> str:
    """A state's name in a language; its two letters where the table does not have it."""
    row = next((row for row in states() if row["code"] == code), None)
    if row is None:
        return code
    spanish = row["name_es"].split(";")[0] if lang == "es" else ""
    return spanish or row["name"]
