"""A web page that lists articles (a section, a topic, a newsroom's front page): its cards, each a headline with a link.

A card is the largest block that holds one linked headline and no other. What stands outside of `main` or in the page's
own parts (menus, rails, the foot) is no card. The text of a card is the paragraph under its headline: a summary.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from etl.read.draft import Draft, Rules, is_web_address
from etl.read.lines import Furniture
from etl.read.markup import line_of

LEAST = 3  # cards that make a list; two linked headlines stand under many an article
_HEADS = ("h2", "h3", "h4", "h5")
_PAGE_PARTS = frozenset({"nav", "aside", "footer", "form", "dialog"})
_WORDS = 3  # of a headline; less is the name of a section
_SUMMARY = 40  # characters of a paragraph that says something
# Characters of paragraphs outside of the cards from which the page is an article of its own; under a headline, fewer.
_OWN, _OWN_UNDER_HEADLINE = 600, 200
_HEADLINE = 5  # words of an h1; less is the name of a section


def listed(
    tree: Any, source: str, rules: Rules, *, address: str | None, outlet: str | None, language: str | None
) -> list[Draft]:
    """A draft for each article that the page lists; none where it is no list but an article of its own."""
    heads = [node for node in tree.iter(*_HEADS) if _of_the_story(node) and _link(node) is not None]
    heads = [node for node in heads if len(line_of(node).split()) >= _WORDS]
    if len({line_of(node) for node in heads}) < LEAST:
        return []
    below = Counter(above for node in heads for above in node.iterancestors())  # linked headlines in each block
    cards = [_card(node, below) for node in heads]
    inside = {paragraph for card in cards for paragraph in card.iter("p")}
    own = sum(len(line_of(node)) for node in tree.iter("p") if node not in inside and _of_the_story(node))
    if own >= (_OWN_UNDER_HEADLINE if any(_headline(node) for node in tree.iter("h1")) else _OWN):
        return []
    base = next((node.get("href") for node in tree.iter("base") if node.get("href")), None) or address
    furniture, drafts = rules.furniture((language or "")[:2].lower()), dict[str, Draft]()
    for head, card in zip(heads, cards, strict=True):
        text = "\n\n".join(_summary(card, head, furniture))
        found = Draft(
            source=source,
            title=line_of(head),
            text=text,
            url=_absolute(_link(head), base),
            media_name=next((line_of(node) for node in card.iter("cite")), None) or outlet,
            publish_date=_date(card, rules, furniture),
            language=language,
            text_scope="summary" if text else "title",
        )
        drafts.setdefault(found.url or found.title, found)
    return list(drafts.values())


def _of_the_story(node: Any) -> bool:
    """Is this no part of the page's own, such as a menu or a rail?"""
    return not any(above.tag in _PAGE_PARTS for above in node.iterancestors())


def _link(head: Any) -> str | None:
    """The address that a headline leads to: a link in it or around it."""
    inner = next((node.get("href") for node in head.iter("a") if node.get("href")), None)
    return inner or next((node.get("href") for node in head.iterancestors("a") if node.get("href")), None)


def _headline(h1: Any) -> bool:
    return len(line_of(h1).split()) >= _HEADLINE


def _card(head: Any, below: Counter[Any]) -> Any:
    """The largest block around a headline that holds no other."""
    card = head
    for above in head.iterancestors():
        if above.tag == "body" or below[above] > 1:
            break
        card = above
    return card


def _summary(card: Any, head: Any, furniture: Furniture) -> Iterator[str]:
    """The paragraphs of a card that say something: no byline, no date, not the headline again."""
    title = line_of(head)
    for node in card.iter("p"):
        text = line_of(node)
        if len(text) >= _SUMMARY and text != title and furniture.line(text).kind in ("body", "head"):
            yield text


def _date(card: Any, rules: Rules, furniture: Furniture) -> str | None:
    """The day of a card: what `<time>` says for machines, else what it shows, where that is a full date."""
    for node in card.iter("time"):
        for value in (node.get("datetime"), line_of(node)):
            if found := rules.calendar.parse(value, day_first=furniture.day_first):
                return found
    return None


def _absolute(href: str | None, base: str | None) -> str | None:
    try:
        url = urljoin(base or "", href or "")
    except ValueError:  # as of brackets that are no IPv6 address
        return None
    return url if is_web_address(url) else None
