"""Topics: what a relevant story is really about, by the words of `topics.csv` and where they stand."""

from __future__ import annotations

from collections import defaultdict

from etl.knowledge import Knowledge
from etl.models import TOPICS
from etl.phrases import Phrases
from etl.text import Body

# A word in the headline or the lead says more than one lower down; each distinct word counts once in each.
_TITLE, _LEAD, _REST = 3.0, 1.5, 1.0
_MOST = 3  # GUIDELINES: one to three as a rule
_SHARE = 0.45  # of the strongest topic's score


class TopicFinder:
    """Scores topics by their words. Built once; `find` keeps no state."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take words and weights from the table."""
        phrases: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for row in knowledge.tables["topics"]:
            phrases[row["word"]].append((row["topic"], float(row["weight"])))
        self._phrases: Phrases[tuple[tuple[str, float], ...]] = Phrases((w, tuple(v)) for w, v in phrases.items())
        self._least = {row["topic"]: float(row["least"]) for row in knowledge.tables["topic_floors"]}

    def scores(self, body: Body) -> dict[str, float]:
        """The score of each topic: its words by weight and place, a repeated word counting half as much each time."""
        scores: dict[str, float] = defaultdict(float)
        seen: dict[tuple[str, str], int] = defaultdict(int)
        for hit in self._phrases.find(body):
            paragraph = body.paragraph_of(hit.start)
            place = _TITLE if hit.end <= body.title_end else _LEAD if paragraph <= 1 else _REST
            word = " ".join(body.keys[hit.first : hit.last + 1])
            for topic, weight in hit.value:
                scores[topic] += weight * place * 0.5 ** min(seen[topic, word], 4)
                seen[topic, word] += 1
        return dict(scores)

    def find(self, body: Body) -> tuple[str, ...]:
        """One to three topics, strongest first; the strongest one always."""
        scores = self.scores(body)
        if not scores:
            return ()
        ranked = sorted(scores, key=lambda topic: (-scores[topic], TOPICS.index(topic)))
        least = max(scores.values()) * _SHARE
        kept = [t for t in ranked if scores[t] >= max(least, self._least.get(t, 0.0))][:_MOST]
        return tuple(kept or ranked[:1])
