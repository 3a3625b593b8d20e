"""The whole way of an article, on one screen: read, find, resolve, focus. Start here.

Everything that is known comes in as `Knowledge` (the tables of `data/reference/`); every stage is a pure function of
an article and of that knowledge, so that the same input gives the same record on every machine and in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from etl.find.agencies import AgencyFinder, FoundAgency
from etl.find.counts import CountFinder
from etl.find.dates import DateFinder, Found
from etl.find.mentions import Mention
from etl.find.names import NameFinder
from etl.find.places import PlaceFinder
from etl.find.relevance import Relevance, RelevanceScorer
from etl.find.runs import runs_of
from etl.find.sites import SiteFinder
from etl.find.states import StateFinder
from etl.find.topics import TopicFinder
from etl.focus import Focus
from etl.knowledge import REFERENCE, Knowledge, kept_for_good
from etl.models import Article, Issue, Record
from etl.phrases import PhraseIndex
from etl.read import Elsewhere, Packed, read, read_by
from etl.resolve.places import PlaceResolver, Resolution
from etl.resolve.tables import agencies_of, dates_of
from etl.text import Body, analyse

EXTRACTED_LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Trace:
    """What each stage gave to the next on the way of one article, and the record at its end."""

    record: Record
    body: Body
    found_dates: Sequence[Found]
    found_agencies: Sequence[FoundAgency]
    persons: frozenset[int]  # indices of the words of persons' names, which are no places
    others: frozenset[int]  # of organisations, outlets, teams and streets
    mentions: Sequence[Mention]
    resolution: Resolution
    relevance: Relevance

    @property
    def names(self) -> frozenset[int]:
        """The indices of the words of persons' names and of dates, which say nothing of a topic."""
        return _names(self.body, self.persons, self.found_dates)


class Pipeline:
    """The stages, built once from the reference tables. `extract` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Build every finder from the tables."""
        self.knowledge = knowledge
        self.agencies, self.dates, self.states = AgencyFinder(knowledge), DateFinder(knowledge), StateFinder(knowledge)
        self.names, self.sites, self.places = NameFinder(knowledge), SiteFinder(knowledge), PlaceFinder(knowledge)
        self.counts, self.topics = CountFinder(knowledge), TopicFinder(knowledge)
        self.relevance = RelevanceScorer(knowledge)
        self.resolver, self.focus = PlaceResolver(knowledge), Focus(knowledge)
        finders = (
            self.agencies, self.dates, self.names, self.sites, self.counts, self.topics, self.relevance, self.focus
        )  # fmt: skip
        self._index = PhraseIndex(phrases for finder in finders for phrases in finder.phrases)

    @classmethod
    def load(cls, reference: Path = REFERENCE) -> Pipeline:
        """The pipeline with the tables of a folder. Raises ReferenceError where one is missing or malformed."""
        with kept_for_good():
            return cls(Knowledge.load(reference))

    def read(self, sources: Sequence[str], *, as_: str | None = None) -> Iterator[Article | Issue]:
        """Every article of the sources, and an issue for what could not be read."""
        return read(sources, knowledge=self.knowledge, as_=as_)

    def read_by(
        self, elsewhere: Elsewhere, sources: Sequence[str], *, as_: str | None = None
    ) -> Iterator[Article | Packed | Issue]:
        """The same, with the lines of long files parsed by others."""
        return read_by(elsewhere, sources, knowledge=self.knowledge, as_=as_)

    def extract(self, article: Article) -> Record:
        """The article with all that is found in it."""
        return self.trace(article).record

    def trace(self, article: Article) -> Trace:
        """The record with what every stage gave: the one way of an article, for `extract` and for showing why."""
        if article.language not in EXTRACTED_LANGUAGES:
            return _kept(article)
        body = analyse(article.title, article.text, self._index)

        # find: spans, each held by one finder only
        found_dates = self.dates.find(body, article.publish_date, article.language)
        states = self.states.find(body, article)
        found_agencies = self.agencies.find(body, states=states, home_state=self.knowledge.area(article.media_place)[1])
        busy = body.words_in([(f.start, f.end) for f in found_dates] + [(f.start, f.end) for f in found_agencies])
        runs = runs_of(body, busy, self.knowledge.name_words["function"])
        persons, others = self.names.find(body, runs)
        sites = self.sites.find(body, runs, busy=busy, persons=persons, others=others)
        mentions = self.places.find(body, runs, busy=busy, no_place=persons | others, sites=sites)

        # resolve: features, agencies and calendar dates
        resolution = self.resolver.resolve(body, mentions, article, found_agencies)
        agencies = agencies_of(body, found_agencies)

        # focus: what the article is about, where and when it happens
        relevance = self.relevance.score(body, agencies, resolution)
        counts = self.counts.find(body)
        topics: tuple[str, ...] = ()
        if relevance.relevant:
            names_and_dates = _names(body, persons, found_dates)
            topics = self.topics.find(body, agencies, counts, resolution, names=names_and_dates)
        found, cues = dates_of(body, found_dates), self.focus.read(body)
        names = frozenset(agency.name for agency in agencies)
        places = self.focus.places(body, resolution, article, found, names, cues=cues)
        dates, event_date = self.focus.dates(body, found, article.publish_date, places, cues=cues)
        record = Record(
            article, relevance.relevant, relevance.score, relevance.reasons, topics,
            places, agencies, dates, counts, event_date, (*article.issues, *resolution.issues),
        )  # fmt: skip
        return Trace(record, body, found_dates, found_agencies, persons, others, mentions, resolution, relevance)


def _names(body: Body, persons: frozenset[int], found_dates: Sequence[Found]) -> frozenset[int]:
    """The words of persons' names and of dates: "Gov. Bill Lee", "in March"."""
    return persons | body.words_in((found.start, found.end) for found in found_dates)


def _kept(article: Article) -> Trace:
    """An article in a language that is kept and marked, and not extracted."""
    note = Issue("find", "info", f"language {article.language!r} is kept and not extracted", article.title[:80])
    record = Record(article, False, 0.0, (), (), (), (), (), (), None, (*article.issues, note))
    nothing: frozenset[int] = frozenset()
    body = analyse(article.title, article.text)
    return Trace(record, body, (), (), nothing, nothing, (), Resolution((), (), Counter()), Relevance(False, 0.0, ()))


__all__ = ["Body", "Pipeline", "Trace"]
