"""The values that travel through the pipeline. They are frozen, and know nothing of files or screens.

Offsets count characters of `Article.body` (title, a blank line, text), and
`body[start:end] == text` holds for every mention (DESIGN: every value can be checked).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, Literal

PlaceKind = Literal["city", "neighborhood", "county", "state", "country", "facility", "region"]
Role = Literal["event", "mention"]
Level = Literal["federal", "state", "county", "city", "other"]
Precision = Literal["day", "month", "year"]
CountOf = Literal["arrested", "detained", "deported", "protesters", "killed", "injured"]
DateBasis = Literal["stated", "url", "page", "unknown"]
TextScope = Literal["full", "summary", "title"]
Stage = Literal["read", "find", "resolve", "focus", "store"]
Severity = Literal["error", "warning", "info"]

TOPICS: tuple[str, ...] = (
    "raid",
    "arrest",
    "detention",
    "deportation",
    "protest",
    "policy",
    "court",
    "legislation",
    "local_response",
    "military_deployment",
    "use_of_force",
    "death",
    "impact",
)


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that was seen and not handled: what, where, and what would cure it."""

    stage: Stage
    level: Severity
    message: str
    text: str = ""  # the words it is about
    source: str = ""  # file and line or item, such as "pages/monday.txt, item 3"


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read, before anything was looked for in it."""

    id: str
    title: str
    text: str
    url: str | None = None
    canonical_url: str | None = None
    domain: str | None = None
    media_name: str | None = None
    media_place: str | None = None  # "Tyler, TX" or a state's name
    publish_date: str | None = None  # ISO date
    publish_date_basis: DateBasis = "unknown"
    language: str = "en"
    text_scope: TextScope = "full"
    source: str = ""  # file and line or item that it came from
    extra: Mapping[str, Any] = field(default_factory=dict)  # unknown keys of the input, kept, never read
    issues: tuple[Issue, ...] = ()  # what reading it had to say

    @property
    def body(self) -> str:
        """Title, blank line, text: what all offsets index."""
        return f"{self.title}\n\n{self.text}"


@dataclass(frozen=True, slots=True)
class Place:
    """A distinct place, at its first mention. Coordinates in degrees, WGS 84."""

    text: str
    start: int
    end: int
    name: str
    kind: PlaceKind
    city: str | None  # the city a facility or neighborhood hangs on; a city's own name
    county: str | None
    state: str | None  # two letters
    country: str | None  # ISO 3166-1 alpha-2
    latitude: float | None
    longitude: float | None
    fips_code: str | None  # five digits for a county or a place in it, two for a state
    geonames_id: int | None
    role: Role
    resolved_by: str  # the pass that decided
    confidence: float  # 0 to 1
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class Agency:
    """A distinct agency, at its first mention."""

    text: str
    start: int
    end: int
    name: str
    short_name: str
    level: Level
    parent: str | None  # canonical name of the agency above it
    state: str | None
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class DateMention:
    """A distinct calendar time; `date` is a prefix date, never finer than the text."""

    text: str
    start: int
    end: int
    date: str
    precision: Precision
    role: Role
    mentions: int = 1


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people that the text gives."""

    text: str
    start: int
    end: int
    what: CountOf
    value: int


@dataclass(frozen=True, slots=True)
class Record:
    """An article with all that was found in it: one row of the dataset."""

    article: Article
    relevant: bool
    relevance: float  # 0 to 1
    relevance_reasons: tuple[str, ...]
    topics: tuple[str, ...]
    places: tuple[Place, ...]
    agencies: tuple[Agency, ...]
    dates: tuple[DateMention, ...]
    counts: tuple[Count, ...]
    event_date: str | None  # prefix date of the main event; None where the text gives none
    issues: tuple[Issue, ...]

    def as_dict(self) -> dict[str, Any]:
        """The JSON object of DESIGN.md, keys in the order of the codebook, lists of plain dicts."""
        article = self.article
        row: dict[str, Any] = {
            "id": article.id,
            "url": article.url,
            "canonical_url": article.canonical_url,
            "domain": article.domain,
            "media_name": article.media_name,
            "media_place": article.media_place,
            "publish_date": article.publish_date,
            "publish_date_basis": article.publish_date_basis,
            "event_date": self.event_date,
            "language": article.language,
            "title": article.title,
            "text": article.text,
            "text_scope": article.text_scope,
            "relevant": self.relevant,
            "relevance": self.relevance,
            "relevance_reasons": list(self.relevance_reasons),
            "topics": list(self.topics),
            "places": _flat(Place, self.places),
            "agencies": _flat(Agency, self.agencies),
            "dates": _flat(DateMention, self.dates),
            "counts": _flat(Count, self.counts),
            "issues": [{"stage": i.stage, "level": i.level, "message": i.message, "text": i.text} for i in self.issues],
            "source": article.source,
        }
        return row


@cache
def _reading(kind: type) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names)


def _flat(kind: type, values: Iterable[Any]) -> list[dict[str, Any]]:
    """The values as dicts. Their fields hold no values of their own, so nothing is to be copied, as asdict would."""
    names, read = _reading(kind)
    return [dict(zip(names, read(value), strict=True)) for value in values]
