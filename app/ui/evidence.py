"""The part of an article's card that shows how each value was decided, as HTML of plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import evidence
from app.evidence import Why
from app.safe import markup
from app.ui.session import Session, pipeline
from app.words import Words
from etl import __version__
from etl.explain import Explanation, explain


def draw(here: Session, row: dict[str, Any]) -> None:
    """A closed part of the card; opened, it runs the extraction on the text once more and shows its reasons."""
    if not evidence.can_explain(row):
        return
    words = here.words
    part = st.expander(words("evidence.title"), key="card_evidence", on_change="rerun")
    if not part.open:
        return
    with part, st.spinner(words("evidence.working")):
        made = explain(pipeline(), evidence.article_of(row))
        st.caption(words("evidence.text", version=__version__))
        differs = evidence.differing(made, row)
        if differs:
            names = ", ".join(words.get(f"field.{name}", name) for name in differs)
            st.info(words("evidence.differs", fields=names))
        st.html(html(made, words))


def html(made: Explanation, words: Words) -> str:
    """All reasons, value by value, in the order of the record."""
    parts = [_relevance(made, words)]
    for key, found in (
        ("topics", evidence.topics(made, words)),
        ("places", evidence.places(made, words)),
        ("roles", evidence.roles(made, words)),
        ("agencies", evidence.agencies(made)),
        ("dates", evidence.dates(made, words)),
    ):
        if found:
            parts.append(f"<h3 class='level'>{words(f'evidence.{key}')}</h3>{_list(found, words)}")
    return "".join(parts)


def _relevance(made: Explanation, words: Words) -> str:
    decision = made.relevance
    text = words("evidence.relevance_text", value=words.percent(decision.score), least=words.percent(decision.least))
    found = evidence.signals(decision, words)
    most = max((abs(points) for _, points in found), default=1.0)
    rows = "".join(
        f"<tr><th scope='row'>{markup(name)}</th><td>{points:+.1f}</td><td class='weigh' aria-hidden='true'>"
        f"<i class='{'for' if points > 0 else 'against'}' style='width:{100 * abs(points) / most:.0f}%'></i></td></tr>"
        for name, points in found
    )
    return (
        f"<h3 class='level'>{words('evidence.relevance')}</h3><p>{markup(text)}</p>"
        f"<table class='plain weights'><tbody>{rows}</tbody></table>"
    )


def _list(found: Sequence[Why], words: Words) -> str:
    return f"<ul class='why'>{''.join(_item(why, words) for why in found)}</ul>"


def _item(why: Why, words: Words) -> str:
    quoted = f"<q dir='auto'>{markup(' '.join(why.words.split()))}</q> " if why.words else ""
    score = f" <span class='n'>{words.percent(why.score)}</span>" if why.score is not None else ""
    others = "".join(f"<li>{markup(other)}</li>" for other in why.others)
    below = f"<p class='quiet'>{words('evidence.others')}</p><ul>{others}</ul>" if others else ""
    value = f"<b>{markup(why.value)}</b>" if why.chosen else markup(why.value)
    return (
        f"<li class='{'yes' if why.chosen else 'no'}'><div>{quoted}{value}{score}</div>"
        f"<p class='quiet'>{markup(why.because)}</p>{below}</li>"
    )
