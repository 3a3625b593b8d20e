"""Faults and warnings of gold record files; exit status 1 where there is a fault.

Usage: python3 tools/check_gold.py FILE...

Faults (each with file, id and cure)
- the line is no JSON object; keys missing, unknown or out of order, in the record and in every gold item
- id not `<set>-<4 digits>`, the set not the same through a file, or an id twice over all files given
- url, media_name, title or text empty; language not en or es; publish_date no calendar date
- unknown topic, kind, role, level or `what`; topics in a record that is not relevant, or none in one that is
- a gold `text` that does not stand in title + "\\n\\n" + text
- unknown state or country code; a state outside the US (Puerto Rico is state PR, country US)
- coordinates outside the rough box of the state or country, or outside the globe
- a gold date that is no date, lies on another weekday, month, day or year than its own words name
- the same place, agency, date or count twice in one record
- a federal agency under another spelling than the canonical one; a listed federal agency with another level

Warnings (read them; not every one is a mistake)
- text shorter than 90 or longer than 350 words
- a relevant record without an event place; a facility without its city
- a bare weekday that is not among the seven days up to publication (right only where the sentence looks ahead)
- a gold `text` that starts or ends inside a word; a place found only inside an agency's name
- a state, country, federal agency, weekday, month or year that stands in the text and in no gold item
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from gold_tables import COUNTRIES, FEDERAL, ISO_COUNTRIES, MONTHS, STATES, WEEKDAYS

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.models import TOPICS, CountOf, Level, PlaceKind, Role

RECORD_KEYS = ("id", "url", "media_name", "media_place", "publish_date", "language", "title", "text", "gold")
GOLD_KEYS = ("relevant", "topics", "places", "agencies", "dates", "counts")
ITEM_KEYS = {
    "places": ("text", "name", "kind", "state", "country", "latitude", "longitude", "role"),
    "agencies": ("text", "name", "level"),
    "dates": ("text", "date", "role"),
    "counts": ("text", "what", "value"),
}
ALLOWED = {
    "kind": get_args(PlaceKind),
    "role": get_args(Role),
    "level": get_args(Level),
    "what": get_args(CountOf),
}

_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<![\d,.$-])(?:19|20)\d\d(?![\d,]*\d)(?!-)")
_MONTH_DAY = re.compile(r"\b([^\W\d_]+)\.?\s+(\d{1,2})\b(?!\d)", re.I)
_DIA_DE_MES = re.compile(r"\b(\d{1,2})(?:º|°)?\s+de\s+([^\W\d_]+)", re.I)
_DATE_FORM = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_BARE = {
    "on",
    "the",
    "this",
    "past",
    "last",
    "morning",
    "afternoon",
    "evening",
    "night",
    "early",
    "late",
    "el",
    "la",
    "los",
    "de",
    "del",
    "este",
    "esta",
    "pasado",
    "por",
    "a",
    "mañana",
    "tarde",
    "noche",
    "madrugada",
}

Box = tuple[float, float, float, float]
Finding = tuple[str, str]  # ("fault" | "warning", what is wrong and its cure)


def table(rows: str) -> dict[str, tuple[str, Box]]:
    """Name and rough box by code, from rows of `code name south north west east`."""
    found: dict[str, tuple[str, Box]] = {}
    for row in re.split(r"[|\n]", rows.strip()):
        code, name, *edges = row.split()
        south, north, west, east = map(float, edges)
        found[code] = name.replace("_", " "), (south, north, west, east)
    return found


STATE_TABLE = table(STATES)
COUNTRY_TABLE = table(COUNTRIES)


def fault(message: str) -> Finding:
    return "fault", message


def warning(message: str) -> Finding:
    return "warning", message


def parsed_date(value: object) -> dt.date | None:
    """The first day of a `YYYY`, `YYYY-MM` or `YYYY-MM-DD` date; None where it is none of these."""
    if not isinstance(value, str) or not _DATE_FORM.fullmatch(value):
        return None
    parts = [int(part) for part in value.split("-")]
    try:
        return dt.date(*[*parts, 1, 1][:3])
    except ValueError:
        return None


def check_keys(where: str, item: dict[str, Any], keys: tuple[str, ...], *, optional: str = "") -> Iterator[Finding]:
    wanted = keys + ((optional,) if optional and optional in item else ())
    if tuple(item) != wanted:
        yield fault(f"{where}: keys {list(item)} should be {list(wanted)} in this order")


def check_place(place: dict[str, Any]) -> Iterator[Finding]:
    where = f"place {place.get('text')!r}"
    state, country, kind = place.get("state"), place.get("country"), place.get("kind")
    if country not in ISO_COUNTRIES:
        yield fault(f"{where}: country {country!r} is no ISO 3166 two-letter code")
    if state is not None and state not in STATE_TABLE:
        yield fault(f"{where}: state {state!r} is no two-letter code (use null outside the United States)")
    elif state is not None and country != "US":
        yield fault(f"{where}: state {state!r} goes with country 'US', not {country!r}")
    if kind == "country" and state is not None:
        yield fault(f"{where}: a country has state null")
    if kind in {"city", "county", "neighborhood", "state", "facility"} and country == "US" and state is None:
        yield fault(f"{where}: a {kind} in the United States needs its state")
    if kind == "state" and state in STATE_TABLE and place.get("name") != STATE_TABLE[state][0]:
        yield fault(f"{where}: state {state} is named {STATE_TABLE[state][0]!r}, not {place.get('name')!r}")
    if (
        kind == "county"
        and country == "US"
        and not re.search(r"County|Parish|Borough|Census Area|Municipality|Municipio", str(place.get("name")))
    ):
        yield fault(f"{where}: a county's name ends in County (Parish in Louisiana)")
    if kind == "facility" and not place.get("city"):
        yield warning(f"{where}: a facility carries its city")
    latitude, longitude = place.get("latitude"), place.get("longitude")
    if not isinstance(latitude, int | float) or not isinstance(longitude, int | float):
        yield fault(f"{where}: latitude and longitude must be numbers")
        return
    name, box = STATE_TABLE.get(str(state)) or COUNTRY_TABLE.get(str(country)) or ("the globe", (-90, 90, -180, 180))
    south, north, west, east = box
    if not (south <= latitude <= north and west <= longitude <= east):
        yield fault(f"{where}: {latitude}, {longitude} lies outside {name} (signs? wrong state?)")


def check_agency(agency: dict[str, Any]) -> Iterator[Finding]:
    name, level = str(agency.get("name")), agency.get("level")
    where = f"agency {agency.get('text')!r}"
    if name in FEDERAL:
        if level != "federal":
            yield fault(f"{where}: {name} is federal, not {level}")
        return
    short = {alias: full for full, aliases in FEDERAL.items() for alias in aliases}
    close = [short[name]] if name in short else difflib.get_close_matches(name, FEDERAL, n=1, cutoff=0.85)
    if level == "federal" and close:
        yield fault(f"{where}: name {name!r}, canonical {close[0]!r}")
    elif level == "federal" and not name.startswith("U.S. Attorney's Office"):
        yield warning(f"{where}: federal agency {name!r} is not on the guideline's list")
    elif name.endswith("National Guard") and level != "state":
        yield fault(f"{where}: {name} is level state")
    elif re.search(r"County|Parish", name) and level == "city":
        yield fault(f"{where}: {name} is a county's")
    elif re.search(r"\b(?:police|sheriff's office|policía)$", name) or re.fullmatch(r"[A-Z]{3,}", name):
        yield fault(f"{where}: write out the full name, such as 'Memphis Police Department', not {name!r}")


def check_date(date: dict[str, Any], publish: dt.date | None) -> Iterator[Finding]:
    where, value = f"date {date.get('text')!r}", date.get("date")
    day = parsed_date(value)
    if day is None:
        yield fault(f"{where}: {value!r} is no YYYY, YYYY-MM or YYYY-MM-DD date")
        return
    words = [word.lower() for word in _WORD.findall(str(date.get("text")))]
    weekdays = [WEEKDAYS[word] for word in words if word in WEEKDAYS]
    whole = len(str(value)) == 10
    if len(weekdays) == 1 and whole:
        if day.weekday() != weekdays[0]:
            yield fault(f"{where}: {value} is a {day:%A}")
        bare = all(word in WEEKDAYS or word in _BARE for word in words)
        if bare and publish is None:
            yield fault(f"{where}: without publish_date only absolute dates count")
        if bare and publish and not 0 <= (publish - day).days <= 7:
            yield warning(f"{where}: {value} is not in the seven days up to {publish} (does the text look ahead?)")
    elif len(weekdays) == 1:
        yield fault(f"{where}: a weekday resolves to a whole date, not {value!r}")
    text = str(date.get("text"))
    pairs = [(MONTHS[m.lower()], int(d)) for m, d in _MONTH_DAY.findall(text) if m.lower() in MONTHS]
    pairs += [(MONTHS[m.lower()], int(d)) for d, m in _DIA_DE_MES.findall(text) if m.lower() in MONTHS]
    months = {MONTHS[word] for word in words if word in MONTHS}
    if len(pairs) == 1 and (not whole or pairs[0] != (day.month, day.day)):
        yield fault(f"{where}: month and day do not agree with {value!r}")
    elif len(months) == 1 and (len(str(value)) < 7 or day.month not in months):
        yield fault(f"{where}: month does not agree with {value!r}")
    years = _YEAR.findall(text)
    if len(years) == 1 and int(years[0]) != day.year:
        yield fault(f"{where}: year does not agree with {value!r}")
    if not years and publish is None and weekdays == []:
        yield warning(f"{where}: no year in the words and no publish_date to resolve them against")
    if publish and not years and abs((day - publish).days) > 400:
        yield warning(f"{where}: {value} lies more than a year from {publish}")


def item_identity(kind: str, item: dict[str, Any]) -> object:
    """What may stand only once in a record's list of this kind."""
    if kind == "places":
        return item.get("name"), item.get("kind"), item.get("state"), item.get("country"), item.get("city")
    return {"agencies": item.get("name"), "dates": item.get("date"), "counts": item.get("text")}[kind]


def check_items(kind: str, items: list[dict[str, Any]], body: str) -> Iterator[Finding]:
    seen: set[object] = set()
    for item in items:
        where = f"{kind[:-1] if kind != 'agencies' else 'agency'} {item.get('text')!r}"
        yield from check_keys(where, item, ITEM_KEYS[kind], optional="city" if kind == "places" else "")
        text = item.get("text")
        if not isinstance(text, str) or not text.strip():
            yield fault(f"{where}: empty text")
        elif text not in body:
            yield fault(f"{where}: does not stand in title or text as it is written")
        elif not re.search(rf"(?<!\w){re.escape(text)}(?!\w)", body):
            yield warning(f"{where}: starts or ends inside a word")
        for key, allowed in ALLOWED.items():
            if key in item and item[key] not in allowed:
                yield fault(f"{where}: {key} {item[key]!r} is none of {sorted(allowed)}")
        identity = item_identity(kind, item)
        if identity in seen:
            yield fault(f"{where}: {identity} is listed twice; keep the first mention")
        seen.add(identity)
        if kind == "counts" and (not isinstance(item.get("value"), int) or item["value"] < 1):
            yield fault(f"{where}: value must be a whole number above 0")


def missed_mentions(gold: dict[str, Any], body: str) -> Iterator[Finding]:
    """Warnings for well-known names and times that the text holds and no gold item covers."""
    spare = body
    texts = {item["text"] for kind in ITEM_KEYS for item in gold[kind] if isinstance(item.get("text"), str)}
    for text in sorted(texts, key=len, reverse=True):
        spare = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", lambda hit: "#" * len(hit.group()), spare)
    names = {place["name"] for place in gold["places"]}
    for name, _ in (*STATE_TABLE.values(), *COUNTRY_TABLE.values()):
        if name not in names and re.search(rf"(?<!\w)(?<!, ){re.escape(name)}(?!\w)(?! [A-Z])", spare):
            yield warning(f"place {name!r} stands in the text but not in gold")
    agencies = {agency["name"] for agency in gold["agencies"]}
    for full, aliases in FEDERAL.items():
        for alias in (full, *aliases):
            if full not in agencies and re.search(rf"(?<!\w){re.escape(alias)}(?!\w)", spare):
                yield warning(f"agency {alias!r} stands in the text but {full!r} is not in gold")
    given = {date["date"] for date in gold["dates"]}
    for word in dict.fromkeys(_WORD.findall(spare)):
        month = word.lower() in MONTHS and word.lower() not in {"march", "may", "mayo", "marzo"} and word[0].isupper()
        if month or word.lower() in WEEKDAYS:
            yield warning(f"time word {word!r} stands outside every gold date (fine where it repeats one)")
    for year in dict.fromkeys(_YEAR.findall(spare)):
        if not any(date.startswith(year) for date in given):
            yield warning(f"year {year} stands in the text but not in gold")


def check_gold(gold: dict[str, Any], body: str, publish: dt.date | None) -> Iterator[Finding]:
    for kind in ITEM_KEYS:
        yield from check_items(kind, gold[kind], body)
    for place in gold["places"]:
        yield from check_place(place)
    for agency in gold["agencies"]:
        yield from check_agency(agency)
    for date in gold["dates"]:
        yield from check_date(date, publish)
    unknown = [topic for topic in gold["topics"] if topic not in TOPICS]
    if unknown or len(set(gold["topics"])) != len(gold["topics"]):
        yield fault(f"topics {gold['topics']}: unknown or doubled")
    if not isinstance(gold["relevant"], bool):
        yield fault("relevant must be true or false")
    elif not gold["relevant"] and gold["topics"]:
        yield fault("a record that is not relevant has no topics")
    elif gold["relevant"] and not gold["topics"]:
        yield fault("a relevant record needs a topic")
    if gold["relevant"] and not any(place.get("role") == "event" for place in gold["places"]):
        yield warning("relevant, but no place has the role event")
    for place in gold["places"]:
        text = str(place.get("text"))
        around = [str(agency.get("text")) for agency in gold["agencies"] if text in str(agency.get("text"))]
        outside = body
        for name in around:
            outside = outside.replace(name, "#")
        if text in body and text not in outside:
            yield warning(f"place {text!r} stands only inside an agency's name, which gives no place")
    yield from missed_mentions(gold, body)


def check_record(record: dict[str, Any]) -> Iterator[Finding]:
    """Every finding of one record."""
    yield from check_keys("record", record, RECORD_KEYS)
    if set(record) != set(RECORD_KEYS):
        return
    for key in ("url", "media_name", "title", "text"):
        if not isinstance(record[key], str) or not record[key].strip() or record[key] != record[key].strip():
            yield fault(f"{key} is empty or has blanks at an end")
    if not re.match(r"https?://\S+$", str(record["url"])):
        yield fault(f"url {record['url']!r} is no address")
    if record["language"] not in {"en", "es"}:
        yield fault(f"language {record['language']!r} is neither en nor es")
    publish = parsed_date(record["publish_date"])
    if record["publish_date"] is not None and (publish is None or len(record["publish_date"]) != 10):
        yield fault(f"publish_date {record['publish_date']!r} is no YYYY-MM-DD date")
    words = len(str(record["text"]).split())
    if not 90 <= words <= 350:
        yield warning(f"text has {words} words, not 90 to 350")
    gold = record["gold"]
    yield from check_keys("gold", gold, GOLD_KEYS)
    if set(gold) == set(GOLD_KEYS):
        yield from check_gold(gold, f"{record['title']}\n\n{record['text']}", publish)


def check_files(paths: list[Path]) -> Iterator[tuple[str, Finding]]:
    """Findings over all files, each with its file and record."""
    ids: dict[str, str] = {}
    for path in paths:
        sets: set[str] = set()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                record = json.loads(line)
            except json.JSONDecodeError as error:
                yield f"{path}:{number}", fault(f"no JSON: {error}")
                continue
            if not isinstance(record, dict):
                yield f"{path}:{number}", fault("a line must hold one JSON object")
                continue
            name = str(record.get("id"))
            where = f"{path}:{number} {name}"
            if not re.fullmatch(r"[a-z]+-\d{4}", name):
                yield where, fault("id must be <set>-<4 digits>")
            sets.add(name.partition("-")[0])
            if len(sets) > 1:
                yield where, fault(f"one set a file, here {sorted(sets)}")
            if name in ids:
                yield where, fault(f"id stands at {ids[name]} too")
            ids.setdefault(name, f"{path}:{number}")
            for finding in check_record(record):
                yield where, finding


def main(arguments: list[str]) -> int:
    """The exit status: 1 where any file has a fault, 2 without a file."""
    if not arguments:
        print(__doc__)
        return 2
    totals = {"fault": 0, "warning": 0}
    for where, (severity, message) in check_files([Path(argument) for argument in arguments]):
        totals[severity] += 1
        print(f"{where}: {severity}: {message}")
    print(f"{totals['fault']} faults, {totals['warning']} warnings")
    return 1 if totals["fault"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
