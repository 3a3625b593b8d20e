"""Speed, memory and start-up of the extraction, all stages, on one core.

    python benchmarks/speed.py [--articles 400] [--words 300] [--rounds 5]

The articles are made of the bundled corpus: texts of one language are joined and cut to the same number of words, so
that every run reads the same. The best round counts, since other work can only slow the machine down.
Start-up and memory are measured in a process of their own, as a worker has them. Where they are installed, tools
that do one part of the work run on the same articles; the ratio is worth more than the figures, which change with the
machine.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.models import Article
from etl.pipeline import Pipeline

ROOT = Path(__file__).resolve().parent.parent

_KEYS = ("media_name", "media_place", "publish_date", "language")
_WANTED = "wanted: 500 articles a second a core, 500 MB a worker, 2 s to start"
# What a worker does before its first article, and what it holds then and after some hundred.
_WORKER = """
import json, resource, sys, time
began = time.perf_counter()
sys.path.insert(0, {root!r})
from etl.models import Article
from etl.pipeline import Pipeline
imported = time.perf_counter()
pipeline = Pipeline.load()
ready = time.perf_counter()
held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for row in json.load(sys.stdin):
    pipeline.extract(Article(**row))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([imported - began, ready - imported, held / 1024, used.ru_maxrss / 1024]))
"""


def articles(number: int, words: int) -> list[Article]:
    """So many articles of so many words each, made of `data/articles`; the same ones every time."""
    rows = [
        json.loads(line)
        for path in sorted((ROOT / "data" / "articles").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    made = []
    for start, row in enumerate(islice(cycle(rows), number)):
        same = (other for other in islice(cycle(rows), start, None) if other["language"] == row["language"])
        made.append(Article(f"speed-{start}", row["title"], _text(same, words), **{key: row[key] for key in _KEYS}))
    return made


def _text(rows: Iterator[dict[str, str]], words: int) -> str:
    """The texts of some rows joined, cut to a number of words; paragraphs stay."""
    paragraphs: list[str] = []
    left = words
    while left > 0:
        for paragraph in next(rows)["text"].split("\n\n"):
            kept = paragraph.split(" ")[:left]
            left -= len(kept)
            paragraphs.append(" ".join(kept))
            if not left:
                break
    return "\n\n".join(paragraphs)


def best_seconds(work: Callable[[], object], rounds: int) -> float:
    """The seconds of the fastest of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def worker(sample: Sequence[Article]) -> tuple[float, float, float, float]:
    """Seconds to import and to load, megabytes after loading and after a sample, of a process of its own."""
    rows = [{"id": a.id, "title": a.title, "text": a.text, **{key: getattr(a, key) for key in _KEYS}} for a in sample]
    done = subprocess.run(
        [sys.executable, "-c", _WORKER.format(root=str(ROOT))],
        input=json.dumps(rows), capture_output=True, text=True, check=True,
    )  # fmt: skip
    imported, loaded, held, used = json.loads(done.stdout)
    return imported, loaded, held, used


def peers(sample: Sequence[Article]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Tools that do one part of the work, where they are installed: a name and the work over the sample."""
    texts = [f"{article.title}\n\n{article.text}" for article in sample]
    if importlib.util.find_spec("flashgeotext"):
        from flashgeotext.geotext import GeoText

        geotext = GeoText()
        yield "flashgeotext: names of cities and countries only", lambda: [geotext.extract(text) for text in texts]
    if importlib.util.find_spec("dateparser"):
        from dateparser.search import search_dates

        yield "dateparser: dates only", lambda: [search_dates(text) for text in texts]


def machine() -> str:
    """The processor, the system and the interpreter."""
    model = ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = (
            line.partition(":")[2] for line in info.read_text("utf-8").splitlines() if line.startswith("model name")
        )
        model = next(names, "").strip()
    named = model or platform.processor() or platform.machine()
    return f"{named}, {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    """Print the figures as a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=400)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sample = articles(options.articles, options.words)
    starts = min(worker(sample) for _ in range(3))
    pipeline = Pipeline.load()
    ours = best_seconds(lambda: [pipeline.extract(article) for article in sample], options.rounds)
    number = len(sample)
    print(f"{number} articles of {options.words} words, the best of {options.rounds} rounds; {machine()}; {_WANTED}\n")
    print("| what | figure |\n| --- | ---: |")
    print(f"| articles a second, one core, all stages | {number / ours:.0f} |")
    print(f"| milliseconds an article | {1000 * ours / number:.2f} |")
    print(f"| seconds to start: import and tables | {starts[0] + starts[1]:.2f} ({starts[0]:.2f} + {starts[1]:.2f}) |")
    print(f"| MB of memory a worker: with tables, after all articles | {starts[2]:.0f}, {starts[3]:.0f} |")
    few = sample[: max(1, number // 20)]  # the peers are slow
    for name, work in peers(few):
        theirs = best_seconds(work, 1)
        print(
            f"| {name}: articles a second | {len(few) / theirs:.0f} ({ours / number * len(few) / theirs:.2f} of ours) |"
        )
    for missing in (name for name in ("flashgeotext", "dateparser") if not importlib.util.find_spec(name)):
        print(f"\n{missing} is not installed: left out.")


if __name__ == "__main__":
    main()
