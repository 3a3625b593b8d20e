"""The page of an entry of a feed or sitemap, and what the list says of it: one article, by the fuller of the two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from etl.models import Issue
from etl.read.documents import Document
from etl.read.draft import Draft, issue


def fuller(found: Iterable[Draft | Document | Issue], document: Document) -> Iterator[Draft | Document | Issue]:
    """What a page holds; where it was fetched for an entry of a list and holds less than the entry, the entry.

    A page has lost its article to a wall or a banner more often than an entry is wrong, so a page counts as the entry's
    only with one article of at least the entry's length. What the page does not say of itself the entry says.
    """
    entry = document.entry
    if entry is None:
        yield from found
        return
    items = list(found)
    drafts = [item for item in items if isinstance(item, Draft)]
    if any(isinstance(item, Document) for item in items):
        yield from items
    elif len(drafts) == 1 and len(drafts[0].text.strip()) >= max(len(entry.text.strip()), 1):
        yield from (_filled(item, entry) if isinstance(item, Draft) else item for item in items)
    else:
        why = next((item.message for item in items if isinstance(item, Issue)), "less than the list says of it")
        note = issue(document.name, f"its page gave no article ({why}); the words of the list stand for it")
        yield replace(entry, issues=(*entry.issues, note))


def _filled(draft: Draft, entry: Draft) -> Draft:
    """The draft of a page, with what its list knows where the page says nothing."""
    return replace(
        draft,
        title=draft.title or entry.title,
        url=draft.url or entry.url,
        media_name=draft.media_name or entry.media_name,
        publish_date=draft.publish_date or entry.publish_date,
        language=draft.language or entry.language,
    )
