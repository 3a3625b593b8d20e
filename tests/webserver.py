"""A server on this machine that answers as the test says, well or badly, and the fetcher that may ask it.

All names lead to it unless the test says otherwise; time is the test's own, so that no test waits.
"""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from etl.fetch.address import IP, Policy, refusal
from etl.fetch.cache import Cache
from etl.fetch.exchange import Limits
from etl.fetch.fetcher import Fetcher, Settings

HERE = "127.0.0.1"
TLS = Path(__file__).parent / "tls"
AGENT = "ValleyLedger/1.0 (desk@ledger.example)"

Answer = tuple[int, Mapping[str, str], bytes]
Route = Answer | Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by the site's routes; a path without one is not found."""

    site: Site
    protocol_version = "HTTP/1.1"
    timeout = 120  # for a machine with much else to do, as all that waits here

    def do_GET(self) -> None:
        """Answer, and remember what was asked."""
        host = self.headers.get("Host", "").rpartition(":")[0]
        self.site.asked.append((f"{host}{self.path}", dict(self.headers.items())))
        routes = self.site.routes
        route = routes.get(f"{host}{self.path}", routes.get(self.path, (404, {}, b"no such page")))
        if callable(route):
            route(self)
        else:
            self.give(*route)

    def give(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """A whole answer, well formed."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "Content-Type": "text/html", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the tests' output is for the tests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a handler may be asleep in the middle of a slow body

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that hangs up is what many tests are about."""


class Site:
    """Routes by path, or by host and path; what was asked; the clock of those who ask."""

    def __init__(self, port: int) -> None:
        """No routes."""
        self.port = port
        self.routes: dict[str, Route] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.names: dict[str, Sequence[str]] = {}
        self.clock = Clock()

    def url(self, path: str, host: str = "news.test", scheme: str = "http") -> str:
        """The address of a path."""
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """Host and path of each request, those for robots.txt left out."""
        return [path for path, _ in self.asked if not path.endswith("/robots.txt")]

    def resolve(self, host: str, port: int) -> Sequence[str]:
        """Every name leads here but those in `names`."""
        return self.names.get(host, [HERE])

    def fetcher(self, cache: Path, *, context: ssl.SSLContext | None = None, **settings: Any) -> Fetcher:
        """A fetcher that may ask this server and nobody else on this machine."""
        limits = Limits(connect=60.0, silence=60.0, whole=60.0, largest=200_000)
        return Fetcher(
            Cache(cache),
            Settings(**{"user_agent": AGENT, "limits": limits, **settings}),
            policy=Policy(frozenset({self.port}), judge),
            resolve=self.resolve,
            context=context,
            now=self.clock.now,
            monotonic=self.clock.monotonic,
            sleep=self.clock.sleep,
        )


def judge(address: IP) -> str | None:
    """The real rule, but for the one address that the server listens on."""
    return None if str(address) == HERE else refusal(address)


class Clock:
    """Time that passes only when someone sleeps."""

    def __init__(self) -> None:
        """Noon of a day."""
        self.passed = 0.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The time of day."""
        return datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(seconds=self.passed)

    def monotonic(self) -> float:
        """Seconds."""
        return self.passed

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        with self._lock:
            self.slept.append(round(seconds, 3))
            self.passed += seconds


@contextmanager
def serving(*, tls: bool = False) -> Iterator[Site]:
    """A site, until the block ends."""
    handler = type("Bound", (Handler,), {})
    server = _Server((HERE, 0), handler)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / "cert.pem", TLS / "key.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site = Site(server.server_port)
    handler.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def page(title: str, text: str, head: str = "") -> bytes:
    """A web page with an article."""
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    ).encode()
