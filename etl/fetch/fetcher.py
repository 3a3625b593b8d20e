"""A web address to a page on disk: `Fetcher.fetch` is the way.

cache       what the list says has not changed is not asked for again
robots      may we, and how fast
checked     every address of the host is public (at every redirect anew)
pace        the host's turn
exchange    the request; conditional where a copy is kept
again       only what may pass: 429, 5xx, time-outs, broken connections
keep        a whole answer with status 200, nothing else
"""

from __future__ import annotations

import email.utils
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import BinaryIO

from etl import __version__
from etl.fetch.address import PUBLIC, Address, Policy, Resolve, checked, parse, system_resolve
from etl.fetch.cache import Cache, Kept, digest_of
from etl.fetch.charset import readable
from etl.fetch.exchange import Answer, Exchange, Limits
from etl.fetch.failure import Failed
from etl.fetch.pace import Pace
from etl.fetch.robots import DAY, LARGEST, Robots, token_of

USER_AGENT = f"EnforcementCoverage/{__version__} (research on news coverage; no contact given)"

_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (408, 425, 429, 500, 502, 503, 504)
_CURES = {
    401: "the site asks for a login; open it in a browser, save the page and give its file",
    402: "the site asks for money; open it in a browser, save the page and give its file",
    403: "the site refuses programs; open it in a browser, save the page and give its file",
    404: "there is no such page; check the address",
    410: "the page was taken down",
    451: "the page is withheld for legal reasons",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How a fetcher names itself, and how patient it is."""

    user_agent: str = USER_AGENT
    between: float = 1.0  # seconds between two requests to a host; more where its robots.txt asks for more
    tries: int = 3
    backoff: float = 2.0  # seconds before the second try, twice as many before each further one
    longest_wait: float = 120.0  # seconds; a host that asks for more is left for another run
    redirects: int = 5
    hosts: int = 8  # that are asked at the same time
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is on disk now. `note` says where it is an older copy, and why."""

    url: str
    final: str  # where the redirects ended
    digest: str
    open: Callable[[], BinaryIO]
    note: str | None = None


class _Endless(Failed):
    """Redirects that do not end."""


class Fetcher:
    """Fetches addresses, politely and only from the public internet. Safe to share among threads."""

    def __init__(
        self,
        cache: Cache,
        settings: Settings | None = None,
        *,
        policy: Policy = PUBLIC,
        resolve: Resolve = system_resolve,
        context: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        """Ask nothing yet. Raises ValueError for a user agent that names nobody.

        `policy`, `resolve` and `context` are what may be contacted, how hosts are looked up and whose certificates
        are trusted; time comes from the last three.
        """
        self.settings = settings or Settings()
        self.cache = cache
        self._policy, self._resolve, self._now, self._monotonic = policy, resolve, now, monotonic
        self._stopped = threading.Event()
        limits = self.settings.limits
        self._exchange = Exchange(limits, context)
        self._pace = Pace(
            monotonic, sleep or self._rest, between=self.settings.between, longest=self.settings.longest_wait
        )
        self._robots = Robots(token_of(self.settings.user_agent), self._robots_text, monotonic)
        self._refused: dict[tuple[str, str], tuple[float, Failed]] = {}

    def _rest(self, seconds: float) -> None:
        self._stopped.wait(seconds)

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End all that is under way; the fetcher fetches nothing any more."""
        self._stopped.set()
        self._exchange.hang_up()

    def fetch(self, url: str, *, mark: str | None = None) -> Page:
        """The page at an address, from the cache where the site or the mark says that it is the same. Raises Failed.

        `mark` is what a list says of the page: with the same mark as before it is not asked for again. Where the page
        cannot be fetched now but could be before, the copy is given, with a note.
        """
        start = parse(url)
        kept = self.cache.get(start.url)
        if kept and mark is not None and kept.mark == mark:
            return self._page(kept)
        until, refused = self._refused.get((start.url, mark or ""), (0.0, None))
        if refused and self._monotonic() < until:
            raise refused
        try:
            answer, final = self._follow(start, kept)
            if answer.status != 200 and not (answer.status == 304 and kept and final.url == kept.final):
                raise Failed(_said(answer), passing=answer.status in _PASSING)
        except Failed as failed:
            if kept and failed.passing:
                return replace(self._page(kept), note=f"{failed}; the copy of {kept.fetched[:10]} is read instead")
            if mark is not None and not failed.passing:  # its list names it at every round; it is asked now and then
                self._refused[start.url, mark] = (self._monotonic() + DAY / 4, failed)
            raise
        found = Kept(start.url, final.url, self._time(), "", *_validators(answer), mark)
        return self._page(self._keep(found, answer, kept))

    def _follow(self, start: Address, kept: Kept | None, *, robots: bool = True) -> tuple[Answer, Address]:
        """The answer at the end of the redirects, and where that is; each hop is checked as the first. Raises Failed.

        `robots`: whether the rules of each site count; they do but for robots.txt itself.
        """
        address, met = start, {start.url}
        for _ in range(self.settings.redirects + 1):
            between = self._robots.delay(address) if robots else None
            known = _conditions(kept) if kept and address.url == kept.final else {}
            answer = self._ask(address, known, between, cut=None if robots else LARGEST)
            if answer.status not in _REDIRECTS:
                return answer, address
            try:
                address = parse(_location(answer), base=address)
            except Failed as failed:
                raise Failed(f"redirects to an address that {failed}") from failed
            if address.url in met:
                raise _Endless("redirects in a circle; open it in a browser, save the page and give its file")
            met.add(address.url)
        raise _Endless(f"redirects more than {self.settings.redirects} times; check the address")

    def _ask(self, address: Address, headers: Mapping[str, str], between: float | None, *, cut: int | None) -> Answer:
        """The answer to a request, tried again where the failure may pass. Raises Failed where there is none at all."""
        for number in range(self.settings.tries):
            self._pace.wait(address.host, between)
            if self.stopped:
                raise Failed("was not fetched: the run was stopped", passing=True)
            wait = self.settings.backoff * 2**number
            last = number + 1 == self.settings.tries
            try:
                numbers = checked(address, self._policy, self._resolve)
                sent = {"User-Agent": self.settings.user_agent, **headers}
                answer = self._exchange.get(address, numbers, sent, cut=cut)
            except Failed as failed:
                if not failed.passing:
                    raise
                self._pace.failed(address.host)
                if last or self.stopped:
                    raise
            else:
                if answer.status not in _PASSING:
                    self._pace.answered(address.host)
                    return answer
                self._pace.failed(address.host)
                wait = max(wait, self._retry_after(answer))
            self._pace.hold(address.host, wait)
            if last:
                return answer
        raise AssertionError("a fetcher tries at least once")

    def _retry_after(self, answer: Answer) -> float:
        """The seconds that the server asks to wait, 0 where it says nothing that can be read."""
        value = answer.headers.get("retry-after", "").strip()
        if value.isascii() and value.isdigit():
            return float(value[:9])
        with suppress(ValueError, TypeError, OverflowError):
            moment = email.utils.parsedate_to_datetime(value)
            return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - self._now()).total_seconds())
        return 0.0

    def _keep(self, found: Kept, answer: Answer, kept: Kept | None) -> Kept:
        """What the cache keeps now of an answer that is 200 or 304."""
        if answer.status == 304 and kept is not None:
            same = replace(kept, mark=found.mark if found.mark is not None else kept.mark, fetched=found.fetched)
            try:
                with self.cache.open(kept.url) as stream:
                    self._put(same, stream.read())
            except OSError:  # its own time and mark are old then, and it is asked for once more
                return kept
            return same
        if not answer.body.strip():
            raise Failed("is empty; try again later")
        body = readable(answer.body, answer.headers.get("content-type", ""))
        found = replace(found, digest=digest_of(body))
        self._put(found, body)
        return found

    def _put(self, kept: Kept, body: bytes) -> None:
        try:
            self.cache.put(kept, body)
        except OSError as error:
            why = error.strerror or str(error)
            raise Failed(
                f"cannot be kept in {self.cache.folder} ({why}); make room, or give another --cache"
            ) from error

    def _page(self, kept: Kept) -> Page:
        return Page(kept.url, kept.final, kept.digest, lambda: self.cache.open(kept.url))

    def _robots_text(self, address: Address) -> str:
        """The robots.txt of a site, "" where it has none. Raises Failed where it cannot be read."""
        kept = self.cache.get(address.url)
        if kept and (self._now() - datetime.fromisoformat(kept.fetched)).total_seconds() < DAY:
            return self._kept_text(kept)
        try:
            answer, final = self._follow(address, kept, robots=False)
            if answer.status in _PASSING or answer.status >= 500:
                raise Failed(_said(answer), passing=True)
        except _Endless:
            return ""
        except Failed:
            if kept:  # RFC 9309: what is known may be used while the file cannot be reached
                return self._kept_text(kept)
            raise
        if answer.status == 304 and kept and final.url == kept.final:
            with suppress(Failed):
                self._keep(replace(kept, fetched=self._time()), answer, kept)
            return self._kept_text(kept)
        if answer.status != 200:
            return ""
        found = Kept(address.url, final.url, self._time(), digest_of(answer.body), *_validators(answer))
        with suppress(Failed):  # it counts in this run all the same
            self._put(found, answer.body)
        return answer.body.decode("utf-8-sig", "replace")

    def _kept_text(self, kept: Kept) -> str:
        try:
            with self.cache.open(kept.url) as stream:
                return stream.read().decode("utf-8-sig", "replace")
        except OSError as error:
            raise Failed(f"its kept copy cannot be read ({error}); try again later", passing=True) from error

    def _time(self) -> str:
        return self._now().isoformat(timespec="seconds")


def _conditions(kept: Kept) -> dict[str, str]:
    """The headers that ask for a page only if it has changed."""
    known = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
    return {name: value for name, value in known.items() if value}


def _validators(answer: Answer) -> tuple[str | None, str | None]:
    return answer.headers.get("etag"), answer.headers.get("last-modified")


def _location(answer: Answer) -> str:
    """Where a redirect leads. Headers arrive as Latin-1, and some servers write UTF-8."""
    value = answer.headers.get("location", "")
    if not value:
        raise Failed("is missing; check the address")
    with suppress(UnicodeError):
        value = value.encode("latin-1").decode()
    return value


def _said(answer: Answer) -> str:
    """What an answer that is no page means, and what would help."""
    if answer.status == 304:
        return "was said to be unchanged, and there is no copy of it; try again later"
    phrase = next((status.phrase for status in HTTPStatus if status == answer.status), answer.reason[:80])
    cure = _CURES.get(answer.status, "try again later" if answer.status in _PASSING else "check the address")
    return f"the server answered {answer.status} {phrase}; {cure}"
