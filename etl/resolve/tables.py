"""Agencies and dates of an article, each distinct one once, at its first mention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from etl.find.agencies import FoundAgency
from etl.find.dates import Found
from etl.knowledge import Knowledge
from etl.models import Agency, Article, DateMention
from etl.text import Body

_WELL_KNOWN = 300_000  # people: such a city's name says its state


def agencies_of(body: Body, found: Sequence[FoundAgency]) -> tuple[Agency, ...]:
    """The distinct agencies, in order of first mention."""
    mentions = Counter(f.name for f in found)
    first = {f.name: f for f in reversed(found)}
    kept = sorted(first.values(), key=lambda f: f.start)
    return tuple(
        Agency(
            body.text[f.start : f.end],
            f.start,
            f.end,
            f.name,
            f.short_name,
            f.level,
            f.parent,
            f.state,
            mentions[f.name],
        )
        for f in kept
    )


def dates_of(body: Body, found: Sequence[Found]) -> tuple[DateMention, ...]:
    """The distinct calendar times, in order of first mention; the role is for `etl/focus.py` to say."""
    mentions = Counter(f.date for f in found)
    first = {f.date: f for f in reversed(found)}
    kept = sorted(first.values(), key=lambda f: (f.start, f.date))
    return tuple(
        DateMention(body.text[f.start : f.end], f.start, f.end, f.date, f.precision, "mention", mentions[f.date])
        for f in kept
    )


def states_of(body: Body, article: Article, knowledge: Knowledge) -> frozenset[str]:
    """The states that the text or the outlet's home names, by two letters, and foreign countries as "country:MX".

    The state of a well-known city stands as "near:CA": where the city is, its bodies are, but nobody named the state.
    """
    found = set(_named(body, knowledge))
    _, home = knowledge.area(article.media_place)
    return frozenset(found | {home} if home else found)


def _named(body: Body, knowledge: Knowledge) -> Iterable[str]:
    forms, keys = knowledge.state_forms, body.keys
    for index, word in enumerate(body.words):
        if not word.capital:
            continue
        for size in (1, 2, 3):
            name = " ".join(keys[index : index + size])
            code = forms.get(name)
            if code and (size > 1 or len(word.text) > 2):
                yield code
            for feature in knowledge.gazetteer.by_key(name):
                if feature.kind == "city" and feature.state and feature.population >= _WELL_KNOWN:
                    yield f"near:{feature.state}"
                if feature.kind in ("country", "region", "state") and feature.country not in ("US", None):
                    yield f"country:{feature.country}"
