"""Between values and the rows of the dataset: a record as a row of `articles`, and back to the article as read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from hashlib import blake2b
from itertools import accumulate
from typing import Any

import pyarrow as pa

from etl.models import Article, Issue, Record
from etl.schema import ARTICLES, arrow
from etl.search import search_form
from etl.sources import file_of, without_item
from etl.text import Body, analyse

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
    record: Record,
    *,
    hashed: str,
    corrected: Iterable[Mapping[str, str]] = (),
    sources: Sequence[str] = (),
    cut: Body | None = None,
) -> Row:
    """The row of `articles`: the record, with the sentence of each mention, the search form and the hashes.

    `sources` are the files that carried the article; without them it is the one that it was read from. `cut` is its
    body as the extraction has cut it, where that is at hand.

    Raises ValueError where a mention is not at its offsets: a dataset must not hold a value that cannot be checked.
    """
    article, row = record.article, record.as_dict()
    body, cut = article.body, cut or analyse(article.title, article.text)
    for name in _MENTIONS:
        for mention in row[name]:
            if body[mention["start"] : mention["end"]] != mention["text"]:
                raise ValueError(f"article {article.id}: {name} has {mention['text']!r}, which is not at its offsets")
            span = cut.evidence_span(mention["start"], mention["end"])
            mention["sentence_start"], mention["sentence_end"] = span
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
    held = list(rows)
    schema = arrow(ARTICLES)
    columns = [_column([row[field.name] for row in held], field.type) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(values: list[Any], type_: pa.DataType) -> pa.Array:
    """The values as a column. Lists of dicts are laid out here, which takes Arrow four times as long."""
    if not (pa.types.is_list(type_) and pa.types.is_struct(type_.value_type)):
        return pa.array(values, type_)
    inner = [item for items in values for item in items]
    ends = pa.array(accumulate(map(len, values), initial=0), pa.int32())
    children = [pa.array([item[field.name] for item in inner], field.type) for field in type_.value_type]
    return pa.ListArray.from_arrays(ends, pa.StructArray.from_arrays(children, fields=list(type_.value_type)), type_)


def article_of(row: Row) -> Article:
    """The article as it was read, from its row: corrected values are put back to the old ones."""
    values = {name: row[name] for name in _INPUTS}
    for correction in row["corrected"] or ():
        if correction["field"] in values:
            values[correction["field"]] = correction["old"] or None
    issues = tuple(Issue(**issue, source=row["source"]) for issue in row["issues"] or () if issue["stage"] == "read")
    return Article(**values, extra=json.loads(row["extra"]) if row["extra"] else {}, issues=issues)
