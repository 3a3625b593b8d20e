"""Feeds: RSS, Atom, JSON Feed, news sitemaps; and lists (OPML, addresses), which name feeds or pages and hold none."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from etl.models import Issue
from etl.read.clean import decode
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.jsonl import load
from etl.read.markup import text_of
from etl.read.sniff import is_header
from etl.read.urls import host_of
from etl.text import letters

_FULL = 700  # characters from which the content of an entry is taken for the article and not for its first lines
_TITLE_PARTS = re.compile(r"\s*[|»>·:]\s*|\s+[-–—]\s+")
_MORE = re.compile(r"\s*(?:\[…\]|\[\.\.\.\]|\[&#8230;\]|Continue reading.{0,200}|Read more.{0,80})\s*$")


def parse_feed(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for each entry of an RSS or Atom feed."""
    import feedparser  # here, since most runs read no feed

    try:
        feed = feedparser.parse(io.BytesIO(document.read()), sanitize_html=False)
    except UnicodeDecodeError:
        yield issue(document.name, "names an encoding that is none; save the feed again as UTF-8", "error")
        return
    if not feed.entries:
        cause = f"; {feed.bozo_exception}" if feed.get("bozo") else ""
        yield issue(document.name, f"holds no entries{cause}; save the feed again", "warning")
        return
    head = feed.feed
    for number, entry in enumerate(feed.entries, 1):
        content = max((part.get("value", "") for part in entry.get("content", [])), key=len, default="")
        source = (entry.get("source") or {}).get("title")
        yield _entry(
            f"{document.name}, item {number}",
            title=entry.get("title", ""),
            content=content,
            summary=entry.get("summary", ""),
            url=entry.get("link") or _url(entry.get("id")),
            date=entry.get("published") or entry.get("updated"),
            outlet=source or head.get("title"),
            own=source is None,
            language=entry.get("language") or head.get("language"),
            rules=rules,
        )
    if feed.get("bozo") and not isinstance(feed.bozo_exception, feedparser.CharacterEncodingOverride):
        yield issue(document.name, f"is not well-formed ({feed.bozo_exception}); entries may be missing")


def parse_json_feed(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for each item of a JSON Feed."""
    feed = load(decode(document.read())[0], document.name)
    if isinstance(feed, Issue):
        yield feed
        return
    items = feed.get("items") if isinstance(feed, Mapping) else None
    if not isinstance(items, list):
        yield issue(document.name, "is a JSON Feed without items; save the feed again", "error")
        return
    for number, item in enumerate(items, 1):
        where = f"{document.name}, item {number}"
        if not isinstance(item, Mapping):
            yield issue(where, f"is a {type(item).__name__}, not an object", "error")
            continue
        values = {key: item[key] for key in item if isinstance(item[key], str)}
        yield _entry(
            where,
            title=values.get("title", ""),
            content=values.get("content_html") or values.get("content_text", ""),
            summary=values.get("summary", ""),
            url=values.get("url") or _url(values.get("id")),
            date=values.get("date_published"),
            outlet=str(feed.get("title") or ""),
            own=True,
            language=values.get("language") or feed.get("language"),
            rules=rules,
        )


def _entry(
    source: str,
    *,
    title: str,
    content: str,
    summary: str,
    url: str | None,
    date: str | None,
    outlet: str | None,
    own: bool,
    language: object,
    rules: Rules,
) -> Draft:
    """The draft of an entry. `own`: the outlet is the feed's title, which often says more than the outlet's name."""
    full = text_of(content)
    short = text_of(summary)
    scope = "full" if len(full) >= _FULL and not _MORE.search(full) else "summary"
    text = _MORE.sub("", full if len(full) >= len(short) else short)
    headline = text_of(title) or title
    if text.strip() == headline.strip():
        text = ""
    if outlet and headline.endswith(f" - {outlet}"):
        headline = headline.removesuffix(f" - {outlet}")
    elif own and outlet:
        outlet = _outlet(outlet, url, rules)
    return Draft(
        source=source,
        title=headline,
        text=text,
        url=url,
        media_name=outlet,
        publish_date=date,
        language=language,
        text_scope=scope,
    )


def _outlet(feed_title: str, url: str | None, rules: Rules) -> str:
    """The outlet that a feed's title names ("Local News | Harbor Gazette"): a part that the table knows, or that the
    entry's host is named by (harborgazette.com); else the title itself."""
    furniture = rules.furniture("en")
    parts = [feed_title, *(part for part in _TITLE_PARTS.split(feed_title) if part)]
    for part in parts:
        if row := furniture.outlet(part):
            return row["name"]
    labels = {label.replace("-", "") for label in (host_of(url or "") or "").split(".")}
    return next((part for part in parts if letters(part) in labels or letters(f"the {part}") in labels), feed_title)


def _many(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 'es' if thing.endswith('s') else 's'}"


def _url(value: Any) -> str | None:
    return value if isinstance(value, str) and value.startswith(("http://", "https://")) else None


def parse_sitemap(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft, a title without a text, for each page of a news sitemap; an issue for the pages without one."""
    titled = untitled = 0
    hosts: list[str] = []
    try:
        for found in locations(document):
            if "title" in found:
                titled += 1
                yield sitemap_draft(found, f"{document.name}, item {titled}")
            else:
                untitled += 1
                hosts.append(found.get("loc", ""))
    except etree.XMLSyntaxError as error:
        yield issue(document.name, f"is not well-formed ({error.msg}); save it again", "error")
    if untitled:
        message = f"{untitled} addresses without a title, which say nothing; save their pages, or {_fetch(hosts)}"
        yield issue(document.name, message)


def locations(document: Document) -> Iterator[dict[str, str]]:
    """What a sitemap says of each page, or an index of each sitemap: `loc`, `lastmod` and the tags of news.

    `list` is there where it is a sitemap. Raises XMLSyntaxError.
    """
    for element in _elements(document, "url", "sitemap"):
        found = {"list": ""} if _name(element)[1] == "sitemap" else {}
        for child in element.iter(tag=etree.Element):
            namespace, name = _name(child)
            # the title of an image or of a video is not that of the page
            if child.getparent() is element or "news" in namespace:
                found.setdefault(name, (child.text or "").strip())
        yield {name: value for name, value in found.items() if value or name == "list"}


def _name(element: Any) -> tuple[str, str]:
    """The namespace and the name of an element; lxml's own way refuses names of namespaces that nothing declares."""
    namespace, _, name = element.tag.rpartition("}")
    return namespace, name


def sitemap_draft(found: Mapping[str, str], source: str) -> Draft:
    """The draft of a page that a news sitemap gives the title of."""
    return Draft(
        source=source,
        title=found["title"],
        url=found.get("loc"),
        media_name=found.get("name"),
        publish_date=found.get("publication_date"),
        language=found.get("language"),
        text_scope="title",
    )


def parse_opml(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """An issue that names the feeds of the list: they are fetched only when that is asked for."""
    try:
        feeds = list(outlines(document))
    except etree.XMLSyntaxError as error:
        yield issue(document.name, f"is not well-formed ({error.msg}); export it again", "error")
        return
    message = f"lists {_many(len(feeds), 'feed')} and holds no article; save the feeds, or {_fetch(feeds)}"
    yield issue(document.name, message, "warning", "\n".join(feeds))


def outlines(document: Document) -> Iterator[str]:
    """The addresses of the feeds that an OPML list names. Raises XMLSyntaxError."""
    return (url for outline in _elements(document, "outline") if (url := outline.get("xmlUrl")))


def parse_addresses(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """An issue that names the pages of a list of addresses: they are fetched only when that is asked for."""
    lines = [url for _, url in addresses(document)]
    message = f"lists {_many(len(lines), 'address')} and holds no article; save the pages, or {_fetch(lines)}"
    yield issue(document.name, message, "error", "\n".join(lines[:20]))


def addresses(document: Document) -> Iterator[tuple[int, str]]:
    """Number and content of the lines of a list of addresses, without the empty ones, comments (#) and a header."""
    text, _ = decode(document.read())
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = line.strip().strip('"')
        if line and not line.startswith("#") and not (number == 1 and is_header(line)):
            yield number, line


def _fetch(urls: Iterable[str]) -> str:
    """What would fetch these, and whom it would ask."""
    hosts = list(dict.fromkeys(host for url in urls if (host := host_of(url))))
    named = ", ".join(hosts[:3]) + (f" and {len(hosts) - 3} other hosts" if len(hosts) > 3 else "")
    return f"add --fetch, which asks {named or 'their hosts'} for them"


def _elements(document: Document, *names: str) -> Iterator[Any]:
    """The elements of these names, one at a time, without entities or anything from outside the document."""
    with document.open() as stream:
        tags = [f"{{*}}{name}" for name in names]
        options = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}
        for _, element in etree.iterparse(stream, events=("end",), tag=tags, **options):
            yield element
            element.clear()
