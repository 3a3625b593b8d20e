"""A weighed decision: signals times their weights in a table, as a score from 0 to 1."""

from __future__ import annotations

import math
from collections.abc import Mapping

_STEEPEST = 30.0  # beyond this the logistic function is 0 or 1


def weigh(signals: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The score of signals; one without a weight counts nothing."""
    logit = sum([weights.get(name, 0.0) * value for name, value in signals.items()])
    return 1.0 / (1.0 + math.exp(-max(-_STEEPEST, min(_STEEPEST, logit))))
