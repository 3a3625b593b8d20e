"""Facilities that the words beside their name explain: "at the Alamo, a nightclub in Ladson", "walked into X"."""

from __future__ import annotations

from collections.abc import Iterator

from etl.find.mentions import Mention
from etl.find.runs import Run, joined, word_before
from etl.find.site_names import Page, SiteMaker
from etl.gazetteer import Gazetteer
from etl.knowledge import Knowledge

_LONGEST_APPOSITION = 7  # words after a name among which the head of its apposition stands
_KNOWN_TOWN = 50_000  # people: such a town is meant by its name, whatever somebody went into
_TOWN = 2_000  # people: a town of fewer may lend its name to a shop that the text explains
_EXPLAIN = ("facility_small", "facility_es_lower", "facility_es_direct")  # heads of what explains a name
_WHOLE = frozenset({"state", "country", "county"})


class ExplainedSites:
    """Finds facilities by what is said of them. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge, maker: SiteMaker) -> None:
        """Take the words that stand before such names."""
        words = knowledge.name_words
        self._maker = maker
        self._gazetteer: Gazetteer = knowledge.gazetteer
        self._locative = words["locative"]
        self._before, self._into, self._determiners = words["apposed_before"], words["into"], words["determiner"]

    def find(self, page: Page) -> Iterator[Mention]:
        """The facilities: with an apposition, after their head, and those that somebody went into."""
        yield from self._apposed(page)
        for hit in page.hits["facility_named"]:  # "the nightclub El Alamo"
            at = hit.last + 1
            run = page.runs.at(at) if at < len(page.body.words) and joined(page.body, hit.last) else None
            if run is not None and run.first == at:
                yield from self._unless_known(page, run)
        yield from self._named_after(page)
        yield from self._entered(page)

    def _named_after(self, page: Page) -> Iterator[Mention]:
        """A name in commas after its head: "the garment shop, Bronco Fashion, in El Monte".

        Where no place follows it may be a person's: "a judge at the detention center, Ann Komans, ruled".
        """
        body, words = page.body, page.body.words
        for kind in ("facility_small", "facility_named"):
            for hit in page.hits[kind]:
                at = hit.last + 1
                run = page.runs.at(at) if at < len(words) and body.gaps[hit.last] == ", " else None
                after = run.last + 1 if run is not None and run.first == at else len(words)
                if run is None or after == len(words) or body.gaps[run.last] != ", ":
                    continue
                if words[after].plain not in self._locative:
                    continue
                known = self._gazetteer.by_key(body.name_key(run.first, run.last))
                if not known and page.others.isdisjoint(range(run.first, run.last + 1)):
                    yield from self._unless_known(page, run)

    def _apposed(self, page: Page) -> Iterator[Mention]:
        """A name with its head in an apposition: "at the Alamo, a nightclub in Ladson"."""
        body, words = page.body, page.body.words
        small = {hit.first for kind in _EXPLAIN for hit in page.hits[kind]}
        if not small:
            return
        for run in page.runs.runs:
            after = run.last + 1
            if body.gaps[run.last] != ", " or after + 1 >= len(words) or words[after].plain not in self._determiners:
                continue
            before = body.before(run.first, self._determiners)
            if before < 0 or words[before].plain not in self._before:
                continue
            at = after + 1
            while at < len(words) and at - run.last <= _LONGEST_APPOSITION and joined(body, at - 1) and at not in small:
                at += 1
            if at in small and joined(body, at - 1):
                yield from self._unless_known(page, run)

    def _entered(self, page: Page) -> Iterator[Mention]:
        """A name of two words or more that somebody went into: "agents walked into Buona Forchetta"."""
        body = page.body
        for run in page.runs.runs:
            before = word_before(body, run)
            if (
                before not in self._into
                or run.last == run.first
                or self._gazetteer.by_key(body.name_key(run.first, run.last))
            ):
                continue
            inside = (self._gazetteer.by_key(word.key) for word in body.words[run.first : run.last + 1])
            large = any(f.population > _KNOWN_TOWN for known in inside for f in known)
            if not large and page.others.isdisjoint(range(run.first, run.last + 1)):
                yield from self._unless_known(page, run)

    def _unless_known(self, page: Page, run: Run) -> Iterator[Mention]:
        """A facility of the run's words, unless they are a person's, an agency's or a town's of some size."""
        span = range(run.first, run.last + 1)
        places = self._gazetteer.by_key(page.body.name_key(run.first, run.last))
        if any(f.kind in _WHOLE or f.population > _TOWN for f in places):
            return
        if page.persons.isdisjoint(span) and page.busy.isdisjoint(span):
            yield self._maker.site(page.body, run.first, run.last, None)
