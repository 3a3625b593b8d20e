"""The newest version of a dataset, open and shared by all sessions; a view keeps the one that it began with."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock

from etl.coverage import Coverage
from etl.ledger import find_version
from etl.location import Location, StorageError
from etl.prepared import is_prepared, open_prepared


class Latest:
    """The newest version that is ready to open.

    A build makes its version ready, so that it is open as soon as it is seen. One that is not (of another release, or
    written elsewhere) is made ready in a thread of its own, and until then everybody sees the one before. Whoever holds
    a `Coverage` may go on asking it: it is closed when nobody does.
    """

    def __init__(self, location: Location, *, every: float = 10.0, clock: Callable[[], float] = time.monotonic) -> None:
        """Open nothing yet; look for a newer version every so many seconds."""
        self._location, self._every, self._clock = location, every, clock
        self._lock, self._looked = Lock(), -every
        self._coverage: Coverage | None = None
        self._waiting: Future[Coverage] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="preparing")

    def coverage(self) -> Coverage:
        """The newest version. Raises NoDataset, StorageError, and what Delta Lake raises for a damaged dataset.

        While storage does not answer, everybody goes on seeing what is open.
        """
        with self._lock:
            if self._coverage is None or self._looked + self._every <= self._clock():
                try:
                    self._coverage = self._look(self._coverage)
                except StorageError:
                    if self._coverage is None:
                        raise
                self._looked = self._clock()
            return self._coverage

    def look(self) -> None:
        """The next call of `coverage` looks for a newer version, however short ago the last look was."""
        self._looked = -self._every

    def _look(self, held: Coverage | None) -> Coverage:
        newest = find_version(self._location, None)
        if held is not None and held.version == newest:
            return held
        if held is None or is_prepared(self._location, newest):
            return open_prepared(self._location)
        if self._waiting is None:
            self._waiting = self._thread.submit(open_prepared, self._location)
        if not self._waiting.done():
            return held
        made, self._waiting = self._waiting, None
        return made.result()
