"""Whether anything has become half as fast as it was: ratios of our work to reference work of the same run.

A ratio (how fast ours is, in units of how fast the reference is) hardly changes from machine to machine, where seconds
do. `benchmarks/baseline.json` holds what they were; a ratio under half of its own fails. The best rounds count, since
other work only slows one down, and what fails is measured twice more, so that a hiccup of the machine fails nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.limits import PYTHON

BASELINE = Path(__file__).resolve().parent / "baseline.json"
LEAST = 0.5  # of the baseline
AGAIN = 2  # times that a part is measured once more
# ratio -> the part that it is measured in
PART_OF = {
    "reading / words looked up": "stages",
    "setting aside / words looked up": "stages",
    "extraction / words looked up": "stages",
    "rows / words looked up": "stages",
    "writing / Delta write": "stages",
    "stories / words looked up": "stages",
    "all fields / spaCy's PhraseMatcher": "places",
    "dates / parsedatetime": "dates",
    "grouping / datasketch": "copies",
    "answers / pandas": "answers",
}


def ratios(parts: Mapping[str, Any]) -> dict[str, float]:
    """The ratios of the parts that were measured: higher is faster."""
    found: dict[str, float] = {}
    if stages := parts.get("stages"):
        least = stages["least"]
        found |= {
            "reading / words looked up": least[PYTHON] / least["read"],
            "setting aside / words looked up": least[PYTHON] / least["set aside"],
            "extraction / words looked up": least[PYTHON] / least["extract"],
            "rows / words looked up": least[PYTHON] / least["rows"],
            "writing / Delta write": least["limit: write"] / least["write"],
            "stories / words looked up": least[PYTHON] / least["stories"],
        }
    for part, ratio, peer in (
        ("places", "all fields / spaCy's PhraseMatcher", "spaCy, blank"),
        ("dates", "dates / parsedatetime", "parsedatetime"),
        ("copies", "grouping / datasketch", "datasketch, Jaccard 0.5"),
        ("answers", "answers / pandas", "pandas"),
    ):
        if part in parts:
            rows = parts[part]["rows"]  # ours stands first
            theirs = next(row for row in rows if row["name"].startswith(peer))
            found[ratio] = rows[0]["best_rate"] / theirs["best_rate"]
    return found


def fallen(now: Mapping[str, float], baseline: Mapping[str, float]) -> list[str]:
    """The ratios that are under half of their baseline. Raises ValueError where one has no baseline."""
    if missing := now.keys() - baseline.keys():
        raise ValueError(f"no baseline for {', '.join(sorted(missing))}; run python -m benchmarks --small --baseline")
    return [name for name, ratio in now.items() if ratio < LEAST * baseline[name]]


def told(now: Mapping[str, float], baseline: Mapping[str, float]) -> str:
    """A line for each ratio: its baseline, what it is now, and whether it has fallen."""
    few = fallen(now, baseline)
    return "\n".join(
        f"{name:38} {baseline[name]:9.4f} {now[name]:9.4f}   {now[name] / baseline[name]:5.2f}x"
        f"{'   FALLEN' if name in few else ''}"
        for name in now
    )


def better(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Of each ratio the higher one."""
    return {name: max(ratio, other.get(name, ratio)) for name, ratio in one.items()}


def read_baseline(path: Path = BASELINE) -> dict[str, float]:
    """The ratios of the baseline."""
    ratios: dict[str, float] = json.loads(path.read_text("utf-8"))["ratios"]
    return ratios


def parts_of(names: Sequence[str]) -> list[str]:
    """The parts in which ratios are measured, each once."""
    return list(dict.fromkeys(PART_OF[name] for name in names))
