"""A body of text cut into words, sentences and paragraphs, with every offset kept.

This is the one place that knows what a word or a sentence is; finders ask it and never split text themselves.
Everything here is linear in the length of the text.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate, compress, repeat
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from etl.location import REFERENCE

# Initialisms ("U.S.", "N.M."), or words that may hold apostrophes inside ("O'Connell"), bounded so that hostile text
# cannot make one token of a megabyte. A hyphen parts words: "Winston-Salem" and "anti-ICE" are two. Both forms begin
# with the same class of characters, which the engine looks for fast; the period of the first stands before its other
# conditions, since the engine passes over a form whose first character is not there.
_WORD = re.compile(r"([^\W_](?:\.(?<!\d\.)(?:[^\W\d_]\.){1,7}|[^\W_]{0,59}+(?:['’][^\W_]{1,60}+){0,3}+))")
# The end of a sentence, of a paragraph, or of a line after a colon or dash. Possessive, and never begun inside a run of
# the same marks, so that "......" is read once. All begin with one of a few characters, which the engine finds fast.
_END = re.compile(
    r"[.!?…\n](?:(?<=\n)(?:[^\S\n]*+\n|(?<=[:—]\n))"
    r"|(?<=[.!?…])(?<![.!?…][.!?…])[.!?…]*+[\"”’')\]]*+(?=\s++[\"“‘'¿¡(\[]*+\w|\s*+$))"
)
_folder = REFERENCE  # of the abbreviations
_KEPT = 131_072  # words of which something is remembered: those of some thousand articles


@cache
def _abbreviations() -> Mapping[str, bool]:
    """The plain words that a period follows inside a sentence, and whether each is another word when written small."""
    with (_folder / "abbreviations.csv").open(encoding="utf-8", newline="") as stream:
        return {row["word"]: row["also_word"] == "1" for row in csv.DictReader(stream)}


def take_abbreviations(folder: Path) -> None:
    """Read them now, from another folder than REFERENCE: a worker of a cluster may have none of its own."""
    global _folder
    _folder = folder
    _abbreviations.cache_clear()
    _abbreviations()


@lru_cache(maxsize=_KEPT)
def plain(text: str) -> str:
    """`text` in lower case without accents and with straight apostrophes: the form that tables are keyed by."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", text.replace("’", "'").casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def letters(text: str) -> str:
    """The letters and digits of a text in their plain form: what two spellings of a name or title share."""
    return "".join(char for char in plain(text) if char.isalnum())


LEAD_PARAGRAPH = 1  # the paragraph after the headline

# "St. Paul" and "Saint Paul" are one key; so are Fort and Ft., Mount and Mt.
SHORT = {"saint": "st", "sainte": "ste", "fort": "ft", "mount": "mt"}


def word_key(text: str) -> str:
    """The form in which a word of a name is looked up: plain, without periods, Saint as st."""
    word = plain(text).replace(".", "")
    return SHORT.get(word, word)


class Word(NamedTuple):
    """A word of the body: its offsets, the form as written, the plain form and the key of names."""

    start: int
    end: int
    text: str
    plain: str
    key: str
    capital: bool

    @property
    def bare_end(self) -> int:
        """The offset of its end without possessive."""
        return self.end - 2 if self.plain.endswith("'s") else self.end


Value = TypeVar("Value")


class Remembered(dict[str, Value]):
    """What a function says of a word, remembered in a dict, which is asked faster than `lru_cache`.

    Words repeat from article to article. When so many are held that hostile text may be the cause, all are forgotten.
    """

    def __init__(self, function: Callable[[str], Value]) -> None:
        """Take the function."""
        super().__init__()
        self._function = function

    def __missing__(self, word: str) -> Value:
        if len(self) >= _KEPT:
            self.clear()
        value = self[word] = self._function(word)
        return value


# What a word is by its text alone, and what an index of phrases knows of it.
Forms = tuple[str, str, str, bool, bool, Any]


def word_forms(text: str, start: Callable[[str], Any] = lambda key: None) -> Forms:
    """What a word is by its text alone: plain form, key, key without possessive, and what it begins with.

    Capital or digit; "d'Alene" begins with a capital too. Last stands what `start` says of the key without possessive.
    """
    capital = text[0].isupper() or (len(text) > 2 and text[1] in "'’" and text[2].isupper())
    key = word_key(text)
    bare = key.removesuffix("'s")
    return plain(text), key, bare, capital, not capital and text[0].isdecimal(), start(bare)


_FORMS = Remembered(word_forms)

# The tuple of a Word without its constructor, which takes half the time of making one.
_make_word: Callable[[type[Word], tuple[object, ...]], Word] = tuple.__new__


@dataclass(frozen=True, slots=True)
class Body:
    """Title and text cut into words and sentences. `sentence_starts` and `paragraph_starts` are offsets."""

    text: str
    title_end: int
    words: tuple[Word, ...]
    word_starts: tuple[int, ...]
    gaps: tuple[str, ...]  # the characters between each word and the next; "" after the last
    sentences: tuple[int, ...]  # the number of each word's sentence
    capitals: tuple[int, ...]  # the indices of the words that begin with a capital
    digits: tuple[int, ...]  # and with a digit
    sentence_starts: tuple[int, ...]
    paragraph_starts: tuple[int, ...]
    keys: tuple[str, ...]  # of each word, without possessive: what phrases compare by
    where: Mapping[str, list[int]]  # the indices of the words with a key: a phrase's first word is found at once
    starts: Mapping[int, Sequence[Any]]  # where a phrase of each set of an index may start, by the set's identity

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

    def evidence_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets of the sentence, or sentences, that hold a span; the evidence for a value."""
        return self.sentence_span(start)[0], self.sentence_span(max(start, end - 1))[1]

    def starts_sentence(self, word: int) -> bool:
        """Whether this word is the first of its sentence, where a capital letter says nothing."""
        return word == 0 or self.sentences[word - 1] != self.sentences[word]

    def before(self, index: int, skipped: Container[str]) -> int:
        """Index of the last word before one that is none of the `skipped` plain words; -1 if there is none."""
        index -= 1
        while index >= 0 and self.words[index].plain in skipped:
            index -= 1
        return index

    def name_key(self, first: int, last: int) -> str:
        """The key that the words from `first` to `last` make as a name, without possessive."""
        if first == last:
            return self.keys[first]
        return " ".join([word.key for word in self.words[first : last + 1]]).removesuffix("'s")

    def at_keys(self, keys: Iterable[str]) -> list[int]:
        """The indices of the words with one of some keys, in order."""
        return sorted([index for key in self.where.keys() & keys for index in self.where[key]])

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


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


class StartIndex(Protocol):
    """What knows where phrases may start: `etl.phrases.PhraseIndex`."""

    @property
    def forms(self) -> Remembered[Forms]:
        """The forms of words by their text, each with what may start at it."""

    def starts(self, keys: Sequence[str], nodes: Sequence[Any]) -> Mapping[int, Sequence[Any]]:
        """Where a phrase of each set may start, by the set's identity; `nodes` is what `forms` says of each word."""


def analyse(title: str, text: str, index: StartIndex | None = None) -> Body:
    """The body of an article cut into words, sentences and paragraphs; linear in its length.

    With an `index`, the sets of phrases in it need not look for their first words again.
    """
    body = f"{title}\n\n{text}"
    # Every loop over words runs inside the interpreter's own functions: this is a sixth of the time of an article.
    parts = _WORD.split(body)  # gap, word, gap, word ..., gap
    offsets = list(accumulate(map(len, parts)))
    texts, starts = parts[1::2], tuple(offsets[:-1:2])
    forms = list(map((index.forms if index is not None else _FORMS).__getitem__, texts))
    plains, word_keys, keys, capital, digit, nodes = zip(*forms, strict=True) if forms else ((),) * 6
    words = tuple(
        map(_make_word, repeat(Word), zip(starts, offsets[1::2], texts, plains, word_keys, capital, strict=True))
    )
    where: defaultdict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        where[key].append(number)
    sentences, paragraphs = _parts(body, len(title), words, starts)
    numbers = range(len(words))
    return Body(
        body, len(title), words, starts, (*parts[2:-1:2], "") if words else (), _numbers(starts, sentences),
        tuple(compress(numbers, capital)), tuple(compress(numbers, digit)), sentences, paragraphs, keys, where,
        index.starts(keys, nodes) if index is not None else {},
    )  # fmt: skip


def _parts(
    body: str, title_end: int, words: Sequence[Word], starts: Sequence[int]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Where sentences and paragraphs start. The title is one of each."""
    sentences, paragraphs = [0], [0]
    if title_end:
        sentences.append(title_end + 2)
        paragraphs.append(title_end + 2)
    for match in _END.finditer(body, title_end + 2):
        end = match.end()
        if "\n" in match.group():
            paragraphs.append(end)
        elif match.group()[0] == "." and _is_abbreviated(body, match, words, starts):
            continue
        if not body[sentences[-1] : end].strip():
            sentences[-1] = end
        elif end > sentences[-1]:
            sentences.append(end)
    return tuple(sentences), tuple(dict.fromkeys(paragraphs))


def _is_abbreviated(body: str, stop: re.Match[str], words: Sequence[Word], starts: Sequence[int]) -> bool:
    """Whether a period ends a word and no sentence: "St. Paul", "J. Smith", "U.S. Border Patrol", "No. 5"."""
    index = bisect_right(starts, stop.start()) - 1
    if index < 0 or words[index].end < stop.start():
        return False
    word = words[index]
    if word.plain == "no":
        return body[stop.end() : stop.end() + 3].strip()[:1].isdigit()
    also_word = _abbreviations().get(word.plain)
    if also_word is not None and (word.capital or not also_word):
        return True  # "He fell ill. They left."
    return len(word.text) == 1 or "." in word.text  # "in the U.S. He" is rare and left whole


def _numbers(starts: Sequence[int], parts: Sequence[int]) -> tuple[int, ...]:
    """The number of the part that holds each start; both ascend."""
    numbers: list[int] = []
    for number, after in enumerate(parts[1:]):
        numbers += [number] * (bisect_left(starts, after) - len(numbers))
    return (*numbers, *[len(parts) - 1] * (len(starts) - len(numbers)))
