"""Fetching from servers that answer well, badly, slowly and with intent."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import brotli
import pytest

from etl.fetch.address import PUBLIC, Policy
from etl.fetch.cache import Cache
from etl.fetch.exchange import Limits
from etl.fetch.failure import Failed
from etl.fetch.fetcher import Fetcher, Settings
from etl.fetch.many import Wanted, fetch_all
from tests.webserver import AGENT, HERE, TLS, Handler, Route, Site, serving

BODY = b"<p>Agents came to Bell.</p>"
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture(scope="module")
def server() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def site(server: Site) -> Site:
    """The server without routes and memory."""
    fresh = Site(server.port)
    server.__dict__.update(fresh.__dict__)
    return server


def body(fetcher: Fetcher, url: str, **options: Any) -> bytes:
    """The body of a page that is fetched."""
    with fetcher.fetch(url, **options).open() as stream:
        return stream.read()


def test_a_page_and_how_we_name_ourselves(site: Site, tmp_path: Path) -> None:
    site.routes["/a"] = (200, HTML, BODY)
    page = site.fetcher(tmp_path).fetch(site.url("/a#part"))
    with page.open() as stream:
        assert stream.read() == BODY
    assert (page.url, page.final, page.note) == (site.url("/a"), site.url("/a"), None)
    assert [path for path, _ in site.asked] == ["news.test/robots.txt", "news.test/a"]
    sent = site.asked[1][1]
    assert sent["User-Agent"] == AGENT and sent["Host"] == f"news.test:{site.port}"
    assert sorted(sent) == ["Accept", "Accept-Encoding", "Connection", "Host", "User-Agent"]  # no cookie, no referrer


STATUSES: list[tuple[int, str, int]] = [
    # status, what is said, how often it was tried
    (204, "answered 204 No Content", 1),
    (206, "answered 206 Partial Content", 1),
    (304, "no copy of it", 1),
    (400, "answered 400 Bad Request; check the address", 1),
    (401, "asks for a login", 1),
    (403, "answered 403 Forbidden; the site refuses programs", 1),
    (404, "answered 404 Not Found; there is no such page", 1),
    (410, "answered 410 Gone; the page was taken down", 1),
    (451, "legal reasons", 1),
    (429, "answered 429 Too Many Requests; try again later", 3),
    (500, "answered 500 Internal Server Error; try again later", 3),
    (503, "answered 503 Service Unavailable; try again later", 3),
    (599, "answered 599", 1),
]


@pytest.mark.parametrize(("status", "said", "tries"), STATUSES)
def test_a_failure_is_told_and_never_kept(site: Site, tmp_path: Path, status: int, said: str, tries: int) -> None:
    site.routes["/a"] = (status, {}, b"" if status in (204, 304) else BODY)
    fetcher = site.fetcher(tmp_path)
    with pytest.raises(Failed, match=said):
        fetcher.fetch(site.url("/a"))
    assert site.paths == ["news.test/a"] * tries
    assert fetcher.cache.get(site.url("/a")) is None


def test_what_may_pass_is_tried_again_with_longer_and_longer_waits(site: Site, tmp_path: Path) -> None:
    answers = [500, 503, 200]
    site.routes["/a"] = lambda handler: handler.give(answers.pop(0), HTML, BODY)
    assert body(site.fetcher(tmp_path), site.url("/a")) == BODY
    assert site.clock.slept == [1.0, 2.0, 4.0]  # a second after robots.txt, then the backoff


def test_retry_after_is_honoured(site: Site, tmp_path: Path) -> None:
    date = format_datetime(site.clock.now() + timedelta(seconds=41), usegmt=True)
    for value, slept in (("30", 30.0), (date, 40.0), ("soon", 2.0), ("-5", 2.0)):
        site.clock.passed, site.clock.slept = 0.0, []
        answers: list[tuple[int, dict[str, str]]] = [(429, {"Retry-After": value}), (200, HTML)]
        site.routes["/a"] = lambda handler, answers=answers: handler.give(*answers.pop(0), BODY)
        assert body(site.fetcher(tmp_path / value[:3]), site.url("/a")) == BODY
        assert site.clock.slept == [1.0, slept]


def test_a_host_that_asks_for_too_long_is_left_for_another_run(site: Site, tmp_path: Path) -> None:
    site.routes["/a"] = (503, {"Retry-After": "3600"}, b"")
    fetcher = site.fetcher(tmp_path)
    with pytest.raises(Failed, match="asks us to wait; run the same command again in 60 minutes"):
        fetcher.fetch(site.url("/a"))
    with pytest.raises(Failed, match="asks us to wait"):
        fetcher.fetch(site.url("/b"))
    assert site.paths == ["news.test/a"] and max(site.clock.slept) == 1.0
    site.clock.passed += 3600
    site.routes["/b"] = (200, HTML, BODY)
    assert body(fetcher, site.url("/b")) == BODY


def test_a_host_that_always_fails_is_given_up(site: Site, tmp_path: Path) -> None:
    site.routes["bad.test/robots.txt"] = (404, {}, b"")
    wanted = [Wanted(site.url(f"/{n}", "bad.test")) for n in range(20)]
    site.routes |= {f"bad.test/{n}": (500, {}, b"") for n in range(20)}
    site.routes["/good"] = (200, HTML, BODY)
    found = fetch_all(site.fetcher(tmp_path), [*wanted, Wanted(site.url("/good"))])
    said = [str(each) for each in found[:-1]]
    assert len([path for path in site.paths if path.startswith("bad")]) == 4
    assert sum("failed several times in a row" in each for each in said) == 19
    assert not isinstance(found[-1], Failed)


REDIRECTS: list[tuple[str, str]] = [
    ("http://169.254.169.254/latest/meta-data/", r"port 80, and only \d+ are asked"),
    ("http://169.254.169.254:{port}/latest/", r"169\.254\.169\.254 \(link-local, where clouds keep"),
    ("http://metadata.test:{port}/", r"the host metadata\.test leads to 169\.254\.169\.254"),
    ("http://local.test:{port}/", r"the host local\.test leads to 127\.0\.0\.9 \(this machine\)"),
    ("http://two.test:{port}/", r"the host two\.test leads to 10\.0\.0\.1 \(private\)"),
    ("http://[::1]:{port}/", "::1 .no public address., which is not asked"),
    ("http://[::ffff:127.0.0.1]:{port}/", "::ffff:.*IPv4 address in IPv6"),
    ("http://0x7f000001:{port}/", r"leads to 0\.0\.0\.0"),
    ("file:///etc/passwd", "redirects to an address that begins with file:"),
    ("ftp://news.test/", "redirects to an address that begins with ftp:"),
    ("http://user:pw@news.test:{port}/b", "redirects to an address that holds a name or a password"),
    ("http://news.test:22/", r"port 22, and only \d+ are asked"),
    ("", "redirects to an address that is missing"),
    ("/a", "redirects in a circle"),
    ("/loop", "redirects in a circle"),
    ("/more/0", "redirects more than 5 times"),
]


@pytest.mark.parametrize(("location", "why"), REDIRECTS)
def test_every_hop_of_a_redirect_is_checked(site: Site, tmp_path: Path, location: str, why: str) -> None:
    site.names |= {"metadata.test": ["169.254.169.254"], "local.test": ["127.0.0.9"], "two.test": [HERE, "10.0.0.1"]}
    site.names["0x7f000001"] = ["0.0.0.0"]
    site.routes["/a"] = (302, {"Location": location.format(port=site.port)}, b"")
    site.routes["/loop"] = (301, {"Location": "/a"}, b"")
    site.routes |= {f"/more/{n}": (307, {"Location": f"/more/{n + 1}"}, b"") for n in range(9)}
    with pytest.raises(Failed, match=why):
        site.fetcher(tmp_path).fetch(site.url("/a"))
    assert {path.partition("/")[0] for path in site.paths} == {"news.test"}


def test_a_redirect_to_another_public_host_is_followed_by_its_own_rules(site: Site, tmp_path: Path) -> None:
    site.routes["/a"] = (308, {"Location": f"//other.test:{site.port}/ni\u00c3\u00b1o"}, b"")
    site.routes["other.test/ni%C3%B1o"] = (200, HTML, BODY)
    page = site.fetcher(tmp_path).fetch(site.url("/a"))
    assert page.final == site.url("/ni%C3%B1o", "other.test")
    assert [path for path, _ in site.asked] == [
        *("news.test/robots.txt", "news.test/a", "other.test/robots.txt", "other.test/ni%C3%B1o"),
    ]


def test_a_name_that_changes_its_number_between_check_and_request(site: Site, tmp_path: Path) -> None:
    answers = [[HERE], ["10.0.0.1"]]
    asked: list[str] = []

    def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    site.routes["/a"] = (200, HTML, BODY)
    fetcher = site.fetcher(tmp_path)
    fetcher._resolve = resolve
    with pytest.raises(Failed, match=r"leads to 10\.0\.0\.1"):
        fetcher.fetch(site.url("/a"))
    # Each request has one look-up, whose answer is checked and then used: robots.txt went out, the page did not.
    assert asked == ["news.test", "news.test"] and [path for path, _ in site.asked] == ["news.test/robots.txt"]


def test_a_number_that_takes_no_connection_gives_way_to_the_next(site: Site, tmp_path: Path) -> None:
    site.names["news.test"] = ["127.0.0.9", HERE]
    site.routes["/a"] = (200, HTML, BODY)
    fetcher = site.fetcher(tmp_path)
    fetcher._policy = Policy(frozenset({site.port}), lambda address: None)
    assert body(fetcher, site.url("/a")) == BODY


def test_the_public_policy_asks_nothing_here(site: Site, tmp_path: Path) -> None:
    fetcher = Fetcher(Cache(tmp_path), Settings(between=0), policy=PUBLIC)
    for url in (site.url("/", HERE), site.url("/", "localhost"), "http://localhost/", "https://127.0.0.1/"):
        with pytest.raises(Failed, match=r"and only 80 and 443|this machine|leads to ::1"):
            fetcher.fetch(url)
    assert site.asked == []


def stream(*parts: bytes, headers: Sequence[tuple[str, str]] = (), then: Route | None = None) -> Any:
    """A route that sends these parts, does what comes `then`, and hangs up."""

    def answer(handler: Handler) -> None:
        handler.send_response(200)
        for name, value in headers:
            handler.send_header(name, value)
        handler.end_headers()
        for part in parts:
            handler.wfile.write(part)
        handler.wfile.flush()
        if callable(then):
            then(handler)
        handler.close_connection = True

    return answer


def silence(handler: Handler) -> None:
    """Nothing, until the client hangs up."""
    handler.rfile.read(1)


def drip(handler: Handler) -> None:
    """A byte now and then: never silent, and never done, until the client hangs up."""
    while True:
        handler.wfile.write(b"a")
        handler.wfile.flush()
        time.sleep(0.01)


def drip_head(handler: Handler) -> None:
    """The same in the head."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    drip(handler)


GZIP = ("Content-Encoding", "gzip")
BAD_BODIES: list[tuple[Any, str]] = [
    (stream(BODY, headers=[("Content-Length", "5000")]), "broke off"),
    (stream(b"5\r\nabcde\r\nzz\r\n", headers=[("Transfer-Encoding", "chunked")]), "broke off"),
    (stream(b"64\r\nabcde", headers=[("Transfer-Encoding", "chunked")]), "broke off"),
    (stream(b"", headers=[("Content-Length", "0")]), "is empty"),
    (stream(b" \n", headers=[("Content-Length", "2")]), "is empty"),
    (stream(b"x" * 300_000), "has more than 195 kB"),
    (stream(b"", headers=[("Content-Length", "50000000000")]), "is 47683 MB, and no more than 195 kB"),
    (stream(gzip.compress(bytes(4_000_000)), headers=[GZIP]), "unpacks to more than 195 kB"),
    (stream(brotli.compress(bytes(4_000_000)), headers=[("Content-Encoding", "br")]), "unpacks to more than"),
    (stream(zlib.compress(bytes(4_000_000)), headers=[("Content-Encoding", "deflate")]), "unpacks to more than"),
    (
        stream(gzip.compress(gzip.compress(bytes(4_000_000))), headers=[("Content-Encoding", "gzip, gzip")]),
        "unpacks to more than",
    ),
    (stream(b"no gzip at all", headers=[GZIP]), "compressed body is broken"),
    (stream(b"\xff\xd8\xff", headers=[("Content-Type", "image/jpeg")]), "is image/jpeg, which holds no text"),
    (lambda handler: setattr(handler, "close_connection", True), "broke off"),
    (lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH\r\n"), "what is no HTTP"),
    (lambda handler: handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n"), "no HTTP"),
]


@pytest.mark.parametrize(("route", "why"), BAD_BODIES)
def test_a_broken_or_boundless_body_is_told_and_not_kept(site: Site, tmp_path: Path, route: Any, why: str) -> None:
    site.routes["/a"] = route
    fetcher = site.fetcher(tmp_path, tries=1)
    with pytest.raises(Failed, match=why):
        fetcher.fetch(site.url("/a"))
    assert fetcher.cache.get(site.url("/a")) is None


# Each may be as slow as it likes in all but what it is to be cut for.
SILENT, LONG = Limits(silence=0.1), Limits(whole=0.4)
SLOW: list[tuple[Any, Limits, str]] = [
    (stream(headers=[("Content-Length", "9")], then=silence), SILENT, "said nothing for 0.1 s"),
    (silence, SILENT, "said nothing for 0.1 s"),
    (stream(then=drip), LONG, "took longer than 0.4 s"),  # without a length our cut looks like its end
    (stream(headers=[("Content-Length", "9000000")], then=drip), LONG, "took longer than 0.4 s"),
    (drip_head, LONG, "took longer than 0.4 s"),
]


@pytest.mark.parametrize(("route", "limits", "why"), SLOW)
def test_a_slow_answer_is_cut(site: Site, tmp_path: Path, route: Any, limits: Limits, why: str) -> None:
    site.routes |= {"/quick": (200, HTML, BODY), "/a": route}
    fetcher = site.fetcher(tmp_path, tries=1)
    assert body(fetcher, site.url("/quick")) == BODY  # and robots.txt is known
    fetcher._exchange.limits = limits
    with pytest.raises(Failed, match=why):
        fetcher.fetch(site.url("/a"))
    assert fetcher.cache.get(site.url("/a")) is None


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity"])
def test_compressed_bodies_are_unpacked(site: Site, tmp_path: Path, coding: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "identity": bytes}[coding]
    text = BODY * 4000
    site.routes["/a"] = (200, {**HTML, "Content-Encoding": coding}, pack(text))
    assert body(site.fetcher(tmp_path), site.url("/a")) == text


def test_nobody_listens(tmp_path: Path) -> None:
    with serving() as gone:
        pass
    fetcher = gone.fetcher(tmp_path, tries=2)
    with pytest.raises(Failed, match=r"^news\.test takes no connection \(.*refused\); try again later"):
        fetcher.fetch(gone.url("/a"))
    assert gone.clock.slept == [2.0]  # tried again once


CHARSETS: list[tuple[bytes, str, str]] = [
    ("Piñón — “sí”".encode("cp1252"), "text/html; charset=iso-8859-1", "Piñón — “sí”"),
    ("Задержаны".encode("cp1251"), "text/html; charset=windows-1251", "Задержаны"),
    ("Piñón".encode(), "text/html; charset=iso-8859-1", "Piñón"),  # the header is wrong
    ("移民局".encode("gb18030"), 'text/html; charset="gb2312"', "移民局"),
]


@pytest.mark.parametrize(("raw", "kind", "text"), CHARSETS)
def test_an_encoding_that_only_the_header_names_is_kept(
    site: Site, tmp_path: Path, raw: bytes, kind: str, text: str
) -> None:
    site.routes["/a"] = (200, {"Content-Type": kind}, b"<html><p>" + raw)
    assert body(site.fetcher(tmp_path), site.url("/a")).decode() == f"<html><p>{text}"


@pytest.mark.parametrize("name", ["nonsense", "punycode", "base64", "utf-7", "idna", "x" * 300, ""])
def test_an_encoding_that_is_none_changes_nothing(site: Site, tmp_path: Path, name: str) -> None:
    raw = b"<html><p>" + b"-" * 90_000 + "ñ".encode("cp1252")
    site.routes["/a"] = (200, {"Content-Type": f"text/html; charset={name}"}, raw)
    assert body(site.fetcher(tmp_path), site.url("/a")) == raw


def test_a_page_is_asked_for_again_only_if_it_has_changed(site: Site, tmp_path: Path) -> None:
    stamp = "Sun, 01 Mar 2026 09:00:00 GMT"
    site.routes["/a"] = (200, {**HTML, "ETag": '"1"', "Last-Modified": stamp}, BODY)
    url = site.url("/a")
    assert body(site.fetcher(tmp_path), url) == BODY
    site.routes["/a"] = (304, {"ETag": '"1"'}, b"")
    site.clock.passed += 3600
    fetcher = site.fetcher(tmp_path)
    assert body(fetcher, url) == BODY
    sent = site.asked[-1][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"1"', stamp)
    kept = fetcher.cache.get(url)
    assert kept is not None and kept.fetched == "2026-03-01T13:00:02+00:00"
    site.routes["/a"] = (200, {**HTML, "ETag": '"2"'}, BODY * 2)
    assert body(site.fetcher(tmp_path), url) == BODY * 2


def test_a_validator_belongs_to_the_page_where_the_redirect_ends(site: Site, tmp_path: Path) -> None:
    site.routes["/a"] = (302, {"Location": "/b"}, b"")
    site.routes["/b"] = (200, {**HTML, "ETag": '"b"'}, BODY)
    body(site.fetcher(tmp_path), site.url("/a"))
    site.routes["/b"] = (304, {}, b"")
    assert body(site.fetcher(tmp_path), site.url("/a")) == BODY
    assert ["If-None-Match" in sent for path, sent in site.asked if path.endswith(("/a", "/b"))] == [
        *(False, False, False, True)
    ]
    site.routes["/a"] = (302, {"Location": "/c"}, b"")
    site.routes["/c"] = (304, {}, b"")
    with pytest.raises(Failed, match="no copy of it"):
        site.fetcher(tmp_path).fetch(site.url("/a"))


def test_with_the_same_mark_a_page_is_not_asked_for(site: Site, tmp_path: Path) -> None:
    site.routes["/a"] = (200, HTML, BODY)
    for mark, asked in (("1", 1), ("1", 1), ("2", 2), ("2", 2), (None, 3), ("2", 4)):
        assert body(site.fetcher(tmp_path), site.url("/a"), mark=mark) == BODY
        assert len(site.paths) == asked


def test_a_list_that_names_a_dead_page_at_every_round(site: Site, tmp_path: Path) -> None:
    fetcher = site.fetcher(tmp_path)
    for mark, asked in (("1", 1), ("1", 1), ("2", 2), (None, 3)):
        with pytest.raises(Failed, match="404"):
            fetcher.fetch(site.url("/a"), mark=mark)
        assert len(site.paths) == asked
    site.clock.passed += 7 * 3600
    site.routes["/a"] = (200, HTML, BODY)
    assert body(fetcher, site.url("/a"), mark="2") == BODY


def test_a_site_that_is_down_leaves_the_copy(site: Site, tmp_path: Path) -> None:
    site.routes["/a"] = (200, HTML, BODY)
    body(site.fetcher(tmp_path), site.url("/a"))
    site.routes["/a"] = (503, {}, b"down")
    fetcher = site.fetcher(tmp_path)
    page = fetcher.fetch(site.url("/a"))
    assert page.note is not None and "the copy of 2026-03-01 is read instead" in page.note
    with page.open() as stream:
        assert stream.read() == BODY
    site.clock.passed += 10_000
    site.routes["/a"] = (410, {}, b"gone")
    with pytest.raises(Failed, match="taken down"):
        fetcher.fetch(site.url("/a"))


def test_a_folder_that_cannot_be_written(site: Site, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    site.routes["/robots.txt"] = (200, {}, b"")
    site.routes["/a"] = (200, HTML, BODY)
    with pytest.raises(Failed, match=r"cannot be kept in .*cache .*; make room"):
        site.fetcher(tmp_path / "cache").fetch(site.url("/a"))


def test_one_request_a_second_to_a_host(site: Site, tmp_path: Path) -> None:
    site.routes |= {f"/{n}": (200, HTML, BODY) for n in range(4)}
    fetch_all(site.fetcher(tmp_path), [Wanted(site.url(f"/{n}")) for n in range(4)])
    assert site.clock.slept == [1.0] * 4


def test_many_addresses_come_back_in_order(site: Site, tmp_path: Path) -> None:
    site.routes |= {f"{host}.test/{n}": (200, HTML, f"{host}{n}".encode()) for host in "abc" for n in range(3)}
    wanted = [Wanted(site.url(f"/{n}", f"{host}.test")) for n in range(3) for host in "abc"]
    wanted.insert(4, Wanted("mailto:desk@ledger.example"))
    wanted.insert(7, Wanted(site.url("/none", "b.test")))
    done: list[tuple[int, int]] = []
    found = fetch_all(site.fetcher(tmp_path), wanted, lambda part, total: done.append((part, total)))
    texts = [str(each) if isinstance(each, Failed) else each.open().read().decode() for each in found]
    assert texts[:4] == ["a0", "b0", "c0", "a1"] and texts[5:7] == ["b1", "c1"] and texts[8:] == ["a2", "b2", "c2"]
    assert "begins with mailto:" in texts[4] and "404" in texts[7]
    assert done == [(part, 11) for part in range(2, 12)]


def test_an_interruption_ends_every_request(site: Site, tmp_path: Path) -> None:
    ended, never = threading.Event(), list[str]()

    def slow(handler: Handler) -> None:
        if not ended.wait(60):
            never.append("the request was waited for")

    site.routes |= {"/slow": stream(b"x", headers=[("Content-Length", "9")], then=slow), "/quick": (200, HTML, BODY)}

    def progress(done: int, total: int) -> None:
        raise KeyboardInterrupt

    fetcher = site.fetcher(tmp_path, limits=Limits(silence=120, whole=120))
    wanted = [Wanted(site.url("/slow", "slow.test")), Wanted(site.url("/quick")), Wanted(site.url("/never"))]
    with pytest.raises(KeyboardInterrupt):
        fetch_all(fetcher, wanted, progress)
    ended.set()
    assert never == []
    assert fetcher.cache.get(site.url("/quick")) is not None  # what was whole is kept
    assert fetcher.cache.get(site.url("/slow", "slow.test")) is None


def test_a_fault_of_ours_is_not_hidden(site: Site, tmp_path: Path) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise ZeroDivisionError

    fetcher = site.fetcher(tmp_path)
    fetcher._resolve = resolve
    with pytest.raises(ZeroDivisionError):
        fetch_all(fetcher, [Wanted(site.url("/a")), Wanted(site.url("/b", "b.test"))])


@pytest.mark.parametrize("agent", ["", " ", "1", "(desk)", "Ledger\r\nX: y", "Zeitung München"])
def test_who_asks_must_be_said(tmp_path: Path, agent: str) -> None:
    with pytest.raises(ValueError, match="names nobody"):
        Fetcher(Cache(tmp_path), Settings(user_agent=agent))


@pytest.fixture(scope="module")
def secure() -> Iterator[Site]:
    with serving(tls=True) as site:
        site.routes["/a"] = (200, HTML, BODY)
        yield site


def test_tls_is_checked_against_the_name(secure: Site, tmp_path: Path) -> None:
    trusting = ssl.create_default_context(cafile=TLS / "cert.pem")
    url = secure.url("/a", scheme="https")
    assert body(secure.fetcher(tmp_path, context=trusting), url) == BODY
    cases = [
        (url, None, "certificate of news.test is not trusted .self.signed certificate"),
        (secure.url("/a", "other.test", "https"), trusting, "certificate of other.test is not trusted .Hostname mism"),
        (secure.url("/a", HERE, "https"), trusting, "is not trusted .IP address mismatch"),
    ]
    for number, (address, context, why) in enumerate(cases):
        with pytest.raises(Failed, match=why):
            secure.fetcher(tmp_path / str(number), context=context).fetch(address)
    assert {path.partition("/")[0] for path, _ in secure.asked} == {"news.test"}


def test_tls_where_there_is_none(site: Site, tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"no secure connection to news\.test"):
        site.fetcher(tmp_path, tries=1).fetch(site.url("/a", scheme="https"))
    assert site.asked == []
