"""A widget that chooses one field of the view: it shows what the URL says, and writes back what is chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from app.ui.session import Session
from app.view import CHOICES

SEGMENTS = partial(st.segmented_control, required=True)
SELECT = partial(st.selectbox, label_visibility="collapsed", filter_mode=None)


def choice(
    here: Session,
    field: str,
    title: str,
    read: Callable[[str], str],
    *,
    widget: Callable[..., Any] = SEGMENTS,
    key: str = "",
    **options: Any,
) -> None:
    """The values of a field of the view, `read` as people read them, and the one that the URL has."""
    key = key or f"view_{field}"
    st.session_state[key] = getattr(here.view, field)
    widget(
        title,
        CHOICES[field],
        format_func=read,
        key=key,
        on_change=lambda: here.go(**{field: st.session_state[key]}),
        **options,
    )
