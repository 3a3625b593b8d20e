"""How long the home page takes from a new filter to all of its figures, as Streamlit runs it, on a large dataset.

    python benchmarks/dashboard.py [--dataset /tmp/benchmark-coverage] [--runs 60] [--sessions 50]

`benchmarks/queries.py` makes the dataset of a million mentions. Each question is new, so no answer comes from a cache;
the time is that of a whole run of the page's script: filters, counts, map, timeline, list. Then sessions take turns.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from streamlit.testing.v1 import AppTest

from etl.coverage import open_coverage
from etl.filters import Filters
from etl.models import TOPICS
from etl.queries import facet

ROOT = Path(__file__).resolve().parent.parent
Question = dict[str, list[str]]


def questions(dataset: Path, number: int) -> list[Question]:
    """Questions of every kind, each asked once."""
    chance = random.Random(11)
    coverage = open_coverage(dataset)
    cities = facet(coverage, Filters(), "cities", limit=1500).column("value").to_pylist()
    states = facet(coverage, Filters(), "states", limit=50).column("value").to_pylist()
    agencies = facet(coverage, Filters(), "agencies", limit=40).column("value").to_pylist()
    asked: list[Question] = []
    while len(asked) < number:
        kinds: list[Question] = [
            {"city": chance.sample(cities, 2)},
            {"state": chance.sample(states, 2)},
            {"agency": [chance.choice(agencies)]},
            {"topic": [chance.choice(TOPICS)]},
            {"from": [f"2025-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}"]},
            {"min_confidence": [f"0.{chance.randint(55, 95)}"]},
            {"stack": [chance.choice(("state", "topic", "none"))]},
        ]
        question = {name: value for part in chance.sample(kinds, chance.choice((1, 2))) for name, value in part.items()}
        if question not in asked:
            asked.append(question)
    return asked


def run(page: AppTest, question: Question) -> float:
    """Seconds of one run of the page for a question."""
    page.query_params.clear()
    for name, values in question.items():
        page.query_params[name] = values
    start = time.perf_counter()
    page.run()
    took = time.perf_counter() - start
    assert not page.exception, page.exception[0].value
    return took


def report(name: str, seconds: list[float]) -> None:
    """One line of the result, in milliseconds."""
    ordered = sorted(1000 * s for s in seconds)
    print(
        f"{name:<28} {statistics.median(ordered):>8.0f} {ordered[int(len(ordered) * 0.95)]:>8.0f} {ordered[-1]:>8.0f}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, default=Path(tempfile.gettempdir()) / "benchmark-coverage")
    parser.add_argument("--runs", type=int, default=60)
    parser.add_argument("--sessions", type=int, default=50)
    options = parser.parse_args()
    os.environ["COVERAGE_DATASET"] = str(options.dataset)
    with ProcessPoolExecutor(1) as other:  # in another process, so that its copy of the data does not count here
        asked = other.submit(questions, options.dataset, options.runs + options.sessions).result()
    script = str(ROOT / "dashboard.py")
    page = AppTest.from_file(script, default_timeout=120)
    first = run(page, {})
    print(f"first run, opening the dataset: {first:.1f} s")
    print(f"{'milliseconds':<28} {'median':>8} {'95th':>8} {'worst':>8}")
    report("new question", [run(page, question) for question in asked[: options.runs]])
    report("question asked before", [run(page, question) for question in asked[: options.runs]])
    sessions = [AppTest.from_file(script, default_timeout=120) for _ in range(options.sessions)]
    report("a session's first view", [run(session, {}) for session in sessions])
    report("sessions, a question each", [run(s, q) for s, q in zip(sessions, asked[options.runs :], strict=True)])
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB with {len(sessions)} sessions")


if __name__ == "__main__":
    main()
