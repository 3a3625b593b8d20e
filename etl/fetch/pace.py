"""When a host may be asked next: one request after another, and none while it asks us to wait.

A wait that would be too long is no wait but a failure with the time from which the same command goes on; a host that
does not answer is given up for this run, so that a dead one does not hold up the others.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from etl.fetch.failure import Unreachable

_STRIKES = 4  # failures, one after another, after which a host is given up
_REST = 900.0  # seconds until a host that was given up is asked again, by a run that lasts


@dataclass
class _Turn:
    next: float = 0.0  # the moment from which the host may be asked
    strikes: int = 0


@dataclass
class Pace:
    """The turns of all hosts. Safe to share among threads; time is `monotonic` and `sleep`."""

    monotonic: Callable[[], float]
    sleep: Callable[[float], None]
    between: float = 1.0  # seconds between two requests to a host, at least
    longest: float = 120.0  # seconds that are waited for a host, at most
    _turns: dict[str, _Turn] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, host: str, between: float | None = None) -> None:
        """Return when the host may be asked, and take that turn. Raises Unreachable where that is too long.

        `between` are the seconds that the host itself asks for between requests.
        """
        with self._lock:
            turn = self._turns.setdefault(host, _Turn())
            now = self.monotonic()
            start = max(now, turn.next)
            if start - now > self.longest:
                minutes = -(-int(start - now) // 60)
                why = "failed several times in a row" if turn.strikes >= _STRIKES else "asks us to wait"
                message = f"{host} {why}; run the same command again in {minutes} minutes"
                raise Unreachable(message, host, passing=True)
            turn.next = start + max(self.between, between or 0.0)
        if start > now:
            self.sleep(start - now)

    def hold(self, host: str, seconds: float) -> None:
        """Ask the host nothing for so long."""
        with self._lock:
            turn = self._turns.setdefault(host, _Turn())
            turn.next = max(turn.next, self.monotonic() + seconds)

    def answered(self, host: str) -> None:
        """The host answers."""
        with self._lock:
            self._turns.setdefault(host, _Turn()).strikes = 0

    def failed(self, host: str) -> None:
        """The host did not answer, or only with a failure of its own; after a few times it is given up for a while."""
        with self._lock:
            turn = self._turns.setdefault(host, _Turn())
            turn.strikes += 1
            if turn.strikes >= _STRIKES:
                turn.next = max(turn.next, self.monotonic() + max(_REST, 2 * self.longest))
