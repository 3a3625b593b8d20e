"""How each value is made, how accurate it is, its limits and licences, and how to cite it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from app.safe import markup
from app.ui import frame
from app.ui.session import Session
from app.words import Words
from etl.knowledge import ACCURACY

_BEFORE = ("read", "places", "event", "dates", "agencies", "stories", "limits")
_AFTER = ("licences", "privacy")


def draw() -> None:
    """The page."""
    frame.page("method", _draw)


def _draw(here: Session) -> None:
    words, version = here.words, here.coverage.version
    with st.container(key="prose"):
        st.html(f"<h1 class='page'>{words('nav.method')}</h1><p class='lead'>{words('method.lead')}</p>")
        for part in _BEFORE:
            _section(words, part)
        st.html(f"<h2 class='part section'>{words('method.accuracy_title')}</h2>")
        measured = accuracy(ACCURACY)
        if measured:
            st.markdown(words("method.accuracy", n=words.number(_records(measured))))
            st.html(accuracy_table(measured, words))
        else:
            st.markdown(words("method.accuracy_none"))
        for part in _AFTER:
            _section(words, part)
        st.html(f"<h2 class='part section'>{words('method.cite_title')}</h2>")
        articles = words.count("n_articles", version.articles)
        st.code(
            words("method.cite", version=version.number, day=version.finished_at[:10], articles=articles),
            language=None,
            wrap_lines=True,
        )


def _section(words: Words, part: str) -> None:
    st.html(f"<h2 class='part section'>{words(f'method.{part}_title')}</h2>")
    st.markdown(words(f"method.{part}"))


def accuracy(path: Path) -> Mapping[str, Mapping[str, Mapping[str, Any]]] | None:
    """The measured scores by language and field on the records held back, or None where nothing was measured."""
    if not path.is_file():
        return None
    held: Mapping[str, Mapping[str, Mapping[str, Any]]] | None = json.loads(path.read_text(encoding="utf-8")).get(
        "held"
    )
    return held or None


def accuracy_table(measured: Mapping[str, Mapping[str, Mapping[str, Any]]], words: Words) -> str:
    """The scores as an HTML table, a block of rows for each language."""
    titles = ("field", "precision", "recall", "f1", "interval", "values")
    head = "".join(f"<th scope='col'>{markup(words(f'method.{title}'))}</th>" for title in titles)
    body = ""
    for language, fields in measured.items():
        name = words("method.all_languages") if language == "all" else words.get(f"language.{language}", language)
        rows = f"<tr><th scope='rowgroup' colspan='6'>{markup(name)}</th></tr>"
        for field, score in fields.items():
            cells = (
                words.percent(score["precision"]),
                words.percent(score["recall"]),
                words.percent(score["f1"]),
                f"{words.percent(score['low'])} – {words.percent(score['high'])}",
                words.number(score["values"]),
            )
            row = "".join(f"<td>{markup(cell)}</td>" for cell in cells)
            rows += f"<tr><th scope='row'>{markup(words.get(f'field.{field}', field))}</th>{row}</tr>"
        body += f"<tbody>{rows}</tbody>"
    return f"<div class='scroll-x'><table class='plain'><thead><tr>{head}</tr></thead>{body}</table></div>"


def _records(measured: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> int:
    return max((int(score["records"]) for score in measured["all"].values()), default=0)
