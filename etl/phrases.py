"""Finding many phrases in a body at once, by words: one walk through a tree of words for all sets of phrases together.

A phrase is matched by the plain form of its words (no case, accents or periods), longest first. Adjacent words may be
parted by a space, a hyphen, a comma or an abbreviation's period, or as the phrase itself parts them ("287(g)"). A last
word that ends in `*` is a stem. A word with a capital in the phrase must have one in the text: "ICE" is not "ice".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import compress
from typing import Any, Generic, NamedTuple, TypeVar

from etl.text import Body, Remembered, Word, analyse, word_forms

T = TypeVar("T")
_GAPS = frozenset({" ", "-", ". ", ", ", "\n", "\xa0", "/", "  "})
_ENDS = frozenset({". ", "\n"})  # gaps that part two words where a sentence ends

_Keys = tuple[str, ...]


class _Form(NamedTuple, Generic[T]):
    """One written form of a phrase."""

    upper: tuple[int, ...]  # the words that must be in capitals, by their number in the phrase
    capital: tuple[int, ...]  # and those that must begin with one
    gaps: tuple[str, ...]
    closed: bool  # a parenthesis ends it: "287(g)"
    stem: bool
    value: T


class Hit(NamedTuple, Generic[T]):
    """A phrase that was found: the indices of its first and last word, its offsets, and its value."""

    first: int
    last: int
    start: int
    end: int
    value: T


# Words of a body whose keys are those of a phrase: the first, the one after the last, and the phrase's forms.
_Start = tuple[int, int, tuple[_Form[Any], ...]]


class Phrases(Generic[T]):
    """A set of phrases with a value each. Built once; `find` is linear in the number of words."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        """Build from (phrase, value) pairs; of two values for one phrase the first wins."""
        exact: dict[_Keys, dict[tuple[tuple[int, ...], tuple[int, ...]], _Form[T]]] = {}
        self._stems: dict[str, _Form[T]] = {}
        for phrase, value in phrases:
            cut = analyse("", phrase.rstrip("*"))
            if not cut.keys:
                continue
            if phrase.endswith("*") and len(cut.keys) == 1:
                self._stems.setdefault(cut.keys[0], _Form((), (), (), False, True, value))
                continue
            form = _form(cut, value)
            exact.setdefault(cut.keys, {}).setdefault((form.upper, form.capital), form)
        # the stricter form first: "Sheriff's Department" before lower case
        self.forms: dict[_Keys, tuple[_Form[T], ...]] = {
            keys: tuple(sorted(forms.values(), key=lambda form: -len(form.upper) - len(form.capital)))
            for keys, forms in exact.items()
        }
        self._alone: PhraseIndex | None = None
        self._lengths = sorted({len(stem) for stem in self._stems}, reverse=True)

    def find(self, body: Body) -> list[Hit[T]]:
        """Every match, left to right, the longest at each word, none overlapping."""
        starts = body.starts.get(id(self))
        if starts is None:  # the body was cut without an index of this set
            nodes = [self._index.forms[word.text][-1] for word in body.words]
            starts = self._index.starts(body.keys, nodes)[id(self)]
        hits: list[Hit[T]] = []
        done = -1
        for first, stop, forms in starts:
            if first <= done:
                continue
            for form in forms:
                if _is_written(body, first, stop, form):
                    hits.append(_hit(body, first, stop, form))
                    done = stop - 1
                    break
        return hits

    @property
    def has_stems(self) -> bool:
        """Whether one of its phrases is a stem."""
        return bool(self._stems)

    def stem(self, key: str) -> _Form[T] | None:
        """The form of the longest stem that a word of this key begins with, or None."""
        for length in self._lengths:
            if (form := self._stems.get(key[:length])) is not None:
                return form
        return None

    @property
    def _index(self) -> PhraseIndex:
        """The index of this set alone, made once: in compiled form a `cached_property` would make it at every call."""
        if self._alone is None:
            self._alone = PhraseIndex([self])
        return self._alone


# The sets with a phrase that ends at a word, and its forms.
_Ends = tuple[tuple[int, tuple[_Form[Any], ...]], ...]


class _Node(NamedTuple):
    """A word in the tree of the words of all phrases."""

    ends: _Ends
    more: dict[str, _Node]  # the words that go on, by their key


_NO_MORE: dict[str, _Node] = {}  # one for all words that end the tree: it stays in the processor's cache


class PhraseIndex:
    """Where phrases of many sets may start: one look-up for each word, for all sets together."""

    def __init__(self, sets: Iterable[Phrases[Any]]) -> None:
        """Take the sets; a body that was cut with this index tells each of them where to look."""
        self._sets = {id(phrases): phrases for phrases in sets}
        ends: dict[_Keys, dict[int, tuple[_Form[Any], ...]]] = {}
        for number, phrases in self._sets.items():
            for keys, forms in phrases.forms.items():
                ends.setdefault(keys, {})[number] = forms
        self._exact = _tree({keys: tuple(by_set.items()) for keys, by_set in ends.items()})
        self._stemmed = [(number, phrases) for number, phrases in self._sets.items() if phrases.has_stems]
        self.forms = Remembered(partial(word_forms, start=self._node))

    def starts(self, keys: Sequence[str], nodes: Sequence[_Node | None]) -> dict[int, list[_Start]]:
        """The phrases of each set that words have the keys of, by the set's identity: left to right, longest first.

        `nodes` are the trees that begin at each word, as `forms` has them.
        """
        found: dict[int, list[_Start]] = {number: [] for number in self._sets}
        size = len(keys)
        for first, node in zip(compress(range(size), nodes), filter(None, nodes), strict=True):
            stop = first + 1
            if stop == size or keys[stop] not in node.more:  # most words: no longer phrase begins here
                for number, forms in node.ends:
                    found[number].append((first, stop, forms))
                continue
            ends, more = [(stop, node.ends)], node.more
            while stop < size and (longer := more.get(keys[stop])) is not None:
                stop, more = stop + 1, longer.more
                ends.append((stop, longer.ends))
            for stop, sets in reversed(ends):
                for number, forms in sets:
                    found[number].append((first, stop, forms))
        return found

    def _node(self, key: str) -> _Node | None:
        """The tree at a word that may start a phrase, with the stems that it begins with; None for other words."""
        node = self._exact.get(key)
        stems = {number: stem for number, phrases in self._stemmed if (stem := phrases.stem(key)) is not None}
        if not stems:
            return node
        ends, more = (dict(node.ends), node.more) if node is not None else ({}, _NO_MORE)
        for number, stem in stems.items():
            ends[number] = (*ends.get(number, ()), stem)
        return _Node(tuple(ends.items()), more)


def _tree(phrases: dict[_Keys, _Ends]) -> dict[str, _Node]:
    """The tree of phrases by their keys: the nodes of the first words."""
    begun: dict[str, dict[_Keys, _Ends]] = {}
    for keys, ends in phrases.items():
        begun.setdefault(keys[0], {})[keys[1:]] = ends
    return {key: _Node(rest.pop((), ()), _tree(rest) if rest else _NO_MORE) for key, rest in begun.items()}


def _form(cut: Body, value: T) -> _Form[T]:
    """How a phrase is written."""
    letters = [word.text.replace(".", "") for word in cut.words]
    upper = tuple(i for i, text in enumerate(letters) if text.isupper() and len(text) > 1 and text.isalpha())
    return _Form(upper, cut.capitals, cut.gaps[:-1], cut.text.endswith(")"), False, value)


def _hit(body: Body, first: int, stop: int, form: _Form[T]) -> Hit[T]:
    """The hit of a phrase, without possessive; a stem takes the word as it goes on."""
    last = body.words[stop - 1]
    end = last.end if form.stem else last.bare_end
    if form.closed and body.text[end : end + 1] == ")":
        end += 1
    return Hit(first, stop - 1, body.words[first].start, end, form.value)


def _is_written(body: Body, first: int, stop: int, form: _Form[T]) -> bool:
    """Whether words with the keys of a phrase have its capitals and stand together."""
    words = body.words
    for number in form.capital:
        if not words[first + number].capital:
            return False
    for number in form.upper:
        if not _is_upper(words[first + number]):
            return False
    for at, own in enumerate(form.gaps, first):
        gap = body.gaps[at]
        if (gap not in _GAPS and gap != own) or (gap in _ENDS and body.sentences[at] != body.sentences[at + 1]):
            return False
        if gap == " " and words[at].plain.endswith("'s") and not words[at].text.isupper() and _is_upper(words[at]):
            return False  # "ICE's Homeland Security Investigations" are two bodies
    return True


def _is_upper(word: Word) -> bool:
    """Whether a word stands in capitals, a possessive and periods aside: "ICE's", "F.B.I."."""
    text = word.text
    return text.isupper() or text.replace(".", "").removesuffix("'s").removesuffix("’s").isupper()
