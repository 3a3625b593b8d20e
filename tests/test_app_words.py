"""Strings: every key in every language, with the same places to fill; numbers and dates by language."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from app.words import LANGUAGES, STRINGS, preferred, words

APP = Path(__file__).resolve().parent.parent / "app"


def _strings(lang: str) -> dict[str, str]:
    pairs: list[tuple[str, str]] = json.loads((STRINGS / f"{lang}.json").read_text("utf-8"), object_pairs_hook=list)
    assert len(pairs) == len(dict(pairs)), f"{lang}.json names a key twice"
    return dict(pairs)


def _fields(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field}


def test_every_language_has_every_key_with_the_same_fields() -> None:
    english = _strings("en")
    for lang in LANGUAGES:
        other = _strings(lang)
        assert other.keys() == english.keys()
        assert {k: _fields(v) for k, v in other.items()} == {k: _fields(v) for k, v in english.items()}
        assert [k for k, v in other.items() if not v.strip()] == []


def test_every_key_that_the_code_names_is_there() -> None:
    english = _strings("en")
    source = "".join(path.read_text("utf-8") for path in APP.rglob("*.py"))
    named = set(re.findall(r"words\(\s*\"([a-z0-9_.]+)\"", source))
    counted = {
        f"{key}.{form}" for key in re.findall(r"\.count\(\s*\"([a-z0-9_.]+)\"", source) for form in ("one", "other")
    }
    assert sorted((named | counted) - english.keys()) == []


@pytest.mark.parametrize(
    ("lang", "prefix", "want"),
    [
        ("en", "2025-06-21", "Jun 21, 2025"),
        ("es", "2025-06-21", "21 jun 2025"),
        ("en", "2025-06", "Jun 2025"),
        ("es", "2025", "2025"),
        ("en", None, "no date"),
    ],
)
def test_a_prefix_date_is_never_finer_than_it_is(lang: str, prefix: str | None, want: str) -> None:
    assert words(lang).prefix(prefix) == want


def test_numbers_counts_and_shares() -> None:
    en, es = words("en"), words("es")
    assert en.count("n_articles", 1) == "1 article"
    assert es.count("n_articles", 12345) == "12,345 artículos"
    assert en.percent(0.125, digits=1) == "12.5%"
    assert en.day(date(2025, 1, 2)) == "Jan 2, 2025"


@pytest.mark.parametrize(
    ("locale", "want"), [("es-MX", "es"), ("es", "es"), ("en-US", "en"), ("fr", "en"), (None, "en")]
)
def test_the_browser_s_language_is_taken_where_we_have_it(locale: str | None, want: str) -> None:
    assert preferred(locale) == want
