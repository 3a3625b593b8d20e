"""Between values and the rows of the dataset: a record as a row of `articles`, and back to the article as read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from hashlib import blake2b
from typing import Any

import pyarrow as pa

from etl.models import Article, Issue, Record
from etl.schema import ARTICLES, arrow
from etl.search import search_form
from etl.sources import file_of, without_item
from etl.text import sentence_at

Row = dict[str, Any]

_MENTIONS = ("places", "agencies", "dates", "counts")
_LICENSES = ("text_license", "license")
_INPUTS = tuple(f.name for f in fields(Article) if f.name not in ("extra", "issues"))
# Of two readings of an article the fuller scope is the better one.
SCOPES = {"title": 0, "summary": 1, "full": 2}


def digest(value: Any) -> str:
    """A short stable hash of a JSON value: equal values, equal hashes, on every machine."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def input_hash(article: Article, *, fingerprint: str, corrections: Sequence[Any] = ()) -> str:
    """The hash of all that a row depends on: the article as read, the code and tables, and its corrections."""
    read = {name: getattr(article, name) for name in _INPUTS} | {"source": without_item(article.source)}
    issues = [(i.stage, i.level, i.message, i.text) for i in article.issues]
    return digest([read, dict(article.extra), issues, fingerprint, list(corrections)])


def row_of(
    record: Record, *, hashed: str, corrected: Iterable[Mapping[str, str]] = (), sources: Sequence[str] = ()
) -> Row:
    """The row of `articles`: the record, with the sentence of each mention, the search form and the hashes.

    `sources` are the files that carried the article; without them it is the one that it was read from.

    Raises ValueError where a mention is not at its offsets: a dataset must not hold a value that cannot be checked.
    """
    article, row = record.article, record.as_dict()
    body = article.body
    for name in _MENTIONS:
        for mention in row[name]:
            if body[mention["start"] : mention["end"]] != mention["text"]:
                raise ValueError(f"article {article.id}: {name} has {mention['text']!r}, which is not at its offsets")
            mention["sentence_start"], mention["sentence_end"] = sentence_at(body, mention["start"], mention["end"])
    given = (article.extra.get(key) for key in _LICENSES)
    row |= {
        "sources": list(sources) or [file_of(article.source)],
        "text_license": next((value for value in given if isinstance(value, str) and value), None),
        "corrected": [dict(correction) for correction in corrected],
        "extra": json.dumps(dict(article.extra), ensure_ascii=False, sort_keys=True) if article.extra else None,
        "search": search_form(body),
        "text_length": len(article.text),
    }
    row["row_hash"] = digest(row)
    row["input_hash"] = hashed
    return {column.name: row[column.name] for column in ARTICLES}


def table_of(rows: Iterable[Row]) -> pa.Table:
    """Rows as an Arrow table with the types of the codebook."""
    return pa.Table.from_pylist(list(rows), schema=arrow(ARTICLES))


def article_of(row: Row) -> Article:
    """The article as it was read, from its row: corrected values are put back to the old ones."""
    values = {name: row[name] for name in _INPUTS}
    for correction in row["corrected"] or ():
        if correction["field"] in values:
            values[correction["field"]] = correction["old"] or None
    issues = tuple(Issue(**issue, source=row["source"]) for issue in row["issues"] or () if issue["stage"] == "read")
    return Article(**values, extra=json.loads(row["extra"]) if row["extra"] else {}, issues=issues)
