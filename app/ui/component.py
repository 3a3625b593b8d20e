"""Components of our own: each is a file of script and one of styles in app/components."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

COMPONENTS = Path(__file__).resolve().parent.parent / "components"


def component(name: str, *, html: str | None = None) -> Any:
    """What draws the component of this name; `html` is what its script finds in place."""
    css, js = ((COMPONENTS / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    return st.components.v2.component(f"coverage_{name}", html=html, css=css, js=js)
