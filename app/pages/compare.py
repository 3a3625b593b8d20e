"""Two to four cities, states or agencies side by side over time, absolute and as a share of coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from app import facets, queries
from app.figures import CONFIG, lines
from app.geography import state_name
from app.palette import agency_colours, series_colours
from app.periods import Period, auto_unit, floor, period_name, starts
from app.safe import markup
from app.ui import chips, counting, frame, sidebar
from app.ui.choice import choice
from app.ui.session import Session
from app.ui.timelines import axis_button, dense_start, gaps_between
from app.view import CHOICES, MOST_COMPARED
from etl.filters import Filters


def draw() -> None:
    """The page."""
    frame.page("compare", _draw)


def _draw(here: Session) -> None:
    words, view = here.words, here.view
    sidebar.draw(here)
    st.html(f"<h1 class='page'>{words('compare.title')}</h1><p class='lead'>{words('compare.text')}</p>")
    chips.draw(here)
    field = queries.COMPARED[view.compare_by]
    others = here.filters.without(field)
    offered = [option.value for option in here.ask(facets.options, others, field, count=here.count)]
    chosen = tuple(value for value in view.compare if value in offered) or tuple(offered[:3])
    _choices(here, offered, chosen)
    if not chosen:
        st.info(words("compare.none"))
        frame.drawer_button(here)
        return
    names = {value: _name(here, value) for value in chosen}
    days = _totals(here, others, "day")
    whole = days or _totals(here, others, "month")
    if not whole:
        st.info(words("timeline.none"))
        frame.drawer_button(here)
        return
    dense = dense_start(here, others)
    begin = dense if dense and view.axis == "bulk" else min(whole)
    unit = view.unit if view.unit != "auto" else auto_unit(begin, max(whole), most=31)
    if not days:  # every date is of a whole month, so that charts of days and weeks would be empty
        unit = "month"
    _chart(here, others, chosen, names, unit, dense)
    frame.drawer_button(here)


def _totals(here: Session, filters: Filters, unit: str) -> dict[date, int]:
    return here.ask(queries.totals, filters, unit=unit, count=here.count)


def _choices(here: Session, offered: Sequence[str], chosen: tuple[str, ...]) -> None:
    words, view = here.words, here.view
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_head"):
        st.session_state["compare_by"] = view.compare_by
        st.segmented_control(
            words("compare.by"),
            CHOICES["compare_by"],
            format_func=lambda value: words(f"compare.{value}"),
            key="compare_by",
            required=True,
            on_change=lambda: here.go(compare_by=st.session_state["compare_by"], compare=()),
        )
        st.session_state["compare_with"] = list(chosen)
        st.multiselect(
            words("compare.with"),
            list(offered),
            format_func=lambda value: _name(here, value),
            key="compare_with",
            max_selections=MOST_COMPARED,
            placeholder=words("compare.pick"),
            select_all=False,
            on_change=lambda: here.go(compare=tuple(st.session_state["compare_with"])),
        )
    with st.container(horizontal=True, vertical_alignment="bottom", key="compare_how"):
        counting.draw(here)
        choice(
            here,
            "measure",
            words("compare.measure"),
            lambda value: words("compare.share" if value == "share" else "compare.number"),
            key="compare_measure",
        )
        choice(here, "unit", words("timeline.unit"), lambda value: words(f"unit.{value}"), key="compare_unit")


def _chart(
    here: Session,
    others: Filters,
    chosen: tuple[str, ...],
    names: Mapping[str, str],
    unit: str,
    dense: date | None,
) -> None:
    """The lines from where the coverage is dense, or all of them, and the numbers of all."""
    words, share = here.words, here.view.measure == "share"
    series = here.ask(queries.compare, others, by=here.view.compare_by, values=chosen, unit=unit, count=here.count)
    totals = _totals(here, others, unit)
    begin = floor(dense, unit) if dense and here.view.axis == "bulk" else date.min
    rows = [Period(start, names[value], n) for value in chosen for start, n in series[value].items() if start >= begin]
    shown = sorted({row.start for row in rows}) or sorted(totals)
    left_out = sum(n for value in chosen for start, n in series[value].items() if start < begin)
    periods = starts(shown[0], shown[-1], unit)
    colours = (
        agency_colours(list(names.values()), here.colours)
        if here.view.compare_by == "agency"
        else series_colours(list(names.values()), here.colours)
    )
    figure = lines(
        rows,
        unit=unit,
        periods=periods,
        gaps=gaps_between(here, periods, unit, held={row.start for row in rows}),
        series=list(names.values()),
        colours=colours,
        share=share,
        palette=here.colours,
        words=words,
        totals=totals,
    )
    measure = words("compare.share" if share else f"table.{here.count}")
    st.plotly_chart(
        figure,
        key="compare_chart",
        theme=None,
        config=dict(CONFIG),
        alt=words("compare.alt", names=", ".join(names.values()), measure=measure),
    )
    note = "share" if share else here.count
    st.caption(f"{words(f'compare.{note}_note')} {words('timeline.gaps_line')}")
    axis_button(here, dense=dense, left_out=left_out)
    st.html(summary(here, series, names, totals, unit))
    with st.expander(words("table.show"), key="compare_table"):
        st.dataframe(_table(here, series, names, totals, periods, unit), hide_index=True, alt=measure)


def summary(
    here: Session,
    series: Mapping[str, Mapping[date, int]],
    names: Mapping[str, str],
    totals: Mapping[date, int],
    unit: str,
) -> str:
    """How many articles each has, its share of all, and the first and last period, as an HTML table."""
    words, everything = here.words, sum(totals.values())
    head = "".join(
        f"<th scope='col'>{markup(words(key))}</th>"
        for key in ("table.what", f"table.{here.count}", "compare.share_all", "compare.first", "compare.last")
    )
    body = ""
    for value, counts in series.items():
        n = sum(counts.values())
        cells = (
            words.number(n),
            words.percent(n / everything, digits=1) if everything else "",
            period_name(min(counts), unit, words) if counts else "",
            period_name(max(counts), unit, words) if counts else "",
        )
        row = "".join(f"<td>{markup(cell)}</td>" for cell in cells)
        body += f"<tr><th scope='row' dir='auto'>{markup(names[value])}</th>{row}</tr>"
    return (
        f"<div class='scroll-x'><table class='plain'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _table(
    here: Session,
    series: Mapping[str, Mapping[date, int]],
    names: Mapping[str, str],
    totals: Mapping[date, int],
    periods: Sequence[date],
    unit: str,
) -> dict[str, list[Any]]:
    words = here.words
    table: dict[str, list[Any]] = {words("table.period"): [period_name(start, unit, words) for start in periods]}
    for value, counts in series.items():
        table[names[value]] = [counts.get(start, 0) for start in periods]
    table[words("relevant.all")] = [totals.get(start, 0) for start in periods]
    return table


def _name(here: Session, value: str) -> str:
    if here.view.compare_by == "state":
        return state_name(value, here.words.lang)
    return here.ask(facets.short_names).get(value, value) if here.view.compare_by == "agency" else value
