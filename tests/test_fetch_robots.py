"""robots.txt as servers give it: there, missing, broken, moved, down (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.fetch.failure import Failed
from tests.webserver import Route, Site, serving

PAGE: Route = (200, {}, b"<p>Agents came to Bell.</p>")
FORBIDS = (200, {"Content-Type": "text/plain", "ETag": '"r"'}, b"User-agent: *\nDisallow: /a\n")
CIRCLE = "/robots.txt"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.routes["/a"] = site.routes["/b"] = PAGE
        yield site


CASES: list[tuple[str, Route, str]] = [
    ("there is none", (404, {}, b""), ""),
    ("for members only", (401, {}, b""), ""),
    ("refused", (403, {}, FORBIDS[2]), ""),
    ("gone", (410, {}, b""), ""),
    ("empty", (200, {}, b""), ""),
    ("a page", (200, {}, b"<html><body>Disallow: /a</body></html>"), ""),
    ("a circle", (302, {"Location": CIRCLE}, b""), ""),
    ("endless", lambda handler: handler.give(302, {"Location": f"/robots{len(handler.site.asked)}.txt"}, b""), ""),
    ("forbids", FORBIDS, "does not let programs fetch this"),
    ("moved", (301, {"Location": "//other.test:{port}/robots.txt"}, b""), "does not let programs fetch this"),
    ("a mark in front", (200, {}, b"\xef\xbb\xbf" + FORBIDS[2]), "does not let programs fetch this"),
    ("long", (200, {}, FORBIDS[2] + b"# x\n" * 200_000), "does not let programs fetch this"),
    ("longer than is read", (200, {}, b"# x\n" * 200_000 + FORBIDS[2]), ""),
    ("down", (500, {}, b""), "cannot be read .the server answered 500"),
    ("busy", (503, {}, b""), "cannot be read .the server answered 503"),
    ("too many", (429, {}, b""), "cannot be read .the server answered 429"),
    ("hangs up", lambda handler: setattr(handler, "close_connection", True), "cannot be read .news.test broke off"),
    ("inward", (302, {"Location": "http://169.254.169.254:{port}/"}, b""), "cannot be read .169"),
    ("a file", (302, {"Location": "file:///etc/passwd"}, b""), "cannot be read .redirects to an address that begins"),
]


@pytest.mark.parametrize(("name", "route", "why"), CASES, ids=[case[0] for case in CASES])
def test_what_robots_txt_means_for_a_page(site: Site, tmp_path: Path, name: str, route: Route, why: str) -> None:
    if isinstance(route, tuple):
        headers = {name: value.format(port=site.port) for name, value in route[1].items()}
        route = (route[0], headers, route[2])
    site.routes["news.test/robots.txt"] = route
    site.routes |= {f"/robots{n}.txt": route for n in range(10)}
    site.routes["other.test/robots.txt"] = FORBIDS
    fetcher = site.fetcher(tmp_path, tries=1)
    if why:
        with pytest.raises(Failed, match=why):
            fetcher.fetch(site.url("/a"))
        assert not any(path.endswith("/a") for path in site.paths)
    else:
        fetcher.fetch(site.url("/a"))
    asked = len(site.asked)
    if "cannot be read" not in why:  # once for all pages of the site
        fetcher.fetch(site.url("/b"))
        assert len(site.asked) == asked + 1


def test_the_rules_of_the_host_that_a_redirect_leads_to_count(site: Site, tmp_path: Path) -> None:
    site.routes["/c"] = (302, {"Location": site.url("/a", "other.test")}, b"")
    site.routes["other.test/robots.txt"] = FORBIDS
    with pytest.raises(Failed, match=r"robots\.txt of other\.test:\d+ does not let"):
        site.fetcher(tmp_path).fetch(site.url("/c"))
    assert site.paths == ["news.test/c"]


def test_a_day_later_it_is_asked_for_again_and_the_copy_serves_while_it_is_down(site: Site, tmp_path: Path) -> None:
    site.routes["/robots.txt"] = FORBIDS

    def refused() -> list[str]:
        site.asked.clear()
        with pytest.raises(Failed, match="does not let programs fetch this"):
            site.fetcher(tmp_path, tries=1).fetch(site.url("/a"))  # a new run each time: what it knows is on disk
        return [headers.get("If-None-Match", "") for _, headers in site.asked]

    assert refused() == [""] and refused() == []
    site.clock.passed += 86_401
    site.routes["/robots.txt"] = (304, {}, b"")
    assert refused() == ['"r"'] and refused() == []
    site.clock.passed += 86_401
    site.routes["/robots.txt"] = (500, {}, b"")
    assert refused() == ['"r"']
    site.routes["/robots.txt"] = (404, {}, b"")
    site.fetcher(tmp_path).fetch(site.url("/a"))


def test_a_site_that_wants_us_slow(site: Site, tmp_path: Path) -> None:
    site.routes["/robots.txt"] = (200, {}, b"User-agent: valleyledger\nCrawl-delay: 10")
    fetcher = site.fetcher(tmp_path)
    fetcher.fetch(site.url("/a"))
    fetcher.fetch(site.url("/b"))
    assert site.clock.slept == [1.0, 10.0]
