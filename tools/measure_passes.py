"""Measure how often each pass of toponym resolution is right on the dev part of the gold; write `pass_confidence.csv`.

    python tools/measure_passes.py tests/gold [--write]

A place counts as right where it agrees with a gold place by the rules of `etl/evaluate.py`. The share is drawn toward
the mean by ten places of doubt, so that a pass that decided twice is not called certain.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.evaluate import compare, gold_files, part_of
from etl.knowledge import REFERENCE
from etl.models import Article
from etl.pipeline import Pipeline
from etl.resolve.passes import PASSES

_DOUBT = 10  # places at the mean, added to each pass


def main() -> None:
    """Print the figures; with --write, write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    pipeline = Pipeline.load()
    right: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for file in gold_files(args.gold):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            if "gold" not in row or part_of(row["id"]) != "dev":
                continue
            article = Article(
                row["id"], row["title"], row["text"], media_place=row["media_place"],
                publish_date=row["publish_date"], language=row["language"],
            )  # fmt: skip
            record = pipeline.extract(article)
            for place in record.places:
                alone = replace(record, places=(place,))
                made[place.resolved_by] += 1
                right[place.resolved_by] += compare(alone, row["gold"]).tallies["places"].right
    mean = sum(right.values()) / sum(made.values())
    rows = []
    for name in sorted({*made, *(decide.__name__ for decide in PASSES)}):
        confidence = (right[name] + _DOUBT * mean) / (made[name] + _DOUBT)
        rows.append((name, f"{confidence:.2f}", f"{right[name]} of {made[name]} right on the dev part of tests/gold"))
        print(*rows[-1], sep="\t")
    if args.write:
        with (REFERENCE / "pass_confidence.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerows([("pass", "confidence", "source"), *rows])


if __name__ == "__main__":
    main()
