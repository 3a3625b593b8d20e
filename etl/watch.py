"""Rounds of a build, one after another: `rounds` is the loop, and knows neither sources nor datasets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import count
from math import floor
from pathlib import Path

from etl.location import Location
from etl.lock import Busy, only_one


def rounds(
    work: Callable[[], str],
    *,
    every: float,
    say: Callable[[str], None],
    now: Callable[[], datetime],
    monotonic: Callable[[], float],
    sleep: Callable[[float], None],
    once: bool = False,
) -> None:
    """Return after one round if `once`, else never. A round is `work`, which says in a line what it did.

    Rounds begin at whole multiples of `every` seconds after the first, however long each takes; one that takes longer
    skips those that it has missed. A dataset that is busy, or a disk that fails, is said, and the next round tries
    again; with `once` both are raised.
    """
    start = monotonic()
    for _ in count():
        began = now()
        try:
            line = work()
        except (Busy, OSError) as error:
            if once:
                raise
            line = f"nothing done: {error}"
        say(f"{began.isoformat(timespec='seconds')}  {line}")
        if once:
            return
        due = start + (floor((monotonic() - start) / every) + 1) * every
        while (rest := due - monotonic()) > 0:
            sleep(rest)


@contextmanager
def only_watch(where: Location | Path, *, now: Callable[[], datetime]) -> Iterator[None]:
    """The right to watch for this dataset until the block ends, however it ends. Raises Busy where another has it."""
    location = Location.of(where)
    who = f"process {os.getpid()}, since {now().isoformat(timespec='seconds')}"
    busy = f"another watch ({{who}}) keeps {location} up to date; stop it first, or give another --dataset"
    with only_one(location, "watch", who=who, busy=busy):
        yield
