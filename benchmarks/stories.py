"""Grouping many articles into stories: time, memory and what was found, on articles made for it.

    python benchmarks/stories.py --articles 1000000 --folder /tmp/stories

Makes the articles once (a Parquet file of texts of about 300 words; 40 in 100 are copies: with credits, cut, under
local introductions, edited; one in 20 ends with a paragraph of a press office that hundreds share), then groups them
in a process of its own and prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measure import Memory, machine
from etl.relate import Item, Rules, held_of, regroup, relate

_WORDS = 300
_DAYS = 730
_SYLLABLES = [c + v for c in "bcdfglmnprstvwzk" for v in "aeiou"]
_COLUMNS = ("id", "title", "text", "publish_date", "language", "outlet", "story")


class Newsroom:
    """Makes reports and copies of them, the same from the same seed."""

    spanish = 0.06  # of the stories
    language = "en"  # of the report that is being made

    def __init__(self, seed: int) -> None:
        """A newsroom with a vocabulary of 40,000 words, used as often as words are: few often, most seldom."""
        self.random = random.Random(seed)
        self.words = sorted(
            {"".join(self.random.choices(_SYLLABLES, k=self.random.randint(1, 4))) for _ in range(60_000)}
        )
        self.random.shuffle(self.words)
        self.often = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        self.boilerplate = [self.sentences(5) for _ in range(40)]

    def sentences(self, count: int) -> str:
        """Some sentences, with a number or a name here and there."""
        made = []
        for _ in range(count):
            words = self.random.choices(self.words, cum_weights=self.often, k=self.random.randint(12, 26))
            words[self.random.randrange(len(words))] = str(self.random.randint(2, 4000))
            at = self.random.randrange(1, len(words))
            words[at] = words[at].capitalize()
            made.append(" ".join(words).capitalize() + ".")
        return " ".join(made)

    def report(self) -> tuple[str, list[str]]:
        """A title and paragraphs."""
        title = " ".join(self.random.choices(self.words, cum_weights=self.often, k=9)).capitalize()
        paragraphs = [self.sentences(2) for _ in range(_WORDS // 38)]
        if self.random.random() < 0.05:
            paragraphs.append(self.random.choice(self.boilerplate))
        return title, paragraphs

    def copy(self, title: str, paragraphs: Sequence[str]) -> tuple[str, list[str]]:
        """The report as another outlet prints it."""
        out, kind = list(paragraphs), self.random.random()
        if kind < 0.3:
            out.append("Copyright 2025 The Associated Press. All rights reserved.")
        elif kind < 0.5:
            out = [*out[: self.random.randint(2, 5)], "Read more at our website."]
        elif kind < 0.7:
            out.insert(0, self.sentences(2))
        elif kind < 0.9:
            words = out[1].split()
            words[3:5] = self.random.choices(self.words, k=3)
            out[1] = " ".join(words)
            out[2] = f"{out[2]} {self.sentences(1)}"
        if self.random.random() < 0.5:
            title = " ".join(self.random.choices(title.split(), k=7)).capitalize()
        return title, out

    def articles(self, count: int) -> Iterator[tuple[str, ...]]:
        """So many articles, stories mixed as they come in; a story in a thousand has hundreds of copies."""
        stories = 0
        made = 0
        while made < count:
            day = date(2024, 1, 1) + timedelta(self.random.randrange(_DAYS))
            self.language = "es" if self.random.random() < self.spanish else "en"
            title, paragraphs = self.report()
            copies = 0
            if self.random.random() < 0.12:
                copies = min(int(self.random.paretovariate(1.15)), 600)
            for number in range(min(1 + copies, count - made)):
                head, body = (title, paragraphs) if number == 0 else self.copy(title, paragraphs)
                when = day + timedelta(self.random.choice((0, 0, 0, 1, 1, 2, 5)) if number else 0)
                outlet = f"Outlet {self.random.randrange(3000)}"
                yield f"a{made:08}", head, "\n\n".join(body), when.isoformat(), self.language, outlet, f"s{stories}"
                made += 1
            stories += 1


def make(path: Path, count: int) -> None:
    """Write the articles, shuffled within batches, as Parquet."""
    newsroom, shuffled = Newsroom(7), random.Random(8)
    schema = pa.schema([(name, pa.string()) for name in _COLUMNS])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        rows: list[tuple[str, ...]] = []
        for row in newsroom.articles(count):
            rows.append(row)
            if len(rows) == 20_000:
                _write(writer, rows, shuffled, schema)
        _write(writer, rows, shuffled, schema)


def _write(writer: pq.ParquetWriter, rows: list[tuple[str, ...]], shuffled: random.Random, schema: pa.Schema) -> None:
    shuffled.shuffle(rows)
    if rows:
        writer.write_table(pa.table([list(column) for column in zip(*rows, strict=True)], schema=schema))
        rows.clear()


def items(path: Path) -> Iterator[Item]:
    """The articles of the file, a batch at a time."""
    for batch in pq.ParquetFile(path).iter_batches(batch_size=5000, columns=list(_COLUMNS[:-1])):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield Item(*row)


def measure(path: Path, workers: int) -> dict[str, object]:
    """Group the articles of the file; seconds, memory, and pairwise precision and recall against how they were made."""
    rules = Rules.load()
    start = time.perf_counter()
    count = sum(1 for _ in items(path))
    reading = time.perf_counter() - start
    before = sum(os.times()[:4])
    with Memory() as memory:
        start = time.perf_counter()
        rows = relate(items(path), rules, workers=workers)
        seconds = time.perf_counter() - start
    used = sum(os.times()[:4]) - before
    truth = {}
    for batch in pq.ParquetFile(path).iter_batches(columns=["id", "story"]):
        truth.update(zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True))
    found = {row.article_id: row.story_id for row in rows}
    precision, recall = pairwise(found, truth)
    start = time.perf_counter()
    added = increment(path, rules, found)
    adding = time.perf_counter() - start
    return {
        "articles": count,
        "stories": len(set(found.values())),
        "copies": sum(row.is_duplicate for row in rows),
        "reading_seconds": round(reading, 1),
        "seconds": round(seconds, 1),
        "processor_seconds": round(used, 1),
        "workers": workers,
        "articles_a_second": round(count / seconds),
        "added": added,
        "adding_seconds": round(adding, 1),
        "peak_gib": round(memory.peak / 1024**3, 2),
        "pairwise_precision": round(precision, 4),
        "pairwise_recall": round(recall, 4),
    }


def increment(path: Path, rules: Rules, found: dict[str, str]) -> int:
    """Add the articles of one day to all others; how many they are. AssertionError if a story came out otherwise."""
    held, new = [], set()
    for item in items(path):
        held.append(held_of(item.id, item.publish_date, len(item.text), item.outlet, rules))
        if item.publish_date == "2025-06-16":
            new.add(item.id)
    previous = {id_: story for id_, story in found.items() if id_ not in new}

    def read(ids: Collection[str]) -> Iterator[Item]:
        wanted = set(ids)
        return (item for item in items(path) if item.id in wanted)

    rows = regroup(held, read, rules, previous=previous, changed=new)
    precision, recall = pairwise({row.article_id: row.story_id for row in rows}, found)
    assert (precision, recall) == (1.0, 1.0), "an increment and one build differ"
    return len(new)


def pairwise(found: dict[str, str], truth: dict[str, str]) -> tuple[float, float]:
    """Precision and recall over pairs, counted by groups and not pair by pair."""

    def pairs(keys: Iterator[object]) -> int:
        sizes: dict[object, int] = {}
        for key in keys:
            sizes[key] = sizes.get(key, 0) + 1
        return sum(size * (size - 1) // 2 for size in sizes.values())

    both = pairs((found[one], truth[one]) for one in truth)
    return both / max(pairs(found[one] for one in truth), 1), both / max(pairs(iter(truth.values())), 1)


def main() -> None:
    """Make the articles if they are not there, and measure in a fresh process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--folder", type=Path, default=Path("/tmp/stories-benchmark"))
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    path = args.folder / f"articles-{args.articles}.parquet"
    if args.child:
        print(json.dumps({**measure(path, args.workers), "machine": machine()}))
        return
    if not path.exists():
        make(path, args.articles)
    command = [
        sys.executable,
        __file__,
        "--articles",
        str(args.articles),
        "--folder",
        str(args.folder),
        "--workers",
        str(args.workers),
        "--child",
    ]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
