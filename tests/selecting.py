"""What filters select, said in SQL: what the masks of `etl/masks.py` are held against."""

from __future__ import annotations

from typing import Any

from etl.filters import PLACE_FIELDS, Filters, text_where
from etl.text import plain

_HAS = {
    "agencies": "article_key IN (SELECT article_key FROM agency_mention JOIN agency_form USING (agency_key)"
    " WHERE form IN (SELECT unnest(?::VARCHAR[])))",
    "levels": "article_key IN (SELECT article_key FROM agency_mention JOIN agency USING (agency_key)"
    " WHERE level IN (SELECT unnest(?::VARCHAR[])))",
    "topics": "article_key IN (SELECT article_key FROM article_topics WHERE topic IN (SELECT unnest(?::VARCHAR[])))",
    "outlets": "outlet_key IN (SELECT outlet_key FROM outlet WHERE form IN (SELECT unnest(?::VARCHAR[])))",
    "languages": "language IN (SELECT unnest(?::VARCHAR[]))",
}


def where(filters: Filters) -> tuple[str, list[Any]]:
    """A condition on rows of the table `articles`, and its parameters: the articles that are selected."""
    parts, values = [], []
    if filters.relevant != "all":
        parts.append("relevant" if filters.relevant == "yes" else "NOT relevant")
    if any(getattr(filters, name) for name in PLACE_FIELDS):
        condition, asked = filters.place_where()
        parts.append(f"article_key IN (SELECT article_key FROM place_mention WHERE {condition})")
        values += asked
    for name, condition in _HAS.items():
        if given := getattr(filters, name):
            parts.append(condition)
            values.append([plain(value) for value in given] if name in ("agencies", "outlets") else list(given))
    first, last = ("event_day", "event_last") if filters.date_field == "event" else ("publish_day", "publish_day")
    if filters.date_from:
        parts.append(f"{last} >= ?")
        values.append(filters.date_from)
    if filters.date_to:
        parts.append(f"{first} <= ?")
        values.append(filters.date_to)
    condition, asked = text_where(filters.text)
    return " AND ".join([*parts, condition]), [*values, *asked]
