"""Plotly figures from small tables: pure functions, no streamlit, no dataset.

The map is not here: plotly's map is made anew, and its zoom lost, at every change of its data (see components/map.js).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import plotly.graph_objects as go

from app.palette import Palette
from app.words import Words


class Period(NamedTuple):
    """A bar of the timeline: how many articles of one series fall into the period that starts on `start`."""

    start: date
    series: str
    articles: int


def next_start(start: date, unit: str) -> date:
    """The start of the following day, week or month."""
    if unit == "month":
        return date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start + timedelta(days=7 if unit == "week" else 1)


def floor(day: date, unit: str) -> date:
    """The start of the period that holds a day; weeks begin on Monday."""
    if unit == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if unit == "week" else day


def starts(first: date, last: date, unit: str) -> list[date]:
    """The starts of all periods from the one that holds `first` to the one that holds `last`."""
    found, start = [], floor(first, unit)
    while start <= last:
        found.append(start)
        start = next_start(start, unit)
    return found


def auto_unit(first: date, last: date) -> str:
    """Day, week or month, so that a range has no more bars than can be told apart and clicked."""
    days = (last - first).days + 1
    return "day" if days <= 92 else "week" if days <= 550 else "month"


def bulk_start(totals: Mapping[date, int], *, least: float = 0.97) -> date | None:
    """Where a chart may begin so that it keeps nearly all articles and loses over half of its length; None: nowhere.

    A single article about an event of years ago would else press all other bars together.
    """
    periods = sorted(totals)
    if len(periods) < 3:
        return None
    everything = sum(totals.values())
    kept, best = everything, None
    for start in periods:
        if kept < least * everything and kept < everything - 1:
            break
        best = start
        kept -= totals[start]
    whole, left = (periods[-1] - periods[0]).days, (periods[-1] - best).days if best else 0
    return best if best and best > periods[0] and left < whole / 2 else None


def period_name(start: date, unit: str, words: Words) -> str:
    """A period in words: "Jun 21, 2025", "week of Jun 16, 2025", "Jun 2025"."""
    if unit == "month":
        return words.month(start)
    return words("timeline.week_of", day=words.day(start)) if unit == "week" else words.day(start)


def gap_spans(gaps: Sequence[date], unit: str) -> list[tuple[date, date]]:
    """Neighbouring empty periods joined, each span as (start, end not included)."""
    spans: list[tuple[date, date]] = []
    for start in sorted(gaps):
        end = next_start(start, unit)
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def timeline(
    rows: Sequence[Period],
    *,
    unit: str,
    gaps: Sequence[date],
    series: Sequence[str],
    colours: Mapping[str, str],
    names: Mapping[str, str],
    palette: Palette,
    words: Words,
    height: int = 150,
) -> go.Figure:
    """Articles by period, stacked by series; periods in which nothing was collected are hatched, not zero."""
    figure = go.Figure()
    for name in series:
        mine = [row for row in rows if row.series == name]
        figure.add_bar(
            x=[_middle(row.start, unit) for row in mine],
            y=[row.articles for row in mine],
            width=[0.86 * _length(row.start, unit) for row in mine],
            name=names.get(name, name),
            marker={"color": colours[name], "line": {"width": 0}},
            customdata=[[row.start.isoformat(), period_name(row.start, unit, words)] for row in mine],
            hovertemplate="%{customdata[1]}<br>%{fullData.name}: %{y}<extra></extra>",
            hoverlabel={"namelength": -1},
        )
    for start, end in gap_spans(gaps, unit):
        figure.add_shape(
            type="rect", x0=start.isoformat(), x1=end.isoformat(), y0=0, y1=1, yref="paper", layer="below",
            line={"width": 0}, fillcolor=palette.line, opacity=0.35,
        )  # fmt: skip
    _plain_axes(figure, palette, height)
    figure.update_layout(
        barmode="stack", dragmode="select", selectdirection="h", showlegend=False,
        newselection={"line": {"color": palette.accent, "width": 1}},
        activeselection={"fillcolor": palette.accent, "opacity": 0.12},
    )  # fmt: skip
    figure.update_xaxes(type="date", range=_room(rows, unit), **_date_ticks(rows, unit, words))
    return figure


def lines(
    rows: Sequence[Period],
    *,
    unit: str,
    periods: Sequence[date],
    gaps: Sequence[date],
    series: Sequence[str],
    colours: Mapping[str, str],
    share: bool,
    palette: Palette,
    words: Words,
    totals: Mapping[date, int] | None = None,
    height: int = 340,
) -> go.Figure:
    """Several series over time as lines, absolute or as a share of all coverage of the period; gaps break the line."""
    figure = go.Figure()
    empty = set(gaps)
    dashes = ("solid", "dash", "dot", "dashdot")
    for slot, name in enumerate(series):
        by_start = {row.start: row.articles for row in rows if row.series == name}
        values: list[float | None] = []
        for start in periods:
            total = (totals or {}).get(start, 0)
            if start in empty or (share and not total):
                values.append(None)
            else:
                values.append(by_start.get(start, 0) / total if share else by_start.get(start, 0))
        figure.add_scatter(
            x=[_middle(start, unit) for start in periods],
            y=values,
            mode="lines+markers",
            name=name,
            connectgaps=False,
            line={"color": colours[name], "width": 2.2, "dash": dashes[slot % len(dashes)]},
            marker={"size": 6, "symbol": ("circle", "square", "diamond", "triangle-up")[slot % 4]},
            customdata=[[period_name(start, unit, words)] for start in periods],
            hovertemplate="%{customdata[0]}<br>%{fullData.name}: %{y" + (":.1%" if share else "") + "}<extra></extra>",
            hoverlabel={"namelength": -1},
        )
    _plain_axes(figure, palette, height)
    figure.update_layout(legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}, dragmode=False)
    figure.update_xaxes(type="date", **_date_ticks([Period(p, "", 0) for p in periods], unit, words))
    figure.update_yaxes(tickformat=".0%" if share else ",d")
    return figure


def heat_map(
    names: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    full_names: Sequence[str],
    palette: Palette,
    words: Words,
    height: int = 460,
) -> go.Figure:
    """How many articles name both the agency of the row and the one of the column; the diagonal is left blank."""
    z = [[None if i == j else n for j, n in enumerate(row)] for i, row in enumerate(counts)]
    text = [["" if i == j or not n else words.number(n) for j, n in enumerate(row)] for i, row in enumerate(counts)]
    hover = [
        [words("agencies.both", one=full_names[i], two=full_names[j], n=words.number(n)) for j, n in enumerate(row)]
        for i, row in enumerate(counts)
    ]
    figure = go.Figure(
        go.Heatmap(
            x=list(names), y=list(names), z=z, text=text, texttemplate="%{text}", customdata=hover,
            hovertemplate="%{customdata}<extra></extra>", showscale=False, xgap=2, ygap=2,
            colorscale=[[0, palette.raised], [0.02, palette.shades[0]], [1, palette.shades[-1]]],
            textfont={"size": 12, "color": palette.ink}, hoverongaps=False,
        )
    )  # fmt: skip
    _plain_axes(figure, palette, height)
    figure.update_layout(dragmode=False)
    figure.update_xaxes(side="top", showgrid=False, tickangle=-40, automargin=True, type="category", dtick=1)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, automargin=True, type="category", tickformat=None, nticks=0, dtick=1
    )
    return figure


def bars(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    palette: Palette,
    words: Words,
    digits: int = 0,
    height: int | None = None,
    muted: Sequence[bool] = (),
) -> go.Figure:
    """Horizontal bars, the first on top, each with its number at its end."""
    marks = [palette.other if muted and muted[i] else palette.accent for i in range(len(labels))]
    figure = go.Figure(
        go.Bar(
            x=list(values), y=list(labels), orientation="h", marker={"color": marks, "line": {"width": 0}},
            text=[words.number(value, digits=digits) for value in values], textposition="outside", cliponaxis=False,
            hovertemplate="%{y}: %{text}<extra></extra>", textfont={"color": palette.ink},
        )
    )  # fmt: skip
    _plain_axes(figure, palette, height or 40 + 24 * len(labels))
    figure.update_layout(dragmode=False, bargap=0.35)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, automargin=True, type="category", tickformat=None, nticks=0, dtick=1
    )
    return figure


CONFIG: Mapping[str, object] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset+autosize"}


def _plain_axes(figure: go.Figure, palette: Palette, height: int) -> None:
    figure.update_layout(
        template="none", height=height, margin={"l": 8, "r": 12, "t": 8, "b": 8, "autoexpand": True},
        paper_bgcolor="rgba(0,0,0,0)", plot_bgcolor="rgba(0,0,0,0)",
        font={"family": "'Public Sans', system-ui, sans-serif", "size": 13, "color": palette.ink},
        hoverlabel={"bgcolor": palette.raised, "bordercolor": palette.line, "font": {"color": palette.ink}},
    )  # fmt: skip
    figure.update_xaxes(showgrid=False, zeroline=False, linecolor=palette.line, color=palette.quiet, automargin=True)
    figure.update_yaxes(
        gridcolor=palette.line, zeroline=False, color=palette.quiet, automargin=True, nticks=4, tickformat=",d",
        rangemode="tozero",
    )  # fmt: skip


def _room(rows: Sequence[Period], unit: str) -> list[str]:
    """The range of an axis with room for at least a dozen bars, so that a single day is no wall of colour."""
    first, last = min(row.start for row in rows), max(row.start for row in rows)
    every = starts(first, last, unit)
    for _ in range(max(0, 12 - len(every)) // 2):
        first, last = floor(first - timedelta(days=1), unit), next_start(last, unit)
    return [first.isoformat(), next_start(last, unit).isoformat()]


def _length(start: date, unit: str) -> float:
    return (next_start(start, unit) - start).days * 86_400_000.0


def _middle(start: date, unit: str) -> str:
    """Noon of the day in a period's middle: bars are centred on it."""
    days = (next_start(start, unit) - start).days
    hours = days * 12
    return f"{start + timedelta(days=hours // 24)}T{hours % 24:02d}:00"


def _date_ticks(rows: Sequence[Period], unit: str, words: Words) -> dict[str, object]:
    """Ticks with month names in the interface's language (plotly's own are English)."""
    if not rows:
        return {}
    all_starts = starts(min(row.start for row in rows), max(row.start for row in rows), unit)
    every = max(1, -(-len(all_starts) // 8))
    shown = all_starts[::every]
    labels, year = [], None
    for start in shown:
        new_year = start.year != year
        year = start.year
        month = words(f"month.{start.month}")
        label = month if unit == "month" else words("date.short", day=start.day, month=month)
        labels.append(f"{label}<br>{start.year}" if new_year else label)
    return {"tickmode": "array", "tickvals": [_middle(start, unit) for start in shown], "ticktext": labels}
