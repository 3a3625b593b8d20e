"""The language of an article: by its script, else by the small words that only one language uses.

Made for this subject: English and Spanish are told apart surely, other languages are recognised well enough to be
kept and marked. No model, no download, some microseconds an article.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from etl.knowledge import Row

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 2000  # characters; more does not change the answer
# A script that belongs to one language among those that news comes in, by a range of code points.
_SCRIPTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("ja", re.compile("[\u3040-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("he", re.compile("[\u0590-\u05ff]")),
    ("hi", re.compile("[\u0900-\u097f]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
    ("el", re.compile("[\u0370-\u03ff]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("am", re.compile("[\u1200-\u137f]")),
)
_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*", re.IGNORECASE)


@dataclass(frozen=True)
class Languages:
    """The table `language_words`, made ready: small words, and the names and codes of languages."""

    rows: Sequence[Row]

    @cached_property
    def _words(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for row in self.rows:
            if row["kind"] == "word":
                found.setdefault(row["word"], []).append(row["language"])
        return {word: tuple(languages) for word, languages in found.items()}

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return {row["word"]: row["language"] for row in self.rows if row["kind"] == "code"}

    def code(self, value: object) -> str | None:
        """The two letters of a language given as `en`, `eng`, `en-US`, `English` or `inglés`; None where it is none."""
        text = str(value or "").strip().lower()
        if text in self._codes:
            return self._codes[text]
        match = _CODE.fullmatch(text)
        if match is None:
            return None
        head = match[1].lower()
        return self._codes.get(head) or (head if len(head) == 2 else None)

    def detect(self, text: str, *, default: str = "en") -> str:
        """The language of a text; `default` where its words do not tell."""
        sample = text[:_SAMPLE].lower()
        for language, pattern in () if sample.isascii() else _SCRIPTS:
            found = len(pattern.findall(sample))
            if found * 3 > len(sample) or (language == "ja" and found * 10 > len(sample)):
                return language
        counts: Counter[str] = Counter()
        for word, times in Counter(_WORD.findall(sample)).items():
            for language in self._words.get(word, ()):
                counts[language] += times
        if "ñ" in sample or "¿" in sample or "¡" in sample:
            counts["es"] += 1
        best = counts.most_common(2)
        if not best or (len(best) == 2 and best[0][1] == best[1][1]):
            return default
        return best[0][0]
