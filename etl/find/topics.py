"""Topics: what a relevant story is really about, by the words of `topics.csv`, where they stand, and what was found.

`topic_weights.csv` holds the weight of each signal, for every topic together (`any`) and for each by itself, fitted on
the dev part of the gold (`tools/fit_weights.py`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from etl.knowledge import Knowledge
from etl.models import TOPICS, Agency, Count
from etl.phrases import Phrases
from etl.resolve.places import Resolution
from etl.text import LEAD_PARAGRAPH, Body
from etl.weighing import weigh, weights_by

_STRENGTH = {"strong": 2.5, "some": 1.2, "weak": 0.5}  # what a word counts for its topic's share of all
_PARTS = {"title": 3.0, "lead": 1.5, "rest": 1.0}  # and what it counts there: in headline, first paragraph and below
_REPEATED = (1.0, 0.5, 0.25, 0.125, 0.0625)  # what a word counts the first time, the second ...
_NO_TOPIC = "none"  # phrases that look like a topic's words: "White House", "law enforcement"
_DEFENSE = "U.S. Department of Defense"
_MOST = 3  # GUIDELINES: one to three as a rule

Signals = dict[str, float]


class _Word(NamedTuple):
    """What a phrase says: a topic, and how strongly."""

    topic: str
    strength: str


class TopicFinder:
    """Scores topics by their words. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take words and weights from the tables."""
        phrases: dict[str, list[_Word]] = defaultdict(list)
        for row in knowledge.tables["topics"]:
            said = phrases[row["word"]]
            if row["topic"] != _NO_TOPIC:
                said.append(_Word(row["topic"], row["strength"]))
        self._phrases: Phrases[tuple[_Word, ...]] = Phrases((w, tuple(v)) for w, v in phrases.items())
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
        self,
        body: Body,
        agencies: Sequence[Agency],
        counts: Sequence[Count],
        resolution: Resolution,
        *,
        names: frozenset[int] = frozenset(),
    ) -> tuple[str, ...]:
        """One to three topics, strongest first; the strongest one always. Empty where no word of any topic stands."""
        signals = self.signals(body, agencies, counts, resolution, names=names)
        if not any("share" in s for s in signals.values()):
            return ()
        scores = {topic: weigh(s, self.weights[topic]) for topic, s in signals.items()}
        ranked = sorted(scores, key=lambda topic: (-scores[topic], TOPICS.index(topic)))
        return tuple(t for t in ranked[:_MOST] if scores[t] >= self.least) or tuple(ranked[:1])

    def signals(
        self,
        body: Body,
        agencies: Sequence[Agency],
        counts: Sequence[Count],
        resolution: Resolution,
        *,
        names: frozenset[int] = frozenset(),
    ) -> dict[str, Signals]:
        """The signals of each topic that are not zero.

        They are its words by place and strength, its share of all, its rank, and what was found beside them. `names`
        are the words of persons' names and of dates, which say nothing of a topic: "Gov. Bill Lee", "in March".
        """
        said, words = self._read(body, names)
        total = {topic: sum(_STRENGTH[s] * _PARTS[p] * n for (p, s), n in said[topic].items()) for topic in said}
        whole, most = sum(total.values()), max(total.values(), default=0.0)
        ranked = sorted(total, key=lambda t: (-total[t], TOPICS.index(t)))[:2]
        evidence = _evidence(agencies, counts, resolution)
        made: dict[str, Signals] = {}
        for topic in TOPICS:
            s = made[topic] = {"bias": 1.0}
            if topic in total:
                for (part, strength), number in said[topic].items():
                    s[f"{part}_{strength}"] = math.log1p(number)
                s["different"] = math.log1p(len(words[topic]))
                s["share"] = total[topic] / whole
                s["beside_first"] = total[topic] / most
                if topic in ranked:
                    s["second"] = 1.0
            if evidence.get(topic):
                s["evidence"] = evidence[topic]
        return made

    def _read(
        self, body: Body, names: frozenset[int]
    ) -> tuple[dict[str, dict[tuple[str, str], float]], dict[str, set[tuple[str, ...]]]]:
        """How often each topic's words stand in each part, by strength, and which words they are.

        Repeated in a part, a word counts half as much each time.
        """
        said: dict[str, dict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
        words: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        seen: dict[tuple[str, tuple[str, ...], str], int] = {}
        for hit in self._phrases.find(body):
            if hit.first in names:
                continue
            in_lead = body.paragraph_of(hit.start) <= LEAD_PARAGRAPH
            part = "title" if hit.end <= body.title_end else "lead" if in_lead else "rest"
            word = body.keys[hit.first : hit.last + 1]
            for topic, strength in hit.value:
                times = seen.get((topic, word, part), 0)
                seen[topic, word, part] = times + 1
                said[topic][part, strength] += _REPEATED[min(times, len(_REPEATED) - 1)]
                words[topic].add(word)
        return said, words


def _evidence(agencies: Sequence[Agency], counts: Sequence[Count], resolution: Resolution) -> dict[str, float]:
    """What was found that speaks for a topic, beside its words."""
    what = {count.what for count in counts}
    return {
        "detention": math.log1p(sum(r.feature.kind == "facility" for r in resolution.resolved)),
        "arrest": float("arrested" in what or "detained" in what),
        "raid": float("arrested" in what),
        "deportation": float("deported" in what),
        "use_of_force": float("injured" in what),
        "local_response": float(any(a.level in ("city", "county") for a in agencies)),
        "death": float("killed" in what),
        "protest": float("protesters" in what),
        "military_deployment": float(any(a.parent == _DEFENSE for a in agencies)),
    }
