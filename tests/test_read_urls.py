"""Canonical URLs, domains, and the date in a URL's path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.read.urls import canonical, domain_of, site_of, url_date
from tests.reading import rules

CANONICAL: list[tuple[str, str | None]] = [
    ("http://WWW.Example.com:80/News/Story/?utm_source=x&b=2&a=1#top", "https://example.com/News/Story?a=1&b=2"),
    ("https://m.example.com/story", "https://example.com/story"),
    ("https://amp.example.com/story/amp/", "https://example.com/story"),
    ("https://example.com/amp/story", "https://example.com/story"),
    ("https://example.com/story.amp.html", "https://example.com/story.html"),
    ("https://example.com/story?outputType=amp", "https://example.com/story"),
    ("https://laprensalatina.com/?p=3521", "https://laprensalatina.com?p=3521"),
    ("https://example.com/a?fbclid=1&id=7", "https://example.com/a?id=7"),
    ("https://www.google.com/url?sa=t&url=https://example.com/a%3Futm_medium%3Dx", "https://example.com/a"),
    ("https://example.com/caf%C3%A9", "https://example.com/caf%C3%A9"),
    ("https://example.com/café", "https://example.com/caf%C3%A9"),
    ("//example.com/a", "https://example.com/a"),
    ("https://example.com:8443/a", "https://example.com:8443/a"),
    ("https://m.com/a", "https://m.com/a"),
    ("javascript:alert(1)", None),
    ("mailto:a@example.com", None),
    ("https://exa mple.com/", None),
    ("https://[::1", None),
    ("https://localhost/a", None),
    ("example.com/a", None),
    ("", None),
]


@pytest.mark.parametrize(("url", "expected"), CANONICAL)
def test_canonical(url: str, expected: str | None) -> None:
    """What every link to the same page shares."""
    assert canonical(url, rules().urls) == expected


@given(st.text(max_size=60) | st.text(alphabet="amp/.?&=%:#wutm_ 9é", max_size=60))
def test_canonical_is_a_fixed_point(tail: str) -> None:
    """Canonical twice is canonical once, for any URL; never a crash."""
    once = canonical(f"https://example.com/{tail}", rules().urls)
    assert once is None or canonical(once, rules().urls) == once
    canonical(tail, rules().urls)
    url_date(tail)


def test_domain() -> None:
    """The host, without www and without the port."""
    assert domain_of("https://example.com:8443/a") == "example.com"
    assert domain_of("https://example.com?p=1") == "example.com"


SITES: list[tuple[str, str | None]] = [
    ("https://news.example.co.uk/a", "example.co.uk"),
    ("http://www.latimes.com:8080/a", "latimes.com"),
    ("https://ice.gov", "ice.gov"),
    ("https://uno.gob.mx/a", "uno.gob.mx"),
    ("https://one.github.io/a", "one.github.io"),
    ("https://one.substack.com/p/a", "one.substack.com"),
    ("https://web.archive.org/web/20250610123456id_/https://www.latimes.com/a?b=1", "latimes.com"),
    ("https://web.archive.org/web/2025/http:/www.latimes.com/a", "latimes.com"),
    ("https://web.archive.org/about", "archive.org"),
    ("https://evil.example/https://www.latimes.com/a", "evil.example"),
    ("https://a.b.ledger.example/x", "ledger.example"),
    ("https://127.0.0.1/a", "127.0.0.1"),
    ("https://latimes.com@evil.example/", "evil.example"),
    ("about:blank", None),
]


@pytest.mark.parametrize(("url", "expected"), SITES)
def test_site(url: str, expected: str | None) -> None:
    """The domain that one owner registered."""
    assert site_of(url, rules().urls) == expected


@given(st.text(max_size=60) | st.text(alphabet="amp/.?&=%:#wutm_ 9é", max_size=60))
def test_a_site_is_never_a_crash(tail: str) -> None:
    """Any address has a site or none."""
    site_of(tail, rules().urls)
    site_of(f"https://{tail}", rules().urls)
    site_of(f"https://web.archive.org/web/2025/https://{tail}", rules().urls)


DATES: list[tuple[str, str | None]] = [
    ("https://example.com/2025/06/23/raid", "2025-06-23"),
    ("https://www.spokesman.com/stories/2025/jul/15/spokane", "2025-07-15"),
    ("https://example.com/2025/Jun/24/NEWS/news_r.shtml", "2025-06-24"),
    ("https://example.com/news/2025-06-23/raid", "2025-06-23"),
    ("https://example.com/noticias/2025-11-29-u1-redada", "2025-11-29"),
    ("https://example.com/20250623/raid", "2025-06-23"),
    ("https://example.com/2025/6/3/raid", "2025-06-03"),
    ("https://example.com/2025/02/30/raid", None),
    ("https://example.com/2025/06/raid", None),
    ("https://example.com/story/97965354/", None),
    ("https://example.com/a-2-4720250623x", None),
    ("https://example.com/raid?date=2025-06-23", None),
]


@pytest.mark.parametrize(("url", "expected"), DATES)
def test_url_date(url: str, expected: str | None) -> None:
    """A date in the path, and nothing that only looks like one."""
    assert url_date(url) == expected
