"""The list of articles beside the map: each with the sentence that it rests on and the way to its source."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app import facets
from app.articles import evidence, safe_url, title_spans
from app.ui.choice import SELECT, choice
from app.ui.component import component
from app.ui.session import Session
from etl.columns import Count
from etl.coverage import Coverage
from etl.filters import Filters
from etl.listing import Only, listing
from etl.queries import Unit

PAGE = 20
_articles = component("articles")
_SORTS: dict[str, dict[str, Any]] = {
    "event_new": {"sort": "event", "descending": True},
    "event_old": {"sort": "event", "descending": False},
    "publish_new": {"sort": "published", "descending": True},
    "publish_old": {"sort": "published", "descending": False},
    "relevance": {"sort": "relevance", "descending": True},
    "outlet": {"sort": "outlet", "descending": False},
}
_ONLY: dict[str, Only] = {"all": "all", "unplaced": "not_on_map", "undrawn": "undrawn"}


def draw(here: Session, *, total: int, unit: str) -> None:
    """The list: how many, in which order, which page, as cards or as a table."""
    words, view = here.words, here.view
    pages = max(1, -(-total // PAGE))
    at = min(view.page, pages)
    with st.container(key="list_head", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.html(f"<h2 class='part'>{here.many(total)}</h2>", width="content")
        choice(here, "sort", words("list.sort"), lambda value: words(f"sort.{value}"), widget=SELECT, width=140)
        choice(here, "as_list", words("list.as"), lambda value: words(f"list.{value}"), label_visibility="collapsed")
    if view.show != "all":
        with st.container(key="list_only", horizontal=True, vertical_alignment="center"):
            st.caption(words(f"show.{view.show}_{here.count}"))
            st.button(words("show.all"), key="show_all", type="tertiary", on_click=here.go, kwargs={"show": "all"})
    rows = here.ask(_page, here.filters, show=view.show, unit=unit, sort=view.sort, page=at, count=here.count)
    with st.container(key="list"):
        if view.as_list == "table":
            _table(here, rows)
        else:
            _articles(
                key="articles",
                data=cards(here, rows, first=(at - 1) * PAGE + 1),
                on_opened_change=lambda: _open(here, st.session_state["articles"].opened),
            )
    if pages > 1:
        # A key for each list, so that another list starts on the page that its own URL says.
        key = f"view_page {here.count} {view.show} {view.sort} {sorted(here.filters.to_params().items())}"
        st.pagination(pages, default=at, key=key, max_visible_pages=5, on_change=_turn, args=(here, key))


def _page(
    coverage: Coverage, filters: Filters, *, show: str, unit: Unit, sort: str, page: int, count: Count
) -> list[dict[str, Any]]:
    only: Only = _ONLY[show]
    first = (page - 1) * PAGE
    return listing(coverage, filters, only=only, unit=unit, offset=first, limit=PAGE, count=count, **_SORTS[sort])


def cards(here: Session, rows: list[dict[str, Any]], *, first: int) -> dict[str, Any]:
    """What the list component is given: plain texts with their kinds, never markup."""
    words = here.words
    return {
        "first": first,
        "items": [_card(here, row) for row in rows],
        "words": {
            "label": words(f"list.label_{here.count}"),
            "open": words("list.open"),
            "source": words("list.source"),
        },
    }


def _card(here: Session, row: dict[str, Any]) -> dict[str, Any]:
    words = here.words
    meta: list[dict[str, Any]] = []
    if row["event_date"]:
        meta.append({"text": words.prefix(row["event_date"]), "strong": True, "hint": words("date.event_hint")})
    else:
        meta.append({"text": words("date.no_event"), "hint": words("date.no_event_hint")})
    if row["outlet"]:
        meta.append({"text": row["outlet"]})
    published = words("date.published", day=words.prefix(row["publish_date"])) if row["publish_date"] else None
    if published and row["publish_date"] != row["event_date"]:
        meta.append({"text": published, "hint": words(f"basis.{row['publish_date_basis']}")})
    shorts = here.ask(facets.short_names)
    pins = list(dict.fromkeys(p["label"] for p in row["places"] if p["role"] == "event"))
    tags = [{"text": name, "kind": "place", "hint": words("role.event")} for name in pins[:3]]
    if not any(p["pin"] and p["role"] == "event" for p in row["places"]):
        hint = words(f"head.unplaced_help_{here.count}")
        tags.append({"text": words("list.unplaced"), "kind": "none", "hint": hint})
    named = list(dict.fromkeys(shorts.get(a["name"], a["name"]) for a in row["agencies"]))
    tags += [{"text": name, "kind": "agency"} for name in named[:4]]
    if (row["story_articles"] or 1) > 1:
        n = row["story_outlets"] if here.count == "stories" else row["story_articles"]
        text = words.count("story.outlets" if here.count == "stories" else "story.copies", n)
        hint = words("story.copy") if row["is_duplicate"] else words("story.stands")
        tags.append({"text": text, "kind": "story", "hint": hint})
    if not row["relevant"]:
        tags.append({"text": words("relevant.no"), "kind": "none"})
    return {
        "id": row["article_id"],
        "name": row["title"][:80],
        "title": [list(span) for span in title_spans({**row, "title": row["title"][:400]}, words)],
        "meta": meta,
        "evidence": [list(span) for span in evidence(row, words, filters=here.filters)],
        "tags": tags,
        "url": safe_url(row["url"]),
    }


def _table(here: Session, rows: list[dict[str, Any]]) -> None:
    words, shorts = here.words, here.ask(facets.short_names)
    frame = pd.DataFrame(
        {
            "event": [words.prefix(row["event_date"]) if row["event_date"] else "" for row in rows],
            "title": [row["title"][:400] for row in rows],
            "outlet": [row["outlet"] or "" for row in rows],
            "places": [
                "; ".join(dict.fromkeys(p["label"] for p in row["places"] if p["role"] == "event")) for row in rows
            ],
            "agencies": [
                "; ".join(dict.fromkeys(shorts.get(a["name"], a["name"]) for a in row["agencies"])) for row in rows
            ],
            "published": [row["publish_date"] or "" for row in rows],
            "url": [safe_url(row["url"]) for row in rows],
        }
    )
    config = {name: st.column_config.TextColumn(words(f"table.{name}")) for name in frame.columns if name != "url"}
    config["url"] = st.column_config.LinkColumn(words("table.url"), display_text=words("list.source"))
    state = st.dataframe(
        frame,
        hide_index=True,
        column_config=config,
        key="list_table",
        on_select="rerun",
        selection_mode="single-row",
        alt=words(f"list.label_{here.count}"),
        height="auto",
    )
    chosen = state.selection.rows
    if chosen and chosen[0] < len(rows):
        st.button(
            words("list.open"),
            key="open_row",
            on_click=_open,
            args=(here, rows[chosen[0]]["article_id"]),
            type="primary",
        )


def _turn(here: Session, key: str) -> None:
    here.go(page=st.session_state[key])


def _open(here: Session, article_id: str | None) -> None:
    if article_id:
        here.go(article=article_id)
