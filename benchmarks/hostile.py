"""Time of the extraction on text that is made to slow it down: it must grow with the length and no faster.

    python benchmarks/hostile.py [--size 100000] [--only NAME ...] [--megabytes 10]

Each pattern is extracted at half the size and at the size, in the slower of the two languages, the better of two times;
a ratio near 2 is linear, near 4 quadratic. `--megabytes` runs one text of that size, made of all patterns in turn, and
prints its time and peak memory; `--growth` prints the seconds of some patterns at 1, 2 and 4 MB and the exponent with
which they grow, 1 where time is linear. The exit code is 1 where a ratio is above 3, so that no change can make it
quadratic unseen.
"""

from __future__ import annotations

import argparse
import math
import resource
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.knowledge import REFERENCE, read_table
from etl.models import Article
from etl.pipeline import Pipeline

MOST = 3.0  # the largest ratio of the time of twice the text that still counts as linear
_GROWTH = ("parentheses", "initials", "saints", "states", "months", "capitals", "one town", "combining", "all towns")
_LEAST_SECONDS = 0.02  # below this the clock says more than the code
# What is repeated: name -> text
REPEATED = {
    "parentheses": "(",
    "periods": ".",
    "dashes": "—",
    "closing quotes": "”",
    "newlines": "\n",
    "spaces": " ",
    "digits": "9",
    "emoji": "😀",
    "ideographs": "漢字",
    "combining": "\u0301",
    "apostrophes": "a'",
    "thousands": "1,",
    "initials": "A. ",
    "initialisms": "U.S.",
    "saints": "St. ",
    "capitals": "Aaaa ",
    "links": "Of the ",
    "states": ", Texas",
    "towns with states": "Bell, Texas ",
    "one town": "Springfield ",
    "a town and": "Salem and ",
    "state or city": "New York ",
    "shouted": "CHICAGO ",
    "county": "County ",
    "counties": "Orange, Wake and Cass counties ",
    "condados": "condados de Cobb y ",
    "camps": "Camp ",
    "centers": "Detention Center ",
    "centros": "Centro de Detención de ",
    "colonias": "colonia de la ",
    "sites": "at a Home Depot in Bell. ",
    "persons": "Mayor Houston said. ",
    "police": "Orange police ",
    "policía": "policía de ",
    "acronyms": "ICE ",
    "acronyms spelled out": "Aaa Bbb Ccc (ABC) ",
    "names without counties": "county Cook, ",
    "attorneys": "U.S. Attorney's Office for the ",
    "districts": "US Attorney's office for the Northern District of A",
    "months": "June 9, ",
    "weekdays": "Monday ",
    "plans": "will Monday ",
    "días": "9 de ",
    "ranges": "20 y ",
    "numbers": "one hundred ",
    "millions": "2 million ",
    "ordinary": "ST. PAUL, Minn. (AP) — ICE held 1,300 people in Hope on June 9, police said. ",
}


@cache
def _towns() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["name"] for row in read_table(REFERENCE / "places.csv")))


def _listed(before: str, after: str) -> Callable[[int], str]:
    """A text of so many characters that names one town after another, no town twice before all were named."""

    def text(size: int) -> str:
        parts, length = [], 0
        for town in cycle(_towns()):
            if length >= size:
                return "".join(parts)
            parts.append(f"{before}{town}{after}")
            length += len(parts[-1])
        return ""

    return text


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda size: "a" + unit * (size // len(unit))


PATTERNS: dict[str, Callable[[int], str]] = {
    **{name: _repeated(unit) for name, unit in REPEATED.items()},
    "all towns": _listed("", ", "),
    "all towns, by sentence": _listed("In ", ". "),
    "all towns, with a site": _listed("They waited at a Home Depot in ", ". "),
    "all towns, as persons": _listed("Mayor ", " said so. "),
    "all towns, as neighborhoods": _listed("In the ", " Zyx neighborhood. "),
}


def seconds(pipeline: Pipeline, text: str, *, times: int = 2) -> float:
    """The time of the slower language over a text, the best of so many runs, by the processor's clock."""
    return max(_seconds(pipeline, text, language, times) for language in ("en", "es"))


def _seconds(pipeline: Pipeline, text: str, language: str, times: int) -> float:
    article = Article("hostile", "", text, media_place="Chicago, IL", publish_date="2025-06-23", language=language)
    best = float("inf")
    for _ in range(times):
        before = time.process_time()
        pipeline.extract(article)
        best = min(best, time.process_time() - before)
    return best


def measured(pipeline: Pipeline, names: list[str], size: int) -> Iterator[tuple[str, float, float, float]]:
    """Of each pattern: its name, the seconds of half the size and of the size, and their ratio."""
    for name in names:
        half, whole = (seconds(pipeline, PATTERNS[name](n)) for n in (size // 2, size))
        yield name, half, whole, whole / half if whole >= _LEAST_SECONDS else 1.0


def growth(pipeline: Pipeline, names: list[str]) -> None:
    """Print the seconds of patterns at some sizes, and the exponent of growth, as a Markdown table."""
    print("| pattern | 1 MB | 2 MB | 4 MB | exponent |\n| --- | ---: | ---: | ---: | ---: |")
    for name in names:
        took = [seconds(pipeline, PATTERNS[name](size * 1_000_000), times=1) for size in (1, 2, 4)]
        exponent = math.log(took[2] / took[0], 4)
        print(f"| {name} | {took[0]:.2f} | {took[1]:.2f} | {took[2]:.2f} | {exponent:.2f} |", flush=True)


def main() -> int:
    """Print the times; 1 where one grows faster than the text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000, help="characters of the longer text")
    parser.add_argument("--only", nargs="+", choices=sorted(PATTERNS), metavar="NAME", help="only these patterns")
    parser.add_argument("--megabytes", type=int, default=0, help="one text of this size of all patterns in turn")
    parser.add_argument("--growth", action="store_true", help="seconds at 1, 2 and 4 MB, and the exponent of growth")
    options = parser.parse_args()
    pipeline = Pipeline.load()
    pipeline.extract(Article("warm", "", "ICE came to Bell, California, on Monday."))
    if options.growth:
        growth(pipeline, options.only or list(_GROWTH))
        return 0
    if options.megabytes:
        share = options.megabytes * 1_000_000 // len(PATTERNS)
        text = "\n\n".join(pattern(share) for pattern in PATTERNS.values())
        size, took = len(text) / 1e6, seconds(pipeline, text, times=1)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{size:.1f} MB of all patterns: {took:.1f} s, {size / took:.2f} MB/s, peak memory {peak:.0f} MB")
        return 0
    print(f"{'pattern':28} {'half':>8} {'whole':>8} {'ratio':>6} {'MB/s':>8}   at {options.size:,} characters")
    slow = 0
    for name, half, whole, ratio in measured(pipeline, options.only or list(PATTERNS), options.size):
        slow += ratio > MOST
        note = "   grows faster than the text" if ratio > MOST else ""
        print(f"{name:28} {half:8.3f} {whole:8.3f} {ratio:6.2f} {options.size / 1e6 / whole:8.2f}{note}", flush=True)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
