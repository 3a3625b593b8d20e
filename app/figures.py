"""Plotly figures from small tables: pure functions, no streamlit, no dataset.

Each is made in one piece: plotly checks a figure part by part when it is changed, which takes longer than the queries.
The home page has none of them, so that it need not load plotly: its map and timeline are components of our own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go

from app.bars import ticks
from app.palette import Palette
from app.periods import Period, next_start, period_name
from app.words import Words

CONFIG: Mapping[str, object] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": "reset+autosize"}


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
    totals: Mapping[date, int],
) -> go.Figure:
    """Several series over time as lines, absolute or as a share of all coverage of the period; gaps break the line."""
    traces = []
    empty = set(gaps)
    dashes, symbols = ("solid", "dash", "dot", "dashdot"), ("circle", "square", "diamond", "triangle-up")
    for slot, name in enumerate(series):
        by_start = {row.start: row.articles for row in rows if row.series == name}
        values: list[float | None] = []
        for start in periods:
            total = totals.get(start, 0)
            if start in empty or (share and not total):
                values.append(None)
            else:
                values.append(by_start.get(start, 0) / total if share else by_start.get(start, 0))
        traces.append(
            {
                "type": "scatter",
                "x": [_middle(start, unit) for start in periods],
                "y": values,
                "mode": "lines+markers",
                "name": name,
                "connectgaps": False,
                "line": {"color": colours[name], "width": 2.2, "dash": dashes[slot % len(dashes)]},
                "marker": {"size": 6, "symbol": symbols[slot % len(symbols)]},
                "customdata": [[period_name(start, unit, words)] for start in periods],
                "hovertemplate": "%{customdata[0]}<br>%{fullData.name}: "
                + ("%{y:.1%}" if share else "%{y}")
                + "<extra></extra>",
                "hoverlabel": {"namelength": -1},
            }
        )
    layout = _layout(
        palette,
        340,
        x={"type": "date", **_date_ticks(periods, unit, words)},
        y={"tickformat": ".0%"} if share else {"tickformat": ",d", **_whole(traces)},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        dragmode=False,
    )
    return _figure(traces, layout)


def heat_map(
    names: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    full_names: Sequence[str],
    many: Callable[[int], str],
    palette: Palette,
    words: Words,
) -> go.Figure:
    """How many name both the agency of the row and the one of the column; the diagonal is left blank.

    `many` says a number with what it counts.
    """
    z = [[None if i == j else n for j, n in enumerate(row)] for i, row in enumerate(counts)]
    text = [["" if i == j or not n else words.number(n) for j, n in enumerate(row)] for i, row in enumerate(counts)]
    hover = [
        [words("agencies.both", one=full_names[i], two=full_names[j], many=many(n)) for j, n in enumerate(row)]
        for i, row in enumerate(counts)
    ]
    trace = {
        "type": "heatmap",
        "x": list(names),
        "y": list(names),
        "z": z,
        "text": text,
        "texttemplate": "%{text}",
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "colorscale": [[0, palette.raised], [0.02, palette.shades[0]], [1, palette.shades[-1]]],
        "textfont": {"size": 12, "color": palette.ink},
        "hoverongaps": False,
    }
    longest = max(map(len, names), default=0)
    layout = _layout(
        palette,
        460,
        margin={"l": 8, "r": 12, "t": 16 + 7 * longest, "b": 8},  # plotly makes too little room for upright names
        x={"side": "top", "autotickangles": [0, -40, -90], "type": "category", "dtick": 1},
        y=_NAMES,
        dragmode=False,
    )
    return _figure([trace], layout)


def bars(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    palette: Palette,
    words: Words,
    digits: int = 0,
) -> go.Figure:
    """Horizontal bars, the first on top, each with its number at its end."""
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": list(values),
        "y": list(labels),
        "marker": {"color": palette.accent, "line": {"width": 0}},
        "text": [words.number(value, digits=digits) for value in values],
        "textposition": "outside",
        "textfont": {"color": palette.ink},
        "cliponaxis": False,
        "hovertemplate": "%{y}: %{text}<extra></extra>",
    }
    layout = _layout(palette, 40 + 24 * len(labels), x={"visible": False}, y=_NAMES, dragmode=False, bargap=0.35)
    return _figure([trace], layout)


# An axis of names, the first on top, every one of them written.
_NAMES: Mapping[str, Any] = {
    "autorange": "reversed",
    "type": "category",
    "showgrid": False,
    "tickformat": None,
    "nticks": 0,
    "dtick": 1,
}


def _figure(traces: list[dict[str, Any]], layout: Mapping[str, Any]) -> go.Figure:
    """The figure, which plotly takes as it is: to check each of its parts takes longer than all of the queries."""
    return go.Figure({"data": traces, "layout": layout}, _validate=False)


def _layout(
    palette: Palette, height: int, *, x: Mapping[str, Any], y: Mapping[str, Any] | None = None, **rest: Any
) -> dict[str, Any]:
    """What all figures share: no frame, quiet axes, our typeface, labels on our ground."""
    quiet = {"zeroline": False, "color": palette.quiet, "automargin": True}
    return {
        "template": "none",
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 8, "b": 8, "autoexpand": True},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "'Public Sans', system-ui, sans-serif", "size": 13, "color": palette.ink},
        "hoverlabel": {"bgcolor": palette.raised, "bordercolor": palette.line, "font": {"color": palette.ink}},
        "xaxis": {**quiet, "showgrid": False, "linecolor": palette.line, **x},
        "yaxis": {
            **quiet,
            "gridcolor": palette.line,
            "nticks": 4,
            "tickformat": ",d",
            "rangemode": "tozero",
            **(y or {}),
        },
        **rest,
    }


def _whole(traces: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """A mark at every number where there are few: plotly parts them, and half an article would read as one."""
    most = max((value for trace in traces for value in trace["y"] if value is not None), default=0)
    return {"dtick": 1} if most < 4 else {}


def _middle(start: date, unit: str) -> str:
    """Noon of the day in a period's middle: bars are centred on it."""
    days = (next_start(start, unit) - start).days
    hours = days * 12
    return f"{start + timedelta(days=hours // 24)}T{hours % 24:02d}:00"


def _date_ticks(periods: Sequence[date], unit: str, words: Words) -> dict[str, object]:
    """Ticks with month names in the interface's language (plotly's own are English), each new year under its first."""
    if not periods:
        return {}
    shown = ticks(min(periods), next_start(max(periods), unit), unit, words)
    years = [None, *(tick["year"] for tick in shown)]
    return {
        "tickmode": "array",
        "tickvals": [_middle(date.fromisoformat(tick["start"]), unit) for tick in shown],
        "ticktext": [
            tick["text"] if tick["year"] == year else f"{tick['text']}<br>{tick['year']}"
            for tick, year in zip(shown, years, strict=False)
        ],
    }
