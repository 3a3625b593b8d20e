"""Furniture inside running text: sentences that ask to sign up, links to other articles, the outlet of origin.

Pages that are saved as text often run all paragraphs of an article together, and what stood between them with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from etl.knowledge import Row

_WORD = re.compile(r"\S+")
_LONGEST_LINK = 260
_BEFORE = re.compile(r"[.!?…:\"”’'»)\]*_]\s*$")


@dataclass(frozen=True, slots=True)
class Cut:
    """A paragraph without the furniture that stood in it, what was cut, and the outlet that it named."""

    text: str
    removed: tuple[str, ...] = ()
    outlet: str | None = None


@dataclass(frozen=True)
class Inline:
    """The rows of `page_furniture` that are looked for inside running text."""

    rows: Sequence[Row]

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        rows = [row for row in self.rows if row["match"] == "inline"]
        return [(re.compile(row["phrase"]), row["kind"]) for row in rows]

    @cached_property
    def _links(self) -> re.Pattern[str]:
        phrases = [re.escape(row["phrase"]) for row in self.rows if row["match"] == "inline_prefix"]
        return re.compile("|".join(sorted(phrases, key=len, reverse=True)))

    @cached_property
    def _starters(self) -> frozenset[str]:
        return frozenset(row["phrase"] for row in self.rows if row["kind"] == "starter")

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(row["phrase"] for row in self.rows if row["kind"] == "small_word")

    def cut(self, paragraph: str) -> Cut:
        """The paragraph without furniture. Only what begins a sentence is taken for furniture."""
        spans: list[tuple[int, int]] = []
        outlet = None
        for pattern, kind in self._patterns:
            for match in pattern.finditer(paragraph):
                if not _begins(paragraph, match.start()):
                    continue
                spans.append(match.span())
                if kind == "origin":
                    outlet = outlet or match["outlet"].strip()
        for match in self._links.finditer(paragraph):
            if _begins(paragraph, match.start()) and (end := self._link_end(paragraph, match.end())):
                spans.append((match.start(), end))
        return _without(paragraph, spans, outlet)

    def _link_end(self, text: str, start: int) -> int | None:
        """Where a linked headline ends: at its own ? or !, or before the word that begins the next sentence.

        That word is one of the starters, capital, with a lower-case word after it and no small word before it: "Read
        more: What to know about the strikes in Iran The post also said". None where no end is in sight.
        """
        words = list(_WORD.finditer(text, start, min(len(text), start + _LONGEST_LINK)))
        for at, word in enumerate(words):
            said = word.group()
            if at >= 2 and self._starts_sentence(words, at):
                return word.start()
            period = said.endswith(".") and len(said) > 3 and "." not in said[:-1]
            if period or said.rstrip("\"”’'").endswith(("?", "!")):
                return word.end()
        return len(text) if len(text) - start <= _LONGEST_LINK and len(words) >= 2 else None

    def _starts_sentence(self, words: Sequence[re.Match[str]], at: int) -> bool:
        if words[at].group().strip("\"“‘'¿¡") not in self._starters or at + 1 >= len(words):
            return False
        following = words[at + 1].group()
        return following[0].islower() and words[at - 1].group().lower() not in self._small


def _begins(text: str, at: int) -> bool:
    before = text[max(0, at - 12) : at]
    return not before.strip() or bool(_BEFORE.search(before)) or before.endswith("\n")


def _without(text: str, spans: Sequence[tuple[int, int]], outlet: str | None) -> Cut:
    if not spans:
        return Cut(text)
    kept, removed, at = [], [], 0
    for start, end in sorted(spans):
        if start < at:
            continue
        kept.append(text[at:start].rstrip())
        removed.append(text[start:end].strip())
        at = end
    kept.append(text[at:].lstrip())
    return Cut(" ".join(part for part in kept if part.strip()).strip(), tuple(removed), outlet)
