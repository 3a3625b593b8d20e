"""What a site's robots.txt lets us fetch, and how fast (RFC 9309).

There is none (any 4xx but 429, or redirects without an end): everything may be fetched. It cannot be read (5xx, 429, no
connection, an address that may not be asked): nothing may, until it can be read again. What was read counts a day.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from protego import Protego

from etl.fetch.address import Address
from etl.fetch.failure import Failed, Unreachable

LARGEST = 512 * 1024  # bytes; what follows is ignored, as RFC 9309 allows
DAY = 24 * 3600.0
_AGAIN = 600.0  # seconds after which a robots.txt that could not be read is tried again
_TOKEN = re.compile(r"[A-Za-z][\w-]*", re.ASCII)


def token_of(user_agent: str) -> str:
    """The product token that a site's rules name a client by: the first word of the user agent. Raises ValueError."""
    found = _TOKEN.match(user_agent)
    if found is None or not user_agent.isascii() or not user_agent.isprintable():
        raise ValueError(
            f"{user_agent!r} names nobody; a user agent is plain text such as 'ValleyLedger/1.0 (desk@ledger.example)'"
        )
    return found[0]


@dataclass
class Robots:
    """The rules of all sites that were met. `load` gives the text of a robots.txt, "" where there is none."""

    token: str
    load: Callable[[Address], str]  # raises Failed where it cannot be read
    monotonic: Callable[[], float]
    _rules: dict[str, tuple[float, Protego | Failed]] = field(default_factory=dict)
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def delay(self, address: Address) -> float | None:
        """The seconds that the site asks for between two requests, None where it asks for none. Raises Failed.

        Failed says that the address may not be fetched.
        """
        rules = self._of(address)
        if isinstance(rules, Unreachable) and rules.host == address.host:
            raise rules  # which goes for the page as for robots.txt beside it
        if isinstance(rules, Failed):
            raise Failed(
                f"robots.txt of {address.site} cannot be read ({rules}), so nothing there is fetched; try again later",
                passing=rules.passing,
            )
        if not rules.can_fetch(address.url, self.token):
            raise Failed(
                f"robots.txt of {address.site} does not let programs fetch this; save the page and give its file"
            )
        rate = rules.request_rate(self.token)
        asked = [value for value in (rules.crawl_delay(self.token), rate and rate.seconds / rate.requests) if value]
        return max(asked, default=None)

    def _of(self, address: Address) -> Protego | Failed:
        with self._lock:
            own = self._locks.setdefault(address.origin, threading.Lock())
        with own:  # one thread reads a site's rules, the others wait for it
            until, rules = self._rules.get(address.origin, (0.0, None))
            if rules is not None and self.monotonic() < until:
                return rules
            found: Protego | Failed
            try:
                text = self.load(Address(address.scheme, address.host, address.port, "/robots.txt"))
                found, lasts = Protego.parse(text), DAY
            except Failed as failed:
                found, lasts = failed, _AGAIN
            self._rules[address.origin] = (self.monotonic() + lasts, found)
            return found
