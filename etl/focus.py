"""Focus: where and when the reported thing happened, against what is only mentioned.

Each distinct place and date gets signals of where it stands and what stands beside it; `focus_weights.csv` holds the
weight of each, fitted on the part of the gold corpus that rules may be written on (`tools/fit_weights.py`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from etl.gazetteer import Feature
from etl.knowledge import Knowledge
from etl.models import Article, DateMention, Place, Role
from etl.phrases import Phrases
from etl.resolve.places import Resolution, Resolved
from etl.text import Body

_EVENT_FROM = 0.5
_LEAD_PARAGRAPHS = 1  # the paragraph after the headline
# How sure a pass is when it decides; measured on the gold by `python -m etl evaluate`.
_UNLOCATED = 0.5

Signals = dict[str, float]


class Focus:
    """Says what role each place and date has. Built once; keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take weights and words from the tables."""
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        for row in knowledge.tables["focus_weights"]:
            weights[row["of"]][row["signal"]] = float(row["weight"])
        self._weights: Mapping[str, Mapping[str, float]] = weights
        self._cues: Phrases[str] = Phrases((row["word"], row["kind"]) for row in knowledge.tables["focus_words"])
        self._confidence = {r["pass"]: float(r["confidence"]) for r in knowledge.tables["pass_confidence"]}
        self._knowledge = knowledge

    def places(self, body: Body, resolution: Resolution, article: Article) -> tuple[Place, ...]:
        """Every distinct place at its first mention, with its role and confidence."""
        groups = _distinct(resolution.resolved)
        signals = self.place_signals(body, resolution, article)
        places = []
        for number, (_, group) in enumerate(groups):
            first = group[0]
            feature, mention = first.feature, first.mention
            role: Role = "event" if self._score("place", signals[number]) >= _EVENT_FROM else "mention"
            pin = feature if first.located else None
            places.append(
                Place(
                    body.text[mention.start : mention.end], mention.start, mention.end, feature.name, feature.kind,
                    feature.city, feature.county, feature.state, feature.country,
                    pin.latitude if pin else None, pin.longitude if pin else None,
                    feature.fips_code, feature.geonames_id, role, first.decided_by,
                    self._confidence.get(first.decided_by, _UNLOCATED) if first.located else _UNLOCATED, len(group),
                )
            )  # fmt: skip
        return tuple(places)

    def dates(
        self, body: Body, dates: Sequence[DateMention], published: str | None = None
    ) -> tuple[tuple[DateMention, ...], str | None]:
        """The dates with their roles, and the date of the main event: the strongest of the finest event dates."""
        signals = self.date_signals(body, dates, published)
        scores = [self._score("date", s) for s in signals]
        made = tuple(
            replace(d, role="event" if score >= _EVENT_FROM else "mention") for d, score in zip(dates, scores, strict=True)
        )
        events = [(len(d.date), score, -d.start, d.date) for d, score in zip(made, scores, strict=True) if d.role == "event"]
        return made, max(events)[3] if events else None

    # -- signals ---------------------------------------------------------------------------------------------------

    def place_signals(self, body: Body, resolution: Resolution, article: Article) -> list[Signals]:
        """The signals of each distinct place, in order of first mention."""
        cues = self._by_sentence(body)
        home, home_state = self._knowledge.area(article.media_place)
        groups = _distinct(resolution.resolved)
        towns = [g for _, g in groups if g[0].feature.kind in ("city", "neighborhood", "county", "facility")]
        in_states = {g[0].feature.state for g in towns}
        result = []
        for number, (_, group) in enumerate(groups):
            first, feature = group[0], group[0].feature
            starts = [r.mention.start for r in group]
            sentences = {body.sentence_of(start) for start in starts}
            s: Signals = {"bias": 1.0, f"kind_{feature.kind}": 1.0}
            s["title"] = float(any(start < body.title_end for start in starts))
            s["lead"] = float(any(body.paragraph_of(start) == _LEAD_PARAGRAPHS for start in starts))
            s["second_paragraph"] = float(any(body.paragraph_of(start) == _LEAD_PARAGRAPHS + 1 for start in starts))
            s["dateline"] = float(any(r.mention.cue == "dateline" for r in group))
            s["mentions"] = math.log(len(group))
            s["late"] = starts[0] / max(len(body.text), 1)
            s["order"] = 1.0 / (1 + number)
            s["first_town"] = float(bool(towns) and group is towns[0])
            s["only_town"] = float(len(towns) == 1 and group is towns[0])
            s["home"] = float(home is not None and feature.kind == "city" and feature.name == home.name and feature.state == home.state)
            s["home_state"] = float(feature.state is not None and feature.state == home_state)
            s["abroad"] = float(feature.country not in ("US", None))
            s["state_of_towns"] = float(feature.kind == "state" and feature.state in in_states)
            s["state_alone"] = float(feature.kind == "state" and feature.state not in in_states)
            s["listed"] = float(sum(r.mention.group == first.mention.group for r in resolution.resolved) > 2)
            for kind in ("action", "protest", "decision", "background", "transfer"):
                s[kind] = float(any(kind in cues.get(sentence, ()) for sentence in sentences))
            before = {self._before(body, r) for r in group}
            s["in"] = float(bool(before & {"in", "en", "at", "near", "outside", "inside", "cerca", "across", "around"}))
            s["from"] = float(bool(before & {"from", "desde", "of", "de", "to", "hacia", "a"}) and not s["in"])
            s["has_event_facility"] = float(
                feature.kind == "city" and any(g[0].feature.kind == "facility" and g[0].feature.city == feature.name for g in towns)
            )
            result.append(s)
        return result

    def date_signals(self, body: Body, dates: Sequence[DateMention], published: str | None = None) -> list[Signals]:
        """The signals of each distinct date, in order of first mention."""
        cues = self._by_sentence(body)
        result = []
        for number, d in enumerate(dates):
            sentence = body.sentence_of(d.start)
            paragraph = body.paragraph_of(d.start)
            s: Signals = {"bias": 1.0, f"precision_{d.precision}": 1.0}
            s["title"] = float(d.start < body.title_end)
            s["lead"] = float(paragraph == _LEAD_PARAGRAPHS)
            s["second_paragraph"] = float(paragraph == _LEAD_PARAGRAPHS + 1)
            s["late"] = d.start / max(len(body.text), 1)
            s["first"] = float(number == 0)
            s["mentions"] = math.log(d.mentions)
            for kind in ("action", "protest", "decision", "background", "transfer", "ahead", "said"):
                s[kind] = float(kind in cues.get(sentence, ()))
            if published and d.precision == "day":
                away = (date.fromisoformat(published) - date.fromisoformat(d.date)).days
                s["ahead_of_publication"] = float(away < 0)
                s["days_before"] = min(math.log1p(max(away, 0)), 6.0)
            elif published:
                s["years_before"] = min(float(max(int(published[:4]) - int(d.date[:4]), 0)), 5.0)
            result.append(s)
        return result

    def _score(self, of: str, signals: Signals) -> float:
        weights = self._weights[of]
        logit = sum(weights.get(name, 0.0) * value for name, value in signals.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))

    def _by_sentence(self, body: Body) -> dict[int, set[str]]:
        """The kinds of cue words in each sentence."""
        cues: dict[int, set[str]] = defaultdict(set)
        for hit in self._cues.find(body):
            cues[body.sentence_of(hit.start)].add(hit.value)
        return cues

    def _before(self, body: Body, resolved: Resolved) -> str:
        at = resolved.mention.first - 1
        while at >= 0 and body.words[at].plain in ("the", "la", "el", "los", "las", "downtown", "nearby"):
            at -= 1
        return body.words[at].plain if at >= 0 else ""


def _distinct(resolved: Sequence[Resolved]) -> list[tuple[Feature, list[Resolved]]]:
    """Mentions by the feature that they mean, in order of first mention."""
    groups: dict[tuple[str, str, str | None, str | None, str | None], list[Resolved]] = {}
    for item in resolved:
        groups.setdefault(item.feature.identity, []).append(item)
    return [(group[0].feature, group) for group in groups.values()]
