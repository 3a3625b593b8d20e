"""What a found agency is."""

from __future__ import annotations

from typing import NamedTuple

from etl.knowledge import Row
from etl.models import Level


class FoundAgency(NamedTuple):
    """An agency in the text: its offsets and what it is."""

    start: int
    end: int
    name: str
    short_name: str
    level: Level
    parent: str | None
    state: str | None


class Made(NamedTuple):
    """What a row, or a head and a name, make together."""

    name: str
    short_name: str
    level: Level
    parent: str | None
    state: str | None


def made_of_row(row: Row) -> Made:
    """What a row of `agencies.csv` says."""
    level: Level = row["level"]  # type: ignore[assignment]
    state = row["state"] if ":" not in row["state"] else ""
    return Made(row["name"], row["short_name"] or row["name"], level, row["parent"] or None, state or None)
