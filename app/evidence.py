"""How the values of an article were decided, as a card shows it: plain values made of `etl.explain`, nothing private.

The words that were taken for persons' names are part of an explanation on a terminal. Here they are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from app.words import Words
from etl.explain import Decision, Explanation, PlaceMention
from etl.gazetteer import Feature
from etl.models import Article
from etl.pipeline import EXTRACTED_LANGUAGES

MOST_SIGNALS, MOST_OTHERS, MOST_TOPICS = 6, 5, 6
_COMPARED = ("relevance", "topics", "places", "agencies", "dates", "counts", "event_date")


class Why(NamedTuple):
    """A value, what decided it, and what else was possible."""

    words: str  # in the text; empty where the whole article decides
    value: str
    chosen: bool
    because: str
    others: tuple[str, ...] = ()
    score: float | None = None


def can_explain(row: Mapping[str, Any]) -> bool:
    """True where the dataset holds a text of a language that is extracted."""
    return bool((row["text"] or "").strip()) and row["language"] in EXTRACTED_LANGUAGES


def article_of(row: Mapping[str, Any]) -> Article:
    """The article as it was read, from its row."""
    names = (
        "title", "text", "url", "canonical_url", "domain", "media_name", "media_place", "publish_date",
        "publish_date_basis", "language", "text_scope",
    )  # fmt: skip
    given = {name: row[name] for name in names if row.get(name) is not None}
    return Article(id=row["article_id"], **given)


def differing(made: Explanation, row: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields in which the dataset differs from what is explained: of an older extraction, or corrected by hand."""
    now = made.record.as_dict()
    keys = {
        "places": ("start", "name", "kind", "state", "role"),
        "agencies": ("start", "name"),
        "dates": ("start", "date", "role"),
        "counts": ("start", "what", "value"),
    }

    def seen(values: Any, name: str) -> Any:
        if name in keys:
            return sorted(tuple(str(value[key]) for key in keys[name]) for value in values)
        if name == "relevance":
            return round(values or 0.0, 2)
        return list(values or ()) if name == "topics" else values

    return tuple(name for name in _COMPARED if seen(now[name], name) != seen(row[name], name))


def signals(decision: Decision, words: Words) -> list[tuple[str, float]]:
    """The strongest signals of a decision by name, with what each adds; the rest is one line."""
    shown = [(signal_name(signal.name, words), signal.points) for signal in decision.signals[:MOST_SIGNALS]]
    rest = decision.signals[MOST_SIGNALS:]
    if rest:
        shown.append((words.count("evidence.more_signals", len(rest)), sum(signal.points for signal in rest)))
    return shown


def signal_name(name: str, words: Words) -> str:
    """What a signal is called in the interface's language; its own name where no one has given it another."""
    return words.get(f"signal.{name}", name.replace("_", " "))


def topics(made: Explanation, words: Words) -> list[Why]:
    """The topics, the strongest first, with the signals that decided."""
    chosen = set(made.record.topics)
    return [
        Why("", words.get(f"topic.{topic}", topic), topic in chosen, _strongest(decision, words), score=decision.score)
        for topic, decision in made.topics[:MOST_TOPICS]
    ]


def places(made: Explanation, words: Words) -> list[Why]:
    """Each mention of a place: what it was taken for, by which step, and what else it may have been."""
    return [_place(mention, words) for mention in made.mentions]


def roles(made: Explanation, words: Words) -> list[Why]:
    """Whether each place is of the event or only mentioned, with the signals that decided."""
    return [
        Why(
            "", f"{_joined((place.name, place.state or place.country))}: {words(f'role.{place.role}')}",
            place.role == "event", _strongest(decision, words), score=decision.score,
        )
        for place, decision in made.roles
    ]  # fmt: skip


def agencies(made: Explanation) -> list[Why]:
    """Each mention of an agency, and the row that names it."""
    return [Why(found.text, found.name, True, found.rule) for found in made.agencies]


def dates(made: Explanation, words: Words) -> list[Why]:
    """Each mention of a time, the rule that read it and how far from publication it is; then the role of each date."""
    found = []
    for date in made.dates:
        away = "" if date.days_from_publication is None else _away(date.days_from_publication, words)
        found.append(Why(date.text, words.prefix(date.date), True, _joined((date.rule, away), "; ")))
    for mention, decision in made.date_roles:
        value = f"{words.prefix(mention.date)}: {words(f'role.{mention.role}')}"
        found.append(Why("", value, mention.role == "event", _strongest(decision, words), score=decision.score))
    return found


def _place(mention: PlaceMention, words: Words) -> Why:
    cue = words.get(f"cue.{mention.cue}", mention.cue)
    others = [_feature(feature, words) for feature in _ranked(mention) if feature != mention.feature]
    shown = tuple(others[:MOST_OTHERS])
    if len(others) > len(shown):
        shown += (words.count("evidence.more_places", len(others) - len(shown)),)
    if mention.feature is None:
        return Why(mention.text, words("evidence.unplaced"), False, _joined((cue, mention.why), "; "), shown)
    why = words.get(f"pass.{mention.decided_by}", mention.why)
    return Why(mention.text, _feature(mention.feature, words), True, _joined((cue, why), "; "), shown)


def _ranked(mention: PlaceMention) -> list[Feature]:
    return sorted(mention.candidates, key=lambda feature: (-feature.population, feature.name))


def _feature(feature: Feature, words: Words) -> str:
    hangs_on = feature.city if feature.kind in ("facility", "neighborhood") else feature.county
    parts = [feature.name, hangs_on if hangs_on != feature.name else None, feature.state or feature.country]
    people = words("evidence.people", n=words.number(feature.population)) if feature.population else ""
    about = _joined((words.get(f"kind.{feature.kind}", feature.kind), people))
    return f"{_joined(parts)} ({about})"


def _strongest(decision: Decision, words: Words) -> str:
    found = [f"{signal_name(signal.name, words)} {signal.points:+.1f}" for signal in decision.signals[:4]]
    return ", ".join(found)


def _away(days: int, words: Words) -> str:
    if not days:
        return words("evidence.same_day")
    return words.count("evidence.days_before" if days < 0 else "evidence.days_after", abs(days))


def _joined(parts: Iterable[str | None], by: str = ", ") -> str:
    return by.join(dict.fromkeys(part for part in parts if part))
