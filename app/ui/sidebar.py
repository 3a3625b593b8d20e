"""The filters. Each widget shows a field of the URL's filters, and writes it back when it is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from app import facets
from app.geography import state_name
from app.safe import label
from app.ui.session import Session
from etl.filters import Filters

Name = Callable[[str], str]
MOST_SHOWN = 3  # of places picked on the map; more of them are one chip and no list


def draw(here: Session) -> None:
    """All filters, in the order of the questions that people ask: where, who, when, what, from whom, how sure."""
    words = here.words
    with st.sidebar, st.container(key="filters", gap="small"):
        st.html(f"<h2 class='filters-title'>{words('filters.title')}</h2>")
        _heading(words("filters.where"))
        _cities(here)
        _list(here, "states", lambda code: state_name(code, words.lang))
        _list(here, "counties", str)
        _heading(words("filters.who"))
        shorts = here.ask(facets.short_names)
        _list(here, "agencies", lambda name: f"{shorts[name]} · {name}" if shorts.get(name, name) != name else name)
        _list(here, "levels", lambda level: words.get(f"level.{level}", level))
        _heading(words("filters.when"))
        _dates(here)
        _heading(words("filters.what"))
        _list(here, "topics", lambda topic: words.get(f"topic.{topic}", topic))
        _text(here)
        _heading(words("filters.source"))
        _list(here, "outlets", str)
        _list(here, "languages", lambda code: words.get(f"language.{code}", code))
        # Made when it is opened: few ask for it, and each widget takes its time on every page.
        certainty = st.expander(
            words("filters.certainty"), expanded=_uncommon(here.filters), key="certainty", on_change="rerun"
        )
        if certainty.open:
            with certainty:
                _certainty(here)


def _heading(text: str) -> None:
    st.html(f"<h3 class='filter-group'>{text}</h3>")


def _list(here: Session, name: str, read: Name) -> None:
    """A filter of several values, each with its count under the other filters."""
    offered = here.ask(facets.options, here.filters, name, count=here.count)
    counts = {option.value: option.articles for option in offered}
    key = f"filter_{name}"
    st.session_state[key] = [value for value in getattr(here.filters, name) if value in counts]
    st.multiselect(
        here.words(f"filter.{name}"),
        list(counts),
        format_func=lambda value: f"{read(value)} ({here.words.number(counts.get(value, 0))})",
        key=key,
        placeholder=here.words("filter.any"),
        select_all=False,
        filter_mode="contains",
        on_change=_set_list,
        args=(here, name, key),
    )


def _set_list(here: Session, name: str, key: str) -> None:
    here.go(filters=facets.change(here.filters, **{name: tuple(st.session_state[key])}))


@st.fragment
def _cities(here: Session) -> None:
    """Three letters, then a choice: only this part is drawn again while someone types."""
    words = here.words
    typed = st.text_input(
        words("filter.cities"),
        key="city_search",
        type="search",
        live="200ms",
        placeholder=words("filter.cities_hint"),
        autocomplete="off",
    )
    chosen = [("cities", city, city) for city in here.filters.cities]
    if len(here.filters.places) <= MOST_SHOWN:
        chosen += [("places", id_, here.ask(facets.place_label, id_) or id_) for id_ in here.filters.places]
    with st.container(key="city_found", gap=None):
        for field, value, text in chosen:
            st.button(
                label(text),
                key=f"city_drop_{value}",
                icon=":material/close:",
                type="tertiary",
                help=words("chips.remove"),
                on_click=_place,
                args=(here, here.filters.drop(field, value)),
            )
        if typed and len(typed.strip()) >= 3:
            taken = {value for _, value, _ in chosen}
            found = [
                p for p in here.ask(facets.find_places, here.filters, typed, count=here.count) if p.value not in taken
            ]
            if not found:
                st.caption(words("filter.no_city", typed=label(typed, longest=40)))
            for place in found:
                st.button(
                    f"{label(place.label)} ({words.number(place.articles)})",
                    key=f"city_add_{place.value}",
                    type="tertiary",
                    icon=":material/add:",
                    on_click=_place,
                    args=(here, facets.add(here.filters, place.field, place.value)),
                )
    if st.session_state.pop("city_changed", False):
        st.rerun()


def _place(here: Session, filters: Filters) -> None:
    here.go(filters=filters)
    st.session_state["city_search"] = ""
    st.session_state["city_changed"] = True


def _dates(here: Session) -> None:
    words, filters = here.words, here.filters
    st.session_state["filter_date_field"] = filters.date_field
    st.segmented_control(
        words("filter.date_field"),
        ("event", "publish"),
        format_func=lambda field: words(f"date_field.{field}"),
        key="filter_date_field",
        required=True,
        help=words("filter.date_field_help"),
        width="stretch",
        on_change=_set_one,
        args=(here, "date_field"),
    )
    span = here.ask(facets.day_range)
    if span is None:
        st.caption(words("filter.no_dates"))
        return
    first, last = span
    presets: Mapping[str, tuple[Any, Any]] = {
        "any": (None, None),
        **{name: facets.preset(name, last) for name in facets.PRESETS},
    }
    current = next((name for name, days in presets.items() if days == (filters.date_from, filters.date_to)), None)
    st.session_state["filter_preset"] = current
    st.pills(
        words("filter.preset"),
        list(presets),
        format_func=lambda name: words(f"preset.{name}"),
        key="filter_preset",
        help=words("filter.preset_help", last=words.day(last)),
        on_change=_set_preset,
        args=(here, presets),
    )
    for field in ("date_from", "date_to"):
        key = f"filter_{field}"
        value = getattr(filters, field)
        st.session_state[key] = value
        st.date_input(
            words(f"filter.{field}"),
            value=None,
            min_value=min(first, value or first),
            max_value=max(last, value or last),
            format="YYYY-MM-DD",
            key=key,
            on_change=_set_days,
            args=(here,),
        )


def _set_one(here: Session, field: str) -> None:
    here.go(filters=facets.change(here.filters, **{field: st.session_state[f"filter_{field}"]}))


def _set_preset(here: Session, presets: Mapping[str, tuple[Any, Any]]) -> None:
    first, last = presets.get(st.session_state["filter_preset"], (None, None))
    here.go(filters=replace(here.filters, date_from=first, date_to=last))


def _set_days(here: Session) -> None:
    first, last = st.session_state["filter_date_from"], st.session_state["filter_date_to"]
    if first and last and first > last:
        first, last = last, first
    here.go(filters=replace(here.filters, date_from=first, date_to=last))


def _text(here: Session) -> None:
    st.session_state["filter_text"] = here.filters.text
    st.text_input(
        here.words("filter.text"),
        key="filter_text",
        type="search",
        max_chars=500,
        placeholder=here.words("filter.text_hint"),
        help=here.words("filter.text_help"),
        on_change=_set_one,
        args=(here, "text"),
    )


def _uncommon(filters: Filters) -> bool:
    return filters.relevant != "yes" or filters.min_confidence > 0 or filters.role != "event"


def _certainty(here: Session) -> None:
    words, filters = here.words, here.filters
    offered = here.ask(facets.options, filters, "relevant", count=here.count)
    counts = {option.value: option.articles for option in offered}
    counts["all"] = sum(counts.values())
    st.session_state["filter_relevant"] = filters.relevant
    st.radio(
        words("filter.relevant"),
        ("yes", "no", "all"),
        format_func=lambda value: f"{words(f'relevant.{value}')} ({words.number(counts.get(value, 0))})",
        key="filter_relevant",
        help=words("filter.relevant_help"),
        on_change=_set_one,
        args=(here, "relevant"),
    )
    st.session_state["filter_min_confidence"] = filters.min_confidence
    st.slider(
        words("filter.min_confidence"), 0.0, 1.0, step=0.05, key="filter_min_confidence",
        help=words("filter.min_confidence_help"), on_change=_set_one, args=(here, "min_confidence"),
    )  # fmt: skip
    st.session_state["filter_any_role"] = filters.role == "any"
    st.toggle(
        words("filter.role"), key="filter_any_role", help=words("filter.role_help"), on_change=_set_role, args=(here,)
    )


def _set_role(here: Session) -> None:
    here.go(filters=replace(here.filters, role="any" if st.session_state["filter_any_role"] else "event"))
