"""What documents gave when they were last read, so that a run that lasts parses only what has changed.

Reading is a function of the document and of the rules, so what is remembered is what reading again would give.
"""

from __future__ import annotations

import hashlib
import pickle
import sqlite3
from collections.abc import Callable, Iterable, Iterator

from etl.models import Article, Issue
from etl.read.documents import Document

Item = Article | Issue

_TABLES = (
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
    "CREATE TABLE documents (name TEXT PRIMARY KEY, mark TEXT, turn INTEGER)",
    "CREATE TABLE items (name TEXT, number INTEGER, item BLOB, PRIMARY KEY (name, number)) WITHOUT ROWID",
)


class Memory:
    """Remembers on disk, in a file that goes with the process. For one thread, and one set of rules."""

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._file = sqlite3.connect("", isolation_level=None)  # SQLite's own temporary file, which nobody else sees
        for line in _TABLES:
            self._file.execute(line)
        self._turn = 0

    def turn(self) -> None:
        """Begin a round; what did not come up in the one before is forgotten."""
        self._file.execute("DELETE FROM items WHERE name IN (SELECT name FROM documents WHERE turn < ?)", (self._turn,))
        self._file.execute("DELETE FROM documents WHERE turn < ?", (self._turn,))
        self._turn += 1

    def items(self, document: Document, as_: str | None, parse: Callable[[], Iterable[Item]]) -> Iterator[Item]:
        """What the document gave before where it is the same, else what `parse` gives now."""
        if document.stamp is None:
            yield from parse()
            return
        name = document.name
        said = repr((document.stamp, document.url, document.listed, document.entry, as_))
        mark = hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
        if self._file.execute("SELECT 1 FROM documents WHERE name = ? AND mark = ?", (name, mark)).fetchone():
            self._file.execute("UPDATE documents SET turn = ? WHERE name = ?", (self._turn, name))
            for row in self._file.execute("SELECT item FROM items WHERE name = ? ORDER BY number", (name,)):
                yield pickle.loads(row[0])
            return
        self._forget(name)
        item: Item | None = None
        for number, item in enumerate(parse()):
            packed = pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
            self._file.execute("INSERT INTO items VALUES (?, ?, ?)", (name, number, packed))
            yield item
        if isinstance(item, Issue) and item.level == "error":
            self._forget(name)  # it ended in an error, which another time may not be there: a disk that was away
        else:
            self._file.execute("INSERT INTO documents VALUES (?, ?, ?)", (name, mark, self._turn))

    def _forget(self, name: str) -> None:
        self._file.execute("DELETE FROM items WHERE name = ?", (name,))
        self._file.execute("DELETE FROM documents WHERE name = ?", (name,))
