"""Persons' names, which are no places. A person's surname, once it stands beside a given name or a title, is that
person for the whole article ("Carey Holliday ... Holliday said"). No name of a person is ever stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from etl.find.runs import Run, word_before
from etl.find.written import WrittenStates
from etl.gazetteer import Feature, Gazetteer
from etl.knowledge import Knowledge
from etl.text import Body

# A place of two words and this many people is a place even where its words are names ("Virginia Beach").
_KNOWN_TOWN = 3000
# A place of one word and this many people, with no surname after it, is no given name ("in Charlotte Saturday").
_KNOWN_CITY = 100_000
_LONGEST_PERSON = 4  # words: given names, initial, surnames
_LONGEST_PLACE = 7  # words
_APPOSED = (", ", ",", ".", " (")  # after a person who spoke: "said Brooklyn Salinas, a nurse"
_AGE_DIGITS = 2
_AGED = "de"  # before a Spanish age
_PLACES = frozenset({"state", "region", "facility", "country", "neighborhood", "county"})


class PersonFinder:
    """Tells the words that are persons' names. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the name lists from the tables."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._written = WrittenStates(knowledge)
        self._titles, self._kin, self._say, self._locative = (
            words["title"],
            words["kin"],
            words["say"],
            words["locative"],
        )
        self._given, self._family, self._links = knowledge.first_names, knowledge.surnames, words["name_link"]
        facilities = {word.split()[-1] for word in words["facility"]} | {
            word.split()[0] for word in words["facility_es"]
        }
        self._never = (
            words["function"] | words["direction"] | words["calendar"] | words["organisation"] | words["street"]
            | words["title"] | words["county_near"] | words["parish"] | facilities
        )  # fmt: skip

    def find(self, body: Body, runs: Iterable[Run]) -> set[int]:
        """The words of the runs that are persons' names."""
        persons: set[int] = set()
        surnames: set[str] = set()
        given: set[str] = set()
        alone = []  # runs of one word: a person's where a longer name says so
        for run in runs:
            if run.first == run.last:
                alone.append(run)
            for first, last in self._in_run(body, run):
                persons.update(range(first, last + 1))
                surnames.update(w.plain.removesuffix("'s") for w in body.words[first : last + 1] if w.capital)
                if last > first:
                    given.add(body.words[first].plain)
        # "Charlotte" by itself is the person of that name only where the text has no town of the name
        towns = {name for name in (given | surnames) & self._given if self._is_place_too(body, name)}
        known = (surnames | (given & self._given)) - towns
        for run in alone:
            name = body.words[run.first].plain.removesuffix("'s")
            if name in known and not self._has_state(body, run.last):
                persons.add(run.first)
        return persons

    def _in_run(self, body: Body, run: Run) -> Iterator[tuple[int, int]]:
        """The spans of a run that are persons' names."""
        words, index = body.words, run.first
        before = word_before(body, run)
        if run.last - run.first < _LONGEST_PERSON and before not in self._locative and _has_age(body, run.last):
            yield run.first, run.last
            return
        titled = before in self._titles or (before in self._kin and words[run.first].plain in self._given)
        if run.first == run.last and not titled:
            return  # one name by itself is a person's only where a longer one in the text says so
        while index <= run.last:
            word = words[index]
            known = self._place_at(body, index, run.last)
            if word.plain in self._titles and word.capital and not (known and known[0] > index):
                titled, index = True, index + 1
                continue
            end = self._end(body, index, run.last)
            spoke = before in self._say and index == run.first
            if (
                end is not None
                and (
                    titled
                    or (spoke and self._spoke(body, index, end))
                    or self._looks_like_person(body, index, end, known, run)
                )
                and not (titled and known and known[0] > index and is_known_town(known[1]))
            ):
                yield index, end
                index = end + 1
            else:
                index = (known[0] if known else index) + 1
            titled = False

    def _end(self, body: Body, index: int, last: int) -> int | None:
        """The last word of the name that would begin at `index`; None where its first word can be no name."""
        if not self._may_be_name(body, index):
            return None
        end = index
        while end < last and end - index + 1 < _LONGEST_PERSON:
            step = end + 1
            while step < last and not body.words[step].capital and body.words[step].plain in self._links:
                step += 1
            if not self._may_be_name(body, step) or not body.words[step].capital:
                break
            end = step
        return end

    def _may_be_name(self, body: Body, index: int) -> bool:
        word = body.words[index]
        return word.text[0].isalpha() and word.plain.removesuffix("'s") not in self._never

    def _spoke(self, body: Body, first: int, last: int) -> bool:
        """Whether two names after "said" are a person's, though each is a town's: "said Brooklyn Salinas, a nurse"."""
        words = body.words
        named = words[first].plain in self._given or words[last].plain in self._family
        return (
            last == first + 1
            and named
            and body.gaps[last].startswith(_APPOSED)
            and not self._place_at_all(body, first, last)
        )

    def _looks_like_person(
        self, body: Body, first: int, last: int, known: tuple[int, Sequence[Feature]] | None, run: Run
    ) -> bool:
        """Whether words without a title are a name: by the lists of given and family names."""
        if last == first:
            return False
        words = body.words
        families = [words[i].plain.removesuffix("'s") in self._family for i in range(first + 1, last + 1)]
        given = words[first].plain in self._given
        if known is not None:
            end, features = known
            if end > first and is_known_town(features):
                return False
            largest = max(features, key=lambda f: f.population)
            if end == first and (largest.kind in ("state", "country") or largest.population >= _KNOWN_CITY):
                return given and families[0]
        if given:
            # "Lisa Brown", and "Eunisses Xochitl" where no list has the surname and no place bears it
            return any(families) or not self._gazetteer.candidates(words[last].text)
        # "Eunisses Hernandez": no list has the given name, but the two words stand alone and the second is a surname
        alone = run == (first, last) and last == first + 1 and known is None and not body.starts_sentence(first)
        return alone and families[0]

    def _place_at(self, body: Body, index: int, last: int) -> tuple[int, Sequence[Feature]] | None:
        """The longest name of the gazetteer that starts at a word of the run: its last word and its features."""
        most = min(self._gazetteer.most_words(body.keys[index]), _LONGEST_PLACE)
        for end in range(min(last, index + most - 1), index - 1, -1):
            features = self._gazetteer.by_key(body.name_key(index, end))
            if features:
                return end, features
        return None

    def _place_at_all(self, body: Body, first: int, last: int) -> bool:
        return bool(self._gazetteer.by_key(body.name_key(first, last)))

    def _has_state(self, body: Body, index: int) -> bool:
        """Whether a state is written after a word."""
        return body.gaps[index] == ", " and self._written.named(body, index + 1) is not None

    def _is_place_too(self, body: Body, name: str) -> bool:
        """Whether the text uses a given name for a town as well: after a preposition or before its state."""
        return any(
            self._has_state(body, index) or (index > 0 and body.words[index - 1].plain in self._locative)
            for index in body.where.get(name, ())
        )


def _has_age(body: Body, last: int) -> bool:
    """Whether an age stands after a name: "Jordan, 17, and Chad, 16, were held", "Israel, de 17 años"."""
    at = last + 1
    if at >= len(body.words) or body.gaps[last] != ", ":
        return False
    if body.words[at].plain == _AGED and at + 1 < len(body.words):
        at += 1
    text = body.words[at].text
    return text.isdecimal() and len(text) <= _AGE_DIGITS and (body.gaps[at].startswith(",") or at > last + 1)


def is_known_town(features: Iterable[Feature]) -> bool:
    """Whether a name is that of a place which a text may mean without more: no hamlet's."""
    return any(f.kind in _PLACES or f.population >= _KNOWN_TOWN for f in features)
