"""The same work on many items: in order, with bounded memory, by one process, several, or those of a cluster."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_work: Callable[[Any], Any]  # of a worker process, made once in it by `_begin`


class ClusterError(Exception):
    """A cluster cannot do the work; the message says what would cure it."""


def chunks(items: Iterable[Item], size: int) -> Iterator[tuple[Item, ...]]:
    """The items in order, so many at a time."""
    iterator = iter(items)
    while some := tuple(islice(iterator, size)):
        yield some


@dataclass(frozen=True, slots=True)
class Ready(Generic[Result]):
    """What stands among the items and is a result already."""

    result: Result


class Workers(Protocol):
    """Those who do the work: `Here`, `Pool`, or `etl.cluster.Cluster`."""

    @property
    def count(self) -> int:
        """How many items are worked on at one time."""

    def ordered(
        self, items: Iterable[Item | Ready[Result]], make: Callable[[], Callable[[Item], Result]]
    ) -> Iterator[Result]:
        """The results in the order of the items, whoever works.

        `make` makes the function once in each process; it, the items and the results must pickle. At most two items a
        worker are under way, so what waits in memory is bounded.
        """


class Here:
    """This process."""

    count = 1

    def ordered(
        self, items: Iterable[Item | Ready[Result]], make: Callable[[], Callable[[Item], Result]]
    ) -> Iterator[Result]:
        """The results, each when it is asked for."""
        work = make()
        for item in items:
            yield item.result if isinstance(item, Ready) else work(item)


class Pool:
    """Processes of this machine, which begin with the work and end with it."""

    def __init__(self, count: int) -> None:
        """So many processes."""
        self.count = count

    def ordered(
        self, items: Iterable[Item | Ready[Result]], make: Callable[[], Callable[[Item], Result]]
    ) -> Iterator[Result]:
        """The results in the order of the items."""
        # Not forked: a fork would copy the threads of Arrow and Delta in an unknown state.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.count, mp_context=context, initializer=_begin, initargs=(make,)) as pool:

            def begin(item: Item) -> Future[Result]:
                with _no_interrupt():  # this may start a process
                    return pool.submit(_one, item)

            try:
                yield from windowed(items, begin, Future.result, lambda: 2 * self.count)
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


def ordered(
    items: Iterable[Item], make: Callable[[], Callable[[Item], Result]], *, workers: int | Workers = 1
) -> Iterator[Result]:
    """The results in the order of the items, by so many processes of this machine or by these workers."""
    return workers_of(workers).ordered(items, make)


def workers_of(workers: int | Workers) -> Workers:
    """The workers; a number is so many processes of this machine."""
    if not isinstance(workers, int):
        return workers
    return Pool(workers) if workers > 1 else Here()


def windowed(
    items: Iterable[Item | Ready[Result]],
    begin: Callable[[Item], Any],
    end: Callable[[Any], Result],
    most: Callable[[], int],
) -> Iterator[Result]:
    """The results in order, with at most so many items under way."""
    waiting: deque[Any] = deque()

    def first() -> Result:
        one = waiting.popleft()
        result: Result = one.result if isinstance(one, Ready) else end(one)
        return result

    for item in items:
        waiting.append(item if isinstance(item, Ready) else begin(item))
        if len(waiting) >= most():
            yield first()
    while waiting:
        yield first()


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Ctrl-C waits. A process that starts meanwhile never sees one, not even before `_begin`: it is ours to heed."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
