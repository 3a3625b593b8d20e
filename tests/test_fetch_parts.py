"""The parts of fetching that need no server: what is kept on disk, robots.txt, and the turns of a host."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.fetch.address import Address, parse
from etl.fetch.cache import Cache, Kept, digest_of
from etl.fetch.charset import readable
from etl.fetch.failure import Failed
from etl.fetch.pace import Pace
from etl.fetch.robots import Robots, token_of
from tests.webserver import AGENT, Clock

URL = "https://news.example/a"
BODY = b"<p>Agents came to Bell.</p>" * 50


def kept(url: str = URL, body: bytes = BODY, **values: str) -> Kept:
    return Kept(url, url, "2026-03-01T12:00:00+00:00", digest_of(body), **values)


def test_what_is_put_is_got(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "new")
    assert cache.get(URL) is None
    one = kept(etag='"1"', modified="Sun, 01 Mar 2026 09:00:00 GMT", mark="m")
    cache.put(one, BODY)
    assert cache.get(URL) == one and cache.open(URL).read() == BODY
    other = kept(body=b"")
    cache.put(other, b"")
    assert cache.get(URL) == other and cache.open(URL).read() == b""
    assert len([path for path in cache.folder.rglob("*") if path.is_file()]) == 1  # no half-written file stays


@settings(max_examples=40)
@given(cut=st.integers(0, 400), flip=st.integers(0, 400))
def test_a_damaged_file_counts_as_none(tmp_path_factory: pytest.TempPathFactory, cut: int, flip: int) -> None:
    cache = Cache(tmp_path_factory.mktemp("cache"))
    cache.put(kept(), BODY)
    (file,) = (path for path in cache.folder.rglob("*") if path.is_file())
    whole = file.read_bytes()
    for raw in (
        whole[: cut % len(whole)],
        whole[: (place := flip % len(whole))] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :],
    ):
        file.write_bytes(raw)
        found = cache.get(URL)
        # A flipped bit in the head may name another time or mark, never another body.
        assert found is None or (found.digest == digest_of(BODY) and cache.open(URL).read() == BODY)


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"{}\n", b"[]\n", b"null\n", b'{"format": 2}\n', b'{"format": 1, "x": 1}\n']
)
def test_a_strange_file_counts_as_none(tmp_path: Path, raw: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put(kept(), BODY)
    (file,) = (path for path in tmp_path.rglob("*") if path.is_file())
    file.write_bytes(raw)
    assert cache.get(URL) is None
    file.unlink()
    file.mkdir()
    assert cache.get(URL) is None
    with pytest.raises(OSError):
        cache.open(URL)


def test_many_writers_leave_one_whole_file(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    bodies = [str(number).encode() * 5000 for number in range(8)]

    def write(body: bytes) -> None:
        for _ in range(10):
            cache.put(kept(body=body), body)
            found = cache.get(URL)
            assert found is not None and found.digest in {digest_of(each) for each in bodies}

    threads = [threading.Thread(target=write, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.open(URL).read() in bodies
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_what_nobody_used_for_long_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    assert cache.prune(10.0) == 0
    for name in "ab":
        cache.put(kept(f"https://news.example/{name}"), BODY)
    for file in tmp_path.rglob("*"):
        if file.is_file():
            os.utime(file, (5, 5))
    assert cache.get("https://news.example/a") is not None  # used: it stays
    assert cache.prune(10.0) == 1
    assert cache.get("https://news.example/a") is not None and cache.get("https://news.example/b") is None


RULES = """
User-agent: *
Disallow: /private/
Allow: /private/open
Disallow: /*.pdf$
Crawl-delay: 7

User-agent: ValleyLedger
Disallow: /only-us
Request-rate: 1/30

User-agent: Ledger
Disallow: /
"""
ALLOWED: list[tuple[str, str, str, float | None]] = [
    # user agent, address, what is said of it ("" where it may be fetched), seconds between two requests
    ("Other/1.0", "https://news.example/a", "", 7.0),
    ("Other/1.0", "https://news.example/private/a", "does not let programs fetch this", None),
    ("Other/1.0", "https://news.example/a/../private/a", "does not let programs fetch this", None),
    ("Other/1.0", "https://news.example/%70rivate/a", "does not let programs fetch this", None),
    ("Other/1.0", "https://news.example/private/open", "", 7.0),
    ("Other/1.0", "https://news.example/a.pdf", "does not let programs fetch this", None),
    ("Other/1.0", "https://news.example/a.pdf?x", "", 7.0),
    ("ValleyLedger/1.0 (a Ledger)", "https://news.example/private/a", "", 30.0),  # its own group alone counts
    ("ValleyLedger/1.0 (a Ledger)", "https://news.example/only-us", "does not let programs fetch this", None),
    ("ledger", "https://news.example/a", "does not let programs fetch this", None),
]


@pytest.mark.parametrize(("agent", "url", "said", "delay"), ALLOWED)
def test_the_rules_of_a_site(agent: str, url: str, said: str, delay: float | None) -> None:
    robots = Robots(token_of(agent), lambda address: RULES, Clock().monotonic)
    if said:
        with pytest.raises(Failed, match=said):
            robots.delay(parse(url))
    else:
        assert robots.delay(parse(url)) == delay


@pytest.mark.parametrize("text", ["", "<html>Not found</html>", "\x00\xff", "Disallow: /", "User-agent: *\nDisallow:"])
def test_no_rules_allow_everything(text: str) -> None:
    assert Robots("x", lambda address: text, Clock().monotonic).delay(parse(URL)) is None


def test_rules_count_a_day_and_a_failure_ten_minutes() -> None:
    clock, asked = Clock(), []

    def load(address: Address) -> str:
        asked.append(address.url)
        if len(asked) == 1:
            raise Failed("is down", passing=True)
        return ""

    robots = Robots("x", load, clock.monotonic)
    for passed, times in ((0, 1), (599, 1), (601, 2), (86_000, 2), (87_100, 3)):
        clock.passed = passed
        if times == 1:
            with pytest.raises(Failed, match=r"robots\.txt of news\.example cannot be read \(is down\)"):
                robots.delay(parse(URL))
        else:
            robots.delay(parse(URL))
        assert len(asked) == times
    robots.delay(parse("http://news.example/"))  # another scheme is another site
    robots.delay(parse("https://www.news.example/"))
    assert asked[3:] == ["http://news.example/robots.txt", "https://www.news.example/robots.txt"]


def test_the_token_of_a_user_agent() -> None:
    assert token_of(AGENT) == "ValleyLedger"
    assert token_of("valley-ledger news (x)") == "valley-ledger"


def test_turns_are_a_second_apart_and_hosts_do_not_wait_for_each_other() -> None:
    clock = Clock()
    pace = Pace(clock.monotonic, clock.sleep)
    for host, between, slept in [
        ("a", None, []),
        ("b", None, []),
        ("a", 5.0, [1.0]),
        ("a", 0.1, [1.0, 5.0]),
        ("b", None, [1.0, 5.0]),
        ("a", None, [1.0, 5.0, 1.0]),
    ]:
        pace.wait(host, between)
        assert clock.slept == slept


def test_a_wait_that_is_too_long_is_said() -> None:
    clock = Clock()
    pace = Pace(clock.monotonic, clock.sleep, longest=60)
    pace.wait("a", 61.0)  # the first request need not wait
    with pytest.raises(Failed, match="a asks us to wait; run the same command again in 2 minutes"):
        pace.wait("a")
    clock.passed += 2
    pace.wait("a")
    assert clock.slept == [59.0]


def test_a_host_that_fails_is_given_up_and_tried_again_later() -> None:
    clock = Clock()
    pace = Pace(clock.monotonic, clock.sleep)
    for _ in range(3):
        pace.failed("a")
    pace.answered("a")
    for _ in range(4):
        pace.wait("a")
        pace.failed("a")
    with pytest.raises(Failed, match="failed several times in a row; run the same command again in 15 minutes"):
        pace.wait("a")
    clock.passed += 900
    pace.wait("a")
    pace.answered("a")
    pace.wait("a")


@given(st.binary(max_size=60), st.text(max_size=30))
def test_any_header_leaves_bytes_that_can_be_read(raw: bytes, name: str) -> None:
    found = readable(raw, f"text/html; charset={name}")
    assert found == raw or found.decode()
