"""The codebook: `data/README.md` says what `etl/schema.py` and `data/reference/` hold, no more and no less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.read import formats
from etl.schema import TABLES, type_name

ROOT = Path(__file__).resolve().parent.parent
CODEBOOK = (ROOT / "data" / "README.md").read_text("utf-8")


def table_under(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading, without its head."""
    section = re.split(r"(?m)^#{1,6} ", CODEBOOK.split(f"# {heading}\n", 1)[1], maxsplit=1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


@pytest.mark.parametrize("name", TABLES)
def test_every_column_stands_in_the_codebook_with_its_type_and_meaning(name: str) -> None:
    assert table_under(name) == [
        [f"`{column.name}`", type_name(column.type), column.meaning] for column in TABLES[name]
    ]


def test_every_kind_that_is_read_has_an_example() -> None:
    rows = table_under("What is accepted, by example")
    assert sorted(kind for cells in rows for kind in re.findall(r"`([^`]+)`", cells[0])) == sorted(formats())
    assert all(len(cells) == 3 and all(cells) for cells in rows)


def test_every_reference_file_is_described_with_its_source() -> None:
    described = {cells[0].strip("`"): cells for cells in table_under("Reference tables")}
    assert sorted(described) == sorted(path.name for path in (ROOT / "data" / "reference").iterdir())
    assert all(len(cells) == 4 and all(cells) for cells in described.values())


def test_every_reference_file_has_a_reason_or_one_source() -> None:
    generated = {"places.csv", "world.csv", "counties.csv"}  # one source each, named in the codebook
    for path in (ROOT / "data" / "reference").glob("*.csv"):
        header = path.open(encoding="utf-8").readline().strip().split(",")
        assert path.name in generated or {"source", "reason", "note", "example"} & set(header), path.name
