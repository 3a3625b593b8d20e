"""Web pages that list articles: their cards to whole values; and pages that only look like lists."""

from __future__ import annotations

from typing import Any

import pytest

from tests.reading import parse_all

Card = tuple[str, str, str | None, str | None, str | None, str, str]

_CARD = '<article><h3><a href="{href}">{title}</a></h3>{more}</article>'
_ONE = _CARD.format(
    href="/2026/03/03/sawmill?utm_source=front",
    title="Thirty detained at a sawmill",
    more="<p>Federal agents detained about 30 workers at a sawmill in Alder Creek.</p><p>By Gazette staff</p>"
    '<time datetime="2026-03-03T08:00:00-08:00">Tuesday</time>',
)
_TWO = (
    '<li><a href="https://b.example/x"><h2>Union sues over the raid on the mill</h2></a><cite>Prairie Lamp</cite></li>'
)
_THREE = _CARD.format(href="javascript:alert(1)", title="Sheriff kept his deputies away", more="<time>3h</time>")
_NAV = (
    '<nav><h3><a href="/n">News of the whole valley</a></h3></nav>'
    '<aside><h4><a href="/m">Most read of the week</a></h4></aside>'
)


def page(body: str, *, head: str = "", lang: str = "en") -> str:
    """A web page of an outlet."""
    site = '<meta property="og:site_name" content="Tern Point Gazette">'
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">{site}{head}</head><body>{body}</body></html>'
    )


LINK = '<link rel="canonical" href="https://ternpoint.example/topic/">'
FIRST: Card = (
    "Thirty detained at a sawmill",
    "Federal agents detained about 30 workers at a sawmill in Alder Creek.",
    "https://ternpoint.example/2026/03/03/sawmill?utm_source=front",
    "Tern Point Gazette",
    "2026-03-03",
    "summary",
    "en",
)
SECOND: Card = (
    *("Union sues over the raid on the mill", "", "https://b.example/x"),
    *("Prairie Lamp", None, "title", "en"),
)
THIRD: Card = ("Sheriff kept his deputies away", "", None, "Tern Point Gazette", None, "title", "en")


def values(article: Any) -> Card:
    """What a card gives."""
    keys = ("title", "text", "url", "media_name", "publish_date", "text_scope", "language")
    return tuple(getattr(article, key) for key in keys)  # type: ignore[return-value]


LISTS: list[tuple[str, list[Card]]] = [
    (page(f"{_NAV}<main><h1>Immigration</h1><ul>{_ONE}{_TWO}{_THREE}</ul></main>", head=LINK), [FIRST, SECOND, THIRD]),
    # the same card twice, as under "Latest" and "Most read", is one
    (page(f"<main>{_ONE}{_TWO}{_THREE}</main><section>{_ONE}</section>", head=LINK), [FIRST, SECOND, THIRD]),
    # what its `base` says, not its own address
    (
        page(f"{_ONE}{_TWO}{_THREE}", head=LINK + '<base href="https://b.example/">'),
        [(*FIRST[:2], "https://b.example/2026/03/03/sawmill?utm_source=front", *FIRST[3:]), SECOND, THIRD],
    ),
    # saved without an address of its own: relative links lead nowhere
    (
        page(f"{_ONE}{_TWO}{_THREE}"),
        [(*FIRST[:2], None, "Tern Point Gazette", "2026-03-03", *FIRST[5:]), SECOND, THIRD],
    ),
]


@pytest.mark.parametrize(("markup", "expected"), LISTS)
def test_list(markup: str, expected: list[Card]) -> None:
    """Each card is an article with its own address and date; menus and rails are none."""
    articles, issues = parse_all(markup, "html", "front.html")
    assert [values(article) for article in articles] == expected
    assert [article.source for article in articles] == [f"front.html, item {n}" for n in (1, 2, 3)]
    listed = [issue for issue in issues if issue.level == "info"]
    assert [issue.message for issue in listed] == [
        "lists 3 articles, of which it has a headline and at most a summary; save their pages too"
    ]


_BODY = "<p>Federal agents detained about 30 workers at a sawmill in Alder Creek on Tuesday, the union said.</p>" * 3
_STORY = f"<h1>Thirty detained at a sawmill in Alder Creek</h1>{_BODY}"
_TYPED = '<meta property="og:type" content="article">'
ARTICLES: list[str] = [
    page(f"<main>{_STORY}</main><section>{_ONE}{_TWO}{_THREE}</section>"),
    page(f"<main><h1>Thirty detained at a sawmill in Alder Creek</h1>{_ONE}{_TWO}{_THREE}</main>", head=_TYPED),
    page(f"<main>{_STORY}</main><section>{_ONE}{_TWO}</section>"),
]


@pytest.mark.parametrize("markup", ARTICLES)
def test_article_with_other_headlines(markup: str) -> None:
    """An article above the headlines of others, or a page that says it is an article, is one."""
    articles, _ = parse_all(markup, "html", "story.html")
    assert [article.source for article in articles] == ["story.html"]
