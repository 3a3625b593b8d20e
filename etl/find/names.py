"""Names that are no places: persons, and the organisations, outlets, teams and streets that places lend their names.

Recognition knows what it is not looking at. A person's surname, once it stands beside a given name or a title,
is that person for the whole article ("Carey Holliday ... Holliday said"). What is found here never leaves the
pipeline: no name of a person is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from etl.find.runs import Run, Runs, joined
from etl.gazetteer import Feature, Gazetteer
from etl.knowledge import Knowledge
from etl.phrases import Phrases
from etl.text import Body

# A place of two words and this many people is a place even where its words are names ("Virginia Beach").
_KNOWN_TOWN = 3000
# A place of one word and this many people, with no surname after it, is no given name ("in Charlotte Saturday").
_KNOWN_CITY = 100_000
_LONGEST_PERSON = 4  # words: given names, initial, surnames


class NameFinder:
    """Tells the words that are names of no place. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the name lists from the tables."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._titles = words["title"]
        self._given = knowledge.first_names
        self._family = knowledge.surnames
        self._organisation = words["organisation"]
        self._organisation_before = words["organisation_before"]
        self._street = words["street"]
        self._street_before = words["street_before"]
        self._facility = frozenset(word.split()[-1] for word in words["facility"]) | frozenset(
            word.split()[0] for word in words["facility_es"]
        )
        self._never = words["function"] | words["direction"] | words["calendar"]
        self._outlets: Phrases[bool] = Phrases((name, True) for name in _outlet_names(knowledge))

    def find(self, body: Body, runs: Runs) -> tuple[frozenset[int], frozenset[int]]:
        """The words that are persons' names, and the words of organisations, outlets, teams and streets."""
        persons: set[int] = set()
        others = {i for hit in self._outlets.find(body) for i in range(hit.first, hit.last + 1)}
        surnames: set[str] = set()
        headline = title_case(body)
        for run in runs.runs:
            shouted = headline and body.words[run.last].end <= body.title_end
            if not shouted and not _is_dateline(body, run):
                others.update(set(self._no_place(body, run)) - self._with_state(body, run))
                for first, last in self._persons(body, run):
                    persons.update(range(first, last + 1))
                    surnames.update(w.plain.removesuffix("'s") for w in body.words[first : last + 1] if w.capital)
        surnames -= self._given  # "Charlotte" is a surname only beside its given name
        for run in runs.runs:  # a surname by itself, once it is known
            word = body.words[run.first]
            if (
                run.first == run.last
                and word.plain.removesuffix("'s") in surnames
                and not self._written_state(body, run.last)
            ):
                persons.add(run.first)
        return frozenset(persons), frozenset(others - persons)

    # -- persons ---------------------------------------------------------------------------------------------------

    def _persons(self, body: Body, run: Run) -> Iterator[tuple[int, int]]:
        """The spans of a run that are persons' names."""
        words, index = body.words, run.first
        titled = run.first > 0 and joined(body, run.first - 1) and words[run.first - 1].plain in self._titles
        while index <= run.last:
            word = words[index]
            known = self._place_at(body, index, run.last)
            if word.plain in self._titles and word.capital and not (known and known[0] > index):
                titled, index = True, index + 1
                continue
            end = self._person_end(body, index, run.last)
            if end is not None and (titled or self._looks_like_person(body, index, end, known, run)):
                if not (titled and known and known[0] > index and self._is_known_town(known[1])):
                    yield index, end
                    index, titled = end + 1, False
                    continue
            index = (known[0] if known else index) + 1
            titled = False

    def _person_end(self, body: Body, index: int, last: int) -> int | None:
        """The last word of the name that would begin at `index`; None where its first word can be no name."""
        if not self._may_be_name(body, index):
            return None
        end = index
        while end < last and end - index + 1 < _LONGEST_PERSON:
            step = end + 1
            while (
                step < last
                and not body.words[step].capital
                and body.words[step].plain in ("de", "la", "del", "los", "al")
            ):
                step += 1
            if not self._may_be_name(body, step) or not body.words[step].capital:
                break
            end = step
        return end

    def _may_be_name(self, body: Body, index: int) -> bool:
        word = body.words[index]
        plain = word.plain.removesuffix("'s")
        if not word.text[0].isalpha() or plain in self._titles or plain in self._never:
            return False
        return plain not in self._organisation and plain not in self._facility and plain not in self._street

    def _looks_like_person(
        self, body: Body, first: int, last: int, known: tuple[int, tuple[Feature, ...]] | None, run: Run
    ) -> bool:
        """Whether words without a title are a name: by the lists of given and family names."""
        if last == first:
            return False
        words = body.words
        families = [words[i].plain.removesuffix("'s") in self._family for i in range(first + 1, last + 1)]
        given = words[first].plain in self._given
        if known is not None:
            end, features = known
            if end > first and self._is_known_town(features):
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

    def _is_known_town(self, features: tuple[Feature, ...]) -> bool:
        return any(
            f.kind in ("state", "region", "facility", "country", "neighborhood", "county")
            or f.population >= _KNOWN_TOWN
            for f in features
        )

    def _place_at(self, body: Body, index: int, last: int) -> tuple[int, tuple[Feature, ...]] | None:
        """The longest name of the gazetteer that starts at a word of the run: its last word and its features."""
        for end in range(min(last, index + 6), index - 1, -1):
            name = " ".join(word.key for word in body.words[index : end + 1]).removesuffix("'s")
            features = self._gazetteer.by_key(name)
            if features:
                return end, features
        return None

    def _written_state(self, body: Body, index: int) -> bool:
        words = body.words
        if index + 1 >= len(words) or body.text[words[index].end : words[index + 1].start] != ", ":
            return False
        keys = [word.key for word in words[index + 1 : index + 3]]
        return any(f.kind == "state" for name in (keys[0], " ".join(keys)) for f in self._gazetteer.by_key(name))

    # -- organisations, streets --------------------------------------------------------------------------------------

    def _no_place(self, body: Body, run: Run) -> Iterable[int]:
        """The words of a run that name an organisation, a team or a street."""
        words = body.words
        before = words[run.first - 1].plain if run.first and joined(body, run.first - 1) else ""
        if before in self._street_before:
            return range(run.first, run.last + 1)
        start = run.first
        for index in range(run.first, run.last + 1):
            plain = words[index].plain.removesuffix("'s")
            if plain in self._titles and index > run.first:
                start = index + 1  # a title parts the run: what stands before it is judged by itself
            if not words[index].capital:
                continue
            head = index > start or (index < run.last and not words[index + 1].capital)  # "Bank of America"
            if plain in self._organisation and head and not self._is_place(body, run, index):
                return range(start, run.last + 1)
            if (
                plain in self._organisation_before
                and index < run.last
                and index == start
                and not self._is_place(body, run, index)
            ):
                return range(start, run.last + 1)
            if plain in self._street and index > start and not self._is_place(body, run, index):
                return range(start, index + 1)
        return ()

    def _with_state(self, body: Body, run: Run) -> set[int]:
        """The words of a town at the end of a run that its state is written after: "Judy Law of Oxford, North Carolina"."""
        if not self._written_state(body, run.last):
            return set()
        for first in range(run.first, run.last + 1):
            if self._gazetteer.by_key(" ".join(word.key for word in body.words[first : run.last + 1])):
                return set(range(first, run.last + 1))
        return set()

    def _is_place(self, body: Body, run: Run, index: int) -> bool:
        """Whether a head word is part of a place's own name: "Times Square", "Battle Creek", "Red Wing"."""
        for first in range(run.first, index + 1):
            for last in range(run.last, index, -1) if first == index else range(run.last, index - 1, -1):
                if first == last:
                    continue
                name = " ".join(word.key for word in body.words[first : last + 1]).removesuffix("'s")
                if self._is_known_town(self._gazetteer.by_key(name)):
                    return True
        return False


def _is_dateline(body: Body, run: Run) -> bool:
    """Whether a run in capitals begins a paragraph and a dash or a wire's name follows: "DETROIT (AP) —"."""
    start, end = body.words[run.first].start, body.words[run.last].end
    if not body.text[start:end].isupper() or (start and body.text[start - 1] != "\n"):
        return False
    return any(mark in body.text[end : end + 30] for mark in ("—", "–", "--", " - ", "(AP)", "(Reuters)", "(EFE)"))


def _outlet_names(knowledge: Knowledge) -> Iterator[str]:
    """Names of outlets that are no names of places."""
    for row in knowledge.tables["outlets"]:
        for name in (row["name"], *row["aliases"].split(";")):
            if len(name) > 3 and not knowledge.gazetteer.candidates(name):
                yield name


def title_case(body: Body) -> bool:
    """Whether the headline has most of its words in capitals, so that a capital there says nothing."""
    title = [word for word in body.words if word.end <= body.title_end and len(word.text) > 3]
    return len(title) > 3 and sum(word.capital for word in title) >= 0.75 * len(title)
