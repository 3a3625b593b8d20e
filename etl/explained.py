"""An explanation as lines of plain text for a terminal: what was found, what decided it, and what else was possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.explain import Decision, Explanation, PlaceMention, Signal
from etl.gazetteer import Feature
from etl.models import Record

_CANDIDATES, _SIGNALS, _TOPICS = 6, 6, 6  # so many of each are shown; the rest is counted
_CUES = {
    "written": "its state or country is written beside it",
    "dateline": "it stands in a dateline",
    "counties": "it stands in a list of counties",
    "locative": "a word before it says that a place follows",
    "suffix": "a word after it goes with places",
    "list": "it stands in a list of names",
    "name": "its own words name a place",
    "title": "it stands in the headline",
    "again": "another mention settles its name",
    "bare": "it is known by its name alone",
    "weak": "only its capital letter says so",
}


@dataclass(frozen=True, slots=True)
class Paint:
    """Puts colours on words where there is a terminal to show them."""

    on: bool

    def head(self, text: str) -> str:
        """A heading."""
        return self._with("1", text)

    def good(self, text: str) -> str:
        """What was chosen."""
        return self._with("32", text)

    def bad(self, text: str) -> str:
        """What was left out or could not be settled."""
        return self._with("33", text)

    def faint(self, text: str) -> str:
        """What is only beside it."""
        return self._with("2", text)

    def _with(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.on else text


def lines(made: Explanation, paint: Paint) -> Iterator[str]:
    """The explanation, line by line, in the order of the record."""
    yield from _article(made.record, paint)
    yield from _relevance(made, paint)
    yield from _topics(made, paint)
    yield from _mentions(made, paint)
    yield from _roles(made, paint)
    yield from _agencies(made, paint)
    yield from _dates(made, paint)
    yield from _no_places(made, paint)
    yield from _issues(made.record, paint)


def _article(record: Record, paint: Paint) -> Iterator[str]:
    article = record.article
    yield paint.head(article.title or "(no headline)")
    published = f"{article.publish_date} ({article.publish_date_basis})" if article.publish_date else "no date"
    outlet = ", ".join(part for part in (article.media_name or article.domain, article.media_place) if part)
    parts = (outlet or "no outlet", published, article.language, article.text_scope, f"id {article.id}")
    yield paint.faint(" | ".join(parts))


def _relevance(made: Explanation, paint: Paint) -> Iterator[str]:
    record = made.record
    what = paint.good("relevant") if record.relevant else paint.bad("not relevant")
    yield ""
    yield f"{paint.head('Relevance')}  {what}, score {record.relevance:.2f}; relevant from {made.relevance.least:.2f}"
    yield f"  words    {', '.join(record.relevance_reasons) or 'none'}"
    yield from _signals(made.relevance, paint, indent="  ")


def _topics(made: Explanation, paint: Paint) -> Iterator[str]:
    if not made.topics:
        return
    yield ""
    yield f"{paint.head('Topics')}  {', '.join(made.record.topics)}; a topic from {made.topics[0][1].least:.2f}"
    for topic, decision in made.topics[:_TOPICS]:
        mark = paint.good("*") if topic in made.record.topics else " "
        yield f"  {mark} {topic:20} {decision.score:.2f}  {paint.faint(_in_line(decision.signals))}"


def _mentions(made: Explanation, paint: Paint) -> Iterator[str]:
    yield ""
    yield f"{paint.head('Places')}  {len(made.mentions)} mentions, {len(made.record.places)} places"
    for mention in made.mentions:
        yield from _mention(mention, paint)


def _mention(mention: PlaceMention, paint: Paint) -> Iterator[str]:
    yield f"  {_at(mention.start, mention.end)} {paint.head(_quoted(mention.text))}"
    cue = _CUES.get(mention.cue, mention.cue)
    yield f"    found    {mention.cue}: {cue}{f' ({mention.written})' if mention.written else ''}"
    if mention.feature is None:
        yield f"    {paint.bad('unplaced')} {mention.why}"
    else:
        yield f"    is       {paint.good(_feature(mention.feature))}"
        yield f"    by       {mention.decided_by}: {mention.why}"
    others = [feature for feature in mention.candidates if feature != mention.feature]
    if others:
        ranked = sorted(others, key=lambda feature: -feature.population)
        yield f"    or       {paint.faint(_feature(ranked[0]))}"
        for feature in ranked[1:_CANDIDATES]:
            yield f"             {paint.faint(_feature(feature))}"
        if len(ranked) > _CANDIDATES:
            yield f"             {paint.faint(f'and {len(ranked) - _CANDIDATES} more')}"


def _roles(made: Explanation, paint: Paint) -> Iterator[str]:
    if not made.roles:
        return
    yield ""
    yield f"{paint.head('Where it happens')}  event from {made.roles[0][1].least:.2f}"
    for place, decision in made.roles:
        name = ", ".join(part for part in (place.name, place.state or place.country) if part)
        yield from _role(place.role, f"{name} ({place.kind}, {place.mentions}x)", decision, paint)


def _agencies(made: Explanation, paint: Paint) -> Iterator[str]:
    yield ""
    yield f"{paint.head('Agencies')}  {len(made.agencies)} mentions, {len(made.record.agencies)} agencies"
    for agency in made.agencies:
        yield f"  {_at(agency.start, agency.end)} {_quoted(agency.text)} = {paint.good(agency.name)}"
        yield f"    by       {agency.rule}"


def _dates(made: Explanation, paint: Paint) -> Iterator[str]:
    yield ""
    yield f"{paint.head('Dates')}  {len(made.dates)} mentions; the event: {made.record.event_date or 'no date'}"
    for found in made.dates:
        away = "" if found.days_from_publication is None else f", {_away(found.days_from_publication)}"
        yield f"  {_at(found.start, found.end)} {_quoted(found.text)} = {paint.good(found.date)}{away}"
        yield f"    by       {found.rule}"
    for mention, decision in made.date_roles:
        yield from _role(mention.role, f"{mention.date} ({mention.mentions}x)", decision, paint)


def _no_places(made: Explanation, paint: Paint) -> Iterator[str]:
    if made.no_places:
        yield ""
        yield f"{paint.head('No places')}  words that are kept from being places"
        for held in made.no_places:
            yield f"  {_at(held.start, held.end)} {_quoted(held.text)} {paint.faint(held.what)}"


def _issues(record: Record, paint: Paint) -> Iterator[str]:
    if record.issues:
        yield ""
        yield f"{paint.head('Issues')}  what was seen and not handled"
        for issue in record.issues:
            yield f"  {paint.bad(issue.level)} {issue.stage}: {issue.message}"


# -- parts -------------------------------------------------------------------------------------------------------------


def _role(role: str, what: str, decision: Decision, paint: Paint) -> Iterator[str]:
    shown = paint.good(f"{role:7}") if role == "event" else f"{role:7}"
    alone = (decision.score >= decision.least) == (role == "event")
    yield f"  {shown}  {decision.score:.2f}  {what}{'' if alone else '; settled with the others beside it'}"
    yield f"             {paint.faint(_in_line(decision.signals))}"


def _signals(decision: Decision, paint: Paint, *, indent: str) -> Iterator[str]:
    for signal in decision.signals[:_SIGNALS]:
        made = paint.faint(f"{signal.value:.2f} x {signal.weight:+.3f}")
        yield f"{indent}{signal.points:+7.2f}  {signal.name} {made}"
    if len(decision.signals) > _SIGNALS:
        rest = sum(signal.points for signal in decision.signals[_SIGNALS:])
        yield f"{indent}{rest:+7.2f}  {paint.faint(f'{len(decision.signals) - _SIGNALS} more signals')}"


def _in_line(signals: Sequence[Signal]) -> str:
    return ", ".join(f"{signal.name} {signal.points:+.2f}" for signal in signals[:_SIGNALS])


def _feature(feature: Feature) -> str:
    """A feature in words: name, what it hangs on, kind, people and coordinates."""
    parts = [feature.name]
    if feature.kind in ("facility", "neighborhood") and feature.city:
        parts.append(feature.city)
    elif feature.county and feature.county != feature.name:
        parts.append(feature.county)
    area = feature.state or feature.country
    if area and area != feature.name:
        parts.append(area)
    people = f", {feature.population:,} people" if feature.population else ""
    located = (feature.latitude, feature.longitude) != (0, 0)  # so an unlisted town has it
    where = f", {feature.latitude:.2f} {feature.longitude:.2f}" if located else ""
    return f"{', '.join(parts)} ({feature.kind}{people}{where})"


def _away(days: int) -> str:
    if days == 0:
        return "the day of publication"
    count = "1 day" if abs(days) == 1 else f"{abs(days)} days"
    return f"{count} {'before' if days < 0 else 'after'} publication"


def _at(start: int, end: int) -> str:
    return f"{start:>5}-{end:<5}"


def _quoted(text: str) -> str:
    return "“" + " ".join(text.split()) + "”"
