"""Who may add articles in the browser: by where the server listens, where the request is from, and who is signed in."""

from __future__ import annotations

from typing import Any

import pytest

from app.access import GRANTED, Caller, Grant, grant

HOST = {"host": "localhost:8501", "origin": "http://localhost:8501"}
LISTED = ["desk@ledger.example", "Editor@Ledger.example"]

CASES: list[tuple[str, Caller, dict[str, Any], Grant]] = [
    ("at this machine", Caller(HOST), {"bound": "localhost"}, "local"),
    ("by number", Caller({"host": "127.0.0.1:8501", "origin": "http://127.0.0.1:8501"}), {"bound": "127.0.0.1"},
     "local"),
    ("by IPv6", Caller({"host": "[::1]:8501", "origin": "http://[::1]:8501"}), {"bound": "::1"}, "local"),
    ("the server listens to the network", Caller(HOST), {"bound": "0.0.0.0"}, "open"),
    ("the server listens everywhere", Caller(HOST), {"bound": None}, "open"),
    ("from another machine", Caller(HOST, "203.0.113.9"), {"bound": "localhost"}, "remote"),
    ("through a proxy", Caller({**HOST, "x-forwarded-for": "203.0.113.9"}), {"bound": "localhost"}, "remote"),
    ("through a tunnel", Caller({**HOST, "cf-connecting-ip": "203.0.113.9"}), {"bound": "localhost"}, "remote"),
    ("for a public name", Caller({**HOST, "host": "coverage.example"}), {"bound": "localhost"}, "remote"),
    ("by a page of another site", Caller({**HOST, "origin": "https://bad.example"}), {"bound": "localhost"}, "remote"),
    ("a name that only begins so", Caller({**HOST, "host": "localhost.bad.example"}), {"bound": "localhost"}, "remote"),
    ("a host that is none", Caller({**HOST, "host": "[::1"}), {"bound": "localhost"}, "remote"),
    ("without headers", Caller({}), {"bound": "localhost"}, "remote"),
    ("switched off", Caller(HOST), {"bound": "localhost", "off": True}, "off"),
    ("listed, signed in", Caller({}, "203.0.113.9", {"is_logged_in": True, "email": "Desk@ledger.example",
     "email_verified": True}), {"bound": None, "allowed": LISTED}, "listed"),
    ("the list in capitals", Caller({}, None, {"is_logged_in": True, "email": "editor@ledger.example"}),
     {"bound": None, "allowed": LISTED}, "listed"),
    ("an address that was not checked", Caller({}, None, {"is_logged_in": True, "email": "desk@ledger.example",
     "email_verified": False}), {"bound": None, "allowed": LISTED}, "unlisted"),
    ("signed in, not listed", Caller({}, None, {"is_logged_in": True, "email": "x@y.example"}),
     {"bound": None, "allowed": LISTED}, "unlisted"),
    ("signed in without an address", Caller({}, None, {"is_logged_in": True}), {"bound": None, "allowed": LISTED},
     "unlisted"),
    ("an empty list", Caller({}, None, {"is_logged_in": True, "email": ""}), {"bound": None, "allowed": []},
     "unlisted"),
    ("not signed in", Caller({}, None, {"is_logged_in": False}), {"bound": None, "allowed": LISTED}, "sign_in"),
    ("a list, but no sign-in", Caller({}), {"bound": None, "allowed": LISTED}, "no_sign_in"),
    # behind a proxy that says nothing of whom it asks for, everyone looks local: with a list, that opens nothing
    ("a list, at this machine", Caller(HOST), {"bound": "localhost", "allowed": LISTED}, "no_sign_in"),
]  # fmt: skip


@pytest.mark.parametrize(("caller", "options", "want"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_grant(caller: Caller, options: dict[str, Any], want: Grant) -> None:
    assert grant(caller, **{"allowed": None, **options}) == want


def test_only_two_of_the_answers_let_anyone_add() -> None:
    assert sorted(GRANTED) == ["listed", "local"]
