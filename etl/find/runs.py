"""Runs of capitalised words: what a name is made of, before anybody says whether it is a place.

"Oakland Mayor Barbara Lee" is one run, "University of Texas at Austin" another. A run never crosses a sentence, a
word that is held already (an agency, a date), or "and"; words that are capitals only because a sentence begins with
them ("In", "The", "Tras") are not part of it.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from etl.text import Body

_JOINED = frozenset({" ", "\xa0", "-", "’ ", "' "})
_POSSESSIVE = ("’ ", "' ")  # "Los Angeles’ Westlake"
_LINKS = frozenset({"of", "de", "del", "la", "las", "los", "el", "the", "for", "du", "da", "di", "d'", "al", "at"})
_LONG_WORD, _LEAST_LONG, _MOSTLY = 4, 4, 0.75  # letters, words and share: what makes a headline one of capitals
_LONGEST_HEADLINE = 60  # words: what is longer is a text without a headline
_LONGEST_LINK = 2  # "of the", "de la"
TO_ES = "a"  # in Spanish it stands before who is visited, and before where one goes
_LONGEST_ABBREVIATION = 4  # letters before a period that joins: "St. Paul", "Gov. Lee", "Sgt."


class Run(NamedTuple):
    """A run of capitalised words, by the indices of its first and last word."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a body, and for each word the number of its run (-1 outside)."""

    runs: tuple[Run, ...]
    of_word: tuple[int, ...]
    headline_words: (
        int  # the first words, where they are a headline of capitals, in which a capital says nothing; else 0
    )

    def at(self, index: int) -> Run | None:
        """The run that holds a word, or None."""
        number = self.of_word[index]
        return self.runs[number] if number >= 0 else None


def joined(body: Body, index: int) -> bool:
    """Whether a word and the next may be parts of one name: by a space, a hyphen or an abbreviation's period."""
    gap = body.gaps[index]
    if gap == ".":  # "EE.UU."
        return body.words[index].text.isupper() and body.words[index + 1].text.isupper()
    if gap == ". ":  # "St. Paul", but not "to Del Rio. Gov. Abbott"
        short = len(body.words[index].text) <= _LONGEST_ABBREVIATION
        return short and body.sentences[index] == body.sentences[index + 1]
    return gap in _JOINED


def word_before(body: Body, run: Run) -> str:
    """The plain word before a run where nothing parts the two; empty elsewhere."""
    return body.words[run.first - 1].plain if run.first and joined(body, run.first - 1) else ""


def ends_after(body: Body, index: int, first: int, longest: int) -> range:
    """The last words that a name from `first` on may have, joined to the word at `index` before it; longest first.

    Empty where no capital begins at `first`, or where something parts the two.
    """
    words = body.words
    if first >= len(words) or not words[first].capital or not all(joined(body, i) for i in range(index, first)):
        return range(0)
    last = first
    while last + 1 < len(words) and last + 1 - first < longest and joined(body, last):
        last += 1
    return range(last, first - 1, -1)


def goes_to(body: Body, at: int, moves: AbstractSet[str]) -> bool:
    """Whether a word is "a" after one of movement: "fueron trasladados a Eloy". "a" alone stands before persons too."""
    words = body.words
    return at > 0 and words[at].plain == TO_ES and words[at - 1].plain in moves


def ends_possessive(body: Body, index: int) -> bool:
    """Whether a word is a possessive, so that what follows is a name by itself: "Chicago's Little Village"."""
    return body.words[index].plain.endswith("'s") or body.gaps[index] in _POSSESSIVE


def runs_of(body: Body, busy: AbstractSet[int], function_words: AbstractSet[str]) -> Runs:
    """The runs of a body, left to right. `busy` words belong to none; leading `function_words` are dropped."""
    words = body.words
    runs: list[Run] = []
    of_word = [-1] * len(words)
    last = -1
    for index in body.capitals:
        if index <= last or index in busy or (words[index].plain in function_words and body.starts_sentence(index)):
            continue
        last = _last_of(body, index, busy)
        of_word[index : last + 1] = [len(runs)] * (last - index + 1)
        runs.append(Run(index, last))
    return Runs(tuple(runs), tuple(of_word), _headline_words(body))


def _headline_words(body: Body) -> int:
    """The number of words of a headline that has most of its words in capitals; 0 of any other."""
    number = body.word_at(body.title_end) + 1 if body.title_end else 0
    if number > _LONGEST_HEADLINE:
        return 0
    long = [word.capital for word in body.words[:number] if len(word.text) >= _LONG_WORD]
    return number if len(long) >= _LEAST_LONG and sum(long) >= _MOSTLY * len(long) else 0


def _last_of(body: Body, index: int, busy: AbstractSet[int]) -> int:
    """The last word of the run that begins at `index`."""
    words, last = body.words, index
    while last + 1 < len(words) and joined(body, last):
        step, links = last + 1, 0
        while links < _LONGEST_LINK and step < len(words) and words[step].plain in _LINKS and not words[step].capital:
            if step + 1 >= len(words) or not joined(body, step):
                return last
            step, links = step + 1, links + 1
        if step in busy or not words[step].capital or body.starts_sentence(step):
            return last
        last = step
    return last
