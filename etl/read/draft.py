"""What a parser finds of an article, and the one place where that becomes an `Article`.

Parsers differ by format; identity, dates, language and outlet are settled here in the same way for all of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from etl.gazetteer import key
from etl.knowledge import Knowledge, Row
from etl.models import Article, DateBasis, Issue, Severity, TextScope
from etl.read.calendar import Calendar
from etl.read.clean import clean, clean_line
from etl.read.inline import Inline
from etl.read.language import Languages
from etl.read.lines import Furniture
from etl.read.urls import UrlRules, canonical, domain_of, url_date

_BASES: tuple[DateBasis, ...] = ("stated", "url", "page", "unknown")
_SCOPES: tuple[TextScope, ...] = ("full", "summary", "title")
_LONGEST_ID = 200
_TITLE_FROM_TEXT = 120


@dataclass(frozen=True)
class Rules:
    """The tables that reading needs, made ready when first asked for."""

    knowledge: Knowledge
    columns: Mapping[str, str] = field(default_factory=dict)  # what the user says: our field -> the column's name

    @cached_property
    def calendar(self) -> Calendar:
        """Reads dates."""
        return Calendar.of(self.knowledge.tables["date_words"])

    @cached_property
    def urls(self) -> UrlRules:
        """What may go from a URL."""
        return UrlRules.of(self.knowledge.tables["url_rules"])

    @cached_property
    def languages(self) -> Languages:
        """Tells languages apart."""
        return Languages(self.knowledge.tables["language_words"])

    @cached_property
    def _furniture(self) -> tuple[Furniture, Furniture]:
        tables = self.knowledge.tables["page_furniture"], self.knowledge.outlets, self.calendar
        return Furniture(*tables), Furniture(*tables, day_first=True)

    def furniture(self, language: str) -> Furniture:
        """Knows the lines of a page in this language."""
        return self._furniture[language == "es"]

    @cached_property
    def inline(self) -> Inline:
        """Knows the furniture inside running text."""
        return Inline(self.knowledge.tables["page_furniture"])

    @cached_property
    def ahead(self) -> re.Pattern[str]:
        """Finds the words before a date that make it one to come."""
        words = [re.escape(row["phrase"]) for row in self.knowledge.tables["page_furniture"] if row["kind"] == "ahead"]
        return re.compile(rf"\b(?:{'|'.join(words)})\b[^.!?]{{0,60}}$", re.IGNORECASE)

    @cached_property
    def aliases(self) -> Mapping[str, Row]:
        """Rows of the table `aliases` by the plain form of the column name."""
        rows = {column_key(row["alias"]): row for row in reversed(self.knowledge.tables["aliases"])}
        said = {
            column_key(column): {"field": field, "alias": column, "rank": "-1", "note": "", "source": "the user"}
            for field, column in self.columns.items()
        }
        return {**rows, **said}


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as a source gives it, every value as found. `page_date` is the day of the page that carried it."""

    source: str
    title: str = ""
    text: str = ""
    id: object = None
    url: str | None = None
    canonical_url: str | None = None
    domain: str | None = None
    media_name: str | None = None
    media_place: str | None = None
    publish_date: object = None
    publish_date_basis: str | None = None
    page_date: str | None = None
    language: object = None
    text_scope: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()


@lru_cache(maxsize=10_000)  # every row of a table has the same columns
def column_key(name: str) -> str:
    """The form that column names are compared in: "Article Title", "article_title" and "articleTitle" are one."""
    return "".join(char for char in name.casefold() if char.isalnum() or char == ".")


def finish(draft: Draft, rules: Rules) -> Article | Issue:
    """The article of a draft, or an issue where there is neither title nor text."""
    notes = list(draft.issues)
    title, text = clean_line(draft.title), clean(draft.text)
    if not title and not text:
        return issue(draft.source, "no title and no text; an article needs one of them", "error")
    scope: TextScope = next((scope for scope in _SCOPES if scope == draft.text_scope), "full")
    if not text:
        scope = "title"
    if not title:
        title = _first_words(text)
        notes.append(issue(draft.source, "no title; the first words of the text stand in for it", "info"))
    url, canonical_url = _address(draft, rules, notes)
    domain = domain_of(canonical_url) if canonical_url else clean_line(draft.domain or "").lower().removeprefix("www.")
    outlet = outlet_row(draft.media_name, canonical_url or domain, rules.knowledge.outlets)
    name = clean_line(draft.media_name or "")
    if outlet and (not name or _is_host(name)):
        name = outlet["name"]
    place = clean_line(draft.media_place or "") or (outlet["place"] if outlet else "")
    language = rules.languages.code(draft.language) or rules.languages.detect(
        f"{title} {text}", default=outlet["language"] if outlet else "en"
    )
    date, basis = _date(draft, url, language, rules, notes)
    return Article(
        id=_identity(draft.id, canonical_url, title, text),
        title=title,
        text=text,
        url=url,
        canonical_url=canonical_url,
        domain=domain or None,
        media_name=name or None,
        media_place=place or None,
        publish_date=date,
        publish_date_basis=basis,
        language=language,
        text_scope=scope,
        source=draft.source,
        extra=draft.extra,
        issues=tuple(notes),
    )


def issue(source: str, message: str, level: Severity = "warning", text: str = "") -> Issue:
    """An issue of reading: where, what, and what would cure it."""
    return Issue("read", level, message, text=text, source=source)


def outlet_row(name: str | None, address: str | None, outlets: Mapping[str, Row]) -> Row | None:
    """The row of an outlet by its name, else by its address: the longest path and the longest host that match."""
    for form in (name, (name or "").partition(" (")[0], (name or "").partition(" / ")[0]):
        if form and (row := outlets.get(key(form)) or outlets.get(key("The " + form))):
            return row
    for given in (address, name if name and _is_host(name) else None):
        host, _, path = (given or "").removeprefix("https://").lower().removeprefix("www.").partition("/")
        segments = path.split("/")
        for depth in (2, 1):
            row = outlets.get("/".join([host, *segments[:depth]]))
            if row and row["domain"]:
                return row
        labels = host.split(".")
        for first in range(len(labels) - 1):
            row = outlets.get(".".join(labels[first:]))
            if row and row["domain"] == ".".join(labels[first:]):
                return row
    return None


def _is_host(name: str) -> bool:
    return "." in name and " " not in name and name == name.lower()


def _address(draft: Draft, rules: Rules, notes: list[Issue]) -> tuple[str | None, str | None]:
    """The URL as given and its canonical form; what is no web address is dropped with a note, never linked to."""
    given = (draft.url or "").strip()
    url = given if is_web_address(given) else None
    if given and url is None:
        notes.append(issue(draft.source, "the URL is no web address and was left out", "warning", given[:200]))
    for candidate in (draft.canonical_url, url):
        found = canonical(candidate, rules.urls) if candidate else None
        if found:
            return url or (draft.canonical_url or "").strip(), found
    return url, None


def is_web_address(url: str) -> bool:
    """Is this an http or https address?"""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def _date(
    draft: Draft, url: str | None, language: str, rules: Rules, notes: list[Issue]
) -> tuple[str | None, DateBasis]:
    """The date of publication and what it rests on: stated, else in the URL, else the page's own day."""
    basis: DateBasis = next((basis for basis in _BASES if basis == draft.publish_date_basis), "stated")
    if draft.publish_date not in (None, ""):
        if found := rules.calendar.parse(draft.publish_date, day_first=language == "es"):
            return found, "stated" if basis == "unknown" else basis
        given = str(draft.publish_date)[:200]
        notes.append(issue(draft.source, "publish_date is no date; write it as 2025-06-23", "warning", given))
    if url and (found := url_date(url)):
        return found, "url"
    if draft.page_date:
        return draft.page_date, "page"
    return None, "unknown"


def _identity(given: object, canonical_url: str | None, title: str, text: str) -> str:
    if isinstance(given, str | int) and not isinstance(given, bool):
        name = clean_line(str(given))
        if 0 < len(name) <= _LONGEST_ID:
            return name
    if canonical_url and names_a_page(canonical_url):
        return id_of_address(canonical_url)
    return "t-" + _digest(f"{title}\n\n{text}")


def id_of_address(canonical_url: str) -> str:
    """The id of an article that is known by its address."""
    return "u-" + _digest(canonical_url)


def names_a_page(canonical_url: str) -> bool:
    """Does an address name a page and not a whole site, as a list has that gives each outlet's home?"""
    return any(mark in canonical_url.removeprefix("https://") for mark in "/?")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _first_words(text: str) -> str:
    line = text.split("\n", 1)[0]
    if len(line) <= _TITLE_FROM_TEXT:
        return line
    return line[:_TITLE_FROM_TEXT].rsplit(" ", 1)[0].rstrip(" ,;:") + " …"
