"""The timeline of the page: its choices, the figure, and what a brush over it asks for."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from app import queries
from app.bars import stacked
from app.geography import state_name
from app.palette import agency_colours, series_colours
from app.periods import Period, auto_unit, bulk_start, floor, next_start, period_name, starts
from app.safe import markup
from app.ui.choice import SELECT, choice
from app.ui.component import component
from app.ui.session import Session
from etl.filters import Filters
from etl.queries import undrawn

_timeline = component("timeline")


def dense_start(here: Session, filters: Filters) -> date | None:
    """The month in which the dense recent part of the coverage begins; None where it is all about as dense."""
    if filters.date_from:
        return None
    return bulk_start(here.ask(queries.totals, filters, unit="month", count=here.count))


def unit_of(here: Session, first: str | None, last: str | None) -> str:
    """The unit that is drawn: the one that was chosen, else by the range of what is drawn."""
    if here.view.unit != "auto":
        return here.view.unit
    dense = dense_start(here, here.filters) if here.view.axis == "bulk" else None
    begin = here.filters.date_from or dense or (date.fromisoformat(first) if first else None)
    end = here.filters.date_to or (date.fromisoformat(last) if last else None)
    return auto_unit(begin, end) if begin and end else "month"


def draw(here: Session, *, unit: str) -> None:
    """Choices, figure and table of the articles over time."""
    words, filters = here.words, here.filters
    stack = here.view.stack
    rows, series = here.ask(queries.timeline, filters, unit=unit, stack=stack, count=here.count)
    total = here.ask(queries.totals, filters, unit=unit, count=here.count) if stack == "topic" else _sums(rows)
    dense = dense_start(here, filters)
    begin = floor(dense, unit) if dense and here.view.axis == "bulk" else None
    left_out = sum(n for start, n in total.items() if begin and start < begin)
    if begin:
        rows = tuple(row for row in rows if row.start >= begin)
        series = tuple(name for name in series if any(row.series == name for row in rows))
    colours = _colours(here, stack, series)
    names = {name: _name(here, stack, name) for name in series}
    gaps = _gaps(here, rows, unit) if rows else []
    with st.container(key="timeline_head", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<h2 class='part'>{words(f'timeline.title_{filters.date_field}')}</h2>", width="content")
        choice(here, "stack", words("timeline.stack"), lambda value: words(f"stack.{value}"), widget=SELECT, width=128)
        choice(here, "unit", words("timeline.unit"), lambda value: words(f"unit.{value}"), widget=SELECT, width=128)
        table = st.popover(words("table.show"), key="timeline_table", type="tertiary", on_change="rerun")
        if table.open and rows:
            with table:
                st.dataframe(
                    _table(here, rows, series, names, unit), hide_index=True, alt=_what(here, "timeline.table_alt")
                )
    if rows:
        drawn = {start: n for start, n in total.items() if begin is None or start >= begin}
        peak = max(drawn, key=lambda start: (drawn[start], start))
        if len(series) > 1:
            st.html(legend([(names[name], colours[name]) for name in series]))
        alt = _what(
            here,
            "timeline.alt",
            unit=words(f"unit.{unit}"),
            first=words.day(min(row.start for row in rows)),
            last=words.day(max(drawn)),
            peak=period_name(peak, unit, words),
            n=here.many(total[peak]),
        )
        _timeline(
            key="timeline",
            data={
                **stacked(rows, unit=unit, gaps=gaps, series=series, colours=colours, names=names, words=words),
                "alt": f"{alt} {words('timeline.keys')}",
                "locale": "en-US",
            },
            height=150,
            on_brushed_change=lambda: _brush(here, unit),
        )
    else:
        st.caption(words("timeline.none"))
    _notes(here, unit=unit, stack=stack, gaps=bool(gaps), dense=dense, left_out=left_out)


def _sums(rows: Sequence[Period]) -> dict[date, int]:
    """Articles by period, where each article is in one series only."""
    sums: dict[date, int] = {}
    for row in rows:
        sums[row.start] = sums.get(row.start, 0) + row.articles
    return sums


def legend(entries: Sequence[tuple[str, str]]) -> str:
    """Names with their colours on one line, as HTML."""
    items = "".join(f"<li><i style='background:{colour}'></i>{markup(name)}</li>" for name, colour in entries)
    return f"<ul class='legend'>{items}</ul>"


def _notes(here: Session, *, unit: str, stack: str, gaps: bool, dense: date | None, left_out: int) -> None:
    words = here.words
    hidden = here.ask(undrawn, here.filters, unit=unit, count=here.count)
    with st.container(key="timeline_notes", horizontal=True, gap="small", vertical_alignment="top", wrap=False):
        if hidden:
            st.button(
                words.count(f"timeline.undrawn_{here.filters.date_field}_{here.count}", hidden),
                key="show_undrawn",
                type="tertiary",
                help=words("timeline.undrawn_help"),
                on_click=here.go,
                kwargs={"show": "undrawn"},
            )
        axis_button(here, dense=dense, left_out=left_out)
        notes = [words.get(f"stack.note_{stack}_{here.count}", "")]
        if gaps:
            notes.append(words("timeline.gaps"))
        if any(notes):
            st.caption(" ".join(filter(None, notes)), width="stretch")


def axis_button(here: Session, *, dense: date | None, left_out: int) -> None:
    """The way from the dense part of a chart to the whole of it, with what is left out, or back."""
    words = here.words
    if dense and here.view.axis == "all":
        st.button(
            words("timeline.recent", day=words.month(dense)),
            key="show_recent",
            type="tertiary",
            help=words("timeline.recent_help"),
            on_click=here.go,
            kwargs={"axis": "bulk"},
        )
    elif dense and left_out:
        st.button(
            words("timeline.earlier", many=here.many(left_out)),
            key="show_earlier",
            type="tertiary",
            help=words("timeline.earlier_help", day=words.month(dense)),
            on_click=here.go,
            kwargs={"axis": "all"},
        )


def _what(here: Session, key: str, **values: str) -> str:
    """A sentence about what is counted."""
    return here.words(key, what=here.words(f"table.{here.count}"), **values)


def brushed(selection: Any, unit: str) -> tuple[date, date] | None:
    """The days of the whole periods from the first to the last that were chosen; None for what names no day."""
    try:
        first, last = sorted(date.fromisoformat(selection[edge]) for edge in ("first", "last"))
    except (KeyError, TypeError, ValueError):
        return None
    return floor(first, unit), next_start(floor(last, unit), unit) - timedelta(days=1)


def _brush(here: Session, unit: str) -> None:
    days = brushed(st.session_state["timeline"].brushed, unit)
    if days:
        here.go(filters=replace(here.filters, date_from=days[0], date_to=days[1]))


def _gaps(here: Session, rows: Sequence[Period], unit: str) -> list[date]:
    drawn = {row.start for row in rows}
    return gaps_between(here, starts(min(drawn), max(drawn), unit), unit, held=drawn)


def gaps_between(here: Session, periods: Sequence[date], unit: str, *, held: Set[date]) -> list[date]:
    """The periods from which the dataset holds no article at all, by publication, and that have no bar (`held`)."""
    collected = here.ask(queries.collected, unit=unit) | held
    return [start for start in periods if start not in collected]


def _colours(here: Session, stack: str, series: Sequence[str]) -> dict[str, str]:
    named = [name for name in series if name not in (queries.OTHER, queries.NONE)]
    if stack == "none":
        found = dict.fromkeys(named, here.colours.accent)
    else:
        found = agency_colours(named, here.colours) if stack == "agency" else series_colours(named, here.colours)
    return {**found, queries.OTHER: here.colours.other, queries.NONE: here.colours.quiet}


def _name(here: Session, stack: str, name: str) -> str:
    words = here.words
    if name == queries.OTHER:
        return words("series.other")
    if name == queries.NONE:
        return words(f"series.none_{stack}")
    if stack == "none":
        return words(f"table.{here.count}")
    return state_name(name, words.lang) if stack == "state" else words.get(f"{stack}.{name}", name)


def _table(
    here: Session, rows: Sequence[Period], series: Sequence[str], names: dict[str, str], unit: str
) -> pd.DataFrame:
    found = {(row.start, row.series): row.articles for row in rows}
    every = sorted({row.start for row in rows}, reverse=True)
    table: dict[str, list[Any]] = {
        here.words("table.period"): [period_name(start, unit, here.words) for start in every]
    }
    for name in series:
        table[names[name]] = [found.get((start, name), 0) for start in every]
    return pd.DataFrame(table)
