"""The plots of `benchmarks/README.md` as SVG, made from the results; the same results give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

from benchmarks.report import number

Part = Mapping[str, Any]

_OURS, _PEER, _LIMIT, _INK = "#0b6e75", "#8a9199", "#c9a227", "#222222"
_AT = ", Jaccard "  # between a tool and its threshold
_STYLE = {
    "svg.hashsalt": "coverage", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 11,
    "text.color": _INK, "axes.labelcolor": _INK, "axes.edgecolor": "#b5b5b5", "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "grid.color": "#e8e8e8", "axes.axisbelow": True,
    "xtick.color": "#555555", "ytick.color": "#555555", "figure.facecolor": "white",
}  # fmt: skip


def beside(axes: Axes, rows: Sequence[Part], quality: str, label: str) -> None:
    """Quality to the right, speed upwards: each tool a point with its name; the best are at the top right."""
    rates = [row["rate"] for row in rows]
    axes.set_yscale("log")
    least = max(0.0, min(row[quality] for row in rows) // 0.1 * 0.1 - 0.2)
    axes.set_xlim(least, 1.03)
    axes.set_ylim(min(rates) / 2.5, max(rates) * 2.5)
    axes.set_xlabel(label)
    axes.set_ylabel("articles a second, one core")
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
    axes.yaxis.set_minor_locator(NullLocator())
    taken: list[tuple[float, float]] = []
    low, high = axes.get_ylim()
    for name, some in _tools(rows).items():
        ours = name.startswith("ours")
        xs, ys = [row[quality] for row in some], [row["rate"] for row in some]
        axes.plot(xs, ys, "o-", linewidth=1, markersize=9 if ours else 7, color=_OURS if ours else _PEER)
        left = min(xs) > (least + 1) / 2
        x, y = min(zip(xs, ys, strict=True)) if left else max(zip(xs, ys, strict=True))
        # names of points that lie close are put under each other
        at, step = y, (high / low) ** 0.05
        while any(abs(x - a) < 0.45 * (1 - least) and step**-1 < at / b < step for a, b in taken):
            at /= step
        taken.append((x, at))
        aside = 0.025 * (1 - least)
        axes.annotate(
            name, (x, y), xytext=(x - aside if left else x + aside, at), ha="right" if left else "left",
            va="center", fontsize=10, color=_OURS if ours else _INK, weight="bold" if ours else "normal",
        )  # fmt: skip


def _tools(rows: Sequence[Part]) -> dict[str, list[Part]]:
    """The rows of each tool, the fastest first; one that ran at several thresholds is one tool, named with them all."""
    tools: dict[str, list[Part]] = {}
    for row in sorted(rows, key=lambda row: -row["rate"]):
        tool, threshold, _ = row["name"].partition(_AT)
        tools.setdefault(tool + threshold, []).append(row)
    named = {}
    for tool, some in tools.items():
        some.sort(key=lambda row: row["name"], reverse=True)
        values = [row["name"].removeprefix(tool) for row in some]
        named[f"{tool}{', '.join(values)}" if tool.endswith(_AT) else tool] = some
    return named


def bars(axes: Axes, names: Sequence[str], values: Sequence[float], colors: Sequence[str], unit: str) -> None:
    """Horizontal bars with their figures, the first at the top."""
    places = range(len(names))
    axes.barh(places, values, color=colors, height=0.62)
    axes.set_yticks(places, names)
    axes.invert_yaxis()
    axes.set_xlim(0, max(values) * 1.12)
    axes.grid(axis="y", visible=False)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_xlabel(unit)
    for place, value in zip(places, values, strict=True):
        axes.annotate(number(value), (value, place), xytext=(5, 0), textcoords="offset points", va="center")


def places(axes: Axes, part: Part) -> None:
    """Places: F1 and speed."""
    axes.set_title("Places found and resolved, gold records", loc="left")
    beside(axes, part["rows"], "f1", "F1")


def dates(axes: Axes, part: Part) -> None:
    """Dates: F1 and speed."""
    axes.set_title("Dates found and resolved, gold records", loc="left")
    beside(axes, part["rows"], "f1", "F1")


def copies(axes: Axes, part: Part) -> None:
    """Stories: B-cubed F1 and speed."""
    axes.set_title("Copies of a report grouped, labelled pairs", loc="left")
    beside(axes, part["rows"], "b_f1", "B-cubed F1 on the labelled pairs")


def answers(axes: Axes, part: Part) -> None:
    """Milliseconds from filter to answer."""
    axes.set_title(f"From a filter to its answer, {part['mentions']:,} mentions", loc="left")
    rows = [(r["name"], r["median"]) for r in part["rows"]]
    rows += [(r["name"], r["processor"]) for r in part["pages"]]  # as of the questions, the processor's time
    colors = [_OURS if name.startswith("our") else _PEER for name, _ in rows]
    bars(axes, [name for name, _ in rows], [value for _, value in rows], colors, "milliseconds, median")


def stages(axes: Axes, part: Part) -> None:
    """Microseconds an article by stage and by limit."""
    axes.set_title(f"An article by stage, beside the limits: {part['ratio']:.1f} times", loc="left")
    rows = [(name, seconds, _OURS) for name, seconds in part["stages"].items()]
    rows += [(f"limit: {name}", seconds, _LIMIT) for name, seconds in part["limits"].items()]
    values = [1e6 * seconds / part["articles"] for _, seconds, _ in rows]
    bars(
        axes, [name for name, _, _ in rows], values, [color for *_, color in rows], "microseconds an article, one core"
    )


def scaling(axes: Axes, part: Part) -> None:
    """Seconds of a build by its articles, on logarithmic axes."""
    axes.set_title(f"`etl build`, {part['workers']} workers: slope {part['slope']:.2f}", loc="left")
    counts, seconds = ([row[name] for row in part["rows"]] for name in ("articles", "seconds"))
    axes.loglog(counts, seconds, "o-", color=_OURS, markersize=8)
    first, last = counts[-1], seconds[-1]
    axes.loglog(counts, [last * count / first for count in counts], "--", color=_PEER, linewidth=1)
    axes.annotate("slope 1", (counts[0], last * counts[0] / first), xytext=(6, -14), textcoords="offset points")
    for row in part["rows"]:
        said = f"{number(row['seconds'])} s, {number(row['peak_mb'])} MB"
        axes.annotate(said, (row["articles"], row["seconds"]), xytext=(-8, 8), textcoords="offset points", ha="right")
    axes.set_xlim(counts[0] / 8, counts[-1] * 2)
    axes.set_xlabel("articles")
    axes.set_ylabel("seconds, and peak memory of all processes")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: number(value)))
        axis.set_minor_locator(NullLocator())


PLOTS: Mapping[str, Callable[[Axes, Part], None]] = {
    "places": places, "dates": dates, "copies": copies, "answers": answers, "stages": stages, "scaling": scaling,
}  # fmt: skip


def write(results: Mapping[str, Any], folder: Path) -> None:
    """An SVG for each part that was measured."""
    folder.mkdir(parents=True, exist_ok=True)
    with plt.rc_context(_STYLE):
        for name, draw in PLOTS.items():
            if name in results["parts"]:
                figure, axes = plt.subplots(figsize=(8.4, 4.6), layout="constrained")
                draw(axes, results["parts"][name])
                figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
                plt.close(figure)
