"""Downloads of exactly what is filtered, made when they are asked for and not before."""

from __future__ import annotations

import streamlit as st

from app.ui.session import Session


def csv_button(here: Session) -> None:
    """The CSV of what is filtered; the button says how many rows it has."""
    return
