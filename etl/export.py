"""The filtered dataset as a file: CSV, GeoJSON, Parquet or JSONL, and the sidecar that says what it is.

One row is an article and an event place; an article without one has a row with an empty place (none in GeoJSON,
which holds pins only); JSONL has the full record of each article. The same version and filters give the same bytes.
Rows are made a slice of articles at a time, so a million rows need no more memory than a thousand.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Literal, Protocol, get_args

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from etl.coverage import Coverage
from etl.filters import Filters
from etl.knowledge import ACCURACY
from etl.queries import headline
from etl.schema import CSV, arrow


class Writable(Protocol):
    """What a file is written to."""

    def write(self, data: Any, /) -> int:
        """Take bytes."""

    def flush(self) -> None:
        """Pass on what is held back."""


Format = Literal["csv", "geojson", "parquet", "jsonl"]
FORMATS: tuple[str, ...] = get_args(Format)

_SLICE = 5000  # articles at a time; also the row group of Parquet
# What a spreadsheet would run. A leading apostrophe makes it text there; a plain number is left as it is.
_FORMULA = r"^(\s|\p{Z}|\x0b|[\x1c-\x1f\x85])*[=+\-@＝＋－＠]|^[\t\r\n]"
# Where lists are parted by semicolons, as in Spain, Excel begins a cell at each of them, in a file with commas too.
_INNER = r";(\s|\p{Z}|\x0b|[\x1c-\x1f\x85])*[=+\-@＝＋－＠]"
_BEGINS = re.compile(r";(?=[\s\x85]*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)*")

_FLAT = """
SELECT a.article_id, a.story_id, a.is_duplicate, a.duplicate_of, a.title, a.url, a.media_name, a.publish_date,
    a.publish_date_basis, a.event_date,
    a.language, a.relevant, a.relevance, t.topics, g.agencies,
    p.name AS place, p.kind AS place_kind, p.role AS place_role, p.city, p.county, p.state, p.country,
    CASE WHEN p.pin THEN p.latitude END AS latitude, CASE WHEN p.pin THEN p.longitude END AS longitude,
    p.fips_code, p.geonames_id, p.confidence, p.resolved_by,
    regexp_replace(sentence(a.title, a.text, p.sentence_start, p.sentence_end), '\\s+', ' ', 'g') AS evidence,
    c.counts
FROM (SELECT * FROM articles JOIN selected USING (article_key)) a
LEFT JOIN (SELECT * FROM places JOIN selected USING (article_key) WHERE {places}) p USING (article_key)
LEFT JOIN (SELECT article_key, string_agg(topic, ';' ORDER BY position) AS topics
           FROM article_topics JOIN selected USING (article_key) GROUP BY ALL) t USING (article_key)
LEFT JOIN (SELECT article_key, string_agg(name, ';' ORDER BY start, name) AS agencies
           FROM agencies JOIN selected USING (article_key) GROUP BY ALL) g USING (article_key)
LEFT JOIN (SELECT article_key, string_agg(what || '=' || value, ';' ORDER BY start, what) AS counts
           FROM counts JOIN selected USING (article_key) GROUP BY ALL) c USING (article_key)
{pins} ORDER BY article_key, p.start, p.place_key
"""
_PLACE = """text, start, "end", name, kind, city, county, state, country, latitude, longitude, fips_code, geonames_id,
    role, resolved_by, confidence, mentions"""
_LISTS = {
    "places": ("places", _PLACE, "start, place_key"),
    "agencies": ("agencies", 'text, start, "end", name, short_name, level, parent, state, mentions', "start, name"),
    "dates": ("dates", 'text, start, "end", "date", precision, role, mentions', 'start, "date"'),
    "counts": ("counts", 'text, start, "end", what, value', "start, what"),
}
_SCALARS = (
    "id, url, canonical_url, domain, media_name, media_place, publish_date, publish_date_basis, event_date, language,"
    "title, text, text_scope, relevant, relevance, relevance_reasons"
)


def export(coverage: Coverage, filters: Filters, stream: Writable, *, format: Format) -> int:
    """Write what the filters select to a binary stream; the number of rows (features, records) written."""
    return {"csv": _csv, "geojson": _geojson, "parquet": _parquet, "jsonl": _jsonl}[format](coverage, filters, stream)


class Hashed:
    """A binary stream that hashes what passes on its way to another."""

    def __init__(self, stream: IO[bytes]) -> None:
        """Begin with nothing hashed."""
        self._stream, self._hash = stream, sha256()

    def write(self, data: Any) -> int:
        """Hash and pass on."""
        self._hash.update(data)
        return self._stream.write(data)

    def flush(self) -> None:
        """Pass on."""
        self._stream.flush()

    def hexdigest(self) -> str:
        """The SHA-256 of what has passed."""
        return self._hash.hexdigest()


def count_rows(coverage: Coverage, filters: Filters, *, format: Format) -> int:
    """How many rows `export` will write."""
    articles = int(np.count_nonzero(coverage.chosen(filters)))
    if format == "jsonl":
        return articles
    mentions, rows = coverage.tally.mentions(filters.role), coverage.placed(filters)
    if format == "geojson":
        return int(np.count_nonzero(rows & mentions.pin))
    return int(np.count_nonzero(rows)) + articles - coverage.tally.distinct(mentions.article[rows], "articles")


def sidecar(
    coverage: Coverage,
    filters: Filters,
    *,
    format: Format,
    rows: int,
    code_version: str,
    sha256: str | None = None,
    accuracy: Path = ACCURACY,
) -> dict[str, Any]:
    """What a reader of the file must know: what was asked, of which version, what it counts, how accurate it is."""
    counts, version = headline(coverage, filters), coverage.version
    params = filters.to_params()
    flags = [word for name, values in params.items() for value in values for word in _flag(name, value)]
    made = version.finished_at[:10]
    return {
        "title": "News coverage of U.S. immigration enforcement",
        "file": {"format": format, "rows": rows, "sha256": sha256, "unit": _UNITS[format]},
        "filters": {"described": list(filters.describe()), "parameters": params},
        "dataset": {
            "version": version.number,
            "run_id": version.run_id,
            "built": version.finished_at,
            "extracted_by_code_version": version.code_version,
            "articles": version.articles,
        },
        "exported_by_code_version": code_version,
        "counts": {
            "articles": counts.articles,
            "stories": counts.stories,
            "places_on_map": counts.places,
            "articles_not_on_map": counts.not_on_map,
            "agencies": counts.agencies,
            "outlets": counts.outlets,
            "articles_without_date": counts.undated,
        },
        "accuracy": json.loads(accuracy.read_text("utf-8")) if accuracy.is_file() else None,
        "notes": [
            "Articles are not events: several articles may report one event.",
            "Where there is no row, this dataset has no coverage; it does not follow that nothing happened.",
            "With a filter on places, rows are the places asked for; an article may have others.",
        ],
        "codebook": "data/README.md",
        "citation": "Immigration Enforcement Coverage Dashboard, dataset version"
        f" {version.number} ({made}), {counts.articles} article{'' if counts.articles == 1 else 's'}"
        f" [{'; '.join(filters.describe())}].",
        "attribution": "Place names and coordinates: GeoNames (CC BY 4.0) and the tables named in data/README.md.",
        "made_with": shlex.join(
            ["python", "-m", "etl", "export", "--version", str(version.number), "--format", format, *flags]
        ),
    }


_UNITS = {
    "csv": "an article and an event place; an article without one has one row",
    "parquet": "an article and an event place; an article without one has one row",
    "geojson": "an article and a place with a pin",
    "jsonl": "an article with all that was found in it",
}


def _flag(param: str, value: str) -> list[str]:
    flag = f"--{param.replace('_', '-')}"
    return [f"{flag}={value}"] if value.startswith("-") else [flag, value]


def _slices(coverage: Coverage, filters: Filters, sql: str, parameters: list[Any]) -> Iterator[pa.Table]:
    """The answer to a query over the table `selected`, a slice of the selected articles at a time."""
    keys = coverage.selection(filters)
    for start in range(0, keys.num_rows, _SLICE):
        yield coverage.table(sql, parameters, selected=keys.slice(start, _SLICE))


def _flat(coverage: Coverage, filters: Filters, *, pins: bool = False) -> Iterator[pa.Table]:
    where, parameters = filters.place_where()
    sql = _FLAT.format(places=where, pins="WHERE p.pin" if pins else "")
    for table in _slices(coverage, filters, sql, parameters):
        yield table.cast(arrow(CSV))


def _csv(coverage: Coverage, filters: Filters, stream: Writable) -> int:
    # The mark at the beginning is what makes Excel read UTF-8; pandas, DuckDB and LibreOffice skip it.
    stream.write("\ufeff".encode())
    stream.write(_lines([tuple(column.name for column in CSV)]))
    rows = 0
    for table in _flat(coverage, filters):
        stream.write(_lines(zip(*(_cells(column) for column in table.columns), strict=True)))
        rows += table.num_rows
    return rows


def _lines(rows: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "replace")


def _cells(column: pa.ChunkedArray) -> list[Any]:
    """The values of a column as CSV has them: what a spreadsheet would run as a formula begins with an apostrophe."""
    if pa.types.is_boolean(column.type):
        return [value if value is None else "true" if value else "false" for value in column.to_pylist()]
    values: list[Any] = column.to_pylist()
    if not pa.types.is_string(column.type):
        return values
    for at in _matching(column, _INNER):
        values[at] = _BEGINS.sub(";'", values[at])
    for at in _matching(column, _FORMULA):
        if not _NUMBER.fullmatch(values[at]):
            values[at] = f"'{values[at]}"
    return values


def _matching(column: pa.ChunkedArray, pattern: str) -> list[int]:
    """Where a pattern matches: Arrow finds the few that matter many times as fast as a look at each here."""
    found: list[int] = pc.indices_nonzero(pc.fill_null(pc.match_substring_regex(column, pattern), False)).to_pylist()
    return found


def _geojson(coverage: Coverage, filters: Filters, stream: Writable) -> int:
    stream.write(b'{"type":"FeatureCollection","features":[')
    rows = 0
    for table in _flat(coverage, filters, pins=True):
        for row in table.to_pylist():
            point = [row.pop("longitude"), row.pop("latitude")]
            feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": point}, "properties": row}
            stream.write((b",\n" if rows else b"\n") + _json(feature))
            rows += 1
    stream.write(b"\n]}\n")
    return rows


def _parquet(coverage: Coverage, filters: Filters, stream: Writable) -> int:
    rows = 0
    with pq.ParquetWriter(pa.PythonFile(_Forward(stream), mode="w"), arrow(CSV), compression="zstd") as writer:
        for table in _flat(coverage, filters):
            writer.write_table(table, row_group_size=max(table.num_rows, 1))
            rows += table.num_rows
    return rows


class _Forward:
    """A stream that knows how far it has come, which a pipe does not."""

    closed = False

    def __init__(self, stream: Writable) -> None:
        self._stream, self._position = stream, 0

    def write(self, data: Any) -> int:
        self._stream.write(data)
        self._position += len(data)
        return len(data)

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        self.closed = True


def _jsonl(coverage: Coverage, filters: Filters, stream: Writable) -> int:
    lists = ", ".join(f"{name}.items AS {name}" for name in _LISTS)
    joins = " ".join(
        f"LEFT JOIN (SELECT article_key, list({{{_struct(columns)}}} ORDER BY {order}) AS items"
        f" FROM {table} JOIN selected USING (article_key) GROUP BY ALL) {name} USING (article_key)"
        for name, (table, columns, order) in _LISTS.items()
    )
    scalars = _SCALARS.replace("id,", "article_id AS id,", 1)
    sql = f"""
        SELECT {scalars}, t.topics, {lists}, i.issues, a.source, a.sources, story_id, is_duplicate, duplicate_of,
            text_license, corrected
        FROM (SELECT * FROM articles JOIN selected USING (article_key)) a
        LEFT JOIN (SELECT article_key, list(topic ORDER BY position) AS topics
                   FROM article_topics JOIN selected USING (article_key) GROUP BY ALL) t USING (article_key)
        LEFT JOIN article_issues i USING (article_key)
        {joins} ORDER BY article_key"""
    rows = 0
    for table in _slices(coverage, filters, sql, []):
        for row in table.to_pylist():
            for name in (*_LISTS, "topics", "issues"):
                row[name] = row[name] or []
            stream.write(_json(row) + b"\n")
            rows += 1
    return rows


def _struct(columns: str) -> str:
    names = [name.strip() for name in columns.split(",")]
    return ", ".join(f"'{name.strip(chr(34))}': {name}" for name in names)


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8", "replace")
