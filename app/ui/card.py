"""The card of one article: its sentences with all that was found in them, and why it is here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from app.articles import Span, agency_hint, excerpt, may_show_whole, place_hint, safe_url, title_spans
from app.issues import said
from app.safe import markup
from app.stories import Copy, copies, word_spans
from app.ui import evidence
from app.ui.session import Session, text_setting
from app.words import Words
from etl.listing import article
from etl.relate.changes import Change


def draw(here: Session) -> None:
    """The card of the article that the URL names, or a notice where the dataset does not hold it."""
    row = here.ask(article, here.view.article)
    words = here.words
    if row is None:
        st.warning(words("card.unknown"), icon=":material/info:")
        return

    @st.dialog(words("card.heading"), width="medium", on_dismiss=lambda: here.go(article=""))
    def card() -> None:
        whole = may_show_whole(row, setting=text_setting())
        st.html(head(row, words))
        url = safe_url(row["url"])
        outlet = row["outlet"] or row["domain"] or words("card.the_source")
        if url:
            st.html(
                f"<p class='card-link'><a href='{markup(url)}' target='_blank' rel='noopener noreferrer'>"
                f"{words('card.read', outlet=markup(outlet))}</a></p>"
            )
        _story(here, row)
        st.html(legend(words) + text(row, words, whole=whole))
        if not whole:
            st.caption(words("card.excerpt"))
        with st.expander(words("card.found"), key="card_found"):
            st.dataframe(found(row, words), hide_index=True, alt=words("card.found"))
        with st.expander(words("card.relevance", value=words.percent(row["relevance"] or 0)), key="card_relevance"):
            st.html(bullets(row["relevance_reasons"] or [words("card.no_reasons")]))
        evidence.draw(here, row)
        problems = [said(issue, words.lang) for issue in row["issues"]]
        with st.expander(words.count("card.issues", len(problems)), expanded=bool(problems), key="card_issues"):
            st.html(bullets(problems or [words("card.no_issues")]))
        st.html(
            f"<p class='card-foot'>{markup(words('card.id', id=row['article_id'], source=row['source'] or ''))}</p>"
        )

    card()


def _story(here: Session, row: dict[str, Any]) -> None:
    """The story that the article's report belongs to, where other articles carry it too."""
    if row["story_id"] is None:
        return
    found = here.ask(copies, row["story_id"], setting=text_setting())
    if len(found) < 2:
        return
    words, params = here.words, here.params()
    outlets = words.count("story.outlets", len({copy.outlet for copy in found}))
    title = words("story.title", articles=words.count("n_articles", len(found)), outlets=outlets)

    def link(article_id: str) -> str:
        return "?" + urlencode({**params, "article": [article_id]}, doseq=True)

    with st.expander(title, expanded=here.count == "stories", key="card_story"):
        st.caption(words("story.text"))
        st.html(story_list(found, words, this=row["article_id"], link=link))


def story_list(found: Sequence[Copy], words: Words, *, this: str, link: Callable[[str], str]) -> str:
    """The articles of a story in order of time, each with what it did to the report, as HTML.

    `this` is the article whose card it is; `link` gives the address of another's.
    """
    return f"<ol class='copies'>{''.join(_copy(copy, words, this, link, found[0]) for copy in found)}</ol>"


def _copy(copy: Copy, words: Words, this: str, link: Callable[[str], str], original: Copy) -> str:
    outlet = markup(copy.outlet or words("card.not_known"))
    day = markup(words.prefix(copy.published) if copy.published else words("story.no_date"))
    if copy.article_id == this:
        way = f"<span class='quiet'>{words('story.this')}</span>"
    else:
        way = f"<a href='{markup(link(copy.article_id))}' target='_self'>{words('story.open')}</a>"
    parts = [_did(copy, words)]
    if copy.title != original.title:
        parts.append(f"<p dir='auto'>{markup(words('story.headline', title=' '.join(copy.title.split())[:300]))}</p>")
    if copy.shown or any(copy.numbers.values()):
        hidden = sum(copy.numbers.values()) - len(copy.shown)
        parts += [_change(change, words) for change in copy.shown]
        if hidden:
            parts.append(f"<p class='quiet'>{markup(words.count('story.hidden', hidden))}</p>")
    return f"<li><div class='copy-head'><span>{day}</span> <b dir='auto'>{outlet}</b> {way}</div>{''.join(parts)}</li>"


def _did(copy: Copy, words: Words) -> str:
    """What a copy did, in one line: "2 sentences changed, 3 left out", or why it was not compared."""
    if copy.state == "differs":
        said = ", ".join(words.count(f"story.{kind}", n) for kind, n in copy.numbers.items() if n)
    elif copy.state == "language":
        language = words.get(f"language.{copy.language}", copy.language or "")
        said = words("story.other_language", language=language)
    elif copy.state == "scope":
        said = words("story.not_full", scope=words.get(f"scope_of.{copy.scope}", copy.scope or ""))
    else:
        said = words(f"story.{copy.state}")
    return f"<p class='quiet'>{markup(said)}</p>"


def _change(change: Change, words: Words) -> str:
    old, new = word_spans(change.original, change.copy)
    if change.kind != "changed":
        old, new = (tuple(Span(span.text) for span in side) for side in (old, new))
    lines = "".join(f"<p dir='auto'>{_edited(side)}</p>" for side in (old, new) if side)
    return f"<div class='change {change.kind}'><span>{words(f'story.kind_{change.kind}')}</span>{lines}</div>"


def _edited(spans: Sequence[Span]) -> str:
    tags = {"gone": "del", "new": "ins"}
    return " ".join(
        f"<{tags[span.kind]}>{markup(span.text)}</{tags[span.kind]}>" if span.kind else markup(span.text)
        for span in spans
    )


def head(row: dict[str, Any], words: Words) -> str:
    """Title, outlet and dates with their basis, as HTML."""
    facts = [
        (words("card.outlet"), row["outlet"] or words("card.not_known")),
        (words("card.event"), words.prefix(row["event_date"])),
        (
            words("card.published"),
            f"{words.prefix(row['publish_date'])} ({words('basis.' + (row['publish_date_basis'] or 'unknown'))})",
        ),
        (words("card.language"), words.get(f"language.{row['language']}", row["language"] or "")),
        (words("card.topics"), ", ".join(words.get(f"topic.{t}", t) for t in row["topics"]) or words("card.none")),
        (
            words("card.counts"),
            "; ".join(
                f"{words.get('count.' + c['what'], c['what'])}: {words.number(c['value'])}" for c in row["counts"]
            )
            or words("card.none"),
        ),
    ]
    items = "".join(f"<div><dt>{markup(name)}</dt><dd dir='auto'>{markup(value)}</dd></div>" for name, value in facts)
    return (
        f"<h2 class='card-title' dir='auto'>{marked(title_spans(row, words))}</h2><dl class='card-facts'>{items}</dl>"
    )


def legend(words: Words) -> str:
    """What the colours of the marks mean."""
    kinds = "".join(
        f"<mark class='{kind}'>{markup(words(f'mark.{kind}'))}</mark> " for kind in ("place", "agency", "date", "count")
    )
    return f"<p class='card-legend'>{kinds}</p>"


def text(row: dict[str, Any], words: Words, *, whole: bool) -> str:
    """The shown sentences as HTML, each found thing marked with its resolution as a title."""
    paragraphs = excerpt(row, words, whole=whole)
    if not paragraphs:
        return f"<p>{markup(words('card.no_sentences'))}</p>"
    return "".join(f"<p class='card-text' dir='auto'>{marked(paragraph)}</p>" for paragraph in paragraphs)


def found(row: dict[str, Any], words: Words) -> list[dict[str, str]]:
    """Everything found as rows: what, the words in the text, and what they were resolved to."""
    columns = words("table.what"), words("table.words"), words("table.resolved"), words("table.by")
    rows = [(words("mark.place"), p["text"], place_hint(p, words), p["resolved_by"] or "") for p in row["places"]]
    rows += [(words("mark.agency"), a["text"], agency_hint(a, words), "") for a in row["agencies"]]
    rows += [(words("mark.date"), d["text"], words.prefix(d["date"]), "") for d in row["dates"]]
    for c in row["counts"]:
        rows.append((words("mark.count"), c["text"], f"{words.get('count.' + c['what'], c['what'])}: {c['value']}", ""))
    return [dict(zip(columns, values, strict=True)) for values in rows]


def bullets(lines: Sequence[str]) -> str:
    """Lines of plain text as an HTML list."""
    return "<ul class='card-list'>" + "".join(f"<li dir='auto'>{markup(line)}</li>" for line in lines) + "</ul>"


def marked(paragraph: Sequence[Span]) -> str:
    """Spans as HTML, each found thing marked with its resolution as a title."""
    return "".join(
        f"<mark class='{span.kind}' title='{markup(span.hint)}'>{markup(span.text)}</mark>"
        if span.kind
        else markup(span.text)
        for span in paragraph
    )
