"""The second look: what is asked, what is kept, and above all what is never kept. No test leaves this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import (
    ConfigurationError,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderRateLimited,
    GeocoderServiceError,
    GeocoderTimedOut,
    GeocoderUnavailable,
)

from etl.nominatim import CacheError, SecondLook

AGENT = "Immigration coverage of the Ledger (desk@ledger.example)"
BELL = {"place_id": 1, "lat": "33.97750", "lon": "-118.18700", "display_name": "Bell, Los Angeles County, California"}


class Server:
    """Answers to give, in order (the last one for ever), and the requests that came."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[dict[str, list[str]]] = []
        self.agents: list[str] = []

    def __call__(self, *, proxies: Any, ssl_context: Any) -> BaseSyncAdapter:
        server = self

        class Adapter(BaseSyncAdapter):
            def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
                server.asked.append(parse_qs(urlsplit(url).query))
                server.agents.append(headers["User-Agent"])
                answer = server.answers.pop(0) if len(server.answers) > 1 else server.answers[0]
                if isinstance(answer, Exception):
                    raise answer
                return answer

            get_text = get_json

        return Adapter(proxies=proxies, ssl_context=ssl_context)


def look(server: Server, cache: Path, **options: Any) -> SecondLook:
    """A second look at a fake server, without the waiting that the public one asks for."""
    settings = {"domain": "nominatim.test", "delay": 0.0, "retries": 0, "retry_wait": 0.0, **options}
    return SecondLook(AGENT, cache, adapter_factory=server, **settings)


def http_error(status: int) -> AdapterHTTPError:
    """What geopy's adapters raise for an HTTP status that is no success."""
    return AdapterHTTPError("failed", status_code=status, headers={}, text="")


def test_a_place_is_asked_for_once_and_kept(tmp_path: Path) -> None:
    server, cache = Server([BELL]), tmp_path / "answers" / "nominatim.json"
    first = look(server, cache, countries=("US",)).geocode("Bell,  California")
    again = look(Server(TimeoutError("asked again")), cache, countries=("US",)).geocode("bell, california")
    assert first is not None and again is not None
    assert (first.address, first.latitude, first.longitude, first.raw) == (
        "Bell, Los Angeles County, California",
        33.9775,
        -118.187,
        BELL,
    )
    assert (again.address, again.point, again.raw) == (first.address, first.point, first.raw)
    assert server.agents == [AGENT]
    assert server.asked == [{"q": ["Bell, California"], "format": ["json"], "limit": ["1"], "countrycodes": ["us"]}]
    assert [path.name for path in cache.parent.iterdir()] == ["nominatim.json"]  # no half-written file stays


def test_no_such_place_is_kept(tmp_path: Path) -> None:
    server, cache = Server([]), tmp_path / "nominatim.json"
    assert look(server, cache).geocode("Nowhere at all") is None
    assert look(Server(TimeoutError("asked again")), cache).geocode("Nowhere at all") is None
    assert list(json.loads(cache.read_text())["answers"].values()) == [None]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (GeocoderTimedOut("slow"), GeocoderTimedOut),
        (GeocoderUnavailable("no route"), GeocoderUnavailable),
        (http_error(500), GeocoderServiceError),
        (http_error(503), GeocoderServiceError),
        (http_error(429), GeocoderRateLimited),
        (http_error(403), GeocoderServiceError),
        (GeocoderParseError("<html>"), GeocoderParseError),
        ({}, GeocoderParseError),
        (None, GeocoderParseError),
        ("", GeocoderParseError),
        ({"error": "overloaded"}, GeocoderServiceError),
    ],
)
def test_a_failure_is_raised_and_never_kept(tmp_path: Path, answer: Any, error: type[Exception]) -> None:
    server, cache = Server(answer, [BELL]), tmp_path / "nominatim.json"
    second = look(server, cache)
    with pytest.raises(error):
        second.geocode("Bell, California")
    assert not cache.exists()
    found = second.geocode("Bell, California")
    assert found is not None and found.latitude == 33.9775
    assert len(server.asked) == 2


def test_a_passing_failure_is_asked_again(tmp_path: Path) -> None:
    server = Server(http_error(503), [BELL])
    found = look(server, tmp_path / "nominatim.json", retries=1).geocode("Bell, California")
    assert found is not None and len(server.asked) == 2


def test_other_countries_and_servers_are_other_questions(tmp_path: Path) -> None:
    cache = tmp_path / "nominatim.json"
    assert look(Server([]), cache, countries=("MX",)).geocode("Bell") is None
    for options in ({}, {"countries": ("US", "MX")}, {"countries": ("MX",), "domain": "other.test"}):
        server = Server([BELL])
        assert look(server, cache, **options).geocode("Bell") is not None
        assert len(server.asked) == 1


def test_what_another_process_kept_meanwhile_stays(tmp_path: Path) -> None:
    cache = tmp_path / "nominatim.json"
    one, other = look(Server([BELL]), cache), look(Server([]), cache)
    one.geocode("Bell")
    other.geocode("Nowhere")
    assert len(json.loads(cache.read_text())["answers"]) == 2


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 0, "answers": {}}', '{"format": 1, "answers": []}'])
def test_a_broken_cache_says_so(tmp_path: Path, text: str) -> None:
    cache = tmp_path / "nominatim.json"
    cache.write_text(text)
    with pytest.raises(CacheError, match=r"nominatim\.json .*delete it"):
        look(Server([]), cache)
    assert cache.read_text() == text


@pytest.mark.parametrize("agent", ["", "  ", "my-application"])
def test_who_asks_must_be_said(tmp_path: Path, agent: str) -> None:
    with pytest.raises(ConfigurationError, match=r"user.?agent"):
        SecondLook(agent, tmp_path / "nominatim.json", adapter_factory=Server([]))


def test_the_public_server_is_never_asked_faster_than_it_allows(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="one request a second"):
        SecondLook(AGENT, tmp_path / "nominatim.json", delay=0.5, adapter_factory=Server([]))


def test_an_empty_query_is_not_sent(tmp_path: Path) -> None:
    server = Server([])
    with pytest.raises(GeocoderQueryError):
        look(server, tmp_path / "nominatim.json").geocode("  ")
    assert server.asked == []


@pytest.fixture
def local() -> Iterator[tuple[str, list[int]]]:
    """A real server on this machine, and the statuses that it is to answer with, in order."""
    statuses: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status = statuses.pop(0)
            body = json.dumps([BELL] if status == 200 else {"error": "down"}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the tests' output is for the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_port}", statuses
    server.shutdown()
    server.server_close()
    thread.join()


def test_over_http(local: tuple[str, list[int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    domain, statuses = local
    statuses += [500, 200]
    cache = tmp_path / "nominatim.json"
    second = SecondLook(AGENT, cache, domain=domain, scheme="http", delay=0.0, retries=0, retry_wait=0.0)
    with pytest.raises(GeocoderServiceError):
        second.geocode("Bell")
    assert not cache.exists()
    found = second.geocode("Bell")
    assert found is not None and found.longitude == -118.187
    assert statuses == []
