"""Relevance: is the article about U.S. immigration enforcement? A scored decision with its reasons.

Never one keyword: words of enforcement and of migration (`relevance_terms.csv`) count by where they stand and how much
of the article they fill; words of other matters (drugs, hockey, storms, history) count against, and so does a story
whose agencies and places are all abroad. `relevance_weights.csv` holds the weight of each signal.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from etl.knowledge import Knowledge
from etl.models import Agency
from etl.phrases import Phrases
from etl.resolve.places import Resolution
from etl.text import Body

RELEVANT_FROM = 0.5
# Agencies whose work is immigration enforcement; any other one can be in the news for many reasons.
_LEAD_SENTENCES = 3  # the headline and the first two


class Relevance(NamedTuple):
    """The decision, the score from 0 to 1 and the words that decided, strongest first."""

    relevant: bool
    score: float
    reasons: tuple[str, ...]


class RelevanceScorer:
    """Scores articles by terms and weights of the tables. Built once; `score` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take terms and weights from the tables."""
        self._terms: Phrases[tuple[str, float]] = Phrases(
            (row["term"], (row["kind"], float(row["weight"]))) for row in knowledge.tables["relevance_terms"]
        )
        self._weights = {row["signal"]: float(row["weight"]) for row in knowledge.tables["relevance_weights"]}
        self._enforcers = {row["agency"]: float(row["weight"]) for row in knowledge.tables["relevance_agencies"]}

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (self._terms,)

    def signals(
        self, body: Body, agencies: Sequence[Agency], resolution: Resolution
    ) -> tuple[dict[str, float], dict[str, float]]:
        """The signals by name, and the terms found with their strength."""
        found: dict[str, dict[str, float]] = {}
        shown: dict[str, float] = {}
        sentences: dict[str, set[int]] = {}
        title: dict[str, float] = {}
        lead: dict[str, float] = {}
        for hit in self._terms.find(body):
            kind, weight = hit.value
            word = body.text[hit.start : hit.end].casefold()
            found.setdefault(kind, {})[" ".join(body.keys[hit.first : hit.last + 1])] = weight
            shown[word] = max(shown.get(word, 0.0), weight if kind != "other" else -weight, key=abs)
            sentence = body.sentence_of(hit.start)
            sentences.setdefault(kind, set()).add(sentence)
            if hit.end <= body.title_end:
                title[kind] = max(title.get(kind, 0.0), weight)
            if sentence < _LEAD_SENTENCES:
                lead[kind] = max(lead.get(kind, 0.0), weight)
        enforcers = {a.short_name: self._enforcers.get(a.name, 0.0) for a in agencies}
        for name, weight in enforcers.items():
            if weight:
                shown[name] = weight
        here = sum(1 for r in resolution.resolved if r.feature.country == "US")
        abroad = sum(1 for r in resolution.resolved if r.feature.country not in ("US", None))
        number = max(len(body.sentence_starts), 1)
        signals = {"bias": 1.0}
        for kind in ("enforcement", "migration", "other", "abroad"):
            signals[f"{kind}_title"] = title.get(kind, 0.0)
            signals[f"{kind}_lead"] = lead.get(kind, 0.0)
            signals[f"{kind}_share"] = min(1.0, 2.0 * len(sentences.get(kind, ())) / number)
            signals[f"{kind}_terms"] = math.log1p(sum(found.get(kind, {}).values()))
        signals["agency"] = max(enforcers.values(), default=0.0)
        signals["agency_lead"] = max(
            (self._enforcers.get(a.name, 0.0) for a in agencies if body.sentence_of(a.start) < _LEAD_SENTENCES),
            default=0.0,
        )
        signals["agency_mentions"] = math.log1p(
            sum(a.mentions for a in agencies if self._enforcers.get(a.name, 0.0) >= 1)
        )
        signals["abroad_only"] = float(abroad > 0 and here == 0 and not any(a.level == "federal" for a in agencies))
        signals["abroad_places"] = abroad / (abroad + here) if abroad + here else 0.0
        signals["none"] = float(not found.get("enforcement") and not signals["agency"])
        return signals, shown

    def score(self, body: Body, agencies: Sequence[Agency], resolution: Resolution) -> Relevance:
        """The decision for one article."""
        signals, shown = self.signals(body, agencies, resolution)
        logit = sum(self._weights.get(name, 0.0) * value for name, value in signals.items())
        score = round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 4)
        strongest = sorted(shown, key=lambda word: (-abs(shown[word]), word))[:8]
        reasons = tuple(f"{word} ({shown[word]:+.1f})" for word in strongest)
        return Relevance(score >= RELEVANT_FROM, score, reasons)
