"""Facilities by the shape of their name: "Newport Municipal Airport", "Centro de Detención de Folkston", "a Walmart".

Facilities that the gazetteer knows by name are found with the other toponyms; these are the ones that the text itself
makes of a head word (`name_words.csv`, kinds facility..., store and site) and the capitals beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from etl.find.areas import AreaFinder
from etl.find.mentions import Mention
from etl.find.runs import Runs
from etl.find.site_names import Page, SiteMaker
from etl.find.sites_english import EnglishSites
from etl.find.sites_explained import ExplainedSites
from etl.find.sites_spanish import SpanishSites
from etl.find.workplaces import WorkplaceReader
from etl.knowledge import Knowledge
from etl.phrases import Phrases
from etl.text import Body

_KINDS = (
    "facility", "facility_at", "facility_small", "facility_first", "facility_named", "facility_es",
    "facility_es_lower", "facility_es_direct", "facility_es_known", "region_head", "region_head_es", "region_first",
    "neighborhood_en", "neighborhood_of", "neighborhood_es", "store", "site",
)  # fmt: skip
_SURE_GAPS = 2  # between the words of a name that is long enough to be a facility's alone
# "immigration court in Salt Lake City" names the city, and what is there
_OFFICE_IN = re.compile(r"\b[a-zá-ú]+ (?:in|en|at) ")


class SiteFinder:
    """Finds facilities by shape. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the heads from the tables."""
        rows = knowledge.tables["name_words"]
        self._heads: dict[str, Phrases[str]] = {
            kind: Phrases((row["word"], row["word"]) for row in rows if row["kind"] == kind) for kind in _KINDS
        }
        self._store_before = knowledge.name_words["store_before"]
        self._never = knowledge.name_words["never_place"]  # "the Supreme Court" is no site
        self._known: Phrases[str] = Phrases((name, name) for name in _own_names(knowledge))
        self._maker, self._workplaces = SiteMaker(knowledge), WorkplaceReader(knowledge)
        self._english, self._spanish = EnglishSites(knowledge, self._maker), SpanishSites(knowledge, self._maker)
        self._explained, self._areas = ExplainedSites(knowledge, self._maker), AreaFinder(knowledge)

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (*self._heads.values(), self._known)

    def find(
        self, body: Body, runs: Runs, *, busy: frozenset[int], persons: frozenset[int], others: frozenset[int]
    ) -> dict[int, Mention]:
        """The facilities by their first word, none overlapping. `others` are words of organisations and streets."""
        title_words = runs.headline_words
        hits = {kind: heads.find(body) for kind, heads in self._heads.items()}
        page = Page(body, runs, hits, busy, persons, others)
        sites: dict[int, Mention] = {}
        taken: set[int] = set()
        shaped = (
            *self._named(page),
            *self._spanish.find(page),
            *self._english.find(page),
            *self._explained.find(page),
            *self._english.first_heads(page),
            *self._areas.find(page),
        )
        told = (
            m
            for m in shaped
            if m.key not in self._never and (m.first >= title_words or _is_told_below(body, m, title_words))
        )
        for mention in (*told, *self._alone(page)):
            span = range(mention.first, mention.last + 1)
            if taken.isdisjoint(span):
                taken.update(span)
                sites[mention.first] = mention
        return sites

    def _named(self, page: Page) -> Iterator[Mention]:
        """The facilities of the gazetteer by a name of several words, whatever stands inside it.

        "ICE field office in Albuquerque", "26 Federal Plaza", "Federal Detention Center, Miami".
        """
        for hit in self._known.find(page.body):
            if self._workplaces.is_workplace(page.body, hit.first, hit.value):
                continue  # "a student of Columbia University"
            site = self._maker.site(page.body, hit.first, hit.last, None)
            yield site._replace(end=hit.end, candidates=self._maker.known(hit.value))

    def _alone(self, page: Page) -> Iterator[Mention]:
        """A chain's name that stands for the site, and a site that needs no name ("City Hall")."""
        words = page.body.words
        for kind in ("store", "site"):
            for hit in page.hits[kind]:
                if kind == "store" and (not hit.first or words[hit.first - 1].plain not in self._store_before):
                    continue  # "Starbucks said": the company
                if page.busy.isdisjoint(range(hit.first, hit.last + 1)):
                    yield self._maker.site(page.body, hit.first, hit.last, None, name=hit.value)


def _own_names(knowledge: Knowledge) -> Iterator[str]:
    """The names of facilities that are of several words, of no other place, and not made of an office and its city."""
    for row in knowledge.tables["facilities"]:
        for name in (row["name"], *row["aliases"].split(";")):
            if " " not in name or _OFFICE_IN.search(name):
                continue
            sure = name.count(" ") >= _SURE_GAPS  # "Ellsworth Air Force Base" is a town too, and never meant as one
            if sure or all(f.kind == "facility" for f in knowledge.gazetteer.candidates(name)):
                yield name


def _is_told_below(body: Body, mention: Mention, title_words: int) -> bool:
    """Whether a site in a headline of capitals is one: the gazetteer or the text below knows it."""
    if mention.candidates:
        return True
    keys = body.keys[mention.first : mention.last + 1]
    return any(index >= title_words and body.keys[index : index + len(keys)] == keys for index in body.where[keys[0]])
