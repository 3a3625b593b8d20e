"""A weighed decision: signals times their weights in a table, as a score from 0 to 1."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping

_STEEPEST = 30.0  # beyond this the logistic function is 0 or 1


def weigh(signals: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The score of signals; one without a weight counts nothing."""
    logit = sum([weights.get(name, 0.0) * value for name, value in signals.items()])
    return 1.0 / (1.0 + math.exp(-max(-_STEEPEST, min(_STEEPEST, logit))))


def weights_by(rows: Iterable[Mapping[str, str]], of: str) -> defaultdict[str, dict[str, float]]:
    """The weights of a table's signals, by what its column `of` names: a place or a date, or a topic."""
    weights: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        weights[row[of]][row["signal"]] = float(row["weight"])
    return weights
