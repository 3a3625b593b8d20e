"""What is wrong with a row: pure functions of rows, each rule one line of words."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, get_args

from etl.models import TOPICS, CountOf, DateBasis, Level, PlaceKind, Precision, Role, Severity, Stage, TextScope
from etl.rows import Row, digest
from etl.schema import RETIRED, SCHEMA, TABLES
from etl.sources import file_of

# What may be null; everything else is there in every row.
_MAY_BE_NULL: Mapping[str, frozenset[str]] = {
    "articles": frozenset(
        {"url", "canonical_url", "domain", "media_name", "media_place"}
        | {"publish_date", "event_date", "text_license", "extra"}
    ),
    "articles.places": frozenset(
        {"city", "county", "state", "country", "latitude", "longitude", "fips_code", "geonames_id"}
    ),
    "articles.agencies": frozenset({"parent", "state"}),
}
_LISTED: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "articles": {"text_scope": get_args(TextScope), "publish_date_basis": get_args(DateBasis)},
    "articles.places": {"kind": get_args(PlaceKind), "role": get_args(Role)},
    "articles.agencies": {"level": get_args(Level)},
    "articles.dates": {"precision": get_args(Precision), "role": get_args(Role)},
    "articles.counts": {"what": get_args(CountOf)},
    "articles.issues": {"stage": get_args(Stage), "level": get_args(Severity)},
}
NESTED = ("places", "agencies", "dates", "counts", "issues", "corrected")
_AREAS = frozenset({"county", "state", "country", "region"})
_PREFIX = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_REST = {"year": "-01-01", "month": "-01", "day": ""}
_HASHES = ("input_hash", "row_hash")
_UPPER = re.compile(r"[A-Z]{2}", re.ASCII)


def article_faults(row: Row) -> Iterator[str]:
    """What breaks a rule in a row of `articles`; its hash is `is_as_written`'s to look at."""
    yield from _form("articles", row)
    if any(row[name] is None for name in ("id", "title", "text")):
        return
    if not row["id"]:
        yield "has no id"
    body = f"{row['title']}\n\n{row['text']}"
    if row["text_length"] not in (None, len(row["text"])):
        yield f"text_length is {row['text_length']}, the text has {len(row['text'])} characters"
    if row["publish_date"] is not None and precision_of(row["publish_date"]) != "day":
        yield f"publish_date {row['publish_date']!r} is no day"
    if row["publish_date"] is not None and row["publish_date_basis"] == "unknown":
        yield f"publish_date is {row['publish_date']!r}, but its basis unknown"
    if row["event_date"] is not None and precision_of(row["event_date"]) is None:
        yield f"event_date {row['event_date']!r} is no day, month or year"
    if row["relevance"] is not None:
        if not 0 <= row["relevance"] <= 1:
            yield f"relevance {row['relevance']} is not from 0 to 1"
        elif row["relevant"] not in (None, row["relevance"] >= 0.5):
            yield f"relevant is {str(row['relevant']).lower()}, with a relevance of {row['relevance']}"
    topics = row["topics"] or ()
    if strange := [topic for topic in topics if topic not in TOPICS]:
        yield f"topics has {', '.join(map(repr, strange))}, which is no topic"
    if len(set(topics)) < len(topics):
        yield "topics has one twice"
    yield from _sources(row)
    for name in NESTED:
        for number, item in enumerate(row[name] or (), 1):
            where = f"{name} {number}{_named(item)}"
            yield from (f"{where}: {what}" for what in item_faults(name, item, body))


def item_faults(name: str, item: Row, body: str) -> Iterator[str]:
    """What breaks a rule in an item of a nested list, `places` and so on, of an article with this body."""
    yield from _form(f"articles.{name}", item)
    if "start" in item:
        yield from _offsets(item, body)
    if (mentions := item.get("mentions")) is not None and mentions < 1:
        yield f"mentions is {mentions}"
    if name == "places":
        yield from _place(item)
    if name == "dates" and item["date"] is not None and precision_of(item["date"]) != item["precision"]:
        yield f"date {item['date']!r} is not as fine as its precision, {item['precision']!r}"
    if name == "counts" and item["value"] is not None and item["value"] < 0:
        yield f"value is {item['value']}"
    if item.get("state") is not None and not _UPPER.fullmatch(item["state"]):
        yield f"state {item['state']!r} is not two letters"


def issue_faults(row: Row) -> Iterator[str]:
    """What breaks a rule in a row of `issues`."""
    yield from _listed("articles.issues", row)
    if not row["message"]:
        yield "has no message"


def story_faults(row: Row) -> Iterator[str]:
    """What breaks a rule in a row of `stories`."""
    if nulls := [name for name in ("article_id", "story_id", "is_duplicate") if row[name] is None]:
        yield f"{' and '.join(nulls)} null"


def run_faults(row: Row) -> Iterator[str]:
    """What breaks a rule in a row of `runs`."""
    yield from _form("runs", row)
    if None not in (row["started_at"], row["finished_at"]) and row["finished_at"] < row["started_at"]:
        yield f"finished_at {row['finished_at']} is before started_at {row['started_at']}"


def is_as_written(row: Row) -> bool:
    """Whether the row's hash is that of its values, by the schema of now or by an older one that had no more."""
    for schema in range(SCHEMA, 0, -1):
        if digest(_by(schema, row)) == row["row_hash"]:
            return True
        if any(row.get(column.name) is not None for column in TABLES["articles"] if column.since == schema):
            return False  # the row has what only this schema has
    return False


def precision_of(text: str) -> str | None:
    """day, month or year: how fine a prefix date is; None where it is none, such as 2025-02-30."""
    if not _PREFIX.fullmatch(text):
        return None
    precision = {4: "year", 7: "month", 10: "day"}[len(text)]
    try:
        date.fromisoformat(text + _REST[precision])
    except ValueError:
        return None
    return precision


def _by(schema: int, row: Row) -> dict[str, Any]:
    """What a schema hashes of a row."""
    values = {
        column.name: row[column.name]
        for column in TABLES["articles"]
        if column.since <= schema and column.name not in _HASHES
    }
    retired = (column for column in RETIRED["articles"] if column.until is not None and schema <= column.until)
    return values | {column.name: None for column in retired}


def _form(table: str, row: Row) -> Iterator[str]:
    """Values that must be there and are not, and values that are not of their list."""
    may = _MAY_BE_NULL.get(table, frozenset())
    if nulls := [c.name for c in TABLES[table] if row.get(c.name) is None and c.since == 1 and c.name not in may]:
        yield f"{', '.join(nulls)} {'is' if len(nulls) == 1 else 'are'} null"
    yield from _listed(table, row)


def _listed(table: str, row: Row) -> Iterator[str]:
    for name, allowed in _LISTED.get(table, {}).items():
        if row[name] is not None and row[name] not in allowed:
            yield f"{name} {row[name]!r} is none of {', '.join(allowed)}"


def _offsets(item: Row, body: str) -> Iterator[str]:
    """Words that are not at their offsets, and a sentence that does not hold them."""
    start, end, first, past = (item[name] for name in ("start", "end", "sentence_start", "sentence_end"))
    if None in (start, end, item["text"]):
        return
    if start < 0 or body[start:end] != item["text"]:
        yield f"is not at its offsets {start} to {end}"
    elif None not in (first, past) and not 0 <= first <= start <= end <= past <= len(body):
        yield f"its sentence, {first} to {past}, does not hold its words, {start} to {end}, inside the article"


def _place(place: Row) -> Iterator[str]:
    latitude, longitude = place["latitude"], place["longitude"]
    if (latitude is None) != (longitude is None):
        yield "has half a coordinate"
    elif latitude is not None and not (_within(latitude, 90) and _within(longitude, 180)):
        yield f"its coordinates {latitude}, {longitude} are not on the Earth"
    if place["confidence"] is not None and not 0 <= place["confidence"] <= 1:
        yield f"confidence {place['confidence']} is not from 0 to 1"
    if place["country"] is not None and not _UPPER.fullmatch(place["country"]):
        yield f"country {place['country']!r} is not two letters"
    digits = 2 if place["kind"] == "state" else 5
    if place["fips_code"] is not None and not re.fullmatch(rf"\d{{{digits}}}", place["fips_code"], re.ASCII):
        yield f"fips_code {place['fips_code']!r} of a {place['kind']} is not {digits} digits"
    if place["kind"] in _AREAS and place["city"] is not None:
        yield f"a {place['kind']} is in the city {place['city']!r}, and would have a pin there"


def _within(degrees: float, most: int) -> bool:
    return math.isfinite(degrees) and abs(degrees) <= most


def _sources(row: Row) -> Iterator[str]:
    """What carried the article, and what came with it."""
    sources = row["sources"]
    if sources is not None and row["source"] is not None:
        if file_of(row["source"]) not in sources:
            yield f"sources is without {file_of(row['source'])!r}, which it was read from"
        if sources != sorted(set(sources)):
            yield "sources is not sorted, or has one twice"
    if row["extra"] is not None:
        try:
            known = isinstance(json.loads(row["extra"]), dict)
        except json.JSONDecodeError:
            known = False
        if not known:
            yield "extra is no JSON object"


def _named(item: Row) -> str:
    """What an item goes by, short."""
    name = item.get("name") or item.get("date") or item.get("what") or item.get("field") or ""
    return f" ({name[:60]})" if name else ""
