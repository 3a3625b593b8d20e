"""What is wrong between rows: one id twice, a story of an article that is not held, counts that do not agree.

Asked of DuckDB, which reads only the columns that a question needs and keeps to the memory that it is given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import duckdb

from etl.check.findings import BUILD, RESTORE, Finding

# Table, cure, and the question: rows with what is wrong with them. `articles`, `stories` and `issues` are one version.
_DOUBLES = "SELECT id AS row, 'stands ' || count(*) || ' times' AS what FROM articles GROUP BY id HAVING count(*) > 1"
_STRANGER = "'is an article that the dataset does not hold'"
_STORIES = (
    (RESTORE, "SELECT article_id, 'stands ' || count(*) || ' times' FROM stories GROUP BY 1 HAVING count(*) > 1"),
    (BUILD, f"SELECT article_id, {_STRANGER} FROM stories ANTI JOIN articles ON id = article_id"),
    (BUILD, "SELECT id, 'the article has no story' FROM articles ANTI JOIN stories ON article_id = id"),
    (
        RESTORE,
        "SELECT story_id, 'the story has ' || count(*) FILTER (NOT is_duplicate) || ' articles that stand for it'"
        " FROM stories GROUP BY 1 HAVING count(*) FILTER (NOT is_duplicate) <> 1",
    ),
    (
        RESTORE,
        "SELECT s.article_id, 'is_duplicate is ' || s.is_duplicate || ', duplicate_of '"
        " || coalesce(s.duplicate_of, 'null') || ', which does not stand for its story' FROM stories s"
        " LEFT JOIN stories h ON h.article_id = s.duplicate_of AND h.story_id = s.story_id AND NOT h.is_duplicate"
        " WHERE s.is_duplicate <> (s.duplicate_of IS NOT NULL) OR s.is_duplicate AND h.article_id IS NULL",
    ),
)
_ISSUES = (
    (
        BUILD,
        f"SELECT DISTINCT article_id, {_STRANGER} FROM issues ANTI JOIN articles ON id = article_id"
        " WHERE article_id IS NOT NULL",
    ),
    (
        BUILD,
        "SELECT article_id, 'the article has an issue that the table is without: ' || left(message, 100)"
        " FROM (SELECT id AS article_id, unnest(issues, recursive := true) FROM (SELECT id, issues FROM articles))"
        " ANTI JOIN issues i USING (article_id, stage, level, message, text)",
    ),
)
_SIZES = {
    "articles": "SELECT count(*) FROM articles",
    "issues": "SELECT count(*) FROM issues",
    "stories": "SELECT count(DISTINCT story_id) FROM stories",
}


def connect(scratch: str, *, memory: str = "1GB") -> duckdb.DuckDBPyConnection:
    """A DuckDB that keeps to this much memory and puts the rest into the folder `scratch`."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute("SET temp_directory = ?", [scratch])
    connection.execute("SET preserve_insertion_order = false")
    return connection


def relation_findings(
    connection: duckdb.DuckDBPyConnection, tables: Collection[str], run: Mapping[str, Any]
) -> Iterator[Finding]:
    """What is wrong between these tables, which the connection has; `run` is the row of their version in `runs`."""
    if "articles" in tables:
        yield from _asked(connection, "articles", RESTORE, _DOUBLES)
    if {"articles", "stories"} <= set(tables) and connection.execute("SELECT count(*) FROM stories").fetchall()[0][0]:
        for cure, question in _STORIES:
            yield from _asked(connection, "stories", cure, question)
    if {"articles", "issues"} <= set(tables):
        for cure, question in _ISSUES:
            yield from _asked(connection, "issues", cure, question)
    for table in (table for table in _SIZES if table in tables):
        ((held,),) = connection.execute(_SIZES[table]).fetchall()
        if run.get(table) not in (None, held):
            yield Finding("runs", run["run_id"], f"{table} is {run[table]}, and the version has {held}", BUILD)


def unknown(connection: duckdb.DuckDBPyConnection, ids: list[str]) -> set[str]:
    """Those of the ids that no article has."""
    known = connection.execute("SELECT id FROM articles WHERE id IN (SELECT unnest(?))", [ids]).fetchall()
    return set(ids) - {id_ for (id_,) in known}


def _asked(connection: duckdb.DuckDBPyConnection, table: str, cure: str, question: str) -> Iterator[Finding]:
    """A finding for each row of the answer, in the order of their ids."""
    connection.execute(f"FROM ({question}) ORDER BY ALL")
    while rows := connection.fetchmany(1000):
        yield from (Finding(table, row or "", what, cure) for row, what in rows)
