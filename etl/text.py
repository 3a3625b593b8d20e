"""A body of text cut into words, sentences and paragraphs, with every offset kept.

This is the one place that knows what a word or a sentence is; finders ask it and never split text themselves.
Everything here is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

# Initialisms first ("U.S.", "N.M."), then words that may hold apostrophes inside ("O'Connell"), bounded so that
# hostile text cannot make one token of a megabyte. A hyphen parts words: "Winston-Salem" and "anti-ICE" are two.
_WORD = re.compile(r"(?:[^\W\d_]\.){2,8}|[^\W_]{1,60}(?:['’][^\W_]{1,60}){0,3}")
# Possessive, and never begun inside a run of the same marks, so that "......" is read once.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’')\]]*+(?=\s++[\"“‘'¿¡(\[]*+\w|\s*+$)|\n[^\S\n]*+\n|(?<=[:—])\n")

# A period after one of these ends no sentence (English and Spanish news style).
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr gov sen rep sgt lt col gen capt maj cpl pvt st ste mt ft jr sr inc co corp ltd no vs rev hon pres "
    "prof det supt atty asst assn dept lic ing sra srta dra dip gral cmdte ave blvd "
    "jan feb mar apr jun jul aug sept sep oct nov dec "
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa "
    "tenn tex va vt wash wis wyo".split()
)
# Words too when they are written small: "He fell ill. They left."
_CAPITAL_ONLY = frozenset(
    ["ill", "mass", "miss", "wash", "mar", "mo", "del", "ark", "la", "me", "ore", "mont", "ind", "gen", "col"]
)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """`text` in lower case without accents and with straight apostrophes: the form that tables are keyed by."""
    decomposed = unicodedata.normalize("NFD", text.replace("’", "'").casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


# "St. Paul" and "Saint Paul" are one key; so are Fort and Ft., Mount and Mt.
_SHORT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}


@lru_cache(maxsize=65536)
def word_key(text: str) -> str:
    """The form in which a word of a name is looked up: plain, without periods, Saint as st."""
    word = plain(text).replace(".", "")
    return _SHORT.get(word, word)


@lru_cache(maxsize=131072)
def _forms(text: str) -> tuple[str, str, str, bool]:
    """A word as written, its plain form, its key, and whether it begins with a capital."""
    return text, plain(text), word_key(text), text[0].isupper()


class Word(NamedTuple):
    """A word of the body: its offsets, the form as written, the plain form and the key of names."""

    start: int
    end: int
    text: str
    plain: str
    key: str
    capital: bool


@dataclass(frozen=True, slots=True)
class Body:
    """Title and text cut into words and sentences. `sentence_starts` and `paragraph_starts` are offsets."""

    text: str
    title_end: int
    words: tuple[Word, ...]
    word_starts: tuple[int, ...]
    sentence_starts: tuple[int, ...]
    paragraph_starts: tuple[int, ...]
    keys: tuple[str, ...]  # of each word, without possessive: what phrases compare by
    where: Mapping[
        str, list[int]
    ]  # the indices of the words with a key, so that a phrase's first word is found at once

    def word_at(self, offset: int) -> int:
        """Index of the last word that starts at or before `offset`; -1 if none does."""
        return bisect_right(self.word_starts, offset) - 1

    def sentence_of(self, offset: int) -> int:
        """Number of the sentence that holds `offset`; 0 is the first of the title."""
        return bisect_right(self.sentence_starts, offset) - 1

    def paragraph_of(self, offset: int) -> int:
        """Number of the paragraph that holds `offset`; 0 is the title."""
        return bisect_right(self.paragraph_starts, offset) - 1

    def sentence_span(self, offset: int) -> tuple[int, int]:
        """Offsets of the sentence that holds `offset`, white space trimmed."""
        index = max(self.sentence_of(offset), 0)
        start = self.sentence_starts[index] if self.sentence_starts else 0
        last = index + 1 >= len(self.sentence_starts)
        end = len(self.text) if last else self.sentence_starts[index + 1]
        return _trim(self.text, start, end)

    def starts_sentence(self, word: int) -> bool:
        """Whether this word is the first of its sentence, where a capital letter says nothing."""
        return word == 0 or self.sentence_of(self.words[word - 1].start) != self.sentence_of(self.words[word].start)

    def words_in(self, spans: Iterable[tuple[int, int]]) -> frozenset[int]:
        """The indices of the words that lie in any of the spans, in whole or in part."""
        held: set[int] = set()
        for start, end in spans:
            index = max(self.word_at(start), 0)
            while index < len(self.words) and self.words[index].start < end:
                if self.words[index].end > start:
                    held.add(index)
                index += 1
        return frozenset(held)

    def between(self, left: int, right: int) -> str:
        """The characters between two words, by index."""
        return self.text[self.words[left].end : self.words[right].start]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def analyse(title: str, text: str) -> Body:
    """The body of an article cut into words, sentences and paragraphs; linear in its length."""
    body = f"{title}\n\n{text}"
    words = tuple(Word(m.start(), m.end(), *_forms(m.group())) for m in _WORD.finditer(body))
    starts = tuple(word.start for word in words)
    keys = tuple(word.key.removesuffix("'s") for word in words)
    where: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        where.setdefault(key, []).append(index)
    sentences, paragraphs = [0], [0]
    if title:
        sentences.append(len(title) + 2)
        paragraphs.append(len(title) + 2)
    for match in _END.finditer(body, len(title) + 2):
        end = match.end()
        if match.group().startswith("\n") or "\n" in match.group():
            paragraphs.append(end)
        elif match.group()[0] == ".":
            index = bisect_right(starts, match.start()) - 1
            if index >= 0 and words[index].end >= match.start():
                word = words[index]
                # "St. Paul", "J. Smith" and "U.S. Border Patrol" go on; "in the U.S. He" is rare and left whole.
                if word.plain == "no":
                    if body[end : end + 3].strip()[:1].isdigit():
                        continue  # "No. 5"
                elif word.plain in _ABBREVIATIONS and (word.capital or word.plain not in _CAPITAL_ONLY):
                    continue
                elif len(word.text) == 1 or "." in word.text:
                    continue
        if not body[sentences[-1] : end].strip():
            sentences[-1] = end
        elif end > sentences[-1]:
            sentences.append(end)
    return Body(body, len(title), words, starts, tuple(sentences), tuple(dict.fromkeys(paragraphs)), keys, where)


@lru_cache(maxsize=256)
def _cut(body: str) -> Body:
    title, _, text = body.partition("\n\n")
    return analyse(title, text)


def sentence_at(body: str, start: int, end: int) -> tuple[int, int]:
    """Offsets in `body` of the sentence, or sentences, that hold the span; the evidence for a value."""
    cut = _cut(body)
    return cut.sentence_span(start)[0], cut.sentence_span(max(start, end - 1))[1]
