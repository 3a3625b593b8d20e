"""Each name that the reference tables know is found in a plain sentence: a row that never matches is no knowledge."""

from __future__ import annotations

from collections.abc import Iterator

from extraction import article

from etl.knowledge import Row
from etl.pipeline import Pipeline

# Names that mean something else first, with the reason
ELSEWHERE = {
    "Georgia": "the state",
    "U.S.": "an adjective as a rule: found where a noun stands alone",
    "US": "as above",
    "USA": "as above",
    "U.S.A.": "as above",
    "EE.UU.": "as above",
    "EE. UU.": "as above",
    "EEUU": "as above",
    "South Georgia and the South Sandwich Islands": "a region by its first words",
    "Lao People's Democratic Republic": "no news writes it",
    "Palestinian territories": "written small at its end",
    "Turks and Caicos Islands": "a link inside",
    "Caribe neerlandés": "a region by its first word",
    "San Martín": "two halves of one island",
    "Islas Vírgenes de EE.UU.": "an abbreviation at its end",
}


def names(row: Row, *columns: str) -> Iterator[str]:
    """The names in these columns, each once, without those that mean something else."""
    found = (name for column in columns for name in row[column].split(";") if name)
    yield from (name for name in dict.fromkeys(found) if name not in ELSEWHERE)


def missed(pipeline: Pipeline, rows: Iterator[tuple[str, str, str, str]]) -> list[tuple[str, str]]:
    """Of (words, sentence, language, what it must find), those of which it does not."""
    wrong = []
    for words, sentence, language, expected in rows:
        record = pipeline.extract(article(sentence, language=language))
        if expected not in {found.name for found in (*record.places, *record.agencies)}:
            wrong.append((words, expected))
    return wrong


def test_agencies(pipeline: Pipeline) -> None:
    gazetteer, tables = pipeline.knowledge.gazetteer, pipeline.knowledge.tables
    countries = {row["code"]: row["name"] for row in tables["countries"]}
    shared = [alias for row in tables["agencies"] for alias in row["aliases"].split(";")]

    def rows() -> Iterator[tuple[str, str, str, str]]:
        for row in tables["agencies"]:
            where = row["state"]
            if where:
                where = countries[where[8:]] if ":" in where else gazetteer.states[where].name
            for name in names(row, "name", "aliases"):
                if shared.count(name) < 2 or ":" in row["state"]:
                    yield (
                        name,
                        f"At noon {name} confirmed the arrests{' in ' + where if where else ''}.",
                        "en",
                        row["name"],
                    )

    assert missed(pipeline, rows()) == []


def test_states_and_countries(pipeline: Pipeline) -> None:
    tables = pipeline.knowledge.tables

    def rows() -> Iterator[tuple[str, str, str, str]]:
        for row in tables["states"]:
            for name in names(row, "name"):
                state = " state" if name in ("New York", "Washington") else ""
                yield name, f"People in {name}{state} marched.", "en", row["name"]
            for name in names(row, "name_es"):
                yield name, f"La gente del estado de {name} marchó.", "es", row["name"]
        for row in tables["countries"]:
            for name in names(row, "name", "aliases"):
                yield name, f"He was deported to {name} today.", "en", row["name"]
            for name in names(row, "name_es"):
                yield name, f"Fue deportado a {name} ayer.", "es", row["name"]

    assert missed(pipeline, rows()) == []
