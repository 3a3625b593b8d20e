"""Who may add articles: someone at this machine, or, where there is a list of people, those on it who are signed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

# local, listed: may add. The others say why not: switched off, nobody may sign in though there is a list, not signed
# in, not on the list, the server listens to the network, the request came from elsewhere.
Grant = Literal["local", "listed", "off", "no_sign_in", "sign_in", "unlisted", "open", "remote"]
GRANTED: frozenset[Grant] = frozenset({"local", "listed"})

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# What a proxy or a tunnel says of the request that it passes on: then it is not this machine's own.
_PASSED_ON = ("forwarded", "x-forwarded", "x-real-ip", "x-client-ip", "true-client-ip", "via", "cf-", "fly-", "x-envoy")


@dataclass(frozen=True, slots=True)
class Caller:
    """A request: its headers under lower-case names, its address (None for this machine's own), and what the sign-in
    says of the user (None where nobody can sign in)."""

    headers: Mapping[str, str]
    address: str | None = None
    user: Mapping[str, Any] | None = None


def grant(caller: Caller, *, bound: str | None, allowed: Collection[str] | None, off: bool = False) -> Grant:
    """Whether the caller may add articles, or why not.

    `bound` is the address that the server listens on, None for every one. With `allowed`, a list of mail addresses,
    everyone must sign in, at this machine too: a proxy that hides where requests come from opens nothing.
    """
    if off:
        return "off"
    if allowed is not None:
        return _listed(caller.user, {address.strip().casefold() for address in allowed})
    if bound not in _LOOPBACK:
        return "open"
    return "local" if _is_local(caller) else "remote"


def _listed(user: Mapping[str, Any] | None, allowed: Collection[str]) -> Grant:
    if user is None:
        return "no_sign_in"
    if not user.get("is_logged_in"):
        return "sign_in"
    mail = user.get("email")
    known = isinstance(mail, str) and mail.strip().casefold() in allowed
    # A provider that says that it has not checked the address says nothing of who this is.
    return "listed" if known and user.get("email_verified", True) is not False else "unlisted"


def _is_local(caller: Caller) -> bool:
    """Does a request come from this machine: by its address, the host that it asks for, and the page that asks?"""
    if caller.address not in (None, "127.0.0.1", "::1"):
        return False
    if any(name.startswith(_PASSED_ON) for name in caller.headers):
        return False
    # The host and the origin are what a page of another site, or one behind a tunnel, cannot make look like ours.
    host, origin = caller.headers.get("host", ""), caller.headers.get("origin", "")
    return _hostname(f"//{host}") in _LOOPBACK and _hostname(origin) in _LOOPBACK


def _hostname(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None
