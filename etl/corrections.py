"""A person's corrections: rows of `corrections.csv` beside the dataset, laid over the extraction at every run.

Columns: id, field, old, new, reason, who, when. `old` must be what the extraction gives ("" for nothing); a row that
no longer matches changes nothing and is an issue, so that no correction outlives the mistake it was made for.

    field                     old           new          what happens
    publish_date, media_name  2025-06-01    2025-06-11   the article is read with it (relative dates follow)
    event_date, relevant      2025-06       2025-06-07   the value is replaced
    topics                    raid          arrest       replaced; new empty: removed; old empty: added
    places                    Bell, FL      Bell, CA     resolved anew; new empty: removed; old empty: added
    agencies                  a full name   another      replaced, removed or added likewise
    places[Bell, CA].role     mention       event        one value of a place; likewise agencies[...], dates[...]
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from etl import bucket
from etl.gazetteer import Feature, Gazetteer
from etl.location import Location
from etl.models import TOPICS, Agency, Article, Issue, Place, Record
from etl.text import plain

FILE = "corrections.csv"
COLUMNS = ("id", "field", "old", "new", "reason", "who", "when")
_INPUTS = ("url", "media_name", "media_place", "publish_date", "publish_date_basis", "language")
_BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}
_ITEM = re.compile(r"(places|agencies|dates)\[(.+)\]\.(\w+)")
_FIXED = frozenset({"text", "start", "end", "mentions"})  # what the words themselves say


@dataclass(frozen=True, slots=True)
class Correction:
    """One row of the file: in the article `id`, `field` is `new` where the extraction says `old`."""

    id: str
    field: str
    old: str
    new: str
    source: str  # file and line


class Mismatch(Exception):
    """A correction that cannot be applied to this record; the message says why."""


def read_corrections(where: Location | Path) -> tuple[dict[str, tuple[Correction, ...]], tuple[Issue, ...]]:
    """The corrections of a dataset by article, in the order of the file, and an issue for each row that is none.

    Raises StorageError.
    """
    data = bucket.beside(Location.of(where), FILE)
    if data is None:
        return {}, ()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return {}, (_issue(f"{FILE} is not UTF-8 and was left out; save it as CSV UTF-8", "", FILE),)
    found: dict[str, tuple[Correction, ...]] = {}
    issues: list[Issue] = []
    with io.StringIO(text, newline="") as stream:
        reader = csv.DictReader(stream)
        missing = [name for name in COLUMNS[:4] if name not in (reader.fieldnames or ())]
        if missing:
            return {}, (_issue(f"{FILE} has no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}", "", FILE),)
        for row in reader:
            source = f"{FILE}, line {reader.line_num}"
            values = {name: (row[name] or "").strip() for name in COLUMNS[:4]}
            if not values["id"] or not values["field"] or values["old"] == values["new"]:
                issues.append(_issue("a correction needs id, field, and an old and a new that differ", "", source))
                continue
            correction = Correction(**values, source=source)
            found[correction.id] = (*found.get(correction.id, ()), correction)
    return found, tuple(issues)


def apply_before(article: Article, corrections: Sequence[Correction]) -> tuple[Article, tuple[Correction, ...]]:
    """The article as the corrections say it should have been read, and those that were applied."""
    applied: list[Correction] = []
    for correction in corrections:
        if correction.field in _INPUTS and (getattr(article, correction.field) or "") == correction.old:
            change: dict[str, Any] = {correction.field: correction.new or None}
            article = replace(article, **change)
            applied.append(correction)
            if correction.field == "publish_date" and article.publish_date_basis != "stated":
                basis = replace(correction, field="publish_date_basis", old=article.publish_date_basis, new="stated")
                article = replace(article, publish_date_basis="stated")
                applied.append(basis)
    return article, tuple(applied)


def apply_after(
    record: Record, corrections: Sequence[Correction], *, gazetteer: Gazetteer, agencies: Mapping[str, Agency]
) -> tuple[Record, tuple[Correction, ...]]:
    """The record with the corrections laid over it, an issue in it for each that did not match, and those applied.

    `agencies` gives a canonical agency by its plain name; its offsets are of no meaning.
    """
    applied: list[Correction] = []
    for correction in corrections:
        if correction.field in _INPUTS:
            continue
        try:
            record = _corrected(record, correction, gazetteer, agencies)
        except Mismatch as mismatch:
            issue = _issue(f"correction not applied: {mismatch}", correction.old or correction.new, correction.source)
            record = replace(record, issues=(*record.issues, issue))
        else:
            applied.append(correction)
    return record, tuple(applied)


def unmatched(corrections: Sequence[Correction], applied: Sequence[Correction]) -> tuple[Issue, ...]:
    """An issue for each correction of what was read that did not match."""
    return tuple(
        _issue(f"correction not applied: {c.field} is not {c.old!r}", c.old or c.new, c.source)
        for c in corrections
        if c.field in _INPUTS and c not in applied
    )


def strangers(corrections: Mapping[str, Sequence[Correction]], ids: Callable[[str], bool]) -> tuple[Issue, ...]:
    """An issue for each correction of an article that the dataset does not hold."""
    return tuple(
        _issue(f"correction not applied: no article has the id {c.id!r}", c.id, c.source)
        for id_, rows in corrections.items()
        if not ids(id_)
        for c in rows
    )


def _corrected(record: Record, correction: Correction, gazetteer: Gazetteer, agencies: Mapping[str, Agency]) -> Record:
    field, old, new = correction.field, correction.old, correction.new
    if field == "event_date":
        _expect(record.event_date or "", old, field)
        return replace(record, event_date=new or None)
    if field == "relevant":
        wanted = _BOOLEANS.get(new.lower())
        if wanted is None or record.relevant is not _BOOLEANS.get(old.lower()):
            raise Mismatch(f"relevant is {str(record.relevant).lower()}")
        return replace(record, relevant=wanted, relevance=float(wanted), relevance_reasons=("correction",))
    if field == "topics":
        if new and new not in TOPICS:
            raise Mismatch(f"{new!r} is no topic; topics are {', '.join(TOPICS)}")
        kept = [new if topic == old else topic for topic in record.topics] if old else [*record.topics, new]
        if old and old not in record.topics:
            raise Mismatch(f"{old!r} is not among the topics")
        return replace(record, topics=tuple(dict.fromkeys(topic for topic in kept if topic)))
    if field == "places":
        return replace(record, places=_places(record, old, new, gazetteer))
    if field == "agencies":
        return replace(record, agencies=_agencies(record, old, new, agencies))
    if match := _ITEM.fullmatch(field):
        return _item(record, match[1], match[2], match[3], old, new)
    raise Mismatch(f"{field!r} is no field that can be corrected")


def _expect(value: str, old: str, field: str) -> None:
    if value != old:
        raise Mismatch(f"{field} is {value!r}")


def _places(record: Record, old: str, new: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    places = list(record.places)
    index = _find(places, old) if old else None
    if not new:
        assert index is not None  # old and new differ, so one of them is given
        return tuple(places[:index] + places[index + 1 :])
    feature = locate(new, gazetteer, kind=places[index].kind if index is not None else "city")
    if feature is None:
        raise Mismatch(f"the gazetteer has no one place {new!r}; write it as 'Bell, CA'")
    if index is not None:
        start, end, role, mentions = (getattr(places[index], n) for n in ("start", "end", "role", "mentions"))
    else:
        start = record.article.body.find(feature.name)
        end, role, mentions = start + len(feature.name), "event", 1
        if start < 0:
            raise Mismatch(f"the text does not name {feature.name!r}")
    made = Place(
        text=record.article.body[start:end],
        start=start,
        end=end,
        name=feature.name,
        kind=feature.kind,
        city=feature.city,
        county=feature.county,
        state=feature.state,
        country=feature.country,
        latitude=feature.latitude,
        longitude=feature.longitude,
        fips_code=feature.fips_code,
        geonames_id=feature.geonames_id,
        role=role,
        resolved_by="correction",
        confidence=1.0,
        mentions=mentions,
    )
    if index is not None:
        del places[index]
    twin = next((at for at, place in enumerate(places) if _same(place, made)), None)
    if twin is not None:  # a list holds each place once, at its first mention
        other = places.pop(twin)
        first = min(made, other, key=lambda place: place.start)
        made = replace(
            made,
            text=first.text,
            start=first.start,
            end=first.end,
            role="event" if "event" in (made.role, other.role) else "mention",
            mentions=made.mentions + other.mentions,
        )
    return tuple(sorted((*places, made), key=lambda place: place.start))


def _same(one: Place, other: Place) -> bool:
    """Whether two rows are one place."""
    return all(
        getattr(one, name) == getattr(other, name) for name in ("kind", "name", "city", "county", "state", "country")
    )


def _agencies(record: Record, old: str, new: str, agencies: Mapping[str, Agency]) -> tuple[Agency, ...]:
    held = list(record.agencies)
    index = _find(held, old) if old else None
    if not new:
        assert index is not None  # old and new differ, so one of them is given
        return tuple(held[:index] + held[index + 1 :])
    known = agencies.get(plain(new))
    if index is not None:
        at = held[index]
        model = known or replace(at, name=new, short_name="", parent=None)
        held[index] = replace(model, text=at.text, start=at.start, end=at.end, mentions=at.mentions)
    else:
        body = record.article.body
        names = [new, known.name, known.short_name] if known else [new]
        text = next((name for name in names if name and name in body), None)
        if text is None:
            raise Mismatch(f"the text does not name {new!r}")
        start = body.find(text)
        model = known or Agency(text, start, start, new, "", "other", None, None)
        held.append(replace(model, text=text, start=start, end=start + len(text), mentions=1))
    held.sort(key=lambda agency: agency.start)
    unique: dict[str, Agency] = {}
    for agency in held:  # each agency once, at its first mention
        first = unique.get(agency.name)
        unique[agency.name] = replace(first, mentions=first.mentions + agency.mentions) if first else agency
    return tuple(unique.values())


def _item(record: Record, table: str, label: str, name: str, old: str, new: str) -> Record:
    items: list[Any] = list(getattr(record, table))
    index = _find(items, label)
    item = items[index]
    if name in _FIXED or name not in {field.name for field in fields(item)}:
        raise Mismatch(f"{table} have no value {name!r} that can be corrected")
    value = getattr(item, name)
    _expect("" if value is None else str(value), old, f"{name} of {label}")
    try:
        typed = type(value)(new) if isinstance(value, (int, float)) and new else (new or None)
    except ValueError as error:
        raise Mismatch(f"{new!r} is no number") from error
    items[index] = replace(item, **{name: typed})
    change: dict[str, Any] = {table: tuple(items)}
    return replace(record, **change)


def _find(items: Sequence[Any], label: str) -> int:
    """The index of the one item that goes by this label."""
    found = [index for index, item in enumerate(items) if plain(label) in {plain(name) for name in _labels(item)}]
    if len(found) != 1:
        raise Mismatch(f"{len(found)} of the things found go by {label!r}")
    return found[0]


def _labels(item: Any) -> list[str]:
    if isinstance(item, Place):
        area = [item.state] if item.state else []
        hangs = [item.city] if item.city and item.city != item.name else []
        return [item.name, ", ".join([item.name, *area]), ", ".join([item.name, *hangs, *area])]
    if isinstance(item, Agency):
        return [item.name, *([item.short_name] if item.short_name else [])]
    return [str(item.date)]


def locate(label: str, gazetteer: Gazetteer, *, kind: str = "city") -> Feature | None:
    """The one feature that "Bell, CA" or "Boyle Heights, Los Angeles, CA" means; of several the one of `kind`."""
    name, *hangs, area = [part.strip() for part in label.split(",")] if "," in label else [label.strip(), ""]
    code = gazetteer.state_code(area) if area else None
    if area and code is None:
        return None
    found = [
        feature
        for feature in gazetteer.candidates(name)
        if (not code or feature.state == code) and (not hangs or plain(feature.city or "") == plain(hangs[0]))
    ]
    for wanted in (kind, "city"):
        if len(same := [feature for feature in found if feature.kind == wanted]) == 1:
            return same[0]
    return found[0] if len(found) == 1 else None


def _issue(message: str, text: str, source: str) -> Issue:
    return Issue("store", "warning", message, text, source)
