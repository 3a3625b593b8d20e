"""The active filters as chips that go with one click, and the empty state that says which of them to loosen."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from app import facets
from app.geography import state_name
from app.safe import label
from app.ui.session import Session
from etl.filters import Filters


def draw(here: Session) -> None:
    """A chip for each active value, and "clear all"; nothing where nothing is active."""
    chips = here.filters.chips
    if not chips:
        return
    with st.container(key="chips", horizontal=True, gap="small"):
        for name, value in _grouped(chips):
            st.button(
                label(chip_text(here, name, value), longest=60),
                key=f"chip_{name}_{value}",
                icon=":material/close:",
                icon_position="right",
                help=here.words("chips.remove"),
                on_click=here.go,
                kwargs={"filters": here.filters.drop(name, value or None)},
            )
        if len(chips) > 1:
            _clear(here, key="chips_clear", type="tertiary")


def _grouped(chips: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """The chips, with many places from a box on the map as one chip without a value."""
    many = sum(name == "places" for name, _ in chips) > 3
    return list(dict.fromkeys((name, "") if many and name == "places" else (name, value) for name, value in chips))


def chip_text(here: Session, name: str, value: str) -> str:
    """What a chip says: the value in the interface's language, with its field where it does not explain itself."""
    words = here.words
    readable = {
        "levels": f"level.{value}",
        "topics": f"topic.{value}",
        "languages": f"language.{value}",
        "relevant": f"relevant.{value}",
        "role": "chips.role_any",
    }
    if name == "states":
        return state_name(value, words.lang)
    if name in readable:
        return words.get(readable[name], value)
    if name == "agencies":
        return here.ask(facets.short_names).get(value, value)
    if name == "places":
        if not value:
            return words("chips.places", n=words.number(len(here.filters.places)))
        return here.ask(facets.place_label, value) or value
    if name in ("date_from", "date_to"):
        return words(f"chips.{name}", day=words.day(getattr(here.filters, name)))
    if name == "text":
        return words("chips.text", text=value)
    if name == "min_confidence":
        return words("chips.min_confidence", value=words.percent(here.filters.min_confidence))
    return value


def empty(here: Session) -> None:
    """Nothing is selected: which filter keeps how much away, each cure one click."""
    words = here.words
    with st.container(key="empty", border=True):
        st.subheader(words("empty.title"), anchor=False)
        st.markdown(words("empty.text"))
        with st.container(horizontal=True):
            for field, loosened, n in here.ask(facets.cures, here.filters, count=here.count):
                both = field == "date_from" and here.filters.date_to is not None  # which go together
                key = "empty.dates" if both else "empty.cure"
                st.button(
                    words(key, field=words(f"filter.{field}"), articles=here.many(n)),
                    key=f"cure_{field}",
                    on_click=here.go,
                    kwargs={"filters": loosened},
                )
            _clear(here, key="cure_all", type="primary")


def _clear(here: Session, *, key: str, type: Literal["primary", "tertiary"]) -> None:
    st.button(here.words("chips.clear"), key=key, type=type, on_click=here.go, kwargs={"filters": Filters()})
