"""The lines of a page saved as text, each with what it is: headline-like, body, age, outlet, date, furniture.

The phrases are rows of `data/reference/page_furniture.csv`; this file knows only shapes (short or long, ended by a
period or not, capitals throughout). What a line means among its neighbours is the business of `layout.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Literal

from etl.gazetteer import key
from etl.knowledge import Row
from etl.read.calendar import Calendar
from etl.text import plain

Kind = Literal[
    "blank", "head", "body", "name", "age", "date", "outlet", "byline", "url", "label", "drop", "rule", "section",
    "comments", "uncommented", "end",
]  # fmt: skip
META: frozenset[Kind] = frozenset({"age", "date", "outlet", "byline", "url", "label"})

_LONGEST = 400  # no line of furniture is longer
_RULE = re.compile(r"[-=*#_—–~]{5,200}|(?:[-=*_] ){4,100}[-=*_]")
_PARTS = re.compile(r"\s*[·•|]\s*|\s+[—–-]\s+")
_BULLET = re.compile(r"^[-–—•·*]\s*")
_URL = re.compile(r"https?://\S{4,2000}")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\.\d+)?")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_END_TRIM = ":.…! "
_SENTENCE_END = re.compile(r"(?:[.;:,…]|[.!?…,][\"”’'»)\]]+)$")
_WORDS = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*\.?|\d+")
_WORD_KINDS = ("date_word", "starter", "small_word", "ahead", "byline_word")
_AGES: Mapping[str, int | None] = {"age_hours": 0, "age_yesterday": 1, "age_long": None}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page. `age` is days before the page, where `kind` is "age"; None there is too coarse to count."""

    text: str
    kind: Kind
    outlet: str | None = None
    date: str | None = None
    age: int | None = None
    url: str | None = None
    title: str | None = None
    aged: bool = False
    known: bool = False  # the outlet is one of outlets.csv, or the page marks it as one by a bullet


@dataclass(frozen=True)
class Furniture:
    """The table `page_furniture`, made ready, and the outlets and months that lines may name."""

    rows: Sequence[Row]
    outlets: Mapping[str, Row]
    calendar: Calendar
    day_first: bool = False  # 03/06/2025 is 3 June, as in Spanish
    _seen: dict[str, Line] = field(default_factory=dict)

    @cached_property
    def _exact(self) -> dict[str, str]:
        return {
            plain(row["phrase"]).strip(_END_TRIM): row["kind"]
            for row in reversed(self.rows)
            if row["match"] == "exact" and row["kind"] not in _WORD_KINDS
        }

    @cached_property
    def _prefixes(self) -> list[tuple[str, str]]:
        found = [(plain(row["phrase"]), row["kind"]) for row in self.rows if row["match"] == "prefix"]
        return sorted(found, key=lambda pair: -len(pair[0]))

    @cached_property
    def _prefix_starts(self) -> tuple[str, ...]:
        return tuple(prefix for prefix, _ in self._prefixes)

    @cached_property
    def _regexes(self) -> list[tuple[re.Pattern[str], str]]:
        """One pattern a kind, in the order of the kinds' first rows; ages in days have a group and stay apart."""
        kinds: dict[str, list[str]] = {}
        for row in self.rows:
            if row["match"] == "regex":
                apart = f"age_days {row['language']}" if row["kind"] == "age_days" else row["kind"]
                kinds.setdefault(apart, []).append(f"(?:{row['phrase']})")
        return [(re.compile("|".join(phrases)), kind.partition(" ")[0]) for kind, phrases in kinds.items()]

    @cached_property
    def _small(self) -> frozenset[str]:
        return frozenset(row["phrase"] for row in self.rows if row["kind"] == "small_word")

    @cached_property
    def _byline_words(self) -> frozenset[str]:
        return frozenset(row["phrase"] for row in self.rows if row["kind"] == "byline_word")

    @cached_property
    def _date_words(self) -> frozenset[str]:
        return frozenset(plain(row["phrase"]).strip(".") for row in self.rows if row["kind"] == "date_word")

    def outlet(self, name: str) -> Row | None:
        """The row of an outlet by any of its names, or None; the article "The" may be there or not."""
        name = name.strip(" .,:;-–—•·|\"'“”")
        if not 1 < len(name) < 80:
            return None
        return self.outlets.get(key(name)) or self.outlets.get(key("The " + name)) or self._with_place(name)

    def _with_place(self, name: str) -> Row | None:
        head, opened, _ = name.partition(" (")
        return self.outlets.get(key(head)) if opened else None

    def line(self, text: str) -> Line:
        """The line with its kind."""
        found = self._seen.get(text)
        if found is None:
            found = self._classify(text.strip())
            if len(self._seen) < 20_000:
                self._seen[text] = found
        return found

    def _classify(self, text: str) -> Line:
        if not text:
            return Line("", "blank")
        if len(text) > _LONGEST:
            return Line(text, "body")
        if _RULE.fullmatch(text):
            return Line(text, "rule")
        low = plain(text)
        kind = self._exact.get(low.strip(_END_TRIM))
        if kind:
            return Line(text, kind)  # type: ignore[arg-type]
        if _URL.fullmatch(text):
            return Line(text, "url", url=text)
        return self._labelled(text, low) or self._patterned(text, low) or self._meta(text, low) or self._shaped(text)

    def _labelled(self, text: str, low: str) -> Line | None:
        if not low.startswith(self._prefix_starts):
            return None
        prefix, kind = next(pair for pair in self._prefixes if low.startswith(pair[0]))
        if not kind.startswith("label_"):
            shaped = len(text) <= 240 and (kind != "section" or len(text) <= 60)
            return Line(text, kind) if shaped else None  # type: ignore[arg-type]
        rest = text[len(prefix) :].strip()
        if kind == "label_title" and rest:
            return Line(text, "label", title=rest)
        if kind == "label_url":
            match = _URL.search(rest)
            return Line(text, "label", url=match[0]) if match else None
        if kind == "label_date":
            found = next(self.calendar.find(rest, day_first=self.day_first), None) if len(rest) < 80 else None
            return Line(text, "label", date=found.iso) if found else None
        if kind == "label_outlet" and 1 < len(rest) <= 80 and not rest.endswith("."):
            row = self.outlet(rest)
            return Line(text, "label", outlet=row["name"] if row else rest, known=True)
        return None

    def _patterned(self, text: str, low: str) -> Line | None:
        low = low.strip()
        for pattern, kind in self._regexes:
            match = pattern.fullmatch(low)
            if match is None:
                continue
            if kind == "byline":
                if self._names(text):
                    return Line(text, "byline", outlet=self._credited(text))
            elif kind == "age_days":
                count = match.groupdict().get("n") or "1"
                return Line(text, "age", age=int(count) if count.isdigit() else 1, aged=True)
            elif kind.startswith("age_"):
                return Line(text, "age", age=_AGES[kind], aged=True)
            else:
                return Line(text, kind)  # type: ignore[arg-type]
        return None

    def _credited(self, byline: str) -> str | None:
        for part in re.split(r"[,|/]| for | de ", byline)[1:]:
            if row := self.outlet(part):
                return row["name"]
        return None

    def _meta(self, text: str, low: str) -> Line | None:
        """A line of one or more parts ("CBS News · 2 hours ago"), every one an age, a date, an outlet or a byline."""
        bullet = _BULLET.match(text)
        bare = text[bullet.end() :] if bullet else text
        if row := self.outlet(bare):
            name = bare.strip(" —–-")
            if bullet or self._name_like(name) or name in (row["name"], *row["aliases"].split(";")):
                return Line(text, "outlet", outlet=row["name"], known=True)
        elif bullet and self._name_like(bare) and text[0] in "-–—":
            return Line(text, "outlet", outlet=bare)
        if date := self._date_line(bare):
            return Line(text, "date", date=date)
        if _TIME.search(bare) and self._only_date_words(bare):
            return Line(text, "drop")
        parts = [part for part in _PARTS.split(bare) if part]
        if not 2 <= len(parts) <= 6:
            return self._comma(bare, text)
        outlet, date, age, aged, known, other = None, None, None, False, False, 0
        for part in parts:
            line = self.line(part) if part != text else self._shaped(part)
            if line.kind == "age":
                age, aged = line.age, True
            elif line.kind == "date":
                date = line.date
            elif line.kind == "outlet" and outlet is None:
                outlet, known = line.outlet, True
            elif line.kind == "byline":
                outlet = outlet or line.outlet
                other += 0 if aged or date else 1
            elif line.kind == "name" and outlet is None:
                outlet = part
            elif line.kind not in ("drop", "comments") and not _MAIL.fullmatch(part):
                return None
        if not (aged or date or (known and other)):
            return None
        return Line(text, "age" if aged else "date" if date else "outlet", outlet, date, age, aged=aged, known=known)

    def _comma(self, bare: str, text: str) -> Line | None:
        """A name and a date with a comma between: "Harbor Gazette, June 23, 2025"."""
        head, comma, tail = bare.partition(", ")
        if not comma or len(bare) > 90 or not (self._name_like(head) or self.outlet(head)):
            return None
        date = self._date_line(tail)
        row = self.outlet(head)
        return Line(text, "date", row["name"] if row else head, date, known=row is not None) if date else None

    def _date_line(self, text: str) -> str | None:
        """The date of a line that says nothing else than a date, a time and words such as "Published"."""
        if len(text) > 120 or not any(char.isdigit() for char in text):
            return None
        found = list(self.calendar.find(text, day_first=self.day_first))
        if not found:
            return None
        between = [text[one.end : other.start] for one, other in pairwise(found)]
        rest = " ".join([text[: found[0].start], *between, text[found[-1].end :]])
        # The first of two dates is when it was published, the other when it was updated.
        return found[0].iso if self._only_date_words(rest) else None

    def _only_date_words(self, text: str) -> bool:
        """Does a text hold nothing but times and words such as "Published"?"""
        words = re.findall(r"[^\W\d_][\w.]*|\d+", _TIME.sub(" ", plain(text)))
        return all(word.strip(".") in self._date_words for word in words)

    def _name_like(self, text: str) -> bool:
        """Is this short and capital throughout, as a name is?"""
        if len(text) > 45 or _SENTENCE_END.search(text) or text.endswith(("?", "!")):
            return False
        words = text.split()
        named = [word for word in words if word.lower() not in self._small]
        if not any(char.isalpha() for char in text):
            return False
        return 0 < len(words) <= 5 and bool(named) and all(word[0].isupper() or word[0].isdigit() for word in named)

    def _names(self, text: str) -> bool:
        """Does a line that begins as a byline go on as one: names, no sentence?"""
        if len(text) > 110 or (_SENTENCE_END.search(text) and not re.search(r"\b[A-Z][a-z]?\.$", text)):
            return False
        words = [word for word in _WORDS.findall(text)[1:] if word.lower() not in self._small]
        capital = sum(word[0].isupper() or word in self._byline_words for word in words)
        return 0 < len(words) <= 14 and capital * 4 >= len(words) * 3

    def _shaped(self, text: str) -> Line:
        """A line that no table knows, by its shape alone."""
        if self._name_like(text):
            return Line(text, "name")
        words = text.count(" ") + 1
        ended = _SENTENCE_END.search(text) or _BULLET.match(text) or "(@" in text
        if ended or len(text) > 220 or words > 34 or not any(char.isalpha() for char in text):
            return Line(text, "body")
        return Line(text, "head")
