"""Who asks for this page, as Streamlit tells it, and whether they may add articles."""

from __future__ import annotations

import os
from collections.abc import Collection
from importlib.util import find_spec

import streamlit as st
from streamlit.errors import StreamlitSecretNotFoundError

from app.access import GRANTED, Caller, Grant, grant


def current() -> Grant:
    """Whether whoever asks for this page may add articles, or why not."""
    return grant(
        caller(),
        bound=st.get_option("server.address"),
        allowed=allowed(),
        off=os.environ.get("COVERAGE_ADD") == "off",
    )


def may_add() -> bool:
    """Whether whoever asks for this page may add articles."""
    return current() in GRANTED


def caller() -> Caller:
    """The request of this session."""
    headers = {name.lower(): value for name, value in st.context.headers.items()}
    user = dict(st.user) if "is_logged_in" in st.user and find_spec("authlib") else None  # which signing in needs
    return Caller(headers, st.context.ip_address, user)


def allowed() -> Collection[str] | None:
    """The mail addresses of `[add] allow` in .streamlit/secrets.toml; None where it has no such section."""
    try:
        section = st.secrets.get("add")
    except StreamlitSecretNotFoundError:
        return None
    if section is None:
        return None
    listed = section.get("allow") or ()
    return [listed] if isinstance(listed, str) else [str(address) for address in listed]
