"""Web addresses that may be asked: http and https, the usual ports, hosts all of whose addresses are public.

A link in a feed is written by a stranger. Without this check it could make us ask the router, a database on this
machine, or the service that hands out a cloud server's keys. A host is therefore resolved here, each of its addresses
is checked, and the connection goes to one that was checked (`exchange.py`), never to a second answer of the resolver.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

from etl.fetch.failure import Failed, Unreachable

IP = IPv4Address | IPv6Address
Judge = Callable[[IP], str | None]  # what an address is, where it must not be contacted
Resolve = Callable[[str, int], Sequence[str]]  # a host and a port to all addresses of the host

LONGEST = 4000  # characters of an address
_HOST = re.compile(r"(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\\]")
_USUAL = {"http": 80, "https": 443}

# The registries of special addresses at IANA (RFC 6890 and its updates), and what clouds add to them. Written out,
# since `ipaddress` knows fewer or more of them from one patch of Python to the next.
_REFUSED_V4 = tuple(
    (ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a provider's customers"),
        ("127.0.0.0/8", "this machine"),
        ("169.254.0.0/16", "link-local, where clouds keep their metadata"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation"),
        ("192.31.196.0/24", "reserved"),
        ("192.52.193.0/24", "reserved"),
        ("192.88.99.0/24", "a relay to IPv6"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "reserved"),
        ("198.18.0.0/15", "for benchmarks"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("168.63.129.16/32", "a cloud's metadata"),
    )
)
# Of IPv6 only what is handed out to the public counts (2000::/3), without these parts of it.
_PUBLIC_V6 = ip_network("2000::/3")
_REFUSED_V6 = tuple(
    (ip_network(network), what)
    for network, what in (
        ("2001::/23", "reserved, Teredo among it"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "an IPv4 address in 6to4"),
        ("2620:4f:8000::/48", "reserved"),
        ("3fff::/20", "for documentation"),
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # how a network without IPv4 reaches the IPv4 internet (RFC 6052)


def refusal(address: IP) -> str | None:
    """What an address is, where it is not one of the public internet; None where it may be contacted."""
    if isinstance(address, IPv4Address):
        return next((what for network, what in _REFUSED_V4 if address in network), None)
    if address.scope_id is not None:
        return "link-local"
    if address in _NAT64:
        return refusal(IPv4Address(int(address) & 0xFFFFFFFF))
    if address.ipv4_mapped is not None:
        return "an IPv4 address in IPv6"
    if address not in _PUBLIC_V6:
        return "no public address"
    return next((what for network, what in _REFUSED_V6 if address in network), None)


@dataclass(frozen=True, slots=True)
class Policy:
    """What may be contacted. The default is the public internet on its usual ports; tests pass another."""

    ports: frozenset[int] = frozenset(_USUAL.values())
    judge: Judge = refusal


PUBLIC = Policy()


@dataclass(frozen=True, slots=True)
class Address:
    """A web address taken apart once, so that what is checked is what is asked."""

    scheme: str
    host: str  # lower case, ASCII; an IPv6 address without brackets
    port: int
    target: str  # path and query, as the request has them

    @property
    def site(self) -> str:
        """Host and, where it is not the usual one, port: the header `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _USUAL[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme and site: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.site}"

    @property
    def url(self) -> str:
        """The address in full."""
        return f"{self.origin}{self.target}"


def parse(url: str, base: Address | None = None) -> Address:
    """The parts of an address, which may be relative to `base`. Raises Failed where it may not be asked.

    The fragment goes, `.` and `..` are resolved (or a rule of robots.txt could be walked around), what a request
    cannot carry is percent-encoded.
    """
    url = url.strip(" \t\r\n")
    if len(url) > LONGEST:
        raise Failed(f"is longer than {LONGEST} characters; check the address")
    if _UNSEEN.search(url):
        raise Failed("holds a control character or a backslash; check the address")
    try:
        parts = parse_url((urljoin(base.url, url) if base else url).replace(" ", "%20"))
    except (LocationParseError, ValueError) as error:
        raise Failed("is no web address; check it") from error
    if parts.scheme not in _USUAL:
        raise Failed(f"begins with {parts.scheme or 'no'}:, and only http and https are asked; check the address")
    if parts.auth is not None:
        raise Failed("holds a name or a password before @, which is not sent; remove it")
    host = _host(parts.host or "")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    port = _USUAL[parts.scheme] if parts.port is None else parts.port
    return Address(parts.scheme, host, port, target)


def _host(written: str) -> str:
    host = written.lower().rstrip(".")
    if host.startswith("["):
        try:
            return IPv6Address(host.strip("[]")).compressed
        except ValueError as error:
            raise Failed("names a host that is no IPv6 address; check it") from error
    if not _HOST.fullmatch(host):
        raise Failed("names no host; check the address")
    return host


def system_resolve(host: str, port: int) -> Sequence[str]:
    """All addresses of a host, as the machine's resolver gives them. Raises Failed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        passing = isinstance(error, socket.gaierror) and error.errno == socket.EAI_AGAIN
        cure = "check the connection to the internet" if passing else "check the address"
        raise Unreachable(f"no address is known for the host {host}; {cure}", host, passing=passing) from error
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def checked(address: Address, policy: Policy, resolve: Resolve) -> tuple[str, ...]:
    """The addresses of the host, all of them public, in the resolver's order. Raises Failed where one is not.

    One that is private is enough to refuse the host: a name with two addresses is how a filter is walked around.
    """
    if address.port not in policy.ports:
        ports = " and ".join(str(port) for port in sorted(policy.ports))
        why = f"is on port {address.port}, and only {ports} are asked; save the page and give its file"
        raise Unreachable(why, address.host)
    found = _literal(address.host) or resolve(address.host, address.port)
    if not found:
        raise Unreachable(f"no address is known for the host {address.host}; check the address", address.host)
    for text in found:
        try:
            what = policy.judge(ip_address(text))
        except ValueError as error:
            raise Failed(f"the host {address.host} has an address that is none ({text})") from error
        if what is not None:
            where = f"{text} ({what})" if text == address.host else f"the host {address.host} leads to {text} ({what})"
            raise Unreachable(f"{where}, which is not asked; save the page and give its file", address.host)
    return tuple(found)


def _literal(host: str) -> tuple[str, ...]:
    """The host itself where it is written as an address."""
    try:
        return (ip_address(host).compressed,)
    except ValueError:
        return ()
