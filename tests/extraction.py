"""What the tests of extraction share: an article around a text, and short forms of what was found in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from etl.models import Article, Place, Record

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = "2025-06-23"  # a Monday
_KEYS = ("id", "title", "text", "url", "media_name", "media_place", "publish_date", "language")


def article(text: str, *, title: str = "", published: str | None = PUBLISHED, **values: Any) -> Article:
    """An article of this text, published on a Monday in June 2025."""
    return Article(id="a1", title=title, text=text, publish_date=published, **values)


def area(place: Place) -> str | None:
    """The state of a place at home, the country of one abroad."""
    return place.state if place.country == "US" and place.state else place.country


def places(record: Record) -> list[tuple[str, str, str, str | None]]:
    """Of each place: its words, its name, its kind, and its state or country."""
    return [(p.text, p.name, p.kind, area(p)) for p in record.places]


def decided(record: Record) -> list[tuple[str, str, str, str | None, str]]:
    """Of each place the same, and the pass that decided."""
    return [(p.text, p.name, p.kind, area(p), p.resolved_by) for p in record.places]


@cache
def bundled() -> tuple[Article, ...]:
    """The articles of `data/articles`, as they stand there."""
    return tuple(Article(**{k: row[k] for k in _KEYS if k in row}) for row in _rows())


def _rows() -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "data" / "articles").glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            yield json.loads(line)
