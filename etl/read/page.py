"""A page saved as plain text: one article, or an aggregator's page of several.

The lines get a kind (`lines.py`), the page is cut into cards (`layout.py`), and each card becomes a draft here. What is
furniture is named in an issue of the page, so that nothing goes without a trace.

What dates the page is told in `pagedate.py`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from etl.models import Issue
from etl.read.clean import clean, decode
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.layout import Card, Unit, cards_of
from etl.read.lines import META, Line
from etl.read.pagedate import page_date
from etl.text import plain

LARGEST = 16 * 1024 * 1024
_REPORTED = 20_000  # characters of furniture that an issue spells out
_DATELINE = re.compile(r"^[^\n]{2,110}?(?:—|–|--|\.-|\s-\s)")
_HOLDER = re.compile(r"(?:19|20)\d{2},? (?:by )?([^.|,]{2,60})")
_COMPANY = re.compile(r"\s+(?:Company|Co|Inc|LLC|L\.P|All [Rr]ights).*$")
_WRAPPED = (45, 100)  # lengths between which the lines of hard-wrapped text lie
_ENDED = re.compile(r"[.!?:;…\"”’'»)\]_*-]\s*$")


@dataclass(slots=True)
class _Found:
    """What a card gives, gathered line by line."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    outlet: str | None = None
    carrier: str | None = None
    date: str | None = None
    url: str | None = None
    age: int | None = 0
    removed: list[str] = field(default_factory=list)


def parse(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for each article of the page, and an issue that names the lines that are no article's."""
    data = document.read()
    if len(data) > LARGEST:
        yield issue(document.name, f"larger than {LARGEST // 1024**2} MB, no saved page; split it", "error")
        return
    text, guess = decode(data)
    if guess:
        yield issue(document.name, guess)
    yield from parse_text(clean(text), document.name, rules)


def parse_text(text: str, name: str, rules: Rules) -> Iterator[Draft | Issue]:
    """`parse` for text that is decoded and clean."""
    language = rules.languages.detect(text)
    furniture = rules.furniture(language)
    lines = [furniture.line(line) for line in _unwrapped(text)]
    lines, comments = _without_comments(lines)
    cards = cards_of(lines)
    full = any(unit.part == "b" for card in cards for unit in card.units)
    used: set[int] = set()
    found: list[_Found] = []
    ends: list[int] = []  # the last line of each article
    for card in cards:
        item, lines_used = _card(lines, card, rules)
        if not item.paragraphs and not _stands_alone(item, full):
            continue
        used |= lines_used
        found.append(item)
        ends.append(card.units[-1].last)
    loose = [line.text for index, line in enumerate(lines) if index not in used and line.text]
    if not found and any(line.kind in ("body", "head") for line in lines):
        whole = _whole(lines, rules)
        found, loose = [whole], [line.text for line in lines if line.kind not in ("body", "head", "name", "blank")]
    _take_owners(found, ends, lines, rules)
    today = page_date(text, lines, used, rules, day_first=furniture.day_first)
    removed = [part for item in found for part in item.removed]
    for number, item in enumerate(found, 1):
        yield _draft(item, name if len(found) == 1 else f"{name}, item {number}", today)
    left = [*loose, *comments, *removed]
    if left:
        said = "\n".join(left)
        more = "" if len(said) <= _REPORTED else f"\n… and {len(said) - _REPORTED:,} characters more"
        lines_belong = "1 line belongs" if len(left) == 1 else f"{len(left)} lines belong"
        yield issue(name, f"{lines_belong} to the page and to no article", "info", said[:_REPORTED] + more)
    if not found:
        yield issue(name, "no article found; a page needs a headline and a text, each on lines of its own", "error")


def _stands_alone(item: _Found, full: bool) -> bool:
    """Is a headline without a text an article? Beside full articles only if something says whose it is: else it is
    one of the links that every page has."""
    return item.title.count(" ") >= 3 and (not full or bool(item.outlet or item.url))


def _draft(item: _Found, source: str, today: str | None) -> Draft:
    dated = None
    if today and item.age is not None:
        dated = (date.fromisoformat(today) - timedelta(days=item.age)).isoformat()
    return Draft(
        source=source,
        title=item.title,
        text="\n\n".join(item.paragraphs),
        url=item.url,
        media_name=item.outlet,
        publish_date=item.date,
        page_date=dated,
        extra={"carried_by": item.carrier} if item.carrier else {},
    )


def _card(lines: Sequence[Line], card: Card, rules: Rules) -> tuple[_Found, set[int]]:
    """What one card gives, and the indexes of the lines that went into it."""
    found, used = _Found(), set[int]()
    about: list[int] = []
    title_unit = _title_unit(lines, card)
    if title_unit is not None:
        found.title = lines[title_unit.first].title or lines[title_unit.first].text
        used.add(title_unit.first)
    at_title = card.units.index(title_unit) if title_unit else -1
    bodies = [at for at, unit in enumerate(card.units) if unit.part == "b"]
    if card.way == "around" and card.units[0].part == "n" and card.units[0] is not title_unit:
        found.outlet = lines[card.units[0].first].text
        used.add(card.units[0].first)
    rail = False
    for at, unit in enumerate(card.units):
        indexes = range(unit.first, unit.last + 1)
        rail = unit.part == "s" or (rail and unit.part in "hn")
        if unit.part in "Am":
            inside = bool(bodies) and bodies[0] < at < bodies[-1]
            for index in indexes:
                if inside and lines[index].kind == "date" and not lines[index].outlet:
                    found.paragraphs.append(lines[index].text)
                    used.add(index)
                elif not (unit.aged and _apart(lines, index)):
                    _take_meta(found, lines[index])
                    about.append(index)
        elif unit.part in "bhn" and at > at_title and not rail and bodies and at <= bodies[-1]:
            for index in indexes:
                if lines[index].kind in ("body", "head", "name"):
                    _take_paragraph(found, lines[index].text, rules)
                    used.add(index)
    used |= {index for index in about if _is_taken(found, lines[index])}
    if not found.title and found.paragraphs and len(found.paragraphs) > 1 and len(found.paragraphs[0]) <= 200:
        found.title = found.paragraphs.pop(0)
    _take_suffix(found, rules)
    _take_dateline(found, rules)
    return found, used


def _apart(lines: Sequence[Line], index: int) -> bool:
    """Does a date stand alone above a card with an age, so that it is the day of the page?"""
    alone = lines[index].kind == "date" and not lines[index].outlet and not lines[index].aged
    return alone and index + 1 < len(lines) and lines[index + 1].kind == "blank"


def _title_unit(lines: Sequence[Line], card: Card) -> Unit | None:
    """The headline among what stands before the body: the first line of four words or more after the last short name
    (names are navigation), else the first headline-like line, else a name."""
    before = []
    for unit in card.units:
        if unit.part == "b":
            break
        before.append(unit)
    heads = [unit for unit in before if unit.part == "h"]
    if not heads:
        names = [unit for unit in before if unit.part == "n"]
        return names[-1] if names else None
    names_at = [at for at, unit in enumerate(before) if unit.part == "n"]
    late = [unit for at, unit in enumerate(before) if unit.part == "h" and (not names_at or at > names_at[-1])] or heads
    long = [unit for unit in late if lines[unit.first].text.count(" ") >= 3]
    chosen = (long or late)[0]
    # a page often says its headline twice: once in the window's title, with the site's name behind it
    for unit in heads:
        text, title = lines[unit.first].text, lines[chosen.first].text
        if unit is not chosen and len(text) >= 20 and title.startswith(text):
            chosen = unit
    return chosen


def _take_meta(found: _Found, line: Line) -> None:
    if line.outlet and (found.outlet is None or line.known):
        found.outlet = line.outlet
    elif line.kind == "name" and found.outlet is None:
        found.outlet = line.text
    found.date = found.date or line.date
    found.url = found.url or line.url
    if line.aged:
        found.age = line.age


def _is_taken(found: _Found, line: Line) -> bool:
    """Did all that a line says of an article go into it? A second outlet or date did not."""
    outlet = line.text if line.kind == "name" else line.outlet
    return (
        (line.kind in META or line.kind == "name")
        and outlet in (None, found.outlet, found.carrier)
        and line.date in (None, found.date)
        and line.url in (None, found.url)
    )


def _take_paragraph(found: _Found, text: str, rules: Rules) -> None:
    cut = rules.inline.cut(text)
    found.removed.extend(cut.removed)
    if cut.outlet:
        row = rules.furniture("en").outlet(cut.outlet)
        found.carrier = found.carrier or found.outlet
        found.outlet = row["name"] if row else cut.outlet
    kept = cut.text.strip()
    if kept.endswith("___"):  # the mark at the end of wire copy
        found.removed.append("___")
        kept = kept.rstrip("_").rstrip()
    if kept and kept != found.title:
        found.paragraphs.append(kept)


def _take_suffix(found: _Found, rules: Rules) -> None:
    """A title such as "Council votes - Harbor Gazette" gives the outlet, where it is a known one."""
    for separator in (" | ", " - ", " – ", " — "):
        head, mark, tail = found.title.rpartition(separator)
        if mark and len(head) >= 12 and (row := rules.furniture("en").outlet(tail)):
            found.title, found.outlet = head.strip(), found.outlet or row["name"]
            return


def _take_owners(items: Sequence[_Found], ends: Sequence[int], lines: Sequence[Line], rules: Rules) -> None:
    """A copyright line gives the outlet of the article above it, where the holder is a known outlet or stands alone in
    another line of the page, as its masthead does."""
    names = {plain(line.text): line.text for line in lines if line.kind == "name"}
    for index, line in enumerate(lines):
        at = bisect_left(ends, index) - 1
        if line.kind == "end" and at >= 0 and items[at].outlet is None and (match := _HOLDER.search(line.text)):
            holder = _COMPANY.sub("", match[1]).strip()
            row = rules.furniture("en").outlet(holder)
            items[at].outlet = row["name"] if row else names.get(plain(holder))


def _take_dateline(found: _Found, rules: Rules) -> None:
    """A dateline with a full date ("OMAHA, Neb., June 10, 2025 -") states the article's date."""
    if found.date is None and found.paragraphs and (match := _DATELINE.match(found.paragraphs[0])):
        dated = next(rules.calendar.find(match[0]), None)
        found.date = dated.iso if dated else None


def _whole(lines: Sequence[Line], rules: Rules) -> _Found:
    """The page as one article, where nothing on it looks like headline and body."""
    found = _Found()
    for line in lines:
        if line.kind in ("body", "head", "name"):
            if not found.title and line.kind != "body":
                found.title = line.text
            else:
                _take_paragraph(found, line.text, rules)
    return found


def _without_comments(lines: list[Line]) -> tuple[list[Line], list[str]]:
    """The lines without the readers' comments, and these. Comments end at the head of another part of the page, and
    where the page says that there are none."""
    kept, dropped, inside, cards = [], [], False, False
    for line in lines:
        cards = cards or (line.aged and line.outlet is not None)
        if line.kind == "uncommented":
            inside = False
            dropped.append(line.text)
            continue
        if line.kind == "comments":
            # "Comments (12)" under a card is a button; as a word alone it heads what readers wrote
            inside = inside or not (cards and any(char.isdigit() for char in line.text))
            if not inside:
                dropped.append(line.text)
                continue
        elif inside and (line.kind in ("section", "end", "rule") or (line.aged and line.known)):
            inside = False
        if inside and line.text:
            dropped.append(line.text)
        elif not inside:
            kept.append(line)
    return kept, dropped


def _unwrapped(text: str) -> Iterator[str]:
    """The lines of a text, those of a paragraph that was hard-wrapped at some column joined again."""
    for block in text.split("\n\n"):
        lines = block.split("\n")
        if _is_wrapped(lines):
            yield " ".join(line.strip() for line in lines)
        else:
            yield from lines
        yield ""


def _is_wrapped(lines: Sequence[str]) -> bool:
    if len(lines) < 3:
        return False
    low, high = _WRAPPED
    longest = max(len(line) for line in lines)
    if not low <= longest <= high or any(len(line) < longest * 0.6 for line in lines[:-1]):
        return False
    return sum(bool(_ENDED.search(line)) for line in lines[:-1]) * 3 <= len(lines) - 1
