"""The switch of the unit: whether numbers count articles, or the stories that they carry."""

from __future__ import annotations

import streamlit as st

from app.ui.session import Session
from app.view import CHOICES


def draw(here: Session) -> None:
    """The switch; nothing where the dataset's articles have not been grouped into stories."""
    if not here.coverage.has_stories:
        return
    words = here.words
    st.session_state["view_counting"] = here.view.counting
    st.segmented_control(
        words("counting.title"),
        CHOICES["counting"],
        format_func=lambda value: words(f"counting.{value}"),
        key="view_counting",
        required=True,
        help=words("counting.help"),
        on_change=lambda: here.go(counting=st.session_state["view_counting"]),
    )
