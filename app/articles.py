"""An article as it is shown: its sentences cut into marked spans, for the list and for the card. All text is plain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from app.words import Words
from etl.filters import Filters

# Beginnings of licences under which a text may be shown whole.
OPEN_LICENCES = ("cc0", "cc by", "cc-by", "public domain", "pdm")


class Mark(NamedTuple):
    """A found thing in the body: what it is and what it was resolved to, in words."""

    start: int
    end: int
    kind: str  # place, agency, date or count
    hint: str


class Span(NamedTuple):
    """A piece of shown text, marked or not."""

    text: str
    kind: str = ""
    hint: str = ""


def safe_url(url: str | None) -> str | None:
    """The URL if a browser may follow it: http or https with a host; nothing that runs or reads files."""
    try:
        parts = urlsplit((url or "").strip())
        ok = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return None
    return parts.geturl() if ok else None


def spans(body: str, start: int, end: int, marks: Iterable[Mark]) -> tuple[Span, ...]:
    """`body[start:end]` cut at its marks; of marks that overlap the first and longest is kept."""
    found, at = [], start
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        if mark.start < at or mark.end > end or mark.start >= mark.end:
            continue
        if mark.start > at:
            found.append(Span(body[at : mark.start]))
        found.append(Span(body[mark.start : mark.end], mark.kind, mark.hint))
        at = mark.end
    if at < end:
        found.append(Span(body[at:end]))
    return tuple(found)


def marks_of(row: dict[str, Any], words: Words, start: int, end: int) -> list[Mark]:
    """The marks of an article's mentions in `body[start:end]`; `row` has lists of places, agencies, dates, counts."""

    def within(name: str) -> Iterator[dict[str, Any]]:
        return (mention for mention in row[name] if start <= mention["start"] and mention["end"] <= end)

    found = [Mark(p["start"], p["end"], "place", place_hint(p, words)) for p in within("places")]
    found += [Mark(a["start"], a["end"], "agency", agency_hint(a, words)) for a in within("agencies")]
    for d in within("dates"):
        found.append(Mark(d["start"], d["end"], "date", f"{words.prefix(d['date'])}, {words('role.' + d['role'])}"))
    for c in within("counts"):
        what = words.get(f"count.{c['what']}", c["what"])
        found.append(Mark(c["start"], c["end"], "count", f"{what}: {words.number(c['value'])}"))
    return found


def place_hint(place: dict[str, Any], words: Words) -> str:
    """A place's resolution in words: what it is, where, its role, and how sure we are."""
    parts = [place["label"], words.get(f"kind.{place['kind']}", place["kind"])]
    if place["county_label"] and place["kind"] != "county":
        parts.append(place["county_label"])
    parts += [words(f"role.{place['role']}"), words("card.confidence", value=words.percent(place["confidence"]))]
    return ", ".join(parts)


def agency_hint(agency: dict[str, Any], words: Words) -> str:
    """An agency's resolution in words."""
    return f"{agency['name']}, {words.get('level.' + str(agency['level']), str(agency['level']))}"


def evidence(row: dict[str, Any], words: Words, *, filters: Filters) -> tuple[Span, ...]:
    """The sentence of the text that a row rests on: of its event place, else an agency, a count or a date."""
    body = f"{row['title']}\n\n{row['text']}"
    mention = _leading(row, filters)
    if mention is None:
        return ()  # the title, which is marked and stands above, is all that there is
    start, end = mention["sentence_start"], mention["sentence_end"]
    if start is None or end is None or end - start > 700:
        start, end = max(mention["start"] - 150, 0), min(mention["end"] + 150, len(body))
    return spans(body, start, end, marks_of(row, words, start, end))


def excerpt(row: dict[str, Any], words: Words, *, whole: bool) -> tuple[tuple[Span, ...], ...]:
    """The paragraphs to show: the whole text, or only the sentences that carry a mention, a gap marked by "…"."""
    body = f"{row['title']}\n\n{row['text']}"
    marks = marks_of(row, words, 0, len(body))
    first = len(row["title"]) + 2
    if whole:
        paragraphs, at = [], first
        for piece in row["text"].split("\n\n"):
            paragraphs.append(spans(body, at, at + len(piece), marks))
            at += len(piece) + 2
        return tuple(p for p in paragraphs if p)
    wanted = sorted(
        {
            (m["sentence_start"], m["sentence_end"])
            for name in ("places", "agencies", "dates", "counts")
            for m in row[name]
            if m["sentence_start"] is not None and m["sentence_start"] >= first
        }
    )
    shown: list[tuple[Span, ...]] = []
    at = first
    for start, end in wanted:
        if start < at and shown:
            continue  # a sentence inside one that is shown already
        gap = (Span("… "),) if body[at:start].strip() else ()
        shown.append((*gap, *spans(body, start, end, marks)))
        at = end
    return (*shown, (Span("…"),)) if shown and body[at:].strip() else tuple(shown)


def may_show_whole(row: dict[str, Any], *, setting: str) -> bool:
    """True where the licence of the text is open, or the person who runs the dashboard says so."""
    licence = (row.get("text_license") or "").casefold()
    return setting == "full" or licence.startswith(OPEN_LICENCES)


def title_spans(row: dict[str, Any], words: Words) -> tuple[Span, ...]:
    """The title with what was found in it."""
    end = len(row["title"])
    return spans(row["title"], 0, end, marks_of(row, words, 0, end))


def _leading(row: Mapping[str, Any], filters: Filters) -> dict[str, Any] | None:
    """The mention in the text whose sentence stands for the article: one that the filters ask for, if there is one."""
    asked = {*filters.cities, *filters.counties, *filters.places, *filters.states}
    agencies = {*filters.agencies}
    first = len(row["title"]) + 2
    in_text: dict[str, list[dict[str, Any]]] = {
        name: [m for m in row[name] if m["start"] >= first] for name in ("places", "agencies", "counts", "dates")
    }

    def rank(place: dict[str, Any]) -> tuple[bool, bool, bool, int]:
        here = {place["city_label"], place["county_label"], place["place_id"], place["state"]}
        return (not asked & here, place["role"] != "event", not place["pin"], place["start"])

    if agencies and not asked:
        named = [a for a in in_text["agencies"] if {a["name"], a["short_name"], a["parent"]} & agencies]
        if named:
            return min(named, key=lambda a: int(a["start"]))
    if in_text["places"]:
        return min(in_text["places"], key=rank)
    return next((found[0] for found in in_text.values() if found), None)
