"""Tables: CSV and TSV under any separator, Parquet, JSON, GDELT's knowledge graph.

Any table with a column that `aliases.csv` knows as a title or a text is read; Media Cloud's story lists, GDELT's
article lists and the answers of news APIs are such tables.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from typing import Any

from etl.models import Issue
from etl.read.clean import decode
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, column_key, issue
from etl.read.jsonl import LONGEST_LINE, load
from etl.read.rows import draft_of
from etl.read.sniff import GKG_LINE, SEPARATORS

LARGEST_JSON = 512 * 1024 * 1024
_HEADER_WITHIN = 20  # rows of a sheet before which its header must stand
# The file has no header; names from the GKG 2.1 codebook, those that are used, by their column.
_GKG = {0: "GKGRECORDID", 1: "date", 3: "SourceCommonName", 4: "DocumentIdentifier", 7: "V1Themes", 26: "Extras"}
_GKG_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>")


def parse_text_table(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for each row of a CSV or TSV file, whatever its separator and encoding."""
    head = document.head()
    sample, guess = decode(head)
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252" if guess else "utf-8-sig"
    if guess:
        yield issue(document.name, "not UTF-8, read as Windows-1252; save the file as UTF-8")
    csv.field_size_limit(LONGEST_LINE)
    with document.open() as binary, io.TextIOWrapper(binary, encoding, errors="replace", newline="") as stream:
        if GKG_LINE.match(sample.lstrip("\ufeff")):
            yield from _gkg(stream, document.name, rules)
            return
        first = sample.lstrip("\ufeff").split("\n", 1)[0]
        reader = csv.reader(stream, delimiter=_separator(first, rules), strict=False)
        yield from from_cells(_cells(reader, document.name), document.name, rules)


def names_columns(document: Document, rules: Rules) -> bool:
    """Does the first line of a text name a column that the user has said?"""
    if not rules.columns:
        return False
    first = decode(document.head())[0].lstrip("\ufeff").split("\n", 1)[0]
    said = {column_key(column) for column in rules.columns.values()}
    return any(column_key(cell.strip(' "\r')) in said for mark in SEPARATORS for cell in first.split(mark))


def _separator(header: str, rules: Rules) -> str:
    """The separator under which most of the header's cells are known columns."""

    def known(separator: str) -> int:
        return sum(column_key(cell.strip(' "\r')) in rules.aliases for cell in header.split(separator))

    return max(SEPARATORS, key=known)


def _cells(reader: Any, name: str) -> Iterator[tuple[int, list[str]] | Issue]:
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield issue(
                f"{name}, line {reader.line_num}", f"is no row of a table ({error}); mend or remove it", "error"
            )
            continue
        yield reader.line_num, row


def from_cells(
    rows: Iterable[tuple[int, Sequence[Any]] | Issue], name: str, rules: Rules, word: str = "line"
) -> Iterator[Draft | Issue]:
    """Drafts of rows of cells, the first of which with known columns is the header."""
    header: list[str] | None = None
    for row in rows:
        if isinstance(row, Issue):
            yield row
            continue
        number, cells = row
        if not any(cell not in (None, "") for cell in cells):
            continue
        if header is None:
            if _is_header(cells, rules):
                header = [str(cell or "").strip() for cell in cells]
            elif number >= _HEADER_WITHIN:
                break
            continue
        where = f"{name}, {word} {number}"
        found = draft_of({key: cell for key, cell in zip(header, cells, strict=False) if key}, where, rules)
        spare = [cell for cell in cells[len(header) :] if cell not in (None, "")]
        if spare and isinstance(found, Draft):
            note = issue(
                where, f"{len(cells)} cells where the header has {len(header)}; quote cells that hold the separator"
            )
            found = replace(found, issues=(*found.issues, note))
        yield found
    if header is None:
        message = (
            "no column of a title or a text; name them title and text, or say which they are with --map title=COLUMN"
        )
        yield issue(name, message, "error")


def _is_header(cells: Sequence[Any], rules: Rules) -> bool:
    fields = {row["field"] for cell in cells if (row := rules.aliases.get(column_key(str(cell or ""))))}
    return bool(fields & {"title", "text", "url"}) and (len(fields) > 1 or len(cells) == 1)


def _gkg(stream: Iterable[str], name: str, rules: Rules) -> Iterator[Draft | Issue]:
    """Rows of GDELT's knowledge graph: a title and a URL, no text."""
    for number, line in enumerate(stream, 1):
        where, cells = f"{name}, line {number}", line.rstrip("\r\n").split("\t")
        if len(cells) < 5:
            yield issue(
                where, f"{len(cells)} cells where GDELT's knowledge graph has 27; download the file again", "error"
            )
            continue
        row = {column: cells[at] for at, column in _GKG.items() if at < len(cells) and cells[at]}
        title = _GKG_TITLE.search(row.pop("Extras", ""))
        found = draft_of({**row, "title": unescape(title[1]) if title else ""}, where, rules)
        yield replace(found, publish_date_basis="page") if isinstance(found, Draft) else found


def parse_parquet(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for each row of a Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with document.open() as stream:
            file = pq.ParquetFile(stream)
            if not _is_header(file.schema_arrow.names, rules):
                yield issue(document.name, "no column of a title, a text or a URL; rename its columns", "error")
                return
            number = 0
            for batch in file.iter_batches(batch_size=1000):
                for row in batch.to_pylist():
                    number += 1
                    yield draft_of(row, f"{document.name}, row {number}", rules)
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        yield issue(document.name, f"is no Parquet file that can be read ({error}); write it again", "error")


def parse_json(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for each object of a JSON array, wherever in the document it stands, or for the one object that it is."""
    data = document.read()
    if len(data) > LARGEST_JSON:
        yield issue(document.name, "is too large for one JSON value; write it as JSON Lines", "error")
        return
    value = load(decode(data)[0], document.name)
    if isinstance(value, Issue):
        yield value
        return
    rows = _rows_in(value)
    if rows is None:
        yield issue(document.name, "holds no list of objects; give an array of articles", "error")
        return
    for number, row in enumerate(rows, 1):
        where = document.name if rows is not value and len(rows) == 1 else f"{document.name}, item {number}"
        if isinstance(row, Mapping):
            yield draft_of(row, where, rules)
        else:
            yield issue(where, f"is a {type(row).__name__}, not an object; give each article as an object", "error")


def _rows_in(value: Any, depth: int = 0) -> Sequence[Any] | None:
    """The list of articles in a JSON value: itself, the longest list of objects in it, or the one object."""
    if isinstance(value, list):
        return value if any(isinstance(row, Mapping) for row in value) else None
    if not isinstance(value, Mapping) or depth > 3:
        return None
    keys = {column_key(str(key)) for key in value}
    if depth == 0 and keys & {"title", "headline"} and keys & {"text", "body", "content", "url", "articlebody"}:
        return [value]
    found = [rows for inner in value.values() if (rows := _rows_in(inner, depth + 1))]
    return max(found, key=len, default=None)
