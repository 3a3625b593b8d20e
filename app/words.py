"""The interface's words in one language: strings by key, numbers and dates as that language's readers write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

STRINGS = Path(__file__).parent / "strings"
LANGUAGES: Mapping[str, str] = {"en": "English", "es": "Español"}


@dataclass(frozen=True)
class Words:
    """Strings of one language. Keys that end in `.one` and `.other` are the two forms of a counted thing."""

    lang: str
    strings: Mapping[str, str]

    def __call__(self, key: str, **values: Any) -> str:
        """The string of a key with its places filled in. Raises KeyError for a key that the language lacks."""
        text = self.strings[key]
        return text.format(**values) if values else text

    def get(self, key: str, default: str) -> str:
        """The string of a key, or `default`: for names that data may bring and that no file can list."""
        return self.strings.get(key, default)

    def count(self, key: str, n: int, **values: Any) -> str:
        """A counted thing: "1 article", "12 articles"."""
        return self(f"{key}.{'one' if n == 1 else 'other'}", n=self.number(n), **values)

    def number(self, value: int | float, *, digits: int = 0) -> str:
        """A number with thousands set apart; both languages as written in the United States."""
        return f"{value:,.{digits}f}"

    def percent(self, share: float, *, digits: int = 0) -> str:
        """A share of 1 as a percentage."""
        return f"{share * 100:.{digits}f}{self('percent')}"

    def day(self, when: date | None) -> str:
        """A full date: "Jun 21, 2025", "21 jun 2025"."""
        if when is None:
            return self("date.none")
        return self("date.day", day=when.day, month=self(f"month.{when.month}"), year=when.year)

    def month(self, when: date) -> str:
        """A month: "Jun 2025"."""
        return self("date.month", month=self(f"month.{when.month}"), year=when.year)

    def prefix(self, prefix_date: str | None) -> str:
        """A prefix date, never finer than it is: "Jun 21, 2025", "Jun 2025", "2025"."""
        if not prefix_date:
            return self("date.none")
        parts = [int(part) for part in prefix_date.split("-")]
        if len(parts) == 1:
            return str(parts[0])
        if len(parts) == 2:
            return self.month(date(parts[0], parts[1], 1))
        return self.day(date(*parts))


@cache
def words(lang: str) -> Words:
    """The words of a language; English for one that is not there."""
    lang = lang if lang in LANGUAGES else "en"
    return Words(lang, json.loads((STRINGS / f"{lang}.json").read_text(encoding="utf-8")))


def preferred(locale: str | None) -> str:
    """The interface language for a browser's locale such as "es-MX"; English where there is no better."""
    head = (locale or "").split("-")[0].lower()
    return head if head in LANGUAGES else "en"
