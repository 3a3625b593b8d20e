"""The gold records as a test for other tools: what they find, scored as `python -m etl evaluate` scores ours."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from benchmarks.measure import ROOT
from etl.evaluate import Outcome, compare, scores
from etl.models import Article, DateMention, Place, Record
from etl.pipeline import Pipeline

GOLD = ROOT / "tests" / "gold"


class Case(NamedTuple):
    """An article and what people have marked in it."""

    article: Article
    gold: Mapping[str, Any]


def cases(pipeline: Pipeline, number: int | None = None) -> list[Case]:
    """The gold records as read from their files, or so many of them, spread over all files."""
    rows = (json.loads(line) for path in sorted(GOLD.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    gold = {row["id"]: row["gold"] for row in rows if "gold" in row}
    found = [item for item in pipeline.read([str(GOLD)]) if isinstance(item, Article) and item.id in gold]
    step = max(1, len(found) // number) if number else 1
    return [Case(article, gold[article.id]) for article in found[::step]]


def record(article: Article, *, places: Sequence[Place] = (), dates: Sequence[DateMention] = ()) -> Record:
    """A record that holds what another tool has found."""
    return Record(article, False, 0.0, (), (), tuple(places), (), tuple(dates), (), None, ())


def scored(some: Sequence[Case], records: Sequence[Record], field: str) -> dict[str, float]:
    """F1, precision and recall of a field over all records, and F1 over the held part and by language."""
    outcomes = [compare(found, case.gold) for case, found in zip(some, records, strict=True)]

    def part(keep: Callable[[Outcome], bool]) -> dict[str, float]:
        return scores([o for o in outcomes if keep(o)], field, rounds=0)

    whole = part(lambda o: True)
    return {
        "f1": whole["f1"], "precision": whole["precision"], "recall": whole["recall"],
        "held": part(lambda o: o.part == "held")["f1"],
        "english": part(lambda o: o.language == "en")["f1"], "spanish": part(lambda o: o.language == "es")["f1"],
    }  # fmt: skip
