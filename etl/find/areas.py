"""Neighborhoods, rivers, islands and reservations that the gazetteer lacks, by the word beside their name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from etl.find.mentions import Mention
from etl.find.person_or_site import PersonOrSite
from etl.find.runs import Run, ends_possessive, joined
from etl.find.site_names import Page
from etl.gazetteer import Feature, Gazetteer, key
from etl.knowledge import Knowledge
from etl.models import PlaceKind
from etl.phrases import Hit
from etl.text import Body

_LONGEST_FEATURE = 2  # words after "Lake"
_KNOWN_TOWN = 200_000  # people: "the Dallas neighborhood" is in Dallas, and has no name


class AreaFinder:
    """Finds areas that the text alone names. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the words that are no names."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._function, self._demonyms, self._links = words["function"], words["demonym"], words["name_link"]
        self._persons = PersonOrSite(knowledge)
        self._any = words["any_of"]
        self._within = words["place_of"] | words["place_in"]

    def find(self, page: Page) -> Iterator[Mention]:
        """Neighborhoods first, then regions, which are never pins."""
        yield from self._neighborhoods(page)
        yield from self._natural(page)

    def _neighborhoods(self, page: Page) -> Iterator[Mention]:
        """ "the College Town neighborhood", "colonia Quiñonez"."""
        taken = page.persons | page.others
        districts = (hit for hit in page.hits["neighborhood_of"] if self._is_in_city(page, hit))
        for hit in (*page.hits["neighborhood_en"], *districts):
            run = page.runs.at(hit.first - 1) if hit.first else None
            if run and joined(page.body, hit.first - 1) and taken.isdisjoint(range(run.first, run.last + 1)):
                first = self._name_start(page, run, run.last)
                yield from self._made(page, first, run.last, first, "neighborhood")
        for hit in page.hits["neighborhood_es"]:
            if hit.first and page.body.words[hit.first - 1].plain in self._any:
                continue  # "Friusa, un barrio de Bávaro"
            if run := self._run_after(page, hit):
                yield from self._made(page, hit.first, run.last, run.first, "neighborhood")

    def _is_in_city(self, page: Page, hit: Hit[str]) -> bool:
        """Whether the words after a hit say whose district it is: "the CollegeTown district of Tallahassee"."""
        body, words, at = page.body, page.body.words, hit.last + 2
        if at >= len(words) or words[at - 1].plain not in self._within or not joined(body, hit.last):
            return False
        run = page.runs.at(at)
        if run is None or run.first != at or words[hit.first].capital:
            return False
        ends = range(run.last, at - 1, -1)
        return any(f.kind == "city" for end in ends for f in self._gazetteer.by_key(body.name_key(at, end)))

    def _natural(self, page: Page) -> Iterator[Mention]:
        """ "Snake River", "Lake Pontchartrain", "río Bravo"."""
        taken = page.busy | page.others
        for hit in page.hits["region_head"]:
            run = page.run_from(hit)
            if run is None or run.last != hit.last or run.first >= hit.first or hit.first in taken:
                continue
            first = self._name_start(page, run, hit.first)
            person = hit.first == hit.last and self._persons.is_person(page.body, first, hit.last)
            if page.body.words[hit.first].capital and first < hit.first and not person:
                yield from self._made(page, first, hit.last, first, "region")
        for hit in page.hits["region_first"]:
            run = page.run_from(hit)
            if run is None or run.first != hit.first or not hit.last < run.last <= hit.last + _LONGEST_FEATURE:
                continue
            if taken.isdisjoint(range(run.first, run.last + 1)):
                yield from self._made(page, run.first, run.last, run.first, "region")
        for hit in page.hits["region_head_es"]:
            run = self._run_after(page, hit)
            if run and taken.isdisjoint(range(run.first, run.last + 1)):
                yield from self._made(page, hit.first, run.last, run.first, "region")

    def _name_start(self, page: Page, run: Run, last: int) -> int:
        """The first word of an area's name in a run: after a possessive, and after what is of it at a sentence's start.

        "Residents of the Casa Blanca neighborhood"; "Back of the Yards" is a name.
        """
        body, words = page.body, page.body.words
        first = max((i + 1 for i in range(run.first, last) if ends_possessive(body, i)), default=run.first)
        if body.starts_sentence(first) and not self._gazetteer.by_key(body.name_key(first, last)):
            first = max((i + 1 for i in range(first, last) if not words[i].capital), default=first)
        return first

    def _run_after(self, page: Page, hit: Hit[str]) -> Run | None:
        """The run that follows a Spanish head, links left out: "valle de Mexicali"."""
        body, words, at = page.body, page.body.words, hit.last + 1
        while at < len(words) and words[at].plain in self._links and not words[at].capital:
            at += 1
        run = page.runs.at(at) if at < len(words) and all(joined(body, i) for i in range(hit.last, at)) else None
        if run is None or run.first != at:
            return None
        for index in range(run.first + 1, run.last):
            if words[index].plain in self._links and not words[index].capital:
                places = self._gazetteer.by_key(body.name_key(index + 1, run.last))
                if any(f.kind in ("city", "county", "state") for f in places):
                    return Run(run.first, index - 1)  # "barrio Pilsen de Chicago"
        return run

    def _is_section(self, body: Body, named: int, places: Sequence[Feature]) -> bool:
        """Whether "the Springfield neighborhood" is a section with the name of towns elsewhere: "a Dallas neighborhood"
        is none."""
        small = all(f.kind == "city" and f.population < _KNOWN_TOWN for f in places)
        return small and named > 0 and body.words[named - 1].plain == "the"

    def _made(self, page: Page, first: int, last: int, named: int, kind: PlaceKind) -> Iterator[Mention]:
        """A place that the text alone names, unless the gazetteer knows it, or a word of it, by name."""
        body, words = page.body, page.body.words
        whole = self._gazetteer.by_key(body.name_key(first, last))
        inner = self._gazetteer.by_key(body.name_key(named, last))
        regions = tuple(f for f in whole if f.kind == "region")
        if regions and not words[first].capital:  # "valle de San Joaquín", which a capital would have found
            yield Mention(words[first].start, words[last].end, first, last, regions[0].name, regions, "name")
        if whole or (inner and kind == "neighborhood" and not self._is_section(body, named, inner)):
            return
        if words[named].plain in self._function and body.starts_sentence(named):
            return
        if any(f.kind in ("state", "country") for f in inner) or words[named].plain in self._demonyms:
            return  # "valle de México", "costa de California"
        at = named if kind == "neighborhood" else first
        name = body.text[words[at].start : words[last].end]
        yield Mention(words[at].start, words[last].end, at, last, key(name), (), "name", site=name, site_kind=kind)
