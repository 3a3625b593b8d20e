"""Why an article got the values that it has: every mention with its candidates, rules, signals and weights.

`explain` walks the pipeline's own way (`Pipeline.trace`) and only puts beside each value what decided it; it decides
nothing itself. `python -m etl explain SOURCE` prints it, and the dashboard's evidence view may show the same values.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice

from etl.cli import add_reference, complain, told
from etl.find.agencies import FoundAgency
from etl.find.dates import Found
from etl.find.mentions import Mention
from etl.find.relevance import RELEVANT_FROM
from etl.gazetteer import Feature, key
from etl.knowledge import REFERENCE, Knowledge, ReferenceError, Row
from etl.models import Article, DateMention, Issue, Place, Record
from etl.phrases import Phrases
from etl.pipeline import Pipeline, Trace
from etl.resolve.passes import PASSES
from etl.resolve.places import Resolved
from etl.resolve.tables import dates_of
from etl.weighing import weigh

EXAMPLES = """examples:
  python -m etl explain saved-page.txt
  python -m etl explain data/articles/south.jsonl --id 0c1f

Colours only on a terminal, and never where NO_COLOR is set."""

_SHOWN_IDS = 10


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal of a decision: its value in this article and its weight in the table."""

    name: str
    value: float
    weight: float

    @property
    def points(self) -> float:
        """What it adds to the decision, before the logistic function."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Decision:
    """A weighed decision: the score from 0 to 1, from which score it is yes, and the signals, strongest first."""

    score: float
    least: float
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A mention of a place: what it may mean, what it was taken for, and the pass that decided."""

    text: str
    start: int
    end: int
    cue: str
    written: str | None  # the state or country written beside it
    candidates: tuple[Feature, ...]
    feature: Feature | None  # None: left unplaced
    decided_by: str  # "" where nothing decided
    why: str  # what the pass says of itself, or why the mention is left unplaced


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """A mention of an agency, and the row or the style that makes it one."""

    text: str
    start: int
    end: int
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class DateFound:
    """A mention of a time, the rows of `date_words.csv` in it, and how far from publication it is."""

    text: str
    start: int
    end: int
    date: str
    rule: str
    days_from_publication: int | None


@dataclass(frozen=True, slots=True)
class NoPlace:
    """Words that are kept from being places: a person's name, or an organisation, outlet, team or street."""

    text: str
    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """The record, and what decided each of its values."""

    record: Record
    relevance: Decision
    topics: tuple[tuple[str, Decision], ...]  # strongest first; empty where the article is not relevant
    mentions: tuple[PlaceMention, ...]
    roles: tuple[tuple[Place, Decision], ...]
    agencies: tuple[AgencyMention, ...]
    dates: tuple[DateFound, ...]
    date_roles: tuple[tuple[DateMention, Decision], ...]
    no_places: tuple[NoPlace, ...]


def explain(pipeline: Pipeline, article: Article) -> Explanation:
    """What decided each value that the pipeline gives to an article."""
    trace, knowledge = pipeline.trace(article), pipeline.knowledge
    record, body, resolution = trace.record, trace.body, trace.resolution
    signals, _ = pipeline.relevance.signals(body, record.agencies, resolution)
    found_dates = dates_of(body, trace.found_dates)
    agencies = frozenset(agency.name for agency in record.agencies)
    place_signals = pipeline.focus.place_signals(body, resolution, article, found_dates, agencies)
    events = [place.start for place in record.places if place.role == "event"]
    date_signals = pipeline.focus.date_signals(body, found_dates, article.publish_date, events)
    focus = pipeline.focus

    def decisions(of: str, each: list[dict[str, float]]) -> Iterator[Decision]:
        return (_decision(s, focus.weights[of], focus.least[of]) for s in each)

    return Explanation(
        record,
        _decision(signals, pipeline.relevance.weights, RELEVANT_FROM),
        tuple(_topics(pipeline, trace)) if record.relevant else (),
        tuple(_place_mentions(trace)),
        tuple(zip(record.places, decisions("place", place_signals), strict=True)),
        tuple(_agencies(trace, knowledge)),
        tuple(_dates(trace, article, knowledge)),
        tuple(zip(record.dates, decisions("date", date_signals), strict=True)),
        tuple(_no_places(trace)),
    )


# -- decisions by weights ----------------------------------------------------------------------------------------------


def _decision(signals: Mapping[str, float], weights: Mapping[str, float], least: float) -> Decision:
    made = [Signal(name, value, weights.get(name, 0.0)) for name, value in signals.items()]
    strongest = sorted((s for s in made if s.points), key=lambda s: (-abs(s.points), s.name))
    return Decision(weigh(signals, weights), least, tuple(strongest))


def _topics(pipeline: Pipeline, trace: Trace) -> Iterator[tuple[str, Decision]]:
    record, topics = trace.record, pipeline.topics
    signals = topics.signals(trace.body, record.agencies, record.counts, trace.resolution, names=trace.names)
    decisions = {topic: _decision(own, topics.weights[topic], topics.least) for topic, own in signals.items()}
    yield from sorted(decisions.items(), key=lambda item: (item[0] not in record.topics, -item[1].score))


# -- mentions ----------------------------------------------------------------------------------------------------------


def _place_mentions(trace: Trace) -> Iterator[PlaceMention]:
    decided = {id(r.mention): r for r in trace.resolution.resolved}
    says = {decide.__name__: (decide.__doc__ or "").partition("\n")[0] for decide in PASSES}
    issues = {issue.text: issue.message for issue in trace.resolution.issues}
    for mention in trace.mentions:
        text = trace.body.text[mention.start : mention.end]
        found = decided.get(id(mention))
        why = _why(mention, found, says) if found else issues.get(text, "nothing near confirms that a place is meant")
        yield PlaceMention(
            text, mention.start, mention.end, mention.cue, mention.written, mention.candidates,
            found.feature if found else None, found.decided_by if found else "", why,
        )  # fmt: skip


def _why(mention: Mention, found: Resolved, says: Mapping[str, str]) -> str:
    if not found.located:
        return "The words say its state; the gazetteer lacks it, so that it has no coordinates."
    if mention.site is not None and not mention.candidates:
        return f"A facility by the shape of its name, hung on {found.feature.city}."
    return says.get(found.decided_by, found.decided_by)


def _agencies(trace: Trace, knowledge: Knowledge) -> Iterator[AgencyMention]:
    for agency in trace.found_agencies:
        text = trace.body.text[agency.start : agency.end]
        yield AgencyMention(text, agency.start, agency.end, agency.name, _agency_rule(agency, text, knowledge))


def _agency_rule(agency: FoundAgency, text: str, knowledge: Knowledge) -> str:
    """The row of `agencies.csv` or the head of `agency_heads.csv` that makes the words an agency."""
    for row in knowledge.tables["agencies"]:
        if row["name"] == agency.name:
            aliases = [alias for alias in (row["name"], *row["aliases"].split(";")) if key(alias) == key(text)]
            return f"agencies.csv: {aliases[0]!r}" if aliases else "agencies.csv: a style that stands for this row"
    heads = [row for row in knowledge.tables["agency_heads"] if key(row["words"]) in key(text)]
    if not heads:
        return "the name of a federal court's district"
    head = max(heads, key=lambda row: len(row["words"]))
    return f"agency_heads.csv: {head['words']!r} beside a name of the gazetteer"


def _dates(trace: Trace, article: Article, knowledge: Knowledge) -> Iterator[DateFound]:
    rows: Phrases[Row] = Phrases(
        (r["word"], r) for r in knowledge.tables["date_words"] if r["language"] in (article.language, "")
    )
    hits = rows.find(trace.body)
    for found in trace.found_dates:
        inside = [h.value for h in hits if found.start <= h.start and h.end <= found.end]
        words = ", ".join(f"{row['word']!r} ({row['kind']})" for row in inside)
        rule = f"date_words.csv: {words}" if words else "a year or a date in numbers"
        text = trace.body.text[found.start : found.end]
        yield DateFound(text, found.start, found.end, found.date, rule, _days(found, article.publish_date))


def _days(found: Found, published: str | None) -> int | None:
    if published is None or found.precision != "day":
        return None
    return (date.fromisoformat(found.date) - date.fromisoformat(published)).days


def _no_places(trace: Trace) -> Iterator[NoPlace]:
    """The runs of held words, left to right."""
    for words, what in ((trace.persons, "person"), (trace.others, "organisation, outlet, team or street")):
        left = sorted(words)
        while left:
            run = [left.pop(0)]
            while left and left[0] == run[-1] + 1 and trace.body.gaps[run[-1]].strip(" \u00a0.-") == "":
                run.append(left.pop(0))
            start, end = trace.body.words[run[0]].start, trace.body.words[run[-1]].end
            yield NoPlace(trace.body.text[start:end], start, end, what)


# -- the command -------------------------------------------------------------------------------------------------------


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("source", metavar="SOURCE", help="a file, a folder or a glob pattern in quotes")
    parser.add_argument("--id", help="the article, or the beginning of its id, where the source holds several")
    parser.add_argument("--as", dest="as_", metavar="KIND", help="read the source as this kind, whatever it looks like")
    add_reference(parser)


def run(options: argparse.Namespace) -> int:
    """Explain one article. Exit code 0; 1 where the source could not be read; 2 where no one article is chosen."""
    from etl.explained import Paint, lines  # how it looks is its own module

    try:
        pipeline = Pipeline.load(options.reference or REFERENCE)
        article = _chosen(pipeline.read([options.source], as_=options.as_), options.id, options.source)
    except (ReferenceError, ValueError) as error:
        complain(f"error: {error}")
        return 2
    if article is None:
        return 1
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    for line in lines(explain(pipeline, article), Paint(on=colour)):
        print(line)
    return 0


def _chosen(items: Iterator[Article | Issue], wanted: str | None, source: str) -> Article | None:
    """The article that is meant, or None where the source could not be read. ValueError where it does not say which."""
    failed = 0

    def articles() -> Iterator[Article]:
        nonlocal failed
        for item in items:
            if isinstance(item, Article):
                yield item
            else:
                failed += item.level == "error"
                complain(told(item))

    if wanted is not None:
        found = next((a for a in articles() if a.id.startswith(wanted)), None)
        if found is None:
            raise ValueError(f"{source} holds no article whose id begins with {wanted!r}")
        return found
    first = list(islice(articles(), _SHOWN_IDS + 1))
    if len(first) > 1:
        shown = "\n".join(f"  {a.id}  {a.title[:80]}" for a in first[:_SHOWN_IDS])
        raise ValueError(f"{source} holds several articles; choose one with --id:\n{shown}")
    if not first and not failed:
        raise ValueError(f"{source} holds no article")
    return first[0] if first else None
