"""Text of the dataset as a label: what Streamlit would read as Markdown, math, icons or links shown as it is."""

from __future__ import annotations

import html
import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
# Some rewriting happens on plain text, after Markdown is read: `:icon:`, `www.`, `->`, mail addresses. A word joiner,
# which is not seen, parts what would be taken together.
_REWRITTEN = re.compile(
    r":(?=[a-z])|(?<=\w)@(?=\w)|(?<=www)\.|-(?=[->])|<(?=-)|(?<=https)(?=:)|(?<=http)(?=:)", re.IGNORECASE
)
_JOINER = "\u2060"


def label(text: str, *, longest: int = 120) -> str:
    """`text` for a button, heading or option that takes Markdown: it reads as it is, cut at `longest` characters."""
    plain = " ".join(text.split())
    if len(plain) > longest:
        plain = plain[: longest - 1].rstrip() + "…"
    plain = _REWRITTEN.sub(lambda match: match.group() + _JOINER, plain)
    return _PUNCTUATION.sub(r"\\\1", plain)


def markup(text: str) -> str:
    """`text` for HTML, in an element or an attribute."""
    return html.escape(text, quote=True)
