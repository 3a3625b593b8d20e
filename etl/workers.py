"""The same work on many articles: in order, with bounded memory, by one process or several."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_work: Callable[[Any], Any]  # of a worker process, made once in it by `_begin`


def ordered(
    items: Iterable[Item], make: Callable[[], Callable[[Item], Result]], *, workers: int = 1
) -> Iterator[Result]:
    """The results in the order of the items, whatever the number of workers.

    `make` makes the function once in each process; it, the items and the results must pickle. At most two items a
    worker are under way, so what waits in memory is bounded.
    """
    if workers <= 1:
        work = make()
        yield from map(work, items)
        return
    # Not forked: a fork would copy the threads of Arrow and Delta in an unknown state.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(make,)) as pool:
        waiting: deque[Future[Result]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(_one, item))
                if len(waiting) >= 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _begin(make: Callable[[], Callable[[Any], Any]]) -> None:
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work = make()


def _one(item: Any) -> Any:
    return _work(item)


def _end_with_parent() -> None:
    """A worker must not outlive a parent that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
