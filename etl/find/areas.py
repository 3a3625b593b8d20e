"""Neighborhoods, rivers, islands and reservations that the gazetteer lacks, by the word beside their name."""

from __future__ import annotations

from collections.abc import Iterator

from etl.find.mentions import Mention
from etl.find.runs import Run, ends_possessive, joined
from etl.find.site_names import Page
from etl.gazetteer import Gazetteer, key
from etl.knowledge import Knowledge
from etl.models import PlaceKind
from etl.phrases import Hit


class AreaFinder:
    """Finds areas that the text alone names. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the gazetteer and the words that are no names."""
        words = knowledge.name_words
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._function, self._demonyms, self._links = words["function"], words["demonym"], words["name_link"]

    def find(self, page: Page) -> Iterator[Mention]:
        """Neighborhoods first, then regions, which are never pins."""
        yield from self._neighborhoods(page)
        yield from self._natural(page)

    def _neighborhoods(self, page: Page) -> Iterator[Mention]:
        """ "the College Town neighborhood", "colonia Quiñonez"."""
        taken = page.persons | page.others
        for hit in page.hits["neighborhood_en"]:
            run = page.runs.at(hit.first - 1) if hit.first else None
            if run and joined(page.body, hit.first - 1) and taken.isdisjoint(range(run.first, run.last + 1)):
                first = max(
                    (i + 1 for i in range(run.first, run.last) if ends_possessive(page.body, i)), default=run.first
                )
                yield from self._made(page, first, run.last, first, "neighborhood")
        for hit in page.hits["neighborhood_es"]:
            if run := self._run_after(page, hit):
                yield from self._made(page, hit.first, run.last, run.first, "neighborhood")

    def _natural(self, page: Page) -> Iterator[Mention]:
        """ "Snake River", "río Bravo"."""
        taken = page.busy | page.others
        for hit in page.hits["region_head"]:
            run = page.run_from(hit)
            if run is None or run.last != hit.last or run.first >= hit.first or hit.first in taken:
                continue
            if page.body.words[hit.first].capital:
                yield from self._made(page, run.first, hit.last, run.first, "region")
        for hit in page.hits["region_head_es"]:
            run = self._run_after(page, hit)
            if run and taken.isdisjoint(range(run.first, run.last + 1)):
                yield from self._made(page, hit.first, run.last, run.first, "region")

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

    def _made(self, page: Page, first: int, last: int, named: int, kind: PlaceKind) -> Iterator[Mention]:
        """A place that the text alone names, unless the gazetteer knows it, or a word of it, by name."""
        body, words = page.body, page.body.words
        whole = self._gazetteer.by_key(body.name_key(first, last))
        inner = self._gazetteer.by_key(body.name_key(named, last))
        if whole or (inner and kind == "neighborhood"):
            return
        if words[named].plain in self._function and body.starts_sentence(named):
            return
        if any(f.kind in ("state", "country") for f in inner) or words[named].plain in self._demonyms:
            return  # "valle de México", "costa de California"
        at = named if kind == "neighborhood" else first
        name = body.text[words[at].start : words[last].end]
        yield Mention(words[at].start, words[last].end, at, last, key(name), (), "name", site=name, site_kind=kind)
