"""Facilities by the shape of their name: "Newport Municipal Airport", "Centro de Detención de Folkston", "a Home Depot".

Facilities that the gazetteer knows by name are found with the other toponyms; these are the ones that the text itself
makes of a head word (`name_words.csv`, kinds facility, facility_es and store) and the capitals beside it.
"""

from __future__ import annotations

from collections.abc import Iterator

from etl.find.places import Mention
from etl.find.runs import Run, Runs, joined
from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge
from etl.phrases import Hit, Phrases
from etl.text import Body

_LONGEST_NAME = 8  # words in a facility's name


class SiteFinder:
    """Finds facilities by shape. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the heads from the tables."""
        rows = knowledge.tables["name_words"]
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._heads: Phrases[str] = Phrases((r["word"], r["word"]) for r in rows if r["kind"] == "facility")
        self._heads_es: Phrases[str] = Phrases((r["word"], r["word"]) for r in rows if r["kind"] == "facility_es")
        self._stores: Phrases[str] = Phrases((r["word"], r["word"]) for r in rows if r["kind"] == "store")
        self._generic: Phrases[str] = Phrases((r["word"], r["word"]) for r in rows if r["kind"] == "site")
        self._not_after = words["organisation"] | words["street"]
        self._function = words["function"]
        self._titles = words["title"]

    def find(self, body: Body, runs: Runs, *, busy: frozenset[int], persons: frozenset[int]) -> dict[int, Mention]:
        """The facilities by their first word, none overlapping."""
        sites: dict[int, Mention] = {}
        taken: set[int] = set()
        for mention in (*self._spanish(body, busy), *self._english(body, runs, busy, persons), *self._alone(body, busy)):
            span = range(mention.first, mention.last + 1)
            if taken.isdisjoint(span):
                taken.update(span)
                sites[mention.first] = mention
        return sites

    def _english(
        self, body: Body, runs: Runs, busy: frozenset[int], persons: frozenset[int]
    ) -> Iterator[Mention]:
        """Capitals that end in a head: "Otero County Processing Center"."""
        for hit in self._heads.find(body):
            run = runs.at(hit.first)
            if run is None or not body.words[hit.first].capital:
                continue
            first = self._first_of(body, run, hit, busy)
            if first is None or first == hit.first:
                continue
            after = hit.last + 1
            if after <= run.last and body.words[after].plain in self._not_after:
                continue  # "Airport Road", "Hospital Association"
            name = body.text[body.words[first].start : hit.end]
            known = self._gazetteer.candidates(name)
            if any(f.kind != "facility" for f in known):
                continue  # "Huntington Park", "College Station" are towns
            yield self._site(body, first, hit.last, name, self._inner_city(body, first, hit.first - 1))

    def _first_of(self, body: Body, run: Run, hit: Hit[str], busy: frozenset[int]) -> int | None:
        """The first word of the name that ends in a head: back to a title, a link or the start of the run."""
        words, first = body.words, hit.first
        while first > run.first and hit.first - first < _LONGEST_NAME:
            step = first - 1
            if step in busy and words[step].text != "ICE":
                break
            if not words[step].capital:
                if words[step].plain in ("of", "the", "and") and step > run.first and hit.last - first < 2:
                    break
                return None if words[step].plain in ("the",) and first == hit.first else first
            if words[step].plain in self._titles or (words[step].plain in self._function and body.starts_sentence(step)):
                break
            first = step
        return first

    def _spanish(self, body: Body, busy: frozenset[int]) -> Iterator[Mention]:
        """A Spanish head and the capitals after it: "Centro de Detención de Folkston", "puente Colombia-Solidaridad"."""
        words = body.words
        for hit in self._heads_es.find(body):
            last, step = hit.last, hit.last + 1
            while step < len(words) and step - hit.last < _LONGEST_NAME and joined(body, step - 1):
                if words[step].capital and words[step].plain not in self._titles and (step not in busy or words[step].text == "ICE"):
                    last = step
                elif words[step].plain not in ("de", "del", "la", "las", "los", "en", "para"):
                    break
                elif words[step].plain == "en" and last > hit.last:
                    break
                step += 1
            if last == hit.last:
                continue
            name = body.text[hit.start : words[last].end]
            yield self._site(body, hit.first, last, name, self._inner_city(body, hit.last + 1, last))

    def _alone(self, body: Body, busy: frozenset[int]) -> Iterator[Mention]:
        """A chain's name that stands for the site, and a site that needs no name ("City Hall")."""
        for finder in (self._stores, self._generic):
            for hit in finder.find(body):
                if busy.isdisjoint(range(hit.first, hit.last + 1)):
                    yield self._site(body, hit.first, hit.last, hit.value, None)

    def _inner_city(self, body: Body, first: int, last: int) -> str | None:
        """The key of the longest city's name that a facility's name holds ("Newport" in Newport Airport)."""
        for start in range(first, last + 1):
            for end in range(last, start - 1, -1):
                name = " ".join(word.key for word in body.words[start : end + 1])
                if any(f.kind == "city" and f.country == "US" for f in self._gazetteer.by_key(name)):
                    return name
        return None

    def _site(self, body: Body, first: int, last: int, name: str, hint: str | None) -> Mention:
        words = body.words
        start = words[first].start
        end = words[last].end - (2 if words[last].plain.endswith("'s") else 0)
        return Mention(start, end, first, last, key(name), self._known(name), "name", site=name, city_hint=hint)

    def _known(self, name: str) -> tuple[Feature, ...]:
        return tuple(f for f in self._gazetteer.candidates(name) if f.kind == "facility")
