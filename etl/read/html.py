"""A web page: what it says of itself (JSON-LD, Open Graph, `<time>`), and its text by trafilatura.

Trafilatura leaves menus, rails of other stories, comments and cookie banners out. What the newsroom itself put into
JSON-LD is trusted before what can be guessed from the layout.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from etl.models import Issue
from etl.read.clean import clean, decode
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.listing import listed
from etl.read.markup import has_markup, line_of, text_of
from etl.read.page import parse_text
from etl.read.urls import canonical, site_of

LARGEST = 32 * 1024 * 1024
_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([\w-]{2,20})", re.IGNORECASE)
_SAVED = re.compile(r"<!-- saved from url=\(\d+\)(\S{4,2000}) -->")
_ARTICLE_TYPES = ("article", "blogposting", "report")  # LiveBlogPosting ends in the second
_SHORT = 200  # characters under which a text is no article's


@dataclass(frozen=True, slots=True)
class _Said:
    """What a page says of itself."""

    title: str = ""
    text: str = ""
    url: str | None = None
    saved: str | None = None  # where the browser that saved the page says that it was
    outlet: str | None = None
    date: str | None = None
    language: str | None = None
    article: bool = False  # it says that it is an article
    live: bool = False  # the text is a live blog's posts, each under its date


def parse(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for the page's article; where it has none of its own, one for each that is listed on it."""
    data = document.read()
    if len(data) > LARGEST:
        yield issue(document.name, f"larger than {LARGEST // 1024**2} MB, no saved page; split it", "error")
        return
    declared = _DECLARED.search(data[:4096])
    markup, guess = decode(data, declared[1].decode("ascii") if declared else None)
    notes = (issue(document.name, guess),) if guess and not declared else ()
    try:
        tree = lxml_html.document_fromstring(
            markup.removeprefix("\ufeff").encode(), parser=lxml_html.HTMLParser(encoding="utf-8")
        )
    except (etree.ParserError, ValueError) as error:
        yield issue(document.name, f"is no page that can be read ({error}); save it again", "error")
        return
    said = _said(tree, markup)
    if not said.article and (cards := _cards(tree, said, document, rules)):
        yield from cards
        return
    text = _text(tree, said)
    if len(text) < _SHORT and (several := _by_lines(tree, document.name, rules)):
        yield from several
        return
    if not said.title and len(text) < _SHORT:
        yield issue(document.name, "holds no article; save the page when it has loaded", "error")
        return
    url, original = _addresses(said, document, rules)
    if original:
        notes = (*notes, issue(document.name, "names a page of another site as its original", "info", original))
    yield Draft(
        source=document.name,
        title=said.title,
        text=text,
        url=url,
        media_name=said.outlet,
        publish_date=said.date,
        language=said.language,
        extra={"original_url": original} if original else {},
        issues=notes,
    )


def _addresses(said: _Said, document: Document, rules: Rules) -> tuple[str | None, str | None]:
    """The page's address, and the one that it names as its original where that is of another site.

    What a page says of its address is its identity only within the site that it came from: else any page could take
    another one's place. Where nothing but the page says whence it came, that counts.
    """
    came = document.url or said.saved
    if came is None or said.url is None or site_of(came, rules.urls) == site_of(said.url, rules.urls):
        return said.url or came, None
    return came, canonical(said.url, rules.urls) or said.url


def _text(tree: Any, said: _Said) -> str:
    """The article's text: trafilatura's, unless the newsroom's own in JSON-LD is much longer."""
    import trafilatura  # here, since it takes 0.3 s to load

    found = trafilatura.extract(tree, include_comments=False, include_tables=True, favor_precision=False) or ""
    text = "\n\n".join(line for line in found.split("\n") if line.strip())
    title, _, rest = text.partition("\n\n")
    if rest and title.strip() in {said.title, *(line_of(node) for node in tree.iter("h1"))}:
        text = rest
    # Of a live blog the layout rarely says which date is whose post; the newsroom's own list of posts does.
    least = 0.5 if said.live else 1.5
    return said.text if len(said.text) > least * len(text) else text


def _cards(tree: Any, said: _Said, document: Document, rules: Rules) -> list[Draft | Issue]:
    """The articles of a page that lists several with their links, and an issue that says what to do for their texts."""
    address = document.url or said.saved or said.url
    found = listed(tree, document.name, rules, address=address, outlet=said.outlet, language=said.language)
    if not found:
        return []
    message = f"lists {len(found)} articles, of which it has a headline and at most a summary; save their pages too"
    numbered = [replace(draft, source=f"{document.name}, item {n}") for n, draft in enumerate(found, 1)]
    return [*numbered, issue(document.name, message, "info")]


def _by_lines(tree: Any, name: str, rules: Rules) -> list[Draft | Issue]:
    """The articles of a page that lists several, read by its lines as a page saved as text is."""
    lines = [text for block in tree.iter("h1", "h2", "h3", "h4", "p", "time", "li", "cite") if (text := line_of(block))]
    found = list(parse_text(clean("\n".join(dict.fromkeys(lines))), name, rules))
    return found if sum(isinstance(item, Draft) for item in found) > 1 else []


def _said(tree: Any, markup: str) -> _Said:
    """What the page says of itself, each value from the source that is trusted most."""
    data = _json_ld(tree)
    meta = {
        (node.get("property") or node.get("name") or node.get("itemprop") or "").lower(): node.get("content") or ""
        for node in tree.iter("meta")
    }
    links = tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href")
    saved = _SAVED.search(markup[:2000])
    heads = [line_of(node) for node in tree.iter("h1")]
    title = data.title or meta.get("og:title") or (heads[0] if heads else "") or _first_line(tree, "title")
    outlet = data.outlet or meta.get("og:site_name") or None
    if outlet and title.endswith((f" | {outlet}", f" - {outlet}", f" – {outlet}")):
        title = title[: -len(outlet) - 3]
    return _Said(
        title=title,
        text=data.text,
        url=_first(data.url, *links, meta.get("og:url")),
        saved=_first(saved[1]) if saved else None,
        outlet=outlet,
        date=data.date or _first_date(meta, tree),
        language=tree.get("lang") or data.language or meta.get("og:locale"),
        article=data.article or meta.get("og:type", "").lower() == "article",
        live=data.live,
    )


def _first_line(tree: Any, tag: str) -> str:
    node = tree.find(f".//{tag}")
    return line_of(node) if node is not None else ""


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value and value.startswith(("http://", "https://"))), None)


def _first_date(meta: Mapping[str, str], tree: Any) -> str | None:
    for name in (
        "article:published_time",
        "datepublished",
        "parsely-pub-date",
        "dc.date.issued",
        "dc.date",
        "date",
        "pubdate",
    ):
        if meta.get(name):
            return meta[name]
    return next((value for node in tree.iter("time") if (value := node.get("datetime"))), None)


def _json_ld(tree: Any) -> _Said:
    """What the first article in the page's JSON-LD says, nothing where there is none or it is broken."""
    for node in tree.xpath("//script[contains(@type, 'ld+json')]"):
        try:
            value = json.loads(node.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _objects(value):
            if _is_article(item):
                return _of_json_ld(item)
    return _Said()


def _objects(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for inner in value:
            yield from _objects(inner, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            if key in value:
                yield from _objects(value[key], depth + 1)


def _is_article(item: Mapping[str, Any]) -> bool:
    kind = item.get("@type")
    kinds = [name.lower() for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str)]
    return any(name.endswith(_ARTICLE_TYPES) for name in kinds)


def _of_json_ld(item: Mapping[str, Any]) -> _Said:
    publisher = item.get("publisher")
    publisher = publisher[0] if isinstance(publisher, list) and publisher else publisher
    posts = _posts(item.get("liveBlogUpdate"))
    return _Said(
        title=text_of(_str(item.get("headline")) or _str(item.get("name"))),
        text=posts or _body(_str(item.get("articleBody"))),
        url=_first(_str(item.get("url")), _str(item.get("mainEntityOfPage"))),
        outlet=_str(publisher.get("name")) or None if isinstance(publisher, Mapping) else None,
        date=_str(item.get("datePublished")) or None,
        language=_str(item.get("inLanguage")) or None,
        article=True,
        live=bool(posts),
    )


def _posts(updates: Any) -> str:
    """A live blog as one text: its posts, each under its date and headline."""
    if not isinstance(updates, list):
        return ""
    posts = []
    for post in updates:
        if isinstance(post, Mapping):
            parts = (_str(post.get(key)) for key in ("datePublished", "headline", "articleBody"))
            posts.append("\n\n".join(_body(part) for part in parts if part))
    return "\n\n".join(post for post in posts if post)


def _body(text: str) -> str:
    return text_of(text) if has_markup(text) else text


def _str(value: Any) -> str:
    return value if isinstance(value, str) else ""
