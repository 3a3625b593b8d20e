"""URLs: the canonical form, the domain, and the date that a newsroom puts into the path.

What to strip is in `data/reference/url_rules.csv`, each row with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from etl.read.calendar import iso

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DATE = re.compile(
    r"(?<![\d/])/?(?<!\d)(?P<y>(?:19|20)\d{2})(?:"
    r"[/-](?P<m>0?[1-9]|1[0-2])[/-](?P<d>0?[1-9]|[12]\d|3[01])(?=[/_.-]|$)"
    r"|/(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}/(?P<nd>0?[1-9]|[12]\d|3[01])(?=/|$)"
    r"|(?P<pm>0[1-9]|1[0-2])(?P<pd>0[1-9]|[12]\d|3[01])(?=[/_.-]|$))",
    re.IGNORECASE,
)
_SAFE = "/~!$&'()*+,;=:@-._"
_KEPT = re.compile(r"/https?:/+([^/].*)")
_NUMERIC = re.compile(r"[\d.]+|.*:.*")
MAX_URL = 4000


@dataclass(frozen=True)
class UrlRules:
    """What may go from a URL without changing the page that it names."""

    parameters: frozenset[str]
    prefixes: tuple[str, ...]
    hosts: tuple[str, ...]  # first labels of a host, such as "www." and "m."
    segments: frozenset[str]  # last segments of a path, such as "amp"
    endings: tuple[str, ...]  # endings of a path, such as ".amp.html"
    wrappers: Mapping[str, str]  # host -> the parameter that holds the URL of the page itself
    archives: frozenset[str] = frozenset()  # hosts whose paths end in the URL of the page that they keep a copy of
    shared: frozenset[str] = frozenset()  # domains under which each host is another one's site

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, str]]) -> UrlRules:
        """The rules of the table `url_rules`."""

        def values(kind: str) -> Iterator[str]:
            return (row["value"].lower() for row in rows if row["kind"] == kind)

        return cls(
            frozenset(values("parameter")),
            tuple(values("parameter_prefix")),
            tuple(values("host_prefix")),
            frozenset(values("path_end")),
            tuple(values("path_ending")),
            dict(value.split(" ", 1) for value in values("wrapper")),
            frozenset(values("archive")),
            frozenset(values("shared_domain")),
        )


def canonical(url: str, rules: UrlRules) -> str | None:
    """The URL that every link to the same page shares, or None where it is no web address.

    https, lower-case host without www, m or amp, no port that goes without saying, no tracking parameters, the rest in
    sorted order, no fragment, no trailing slash. Applying it twice changes nothing.
    """
    for _ in range(3):  # a wrapper may wrap another
        parts = _split(url)
        if parts is None:
            return None
        inner = _unwrapped(parts, rules)
        if inner is None:
            break
        url = inner
    else:
        return None
    host = _host(parts, rules)
    path = _path(unquote(parts.path, errors="surrogateescape"), rules)
    try:
        path = quote(path, safe=_SAFE, errors="surrogateescape")
    except UnicodeEncodeError:
        return None
    query = urlencode(sorted(_kept(parts.query, rules)))
    return f"https://{host}{path}{'?' + query if query else ''}"


def domain_of(canonical_url: str) -> str:
    """The host of a canonical URL."""
    return canonical_url.removeprefix("https://").split("/", 1)[0].split("?", 1)[0].split(":", 1)[0]


def host_of(url: str) -> str | None:
    """The host of an address as it is written, or None where it is none."""
    parts = _split(url)
    return parts.hostname if parts else None


def site_of(url: str, rules: UrlRules) -> str | None:
    """The domain that one owner registered ("example.co.uk" of news.example.co.uk), by the Public Suffix List.

    Of an archive's copy that of the page itself; under a domain whose hosts are many owners', the host.
    """
    from tld import get_fld  # here, since it loads the whole list

    host = host_of(url)
    if host is None:
        return None
    if host in rules.archives and (kept := _KEPT.search(url, len("https://"))):
        return site_of(f"https://{kept[1]}", rules)
    host = host.rstrip(".")
    found = get_fld(f"https://{host}", fail_silently=True)
    if found is None:  # a number, or a domain that the list does not know, of which its rule is the last label
        found = host if _NUMERIC.fullmatch(host) else ".".join(host.split(".")[-2:])
    return host if found in rules.shared else found


def url_date(url: str) -> str | None:
    """The ISO date in a URL's path (`/2025/06/23/`, `/2025/jul/15/`, `2025-06-23`, `/20250623/`), or None."""
    parts = _split(url)
    if parts is None:
        return None
    for match in _DATE.finditer(parts.path[:MAX_URL]):
        month = match["m"] or match["pm"] or (match["name"] and str(_MONTHS.index(match["name"].lower()) + 1))
        day = match["d"] or match["pd"] or match["nd"]
        if found := iso(int(match["y"]), int(month), int(day)):
            return found
    return None


def _split(url: str) -> SplitResult | None:
    url = url.strip()
    if len(url) > MAX_URL or any(char.isspace() for char in url):
        return None
    if url.startswith("//"):
        url = "https:" + url
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    named = host is not None and "." in host and all(32 < ord(char) < 127 or char.isalnum() for char in host)
    return parts if parts.scheme in ("http", "https") and named else None


def _unwrapped(parts: SplitResult, rules: UrlRules) -> str | None:
    parameter = rules.wrappers.get((parts.hostname or "").removeprefix("www."))
    if parameter is None:
        return None
    return next((value for name, value in parse_qsl(parts.query) if name == parameter and _split(value)), None)


def _host(parts: SplitResult, rules: UrlRules) -> str:
    host = (parts.hostname or "").rstrip(".")
    cut = True
    while cut:
        cut = False
        for prefix in rules.hosts:
            if host.startswith(prefix) and "." in host.removeprefix(prefix):
                host, cut = host.removeprefix(prefix), True
    port = parts.port
    return host if port in (None, 80, 443) else f"{host}:{port}"


def _path(path: str, rules: UrlRules) -> str:
    while True:
        before = path
        path = re.sub("/{2,}", "/", path).rstrip("/")
        for ending in rules.endings:
            if path.lower().endswith(ending):
                path = path[: -len(ending)] + (".html" if ending.endswith(".html") else "")
        head, _, last = path.rpartition("/")
        if last.lower() in rules.segments:
            path = head
        if path.lower().startswith("/amp/"):
            path = path[4:]
        if path == before:
            return path


def _kept(query: str, rules: UrlRules) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=200)
    except ValueError:
        return []
    return [
        (name, value)
        for name, value in pairs
        if name.lower() not in rules.parameters and not name.lower().startswith(rules.prefixes or ("\0",))
    ]
