"""What the machine can do at best with the bytes, text and rows of some articles: the floor under our stages."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.texts import lines
from etl.knowledge import Knowledge
from etl.models import Article

LIMITS = {
    "read": "JSON parsed with orjson",
    "search": "one pass of Aho-Corasick over the text",
    "write": "Delta write of the same rows",
}
# No limit, but work that a busy machine slows down as it does ours: what stages are compared with in CI.
PYTHON = "words looked up in plain Python"
_WORD = re.compile(r"[^\W_]+")


def phrases(knowledge: Knowledge) -> list[str]:
    """What the extraction looks for, in lower case: every name of the gazetteer and every phrase of the tables."""
    found = {name for name, _ in knowledge.gazetteer.named()}
    for rows in knowledge.tables.values():
        for row in rows:
            for column in ("name", "short_name", "word", "phrase"):
                found.add(row.get(column, "").lower())
            found.update(row.get("aliases", "").lower().split(";"))
    return sorted(phrase for phrase in found if len(phrase) > 2)


def limits(
    path: Path, read: Sequence[Article], table: pa.Table, knowledge: Knowledge, at: Path
) -> dict[str, Callable[[], Any]]:
    """The same bytes, text and rows through the fastest piece that does nothing but that, by "limit: " and its name."""
    import orjson
    from ahocorasick_rs import AhoCorasick, MatchKind
    from deltalake import WriterProperties, write_deltalake

    held, names = lines(path), phrases(knowledge)
    automaton, known = AhoCorasick(names, matchkind=MatchKind.LeftmostLongest), dict.fromkeys(names, 1)
    bodies = [article.body for article in read]
    made = iter(range(1_000_000))
    properties = WriterProperties(compression="ZSTD")

    def look_up() -> int:
        found = 0
        for body in bodies:
            before = ""
            for word in _WORD.findall(body.lower()):
                found += known.get(word, 0) + known.get(f"{before} {word}", 0)
                before = word
        return found

    return {
        "limit: read": lambda: [orjson.loads(line) for line in held],
        "limit: search": lambda: [automaton.find_matches_as_indexes(body.lower()) for body in bodies],
        "limit: write": lambda: write_deltalake(at / f"l{next(made)}", table, writer_properties=properties),
        PYTHON: look_up,
    }
