"""What a list names: the addresses of a feed, a sitemap, an OPML list or a plain list, with what it says of each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from lxml import etree

from etl.models import Issue
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, is_web_address, issue
from etl.read.feeds import addresses, locations, outlines, parse_feed, parse_json_feed, sitemap_draft

_INDEXED = 10  # sitemaps of an index that are read, the newest


@dataclass(frozen=True, slots=True)
class Named:
    """An address that a list names. Without an entry it is taken for what the user named: it may be a list itself."""

    url: str
    source: str  # the place in the list, for messages
    page: bool  # the page of an entry, not what the user listed
    entry: Draft | None = None  # what the list says of the page
    mark: str | None = None  # changes when what the list says changes


Listed = Iterator[Named | Draft | Issue]


@dataclass(frozen=True, slots=True)
class Take:
    """What of a feed or a sitemap is fetched: its pages at all, and how many of them."""

    pages: bool
    most: int


def listed(document: Document, kind: str, rules: Rules, take: Take) -> Listed:
    """What a list names, in its order; drafts are entries whose pages are not to be fetched."""
    try:
        yield from LISTS[kind](document, rules, take)
    except etree.XMLSyntaxError as error:
        yield issue(document.name, f"is not well-formed ({error.msg}); the rest of it is not read", "error")


def _of_addresses(document: Document, rules: Rules, take: Take) -> Listed:
    for number, url in addresses(document):
        yield Named(url, f"{document.name}, line {number}", page=False)


def _of_opml(document: Document, rules: Rules, take: Take) -> Listed:
    for number, url in enumerate(outlines(document), 1):
        yield Named(urljoin(document.url or "", url.strip()), f"{document.name}, item {number}", page=False)


def _of_sitemap(document: Document, rules: Rules, take: Take) -> Listed:
    found: list[Mapping[str, str]] = []
    fault: etree.XMLSyntaxError | None = None
    try:
        found.extend(locations(document))
    except etree.XMLSyntaxError as error:
        fault = error
    yield from _of_index(document, [each for each in found if "list" in each])
    yield from _of_pages(document, [each for each in found if "list" not in each], take)
    if fault is not None:  # what stands before it counts
        raise fault


def _of_index(document: Document, sitemaps: Sequence[Mapping[str, str]]) -> Listed:
    kept = _newest([each.get("lastmod", "") for each in sitemaps], _INDEXED)
    for number, each in enumerate(sitemaps, 1):
        if number - 1 in kept and each.get("loc"):
            yield Named(urljoin(document.url or "", each["loc"]), f"{document.name}, item {number}", page=False)
    if len(sitemaps) > len(kept):
        message = (
            f"names {len(sitemaps)} sitemaps; the {len(kept)} newest are read, give others as sources of their own"
        )
        yield issue(document.name, message)


def _of_pages(document: Document, pages: Sequence[Mapping[str, str]], take: Take) -> Listed:
    times = [each.get("publication_date") or each.get("lastmod", "") for each in pages]
    named = []
    for number, each in enumerate(pages, 1):
        source = f"{document.name}, item {number}"
        draft = sitemap_draft(each, source) if "title" in each else None
        named.append(_entry(document, each.get("loc"), draft, source, sorted(each.items())))
    yield from _some(document, named, _newest(times, take.most), take)


def _of_feed(parse: Callable[[Document, Rules], Iterator[Draft | Issue]]) -> Callable[[Document, Rules, Take], Listed]:
    def of_feed(document: Document, rules: Rules, take: Take) -> Listed:
        items = list(parse(document, rules))
        yield from (item for item in items if isinstance(item, Issue))
        drafts = [item for item in items if isinstance(item, Draft)]
        named = [_entry(document, d.url, d, d.source, (d.title, d.text, d.publish_date)) for d in drafts]
        # A feed has its newest entries first; what it gives the whole text of needs no page.
        short = [number for number, draft in enumerate(drafts) if draft.text_scope != "full"]
        yield from _some(document, named, frozenset(short[: take.most]), take, of=len(short))

    return of_feed


def _entry(document: Document, url: str | None, draft: Draft | None, source: str, said: object) -> Named:
    """An entry of a list; its mark is a hash of all that the list says of it."""
    url = urljoin(document.url or "", url.strip()) if url else ""
    if draft is not None:
        draft = replace(draft, url=url or None)
    mark = hashlib.sha256(repr(said).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return Named(url, source, page=True, entry=draft, mark=mark)


def _some(
    document: Document, named: Sequence[Named], chosen: frozenset[int], take: Take, *, of: int | None = None
) -> Listed:
    """The chosen entries to be fetched, the others by what the list says of them."""
    silent = 0
    for number, each in enumerate(named):
        if take.pages and number in chosen and is_web_address(each.url):
            yield each
        elif each.entry is not None:
            yield each.entry
        else:
            silent += 1
    total = len(named) if of is None else of
    if take.pages and total > len(chosen):
        yield issue(
            document.name, f"names {total} pages; the {len(chosen)} newest are fetched, --most {total} takes all"
        )
    elif silent:
        why = "their pages are not fetched" if not take.pages else "no web addresses"
        yield issue(document.name, f"{silent} entries without a title, which say nothing: {why}")


def _newest(times: Sequence[str], most: int) -> frozenset[int]:
    """The places of the newest; what has no time comes last, what has the same in the order of the list."""
    order = sorted(range(len(times)), key=lambda place: times[place], reverse=True)
    return frozenset(order[:most])


LISTS: Mapping[str, Callable[[Document, Rules, Take], Listed]] = {
    "addresses": _of_addresses,
    "opml": _of_opml,
    "sitemap": _of_sitemap,
    "feed": _of_feed(parse_feed),
    "json feed": _of_feed(parse_json_feed),
}
