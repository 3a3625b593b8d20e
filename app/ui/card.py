"""The card of one article: its sentences with all that was found in them, and why it is here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app.articles import Span, agency_hint, excerpt, may_show_whole, place_hint, safe_url, title_spans
from app.safe import markup
from app.ui.session import Session, text_setting
from app.words import Words
from etl.queries import article


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
        st.html(legend(words) + text(row, words, whole=whole))
        if not whole:
            st.caption(words("card.excerpt"))
        with st.expander(words("card.found"), key="card_found"):
            st.dataframe(found(row, words), hide_index=True, alt=words("card.found"))
        with st.expander(words("card.relevance", value=words.percent(row["relevance"] or 0)), key="card_relevance"):
            st.html(bullets(row["relevance_reasons"] or [words("card.no_reasons")]))
        problems = [f"{i['message']}{': ' + i['text'] if i['text'] else ''}" for i in row["issues"]]
        with st.expander(words.count("card.issues", len(problems)), expanded=bool(problems), key="card_issues"):
            st.html(bullets(problems or [words("card.no_issues")]))
        st.html(
            f"<p class='card-foot'>{markup(words('card.id', id=row['article_id'], source=row['source'] or ''))}</p>"
        )

    card()


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
        f"<h2 class='card-title' dir='auto'>{_marked(title_spans(row, words))}</h2><dl class='card-facts'>{items}</dl>"
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
    return "".join(f"<p class='card-text' dir='auto'>{_marked(paragraph)}</p>" for paragraph in paragraphs)


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


def _marked(paragraph: Sequence[Span]) -> str:
    return "".join(
        f"<mark class='{span.kind}' title='{markup(span.hint)}'>{markup(span.text)}</mark>"
        if span.kind
        else markup(span.text)
        for span in paragraph
    )
