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
from etl.weighing import weigh

RELEVANT_FROM = 0.5
_DIGITS = 4  # of the score
_REASONS = 8  # words that are shown
_KINDS = ("enforcement", "migration", "other", "abroad")  # of terms
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
        self.weights = {row["signal"]: float(row["weight"]) for row in knowledge.tables["relevance_weights"]}
        self._enforcers = {row["agency"]: float(row["weight"]) for row in knowledge.tables["relevance_agencies"]}

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (self._terms,)

    def signals(
        self, body: Body, agencies: Sequence[Agency], resolution: Resolution
    ) -> tuple[dict[str, float], dict[str, float]]:
        """The signals that are not zero by name, and the terms found with their strength."""
        found: dict[str, dict[tuple[str, ...], float]] = {}
        shown: dict[str, float] = {}
        sentences: dict[str, set[int]] = {}
        title: dict[str, float] = {}
        lead: dict[str, float] = {}
        for hit in self._terms.find(body):
            kind, weight = hit.value
            word = body.text[hit.start : hit.end].casefold()
            found.setdefault(kind, {})[body.keys[hit.first : hit.last + 1]] = weight
            shown[word] = max(shown.get(word, 0.0), weight if kind != "other" else -weight, key=abs)
            sentence = body.sentences[hit.first]
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
        number = len(body.sentence_starts)
        signals = {"bias": 1.0}
        for kind in (kind for kind in _KINDS if kind in found):
            if kind in title:
                signals[f"{kind}_title"] = title[kind]
            if kind in lead:
                signals[f"{kind}_lead"] = lead[kind]
            signals[f"{kind}_share"] = min(1.0, 2.0 * len(sentences[kind]) / number)
            signals[f"{kind}_terms"] = math.log1p(sum(found[kind].values()))
        strongest = max(enforcers.values(), default=0.0)
        if strongest:
            early = (a for a in agencies if body.sentence_of(a.start) < _LEAD_SENTENCES)
            signals["agency"] = strongest
            signals["agency_lead"] = max((self._enforcers.get(a.name, 0.0) for a in early), default=0.0)
            of_enforcers = sum(a.mentions for a in agencies if self._enforcers.get(a.name, 0.0) >= 1)
            signals["agency_mentions"] = math.log1p(of_enforcers)
        elif "enforcement" not in found:
            signals["none"] = 1.0
        if abroad:
            if not here and not any(a.level == "federal" for a in agencies):
                signals["abroad_only"] = 1.0
            signals["abroad_places"] = abroad / (abroad + here)
        return signals, shown

    def score(self, body: Body, agencies: Sequence[Agency], resolution: Resolution) -> Relevance:
        """The decision for one article."""
        signals, shown = self.signals(body, agencies, resolution)
        score = round(weigh(signals, self.weights), _DIGITS)
        strongest = sorted(shown, key=lambda word: (-abs(shown[word]), word))[:_REASONS]
        reasons = tuple(f"{word} ({shown[word]:+.1f})" for word in strongest)
        return Relevance(score >= RELEVANT_FROM, score, reasons)
