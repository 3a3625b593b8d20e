"""One request and its answer, over a connection to an address that was checked, within limits of size and time.

The connection is made to the number, while `Host`, SNI and the certificate are those of the name: between the check
and the request no second look-up can lead elsewhere. No proxy, no cookies, no redirect followed here.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import certifi
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, DecodeError, HTTPError, NewConnectionError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from etl.fetch.address import Address
from etl.fetch.failure import Failed, Unreachable

_CHUNK = 65536
_CODINGS = "gzip, deflate, br"
# Types that hold no text: not worth their bytes.
_NO_TEXT = ("image/", "video/", "audio/", "font/")


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how large an answer may be."""

    connect: float = 10.0  # seconds until there is a connection
    silence: float = 20.0  # seconds without a byte
    whole: float = 60.0  # seconds until all of it is there
    largest: int = 32 * 1024 * 1024  # bytes, unpacked


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; the body is read where the status is 200."""

    status: int
    reason: str
    headers: Mapping[str, str]  # names in lower case
    body: bytes = b""


class Exchange:
    """Asks servers. Safe to share among threads; `hang_up` ends what is under way in all of them."""

    def __init__(self, limits: Limits, context: ssl.SSLContext | None = None) -> None:
        """Keep the limits; without a context certificates are checked against this machine's and certifi's roots."""
        self.limits = limits
        self._context = context
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._ended = False

    def get(
        self, address: Address, numbers: Sequence[str], headers: Mapping[str, str], *, cut: int | None = None
    ) -> Answer:
        """The answer to a GET of the address from the first of its checked numbers that takes the connection.

        `cut` bytes of the body are taken, and the rest is left; else one that is too large fails. Raises Failed.
        """
        failed: Failed = Unreachable(f"no address is known for the host {address.host}", address.host)
        for number in numbers:
            line = _Line(self, number, address, self._tls() if address.scheme == "https" else None)
            timer = threading.Timer(self.limits.whole, line.cut)
            timer.daemon = True
            timer.start()
            try:
                with _told(address, self.limits, line):
                    line.connection.connect()
                return self._answer(line, address, headers, cut)
            except Failed as error:
                if line.reached:
                    raise
                failed = error
            finally:
                timer.cancel()
                line.close()
        raise failed

    def hang_up(self) -> None:
        """End every connection, now and from now on."""
        with self._lock:
            self._ended = True
            for line in self._open:
                _shut(line)

    def _answer(self, line: _Line, address: Address, headers: Mapping[str, str], cut: int | None) -> Answer:
        sent = {
            "Host": address.site,
            "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
            "Accept-Encoding": _CODINGS,
            "Connection": "close",
            **headers,
        }
        with _told(address, self.limits, line):
            line.connection.timeout = self.limits.silence
            line.connection.request("GET", address.target, headers=sent, preload_content=False)
            response = line.connection.getresponse()
        found = {name.lower(): ", ".join(response.headers.getlist(name)) for name in response.headers}
        body = b""
        if response.status == 200:
            kind = found.get("content-type", "").lower()
            if kind.startswith(_NO_TEXT):
                raise Failed(f"is {kind.partition(';')[0]}, which holds no text")
            with _told(address, self.limits, line):
                body = _body(response, self.limits.largest, cut)
        return Answer(response.status, response.reason or "", found, body)

    def _tls(self) -> ssl.SSLContext:
        with self._lock:
            if self._context is None:
                self._context = ssl.create_default_context()
                self._context.load_verify_locations(certifi.where())
            return self._context

    def _watch(self, line: socket.socket) -> None:
        with self._lock:
            self._open.add(line)
            if self._ended:
                _shut(line)

    def _forget(self, line: socket.socket) -> None:
        with self._lock:
            self._open.discard(line)
        line.close()


class _Line:
    """A connection that another thread can cut. Its host is the number itself, so that nothing is looked up here."""

    def __init__(self, exchange: Exchange, number: str, address: Address, context: ssl.SSLContext | None) -> None:
        self.late = False
        self.reached = False
        self._exchange = exchange
        self._copy: socket.socket | None = None
        timeout = exchange.limits.connect
        self.connection: HTTPConnection
        if context is None:
            self.connection = _Plain(self._made, number, address.port, timeout=timeout)
        else:
            self.connection = _Secure(
                self._made,
                number,
                address.port,
                timeout=timeout,
                ssl_context=context,
                server_hostname=address.host,
            )

    def _made(self, made: socket.socket) -> None:
        # A copy of the descriptor: TLS takes the socket itself over, and its own shutdown is not for other threads.
        self.reached = True
        self._copy = made.dup()
        self._exchange._watch(self._copy)

    def cut(self) -> None:
        """End the connection because its time is over."""
        self.late = True
        copy = self._copy
        if copy is not None:
            _shut(copy)

    def close(self) -> None:
        """Let the connection go."""
        self.connection.close()
        if self._copy is not None:
            self._exchange._forget(self._copy)


class _Plain(HTTPConnection):
    """An HTTP connection that tells of its socket."""

    def __init__(self, made: Callable[[socket.socket], None], host: str, port: int, **options: Any) -> None:
        super().__init__(host, port, **options)
        self._tell = made

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        self._tell(made)
        return made


class _Secure(_Plain, HTTPSConnection):
    """An HTTPS connection that tells of its socket."""


def _shut(line: socket.socket) -> None:
    with suppress(OSError):  # the other side was first
        line.shutdown(socket.SHUT_RDWR)


def _body(response: BaseHTTPResponse, largest: int, cut: int | None) -> bytes:
    """The unpacked body, read so that no more than `largest` bytes and a chunk of it are ever held."""
    stated = response.headers.get("Content-Length", "")
    if cut is None and stated.isascii() and stated.isdigit() and len(stated) < 20 and int(stated) > largest:
        raise Failed(f"is {_size(int(stated))}, and no more than {_size(largest)} are taken")
    body = bytearray()
    while chunk := response.read(_CHUNK, decode_content=True):
        body += chunk
        if cut is not None:
            if len(body) >= cut:
                return bytes(body[:cut])
        elif len(body) > largest:
            verb = "unpacks to" if response.headers.get("Content-Encoding") else "has"
            raise Failed(f"{verb} more than {_size(largest)}, which is no page; nothing of it was kept")
    return bytes(body)


def _size(number: int) -> str:
    return f"{number // 1024**2} MB" if number >= 1024**2 else f"{number // 1024} kB"


@contextmanager
def _told(address: Address, limits: Limits, line: _Line) -> Iterator[None]:
    """Every way in which a connection can fail, as Failed with its cause and cure."""
    host = address.host
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(
            f"the certificate of {host} is not trusted ({error.verify_message}); nothing was read. "
            "Open it in a browser, and save the page if you trust it",
            host,
        ) from error
    except ssl.SSLError as error:
        cut_off = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError)
        what = error.reason or "cut off"
        raise _late(line, limits) or Unreachable(
            f"no secure connection to {host} ({what}); try again later", host, passing=cut_off
        ) from error
    except NewConnectionError as error:  # to urllib3 a kind of time-out
        cause = error.__cause__
        why = cause.strerror if isinstance(cause, OSError) and cause.strerror else "no connection"
        raise Unreachable(f"{host} takes no connection ({why}); try again later", host, passing=True) from error
    except (ConnectTimeoutError, ReadTimeoutError, TimeoutError) as error:
        if not line.reached:
            message = f"{host} did not answer in {limits.connect:g} s; try again later"
            raise Unreachable(message, host, passing=True) from error
        raise _late(line, limits) or Failed(
            f"{host} said nothing for {limits.silence:g} s; try again later", passing=True
        ) from error
    except DecodeError as error:
        raise _late(line, limits) or Failed("its compressed body is broken; nothing was kept") from error
    except (HTTPError, http.client.HTTPException, OSError) as error:
        raise _late(line, limits) or Failed(
            f"{host} broke off or answered what is no HTTP ({_named(error)}); try again later", passing=True
        ) from error
    if late := _late(line, limits):  # the end of a body that has no stated length may be our own cut
        raise late


def _late(line: _Line, limits: Limits) -> Failed | None:
    if not line.late:
        return None
    return Failed(f"took longer than {limits.whole:g} s; nothing was kept, try again later", passing=True)


def _named(error: Exception) -> str:
    """A name for what went wrong: urllib3 wraps the cause, whose own words are for programmers."""
    return (
        type(error.args[-1]).__name__ if error.args and isinstance(error.args[-1], Exception) else type(error).__name__
    )
