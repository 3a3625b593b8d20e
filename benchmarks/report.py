"""The tables of `benchmarks/README.md`, made from the results: no figure there is typed by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.limits import LIMITS

Results = Mapping[str, Any]
SMALL = "**A small run, with few articles: `make bench` makes the figures that count.**\n\n"

_STAGES = {
    "read": "read: JSON Lines to articles",
    "set aside": "set aside: identity, hash of the input, disk",
    "find": "find",
    "resolve": "resolve",
    "focus": "focus",
    "rows": "rows: records to Arrow",
    "write": "write: Delta commit of articles, issues, run",
    "stories": "stories: group the copies",
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the first column is text, the others are figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def number(value: float) -> str:
    """A figure with three digits that mean something, thousands parted: 12,345, 123, 1.23, 0.0123."""
    if value == 0:
        return "0"
    digits = max(0, 2 - len(str(int(abs(value)))) + 1) if abs(value) >= 1 else 3
    if abs(value) < 0.1:
        return f"{value:.2g}"
    return f"{value:,.{digits}f}"


def machine(results: Results) -> str:
    """What was measured on, and with which versions."""
    m = results["machine"]
    packages = {name: v for part in results["parts"].values() for name, v in part["versions"].items()}
    return "\n".join(
        [
            f"{m['processor']}, {m['cores']} cores, {m['memory_gib']} GiB, {m['system']}, Python {m['python']}; load"
            f" before the run {m['load']}; {results['made'][:10]}.",
            "",
            ", ".join(f"{name} {packages[name]}" for name in sorted(packages)) + ".",
        ]
    )


def places(part: Mapping[str, Any]) -> str:
    """Finding and resolving places."""
    head = ("", "articles/s", "F1, all", "precision", "recall", "F1, held part", "English", "Spanish", "within 25 km")
    rows = [
        (r["name"], number(r["rate"]), *(f"{r[k]:.3f}" for k in (*_ACCURACY, "points"))) for r in part["rows"]
    ]  # fmt: skip
    return f"{part['articles']} articles of {part['words']:.0f} words.\n\n{table(head, rows)}"


_ACCURACY = ("f1", "precision", "recall", "held", "english", "spanish")


def dates(part: Mapping[str, Any]) -> str:
    """Finding and resolving dates."""
    head = ("", "articles/s", "F1, all", "precision", "recall", "F1, held part", "English", "Spanish", "articles read")
    rows = [
        (r["name"], number(r["rate"]), *(f"{r[k]:.3f}" for k in _ACCURACY), str(r["articles"])) for r in part["rows"]
    ]
    return table(head, rows)


def copies(part: Mapping[str, Any]) -> str:
    """Grouping copies."""
    head = ("", "articles/s", "labelled: precision", "recall", "B-cubed F1", "made: precision", "recall ")
    rows = [
        (r["name"], number(r["rate"]),
         *(f"{r[k]:.3f}" for k in ("precision", "recall", "b_f1", "made_precision", "made_recall")))
        for r in part["rows"]
    ]  # fmt: skip
    titles = part["equal_titles"]
    rows.append(("equal headlines", "", *(f"{titles[k]:.3f}" for k in ("precision", "recall", "b_f1")), "", ""))
    said = (
        f"{part['pairs']} labelled pairs of {part['labelled']} articles; {part['articles']:,} made articles, on which"
    )
    return f"{said} the speed is measured.\n\n{table(head, rows)}"


def answers(part: Mapping[str, Any]) -> str:
    """Filter to answer."""
    head = ("milliseconds", "median", "95th percentile", "worst")

    def timed(rows: Sequence[Mapping[str, Any]], *more: str) -> list[tuple[str, ...]]:
        return [(r["name"], *(number(r[k]) for k in ("median", "p95", "worst", *more))) for r in rows]

    opened = ", ".join(f"{name.partition(':')[0]} {number(seconds)} s" for name, seconds in part["open"].items())
    said = f"{part['articles']:,} articles, {part['mentions']:,} mentions of places and agencies,"
    return (
        f"{said} {part['questions']} questions. To open: {opened}.\n\n"
        f"{table((*head, 'then the newest 25, median'), timed(part['rows'], 'list'))}\n\n"
        "A whole page, asked over its web socket, by the clock:\n\n"
        f"{table((*head, 'the processor, mean'), timed(part['pages'], 'processor'))}"
    )


def stages(part: Mapping[str, Any]) -> str:
    """The way of an article, stage by stage, and the limits."""
    count, whole = part["articles"], sum(part["stages"].values())
    head = ("stage", "µs an article", "articles/s", "share")

    def line(name: str, seconds: float, of: float) -> tuple[str, ...]:
        return name, number(1e6 * seconds / count), number(count / seconds), f"{seconds / of:.0%}"

    ours = [line(_STAGES[name], part["stages"][name], whole) for name in _STAGES]
    best = sum(part["limits"].values())
    theirs = [line(LIMITS[name], part["limits"][name], best) for name in LIMITS]
    w = part["worker"]
    return "\n".join(
        [
            f"{count:,} made articles of {part['words']} words, {part['megabytes']:.1f} MB; extraction in"
            f" {part.get('form', 'plain Python')}.",
            "",
            table(head, [*ours, line("**all stages**", whole, whole)]),
            "",
            table(("limit", *head[1:]), [*theirs, line("**all limits**", best, best)]),
            "",
            f"All stages take **{part['ratio']:.1f} times** as long as the three limits together; the automaton holds"
            f" {part['phrases']:,} phrases. Extraction alone (find, resolve, focus) on the bundled articles, joined"
            f" and cut to {part['words']} words: {number(part['bundled_rate'])} articles/s. A worker starts in"
            f" {w['import_seconds'] + w['load_seconds']:.2f} s ({w['import_seconds']:.2f} imports,"
            f" {w['load_seconds']:.2f} tables) and holds {w['held_mb']:.0f} MB, at most {w['used_mb']:.0f} MB.",
            "",
            "Where the time of the extraction goes, by own time in a profile, which lengthens small functions:",
            "",
            table(
                ("function", "share", "calls an article"),
                [
                    (f"`{p['function']}` {p['file']}".replace("|", "\\|"), f"{p['share']:.1%}", number(p["calls"]))
                    for p in part["profile"]
                ],
            ),
        ]
    )


def scaling(part: Mapping[str, Any]) -> str:
    """Builds of growing size."""
    head = ("articles", "seconds", "articles/s", "peak memory, all processes, MB", "input MB", "dataset MB")
    rows = [
        (f"{r['articles']:,}", number(r["seconds"]), number(r["rate"]), number(r["peak_mb"]), number(r["input_mb"]),
         number(r["dataset_mb"]))
        for r in part["rows"]
    ]  # fmt: skip
    said = f"{part['workers']} workers, articles of {part['words']} words, extraction in"
    said += f" {part.get('form', 'plain Python')}. Slope on the log-log plot:"
    return f"{said} {part['slope']:.2f}, over the two largest sizes {part['last_slope']:.2f}.\n\n{table(head, rows)}"


TABLES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "places": places, "dates": dates, "copies": copies, "answers": answers, "stages": stages, "scaling": scaling,
}  # fmt: skip


def made_of(part: Mapping[str, Any], make: Callable[[Mapping[str, Any]], str]) -> str:
    """The text of a part; that of a small run says so."""
    return f"{SMALL if part['small'] else ''}{make(part)}"


def filled(page: str, tables: Mapping[str, str]) -> str:
    """The page with each table between its marks. Raises ValueError where the page has no place for one."""
    for name, made in tables.items():
        first, last = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, found, rest = page.partition(first)
        _, ended, after = rest.partition(last)
        if not found or not ended:
            raise ValueError(f"the page has no {first} with {last} after it")
        page = f"{before}{first}\n{made}\n{last}{after}"
    return page


def write(results: Results, path: Path) -> None:
    """Put the tables of the results into the page."""
    tables = {name: made_of(results["parts"][name], make) for name, make in TABLES.items() if name in results["parts"]}
    path.write_text(filled(path.read_text("utf-8"), {"machine": machine(results), **tables}), "utf-8")
