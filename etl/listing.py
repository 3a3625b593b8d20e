"""The list of what the filters select, a page at a time, and everything about one article or one story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from etl.columns import NO_DAY, Count, keys_of
from etl.coverage import Coverage
from etl.filters import Filters
from etl.queries import Unit, drawn

Row = dict[str, Any]
_SPAN = 'article_key, start, "end", sentence_start, sentence_end'
Sort = Literal["event", "published", "outlet", "title", "relevance"]
Only = Literal["all", "not_on_map", "undrawn"]

_SORTS: Mapping[str, str] = {
    "event": "event_last {way} NULLS LAST, publish_day {way} NULLS LAST",
    "published": "publish_day {way} NULLS LAST",
    "outlet": "lower(outlet) {way} NULLS LAST, event_last DESC NULLS LAST",
    "title": "lower(title) {way}",
    "relevance": "relevance {way}, event_last DESC NULLS LAST",
}


def page_keys(
    coverage: Coverage,
    filters: Filters,
    *,
    sort: Sort = "event",
    descending: bool = True,
    only: Only = "all",
    unit: Unit = "month",
    offset: int = 0,
    limit: int = 25,
    count: Count = "articles",
) -> list[int]:
    """The keys of a page of the list, newest event first unless asked otherwise.

    `only` leaves those without a pin, or those without a bar in a `timeline` of this `unit`. Where stories are
    counted, each is there once: by the article that stands for it where the filters select that one, else by the
    earliest of its copies that they do.
    """
    tally = coverage.tally
    keys = keys_of(coverage.chosen(filters))
    if only != "all":
        mentions = tally.mentions(filters.role)
        shown = (
            mentions.article[coverage.placed(filters) & mentions.pin]
            if only == "not_on_map"
            else drawn(coverage, filters, unit=unit)
        )
        owner = tally.story if count == "stories" else np.arange(len(tally.story), dtype=np.int32)
        has = np.zeros(len(tally.story), np.bool_)
        has[owner[shown]] = True
        keys = keys[~has[owner[keys]]]
    if count == "stories":
        published = tally.days("publish").first[keys]
        keys = tally.one_each(keys, tally.copy[keys], np.where(published == NO_DAY, np.iinfo(np.int32).max, published))
    listed = np.zeros(len(tally.story), np.bool_)
    listed[keys] = True
    order = tally.order(_SORTS[sort].format(way="DESC" if descending else "ASC"))
    found: list[int] = order[listed[order]][offset : offset + limit].tolist()
    return found


# What is kept in memory of every mention, so that a page of the list is no search through all of them.
_MENTIONS: Mapping[str, str] = {
    "places": f"SELECT {_SPAN}, place_key, event, pin, confidence FROM place_mention",
    "agencies": f"SELECT {_SPAN}, agency_key FROM agency_mention",
    "dates": f'SELECT {_SPAN}, "date", role FROM dates',
    "counts": f"SELECT {_SPAN}, what, value FROM counts",
}
_IN_ORDER = "ORDER BY article_key, start"


def with_mentions(coverage: Coverage, rows: Sequence[Row]) -> list[Row]:
    """The rows with the places, agencies, dates and counts of each: where they stand and what they were resolved to."""
    tally = coverage.tally
    found = {row["article_key"]: {**row, **{name: [] for name in _MENTIONS}} for row in rows}
    for name, sql in _MENTIONS.items():
        table = tally.of_articles(f"{sql} {_IN_ORDER}", list(found))
        mentions = table.to_pylist()
        if name in ("places", "agencies"):
            key = "place_key" if name == "places" else "agency_key"
            known = tally.places if name == "places" else tally.agencies
            for mention, about in zip(mentions, known.take(table.column(key)).to_pylist(), strict=True):
                mention |= about
        for mention in mentions:
            if name == "places":
                mention["role"] = "event" if mention["event"] else "mention"
            found[mention["article_key"]][name].append(mention)
    return list(found.values())


def entries(coverage: Coverage, keys: Sequence[int]) -> list[Row]:
    """The articles of some keys, in that order, with the numbers of articles and outlets that carry their story."""
    rows = coverage.rows(
        """
        SELECT article_key, article_id, is_duplicate, title, coalesce(text, '') AS text, url, outlet, publish_date,
            publish_date_basis, event_date, language, relevant, relevance, text_scope, text_license
        FROM articles WHERE article_key IN (SELECT unnest(?::INTEGER[]))
        """,
        [list(keys)],
    )
    articles, outlets = coverage.tally.story_sizes
    found = {row["article_key"]: row for row in rows}
    for key, row in found.items():
        story = coverage.tally.story[key]
        row |= {"story_articles": int(articles[story]), "story_outlets": int(outlets[story])}
    return [found[key] for key in keys]


def listing(coverage: Coverage, filters: Filters, **page: Any) -> list[Row]:
    """A page of the articles (`page_keys` says of what and in which order), each with all that was found in it."""
    return with_mentions(coverage, entries(coverage, page_keys(coverage, filters, **page)))


def article(coverage: Coverage, article_id: str) -> Row | None:
    """Everything about one article: its columns, and lists of places, agencies, dates, counts, topics and issues,
    each mention with its sentence; None if the dataset does not hold it.
    """
    found = coverage.rows("SELECT * EXCLUDE (search, outlet_key) FROM articles WHERE article_id = ?", [article_id])
    if not found:
        return None
    row = found[0]
    key, body = row["article_key"], f"{row['title']}\n\n{row['text']}"
    for name in ("places", "agencies", "dates", "counts"):
        row[name] = coverage.rows(f"SELECT * FROM {name} WHERE article_key = ? ORDER BY start", [key])
        for mention in row[name]:
            mention["sentence"] = body[mention["sentence_start"] : mention["sentence_end"]]
    topics = coverage.rows("SELECT topic FROM article_topics WHERE article_key = ? ORDER BY position", [key])
    row["topics"] = [topic["topic"] for topic in topics]
    row["issues"] = coverage.rows("SELECT * FROM issues WHERE article_id = ?", [article_id])
    return row


def story(coverage: Coverage, story_id: str) -> list[Row]:
    """The articles of a story in order of time, the one that stands for it first: outlet, dates, title, text."""
    return coverage.rows(
        """
        SELECT article_key, article_id, is_duplicate, title, text, url, outlet, domain, publish_date,
            publish_date_basis, language, text_scope, text_license
        FROM articles WHERE story_id = ?
        ORDER BY is_duplicate, publish_day NULLS LAST, lower(outlet) NULLS LAST, article_key
        """,
        [story_id],
    )


def ask_ahead(coverage: Coverage) -> None:
    """Ask for every array that a first view needs, so that what keeps them (`etl/prepared.py`) has them."""
    tally = coverage.tally
    tally.ahead()
    tally.order(_SORTS["event"].format(way="DESC"))
    for sql in _MENTIONS.values():
        tally.kept(f"{sql} {_IN_ORDER}")
