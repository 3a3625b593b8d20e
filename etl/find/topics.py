"""Topics: what a relevant story is really about, by the words of `topics.csv`, where they stand, and what was found.

`topic_weights.csv` holds the weight of each signal, for every topic together (`any`) and for each by itself, fitted on
the dev part of the gold (`tools/fit_weights.py`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from etl.knowledge import Knowledge
from etl.models import TOPICS, Agency, Count
from etl.phrases import Phrases
from etl.resolve.places import Resolution
from etl.text import Body
from etl.weighing import weigh, weights_by

_TITLE, _LEAD, _REST = 3.0, 1.5, 1.0  # what a word counts in the headline, the lead and below
_REPEATED = (1.0, 0.5, 0.25, 0.125, 0.0625)  # what a word counts the first time, the second ...
_DEFENSE = "U.S. Department of Defense"
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
        weights = weights_by(knowledge.tables["topic_weights"], "topic")
        of_all = weights.pop("any")
        self.least = of_all.pop("from")  # the score from which a topic is one of the article's
        self.weights: Mapping[str, Mapping[str, float]] = {
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
        if not any("share" in s for s in signals.values()):
            return ()
        scores = {topic: weigh(s, self.weights[topic]) for topic, s in signals.items()}
        ranked = sorted(scores, key=lambda topic: (-scores[topic], TOPICS.index(topic)))
        return tuple(t for t in ranked[:_MOST] if scores[t] >= self.least) or tuple(ranked[:1])

    def signals(
        self, body: Body, agencies: Sequence[Agency], counts: Sequence[Count], resolution: Resolution
    ) -> dict[str, Signals]:
        """The signals of each topic that are not zero.

        They are its words by place, its share of all, its rank, and what was found beside them.
        """
        title, lead, rest = self._words(body)
        total = {
            t: _TITLE * title.get(t, 0.0) + _LEAD * lead.get(t, 0.0) + _REST * rest.get(t, 0.0)
            for t in TOPICS
            if t in title or t in lead or t in rest
        }
        whole = sum(total.values())
        ranked = sorted(total, key=lambda t: -total[t])[:2]
        evidence = _evidence(agencies, counts, resolution)
        made: dict[str, Signals] = {}
        for topic in TOPICS:
            s = made[topic] = {"bias": 1.0}
            if topic in total:
                for name, part in (("title", title), ("lead", lead), ("rest", rest)):
                    if topic in part:
                        s[name] = math.log1p(part[topic])
                s["share"] = total[topic] / whole
                if topic == ranked[0]:
                    s["first"] = 1.0
                if topic in ranked:
                    s["second"] = 1.0
            if evidence.get(topic):
                s["evidence"] = evidence[topic]
        return made

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


def _evidence(agencies: Sequence[Agency], counts: Sequence[Count], resolution: Resolution) -> dict[str, float]:
    """What was found that speaks for a topic, beside its words."""
    what = {count.what for count in counts}
    return {
        "detention": math.log1p(sum(r.feature.kind == "facility" for r in resolution.resolved)),
        "arrest": float("arrested" in what),
        "raid": float("arrested" in what),
        "local_response": float(any(a.level in ("city", "county") for a in agencies)),
        "death": float("killed" in what),
        "protest": float("protesters" in what),
        "military_deployment": float(any(a.parent == _DEFENSE for a in agencies)),
    }
