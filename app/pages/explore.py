"""The home page: what has been reported about whom, where and since when, on one screen."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import queries
from app.safe import label
from app.ui import card, chips, counting, downloads, frame, listing, maps, sidebar, timelines
from app.ui.session import Session
from etl.filters import Filters
from etl.queries import Headline, headline, undrawn


def draw() -> None:
    """The page."""
    frame.page("explore", _draw)


def _draw(here: Session) -> None:
    sidebar.draw(here)
    chips.draw(here)
    found = here.ask(headline, here.filters, count=here.count)
    if not found.articles:
        chips.empty(here)
        frame.drawer_button(here)
        return
    _counts(here, found)
    unit = timelines.unit_of(here, found.first, found.last)
    left, right = st.columns([1.62, 1], gap="medium")
    with left:
        maps.draw(here, total=found.places)
        timelines.draw(here, unit=unit)
    with right, st.container(key="right"):
        _place(here)
        listing.draw(here, total=_listed(here, found, unit), unit=unit)
        downloads.csv_button(here)
    frame.drawer_button(here)
    if here.view.article:
        card.draw(here)


def _counts(here: Session, found: Headline) -> None:
    words = here.words
    with st.container(key=f"counts_{here.count}", horizontal=True, gap="medium", vertical_alignment="center"):
        for name in ("articles", "stories", "places", "agencies", "outlets"):
            n = getattr(found, name)
            if n is not None:
                st.metric(words(f"head.{name}"), words.number(n), help=words(f"head.{name}_help"), width="content")
        counting.draw(here)
        if found.not_on_map:
            st.button(
                words.count(f"head.unplaced_{here.count}", found.not_on_map),
                key="show_unplaced",
                help=words(f"head.unplaced_help_{here.count}"),
                on_click=here.go,
                kwargs={"show": "unplaced"},
            )
        if not here.filters.chips and not here.view.article:
            _samples(here)


def _samples(here: Session) -> None:
    """A question to click, made of what the dataset holds, for someone who is here for the first time."""
    words = here.words
    top = here.ask(queries.agencies, Filters(), limit=1)
    city = here.ask(queries.top_city)
    if not top or not city:
        return
    name = top[0]["short_name"] or top[0]["name"]
    st.button(
        words("first.sample", agency=label(name), city=label(city)),
        key="sample",
        type="tertiary",
        on_click=_ask_sample,
        args=(here, top[0]["name"], city),
    )


def _ask_sample(here: Session, agency: str, city: str) -> None:
    here.go(filters=replace(here.filters, agencies=(agency,), cities=(city,)))


def _listed(here: Session, found: Headline, unit: str) -> int:
    if here.view.show == "unplaced":
        return found.not_on_map
    if here.view.show == "undrawn":
        return here.ask(undrawn, here.filters, unit=unit, count=here.count)
    return found.stories or 0 if here.count == "stories" else found.articles


def _place(here: Session) -> None:
    """The card of the one place that is asked for."""
    found = here.ask(queries.place_card, here.filters, count=here.count)
    if found is None:
        return
    words = here.words
    with st.container(key="place_card", border=True, gap="small"):
        kind = words.get(f"kind.{found.kind}", found.kind)
        st.markdown(f"**{label(found.label)}** · {label(kind)}" + (f" · {label(found.county)}" if found.county else ""))
        days = words.day(found.first) if found.first else ""
        if found.first != found.last:
            days = words("place.days", first=days, last=words.day(found.last))
        top = ", ".join(f"{label(name)} {words.number(n)}" for name, n in found.agencies)
        st.caption(" · ".join(part for part in (here.many(found.articles), days, top) if part))
