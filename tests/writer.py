"""A process that builds a dataset, for tests that kill it or let two of them meet.

`python writer.py DATASET SOURCE HOW`: says "ready", waits for a line, builds with the fake pipeline in commits of
five articles, and says "version N" or "busy". As "free" it takes no lock, like a writer that knows of none; as "half"
it says so after the second commit, and waits for a line.
"""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

from fake import FakePipeline  # noqa: E402

import etl.build  # noqa: E402
import etl.store  # noqa: E402
from etl.location import Location  # noqa: E402


def main(where: str, source: str, how: str) -> None:
    """Build once."""
    etl.build._LEAST = etl.build._BATCH = etl.build._MOST = 5
    if how == "free":
        etl.store.only_one = lambda *given, **named: nullcontext()  # type: ignore[assignment]
    if how == "half":
        commit, left = etl.store.commit_parts, iter((1, 0))

        def halting(*given: Any, **named: Any) -> None:
            commit(*given, **named)
            if not next(left):
                print("half", flush=True)
                sys.stdin.readline()

        etl.store.commit_parts = halting
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        summary = etl.build.build(
            [source],
            Location.of(where),
            load=FakePipeline,
            fingerprint="f",
            code_version="1.0",
            clock=lambda: "2026-01-01T00:00:00Z",
            workers=1,
        )
        print(f"version {summary.version}", flush=True)
    except etl.store.Busy:
        print("busy", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
