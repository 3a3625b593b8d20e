"""All that we know, as read once from `data/reference/`: the second argument of every stage.

Nothing is read at import. A missing or malformed table stops the run with its name (a broken assumption),
since a dataset made with half the knowledge would be wrong without a sign of it.
"""

from __future__ import annotations

import csv
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from etl.gazetteer import Feature, Gazetteer, key
from etl.location import REFERENCE as REFERENCE
from etl.text import plain

# The measured accuracy, which `evaluate --write` writes, and exports, the dashboard and `check` read.
ACCURACY = Path(__file__).resolve().parent.parent / "data" / "accuracy.json"

_GAZETTEER = (
    "places",
    "world",
    "counties",
    "states",
    "provinces",
    "countries",
    "neighborhoods",
    "facilities",
    "regions",
)

_KEPT_HOMES = 10_000  # outlets' homes that are remembered

Row = dict[str, str]


class ReferenceError(Exception):
    """A table of `data/reference/` is missing or malformed; the message names the file, the line and the cure."""


def read_table(path: Path) -> list[Row]:
    """The rows of a reference table. Raises ReferenceError for a missing file or a row of the wrong width."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader, [])
            rows = []
            for cells in reader:
                if len(cells) != len(header):
                    raise ReferenceError(
                        f"{path.name}, line {reader.line_num}: {len(cells)} cells where the header has {len(header)};"
                        " quote a cell that holds a comma"
                    )
                rows.append(dict(zip(header, cells, strict=True)))
            return rows
    except FileNotFoundError as error:
        raise ReferenceError(f"{path} is missing; restore it from the repository") from error


@contextmanager
def uncollected() -> Iterator[None]:
    """Nobody looks for cycles while the block runs."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@contextmanager
def kept_for_good() -> Iterator[None]:
    """Make many objects that live as long as the process: the garbage collector need not look at them, now or later.

    Walking them takes a tenth of a second each time, more than fifty articles do.
    """
    with uncollected():
        yield
    gc.freeze()


@dataclass(frozen=True)
class Knowledge:
    """The tables, and the look-ups made of them once."""

    tables: Mapping[str, tuple[Row, ...]]
    gazetteer: Gazetteer

    @classmethod
    def load(cls, folder: Path = REFERENCE) -> Knowledge:
        """Everything in `folder`, one table for each CSV file. Raises ReferenceError."""
        names = sorted(path.stem for path in folder.glob("*.csv"))
        missing = [name for name in _GAZETTEER if name not in names]
        if missing:
            raise ReferenceError(f"{folder}: missing {', '.join(missing)}; restore from the repository")
        with kept_for_good():
            tables = {name: tuple(read_table(folder / f"{name}.csv")) for name in names}
            return cls(tables, Gazetteer(tables))

    def words(self, table: str, kind: str | None = None) -> frozenset[str]:
        """The plain words of a word list (its column `word`), of one kind if given."""
        return frozenset(plain(row["word"]) for row in self.tables[table] if kind is None or row["kind"] == kind)

    @cached_property
    def first_names(self) -> frozenset[str]:
        """Given names, plain."""
        return frozenset(plain(row["name"]) for row in self.tables["first_names"])

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Family names, plain."""
        return frozenset(plain(row["name"]) for row in self.tables["surnames"])

    @cached_property
    def common_words(self) -> frozenset[str]:
        """Keys of place names that are ordinary words too ("mobile", "reading")."""
        return frozenset(key(row["word"]) for row in self.tables["common_words"])

    @cached_property
    def name_words(self) -> Mapping[str, frozenset[str]]:
        """The words of `name_words.csv` by kind: titles of persons, heads of organisations and facilities ..."""
        kinds = {row["kind"] for row in self.tables["name_words"]}
        return {kind: self.words("name_words", kind) for kind in kinds}

    @cached_property
    def state_forms(self) -> Mapping[str, str]:
        """Two letters by the key of every written form of a state: name, AP style, Spanish, postal code."""
        forms: dict[str, str] = {}
        for row in self.tables["states"]:
            for form in [row["name"], row["ap"], row["code"], *row["name_es"].split(";")]:
                if form:
                    forms[key(form)] = row["code"]
        return forms

    @cached_property
    def state_abbreviations(self) -> frozenset[str]:
        """Keys of the states' abbreviations that a period ends, by AP style: "ill", "la", "nm"."""
        return frozenset(key(row["ap"]) for row in self.tables["states"] if row["ap"].endswith("."))

    @cached_property
    def outlets(self) -> Mapping[str, Row]:
        """Outlets by the key of their names and by their domain."""
        found: dict[str, Row] = {}
        for row in self.tables["outlets"]:
            for name in _names(row):
                found.setdefault(key(name), row)
            if row["domain"]:
                found[row["domain"]] = row
        return found

    def area(self, media_place: str | None) -> tuple[Feature | None, str | None]:
        """The city and the state's two letters of an outlet's home such as "Tyler, TX" or "Arizona"."""
        if not media_place:
            return None, None
        if media_place not in self._homes:
            if len(self._homes) > _KEPT_HOMES:
                self._homes.clear()
            self._homes[media_place] = self._home(media_place)
        return self._homes[media_place]

    @cached_property
    def _homes(self) -> dict[str, tuple[Feature | None, str | None]]:
        """The homes that were asked for: every article of an outlet has the same, and three stages ask."""
        return {}

    def _home(self, media_place: str) -> tuple[Feature | None, str | None]:
        head, _, tail = media_place.rpartition(",")
        code = self.state_forms.get(key(tail))
        if head and code:
            return self.gazetteer.city(head.strip(), code), code
        return None, code


def _names(row: Row) -> Iterator[str]:
    yield row["name"]
    yield from (alias for alias in row["aliases"].split(";") if alias)
