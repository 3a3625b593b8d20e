"""Topics: what a relevant story is really about, by the words of `topics.csv`, where they stand, and what was found.

`topic_weights.csv` holds the weight of each signal, for every topic together (`any`) and for each by itself, fitted on
the dev part of the gold (`tools/fit_weights.py`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from etl.knowledge import Knowledge
from etl.models import TOPICS, Agency, Count
from etl.phrases import Phrases
from etl.resolve.places import Resolution
from etl.text import Body

_TITLE, _LEAD, _REST = 3.0, 1.5, 1.0  # what a word counts in the headline, the lead and below
_REPEATED = (1.0, 0.5, 0.25, 0.125, 0.0625)  # what a word counts the first time, the second ...
_MOST = 3  # GUIDELINES: one to three as a rule

Signals = dict[str, float]


class TopicFinder:
    """Scores topics by their words. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take words and weights from the tables."""
        phrases: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for row in knowledge.tables["topics"]:
            phrases[row["word"]].append((row["topic"], float(row["weight"])))
        self._phrases: Phrases[tuple[tuple[str, float], ...]] = Phrases((w, tuple(v)) for w, v in phrases.items())
        weights: dict[str, dict[str, float]] = defaultdict(dict)
        for row in knowledge.tables["topic_weights"]:
            weights[row["topic"]][row["signal"]] = float(row["weight"])
        of_all = weights.pop("any")
        self._from = of_all.pop("from")
        self._weights = {
            topic: {
                name: of_all.get(name, 0.0) + weights[topic].get(name, 0.0) for name in {**of_all, **weights[topic]}
            }
            for topic in TOPICS
        }

    @property
    def phrases(self) -> tuple[Phrases[Any], ...]:
        """The sets of phrases that it looks for."""
        return (self._phrases,)

    def find(
        self, body: Body, agencies: Sequence[Agency], counts: Sequence[Count], resolution: Resolution
    ) -> tuple[str, ...]:
        """One to three topics, strongest first; the strongest one always. Empty where no word of any topic stands."""
        signals = self.signals(body, agencies, counts, resolution)
        if not any(s["share"] for s in signals.values()):
            return ()
        scores = {topic: self._score(topic, s) for topic, s in signals.items()}
        ranked = sorted(scores, key=lambda topic: (-scores[topic], TOPICS.index(topic)))
        return tuple(t for t in ranked[:_MOST] if scores[t] >= self._from) or tuple(ranked[:1])

    def signals(
        self, body: Body, agencies: Sequence[Agency], counts: Sequence[Count], resolution: Resolution
    ) -> dict[str, Signals]:
        """The signals of each topic: its words by place, its share of all, its rank, and what was found beside them."""
        title, lead, rest = self._words(body)
        total = {t: _TITLE * title[t] + _LEAD * lead[t] + _REST * rest[t] for t in TOPICS}
        whole = sum(total.values()) or 1.0
        ranked = sorted(TOPICS, key=lambda t: -total[t])
        what = {count.what for count in counts}
        evidence = {
            "detention": math.log1p(sum(r.feature.kind == "facility" for r in resolution.resolved)),
            "arrest": float("arrested" in what),
            "raid": float("arrested" in what),
            "local_response": float(any(a.level in ("city", "county") for a in agencies)),
            "death": float("killed" in what),
            "protest": float("protesters" in what),
            "military_deployment": float(any(a.parent == "U.S. Department of Defense" for a in agencies)),
        }
        return {
            topic: {
                "bias": 1.0,
                "title": math.log1p(title[topic]),
                "lead": math.log1p(lead[topic]),
                "rest": math.log1p(rest[topic]),
                "share": total[topic] / whole,
                "first": float(ranked[0] == topic and total[topic] > 0),
                "second": float(topic in ranked[:2] and total[topic] > 0),
                "evidence": evidence.get(topic, 0.0),
            }
            for topic in TOPICS
        }

    def _words(self, body: Body) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
        """The weight of each topic's words in headline, lead and rest; repeated, a word counts half as much."""
        title, lead, rest = (defaultdict[str, float](float) for _ in range(3))
        parts = (title, lead, rest)
        seen: dict[tuple[str, tuple[str, ...], int], int] = {}
        for hit in self._phrases.find(body):
            number = 0 if hit.end <= body.title_end else 1 if body.paragraph_of(hit.start) <= 1 else 2
            word = body.keys[hit.first : hit.last + 1]
            for topic, weight in hit.value:
                times = seen.get((topic, word, number), 0)
                parts[number][topic] += weight * _REPEATED[min(times, len(_REPEATED) - 1)]
                seen[topic, word, number] = times + 1
        return title, lead, rest

    def _score(self, topic: str, signals: Signals) -> float:
        weights = self._weights[topic]
        logit = sum([weights.get(name, 0.0) * value for name, value in signals.items()])
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit))))
