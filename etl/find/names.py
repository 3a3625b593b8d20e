"""Names that are no places: persons, and the organisations, outlets, teams and streets that places lend their names.

Recognition knows what it is not looking at. What is found here never leaves the pipeline.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from etl.find.mentions import in_dateline
from etl.find.persons import PersonFinder, is_known_town
from etl.find.runs import Run, Runs, joined, word_before
from etl.find.written import WrittenStates
from etl.gazetteer import Gazetteer
from etl.knowledge import Knowledge
from etl.phrases import Phrases
from etl.text import Body

_LONGEST_NAME = 9  # words in the longest name of the gazetteer that news uses
_LEAST_ACRONYM, _MOST_ACRONYM = 2, 6  # letters of an acronym that the text spells out
_ACRONYM_HEAD = 3  # letters from which an acronym heads a name: "ACLU of Florida"
_AROUND = frozenset({"city", "neighborhood"})  # kinds of places that streets are in
_OF = ("of", "de", "del")


class NameFinder:
    """Tells the words that are names of no place. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the name lists from the tables."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._written, self._persons = WrittenStates(knowledge), PersonFinder(knowledge)
        self._titles = words["title"]
        self._organisation, self._organisation_before = words["organisation"], words["organisation_before"]
        self._no_body = words["store"] | words["any_acronym"]
        self._small = words["organisation_small"]
        self._street, self._street_before = words["street"], words["street_before"]
        self._streets, self._street_names = words["street_plural"], words["street_name"]
        self._corner, self._on_street, self._and = words["street_corner"], words["on_street"], words["and"]
        self._outlets: Phrases[bool] = Phrases((name, True) for name in _outlet_names(knowledge))

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (self._outlets,)

    def find(self, body: Body, runs: Runs) -> tuple[frozenset[int], frozenset[int]]:
        """The words that are persons' names, and the words of organisations, outlets, teams and streets."""
        others = {i for hit in self._outlets.find(body) for i in range(hit.first, hit.last + 1)}
        streets: set[int] = set()
        named = []  # the runs whose capitals say something
        for run in runs.runs:
            if run.last < runs.headline_words or in_dateline(body, run.first, run.last):
                continue
            named.append(run)
            found, is_street = self._no_place(body, run)
            if not found:
                continue
            if is_street:
                streets.update(found)
            others.update(set(found) - self._with_state(body, run))
        others |= self._plural_streets(body) | self._corners(body, runs, streets) | _spelled_out(body)
        persons = self._persons.find(body, named)
        return frozenset(persons), frozenset(others - persons)

    def _no_place(self, body: Body, run: Run) -> tuple[range, bool]:
        """The words of a run that name an organisation, a team or a street, and whether it is a street."""
        words = body.words
        before = word_before(body, run)
        if before in self._street_before:
            return range(run.first, self._street_end(body, run) + 1), True
        if self._is_small_organisation(body, run):
            return range(run.first, run.last + 1), False
        start = run.first
        for index in range(run.first, run.last + 1):
            word = words[index]
            plain = word.plain.removesuffix("'s")
            if plain in self._titles and index > run.first:
                start = index + 1  # a title parts the run: what stands before it is judged by itself
            if not word.capital:
                continue
            heads = index < run.last and not words[index + 1].capital  # "Bank of America"
            organisation = (
                (plain in self._organisation and (index > start or heads))
                or (plain in self._organisation_before and index == start and index < run.last)
                or (heads and self._is_acronym_of(body, index))
            )
            if organisation and not self._is_place(body, run, index):
                return range(start, run.last + 1), False
            if plain in self._street and index > start and not self._is_place(body, run, index):
                return range(start, index + 1), True
        return range(0), False

    def _is_small_organisation(self, body: Body, run: Run) -> bool:
        """Whether a word written small makes a name an organisation: "the Sinaloa cartel", "cártel de Sinaloa"."""
        words, after, before = body.words, run.last + 1, run.first - 1
        if after < len(words) and words[after].plain in self._small and joined(body, run.last):
            return True
        linked = before > 0 and words[before].plain in _OF and words[before - 1].plain in self._small
        return linked and joined(body, before) and joined(body, before - 1)

    def _is_acronym_of(self, body: Body, index: int) -> bool:
        """Whether an acronym heads a name: "ACLU of Florida"."""
        word, after = body.words[index], body.words[index + 1 : index + 3]
        head = len(word.text) >= _ACRONYM_HEAD and word.text.isupper() and word.text.isalpha()
        head = head and word.plain not in self._no_body  # "una tienda IKEA de Baltimore", "una ONG de Boston"
        return head and len(after) == 2 and after[0].plain in _OF and not after[1].text.isupper()

    def _with_state(self, body: Body, run: Run) -> set[int]:
        """The words of a town at the end of a run that its state is written after: "Judy Law of Oxford, N.C."."""
        if body.gaps[run.last] != ", " or self._written.named(body, run.last + 1) is None:
            return set()
        for first in range(max(run.first, run.last - _LONGEST_NAME + 1), run.last + 1):
            if self._gazetteer.by_key(body.name_key(first, run.last)):
                return set(range(first, run.last + 1))
        return set()

    def _is_place(self, body: Body, run: Run, index: int) -> bool:
        """Whether a head word is part of a place's own name: "Times Square", "Battle Creek", "Red Wing"."""
        for first in range(max(run.first, index - _LONGEST_NAME + 1), index + 1):
            longest = first + min(self._gazetteer.most_words(body.keys[first]), _LONGEST_NAME) - 1
            for last in range(min(run.last, longest), max(index, first + 1) - 1, -1):
                if is_known_town(self._gazetteer.by_key(body.name_key(first, last))):
                    return True
        return False

    # -- streets ---------------------------------------------------------------------------------------------------

    def _street_end(self, body: Body, run: Run) -> int:
        """The last word of a Spanish street's name, without the city that it is in: "avenida Roosevelt de Queens"."""
        words = body.words
        for index in range(run.last - 1, run.first, -1):
            if words[index].plain in _OF and not words[index].capital:
                places = self._gazetteer.by_key(body.name_key(index + 1, run.last))
                return index - 1 if any(f.kind in _AROUND for f in places) else run.last
        return run.last

    def _plural_streets(self, body: Body) -> set[int]:
        """The names before "streets": "Houston and Lafayette streets"."""
        words = body.words
        found: set[int] = set()
        for index in body.at_keys(self._streets):
            at = index - 1
            names: list[int] = []
            while at >= 0 and len(names) < _LONGEST_NAME and body.gaps[at] in (" ", ", "):
                if words[at].capital:
                    names.append(at)
                elif words[at].plain not in self._and:
                    break
                at -= 1
            if names and any(words[i].plain in self._and for i in range(names[-1], names[0])):
                found.update(names)
        return found

    def _corners(self, body: Body, runs: Runs, streets: set[int]) -> set[int]:
        """The names that meet a street: "on Milwaukee near Logan Boulevard", "at Broadway and Lafayette"."""
        words = body.words
        found: set[int] = set()
        for index in sorted({*streets, *body.at_keys(self._street_names)}):
            run = runs.at(index)
            if run is None:
                continue
            before = runs.at(run.first - 2) if run.first > 2 else None
            joint = words[run.first - 1].plain if run.first else ""
            if before and before.last == run.first - 2 and joint in self._corner and self._is_on(body, before):
                found.update(range(before.first, before.last + 1))
            after = runs.at(run.last + 2) if run.last + 2 < len(words) else None
            joined_on = after is not None and words[run.last + 1].plain in self._and and body.gaps[run.last] == " "
            if after and joined_on and after.first == run.last + 2 and self._is_on(body, run):
                found.update(range(after.first, after.last + 1))
        return found

    def _is_on(self, body: Body, run: Run) -> bool:
        """Whether something stands on a name, as on a street."""
        return run.first > 0 and body.gaps[run.first - 1] == " " and body.words[run.first - 1].plain in self._on_street


def _spelled_out(body: Body) -> set[int]:
    """Acronyms that the text spells out, wherever they stand: "Department of Motor Vehicles (DMV)"."""
    words = body.words
    found: set[int] = set()
    if "(" not in body.text:
        return found
    for index in body.capitals:
        if not index or not body.gaps[index - 1].endswith("("):
            continue
        text, end = words[index].text, words[index].end
        if not (_LEAST_ACRONYM <= len(text) <= _MOST_ACRONYM and text.isupper() and index >= len(text)):
            continue
        if index in found or body.text[end : end + 1] != ")":
            continue
        initials = [
            words[i].text[0] for i in range(index - 1, max(-1, index - 2 * len(text) - 1), -1) if words[i].capital
        ]
        if "".join(reversed(initials[: len(text)])) == text:
            found.update(i for i in body.where[body.keys[index]] if words[i].text == text)
    return found


def _outlet_names(knowledge: Knowledge) -> Iterator[str]:
    """Names of outlets that are no names of places."""
    for row in knowledge.tables["outlets"]:
        for name in (row["name"], *row["aliases"].split(";")):
            if len(name) > 3 and not knowledge.gazetteer.candidates(name):
                yield name
