"""What the dataset holds and lacks, how it came to be, and how to take it along."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import queries
from app.figures import CONFIG, bars
from app.geography import state_name, states
from app.issues import translated
from app.safe import label, markup
from app.ui import chips, counting, downloads, frame, sidebar
from app.ui.session import Session
from etl.filters import Filters
from etl.queries import shading

OUTLETS = 12


def draw() -> None:
    """The page."""
    frame.page("data", _draw)


def _draw(here: Session) -> None:
    words = here.words
    sidebar.draw(here)
    st.html(f"<h1 class='page'>{words('data.title')}</h1><p class='lead'>{words('data.text')}</p>")
    chips.draw(here)
    _part(words("download.title"))
    downloads.choices(here)
    _holds(here)
    _gaps(here)
    _issues(here)
    _runs(here)
    frame.drawer_button(here)


def _part(title: str) -> None:
    st.html(f"<h2 class='part section'>{title}</h2>")


def _holds(here: Session) -> None:
    words, version = here.words, here.coverage.version
    made = here.ask(queries.make_up)
    relevant = dict(made["relevant"])
    _part(words("data.holds"))
    st.caption(
        words(
            "data.version_text",
            version=version.number,
            day=label(_minute(version.finished_at)),
            code=label(version.code_version),
        )
    )
    with st.container(key="counts", horizontal=True, gap="medium"):
        st.metric(words("data.articles"), words.number(sum(relevant.values())), width="content")
        st.metric(words("data.relevant"), words.number(relevant.get("yes", 0)), width="content")
        st.metric(words("head.outlets"), words.number(len(made["outlet"])), width="content")
    columns = st.columns(4, gap="large")
    kinds = {"language": "language", "text_scope": "scope", "publish_date_basis": "basis"}
    for column, (name, kind) in zip(columns, kinds.items(), strict=False):
        rows = [(words.get(f"{kind}.{value}", value or words("card.not_known")), n) for value, n in made[name]]
        _small_table(column, here, words(f"data.by_{kind}"), rows)
    outlets = [(name or words("card.not_known"), n) for name, n in made["outlet"][:OUTLETS]]
    rest = made["outlet"][OUTLETS:]
    if rest:
        outlets.append((words.count("data.other_outlets", len(rest)), sum(n for _, n in rest)))
    _small_table(columns[3], here, words("data.by_outlet"), outlets)


def _small_table(column: Any, here: Session, title: str, rows: list[tuple[str, int]]) -> None:
    body = "".join(
        f"<tr><th scope='row' dir='auto'>{markup(name)}</th><td>{here.words.number(n)}</td></tr>" for name, n in rows
    )
    column.html(f"<table class='plain'><caption>{markup(title)}</caption><tbody>{body}</tbody></table>")


def _gaps(here: Session) -> None:
    """Coverage per million residents: the states that the sources neglect stand out."""
    words = here.words
    shaded = here.ask(shading, Filters(), by="state", count=here.count).to_pylist()
    counts = {row["state"]: row["articles"] for row in shaded}
    rows = []
    for row in states():
        people = int(row["population"] or 0)
        if people:
            n = counts.get(row["code"], 0)
            rows.append((state_name(row["code"], words.lang), n, 1_000_000 * n / people, people))
    rows.sort(key=lambda row: (-row[2], row[0]))
    _part(words("data.gaps"))
    alt = words("data.gaps_alt", what=words(f"table.{here.count}"))
    counting.draw(here)
    st.markdown(words("data.gaps_text"))
    none = [row[0] for row in rows if not row[1]]
    if none:
        st.markdown(label(words("data.gaps_none", states=", ".join(sorted(none))), longest=2000))
    some = [row for row in rows if row[1]]
    left, right = st.columns(2, gap="medium")
    with left:
        st.plotly_chart(
            bars([row[0] for row in some], [row[2] for row in some], palette=here.colours, words=words, digits=1),
            key="gaps",
            theme=None,
            config=dict(CONFIG),
            alt=alt,
        )
    right.dataframe(
        {
            words("table.state"): [row[0] for row in rows],
            words(f"table.{here.count}"): [row[1] for row in rows],
            words("data.per_million"): [round(row[2], 1) for row in rows],
            words("data.population"): [row[3] for row in rows],
        },
        hide_index=True,
        alt=alt,
        height=520,
    )


def _issues(here: Session) -> None:
    words = here.words
    _part(words("data.issues"))
    kinds = here.ask(queries.issue_kinds)
    if not kinds:
        st.caption(words("data.no_issues"))
        return
    st.caption(words("data.issues_text"))
    columns = ("n", "level", "stage", "message", "example", "source")
    rows = [
        {
            **row,
            "level": words.get(f"severity.{row['level']}", row["level"]),
            "stage": words.get(f"stage.{row['stage']}", row["stage"]),
            "message": translated(row["message"], words.lang),
            "example": row["example"] or "",
            "source": row["source"] or "",
        }
        for row in kinds
    ]
    st.dataframe(
        [{words(f"table.{name}"): row[name] for name in columns} for row in rows],
        hide_index=True,
        alt=words("data.issues"),
    )


def _runs(here: Session) -> None:
    words = here.words
    _part(words("data.runs"))
    st.caption(words("data.runs_text"))
    columns = {
        "version": "version",
        "finished_at": "finished",
        "code_version": "code",
        "articles_read": "read",
        "articles_written": "written",
        "articles": "articles",
        "issues": "issues",
    }
    rows = [
        {words(f"table.{title}"): row[name] for name, title in columns.items()}
        | {words("table.sources"): ", ".join(row["sources"] or ())}
        for row in ({**run, "finished_at": _minute(run["finished_at"])} for run in here.ask(queries.runs))
    ]
    st.dataframe(rows, hide_index=True, alt=words("data.runs"))


def _minute(when: str) -> str:
    """An ISO time as people read it."""
    return when[:16].replace("T", " ")
