"""The progress bar of the commands that take time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Progress = Callable[[str, int, int | None], None]  # "fetch", "read", "files" ..., how many are done, of how many


@contextmanager
def progress_bar(*, show: bool) -> Iterator[Progress]:
    """A progress bar on standard error, or nothing."""
    if not show:
        yield lambda stage, done, total: None
        return
    from tqdm import tqdm  # only where someone looks

    bars: dict[str, tqdm] = {}

    def progress(stage: str, done: int, total: int | None) -> None:
        if stage not in bars:
            for bar in bars.values():
                bar.close()
            unit = {"fetch": " pages", "files": " files"}.get(stage, " articles")
            bars[stage] = tqdm(desc=stage, total=total, unit=unit, file=sys.stderr, dynamic_ncols=True)
        bars[stage].total = total  # which grows while lists are read
        bars[stage].update(done - bars[stage].n)

    try:
        yield progress
    finally:
        for bar in bars.values():
            bar.close()
