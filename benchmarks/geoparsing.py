"""The measures of the geoparsing literature, over values: who marked what, who found what, how far apart.

Definitions follow Gritta, Pilehvar and Collier, "A pragmatic guide to geoparsing evaluation" (2019): recognition by
exact and by overlapping spans; resolution by accuracy within 161 km (100 miles), mean and median error in kilometres,
and the area under the curve of sorted logarithmic errors, where 0 is perfect and 1 is the other side of the earth.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

NEAR_KM = 161.0  # 100 miles
FARTHEST_KM = 20_039.0  # half of the earth's girth, the field's constant
_RADIUS_KM = 6371.0


class Span(NamedTuple):
    """A toponym, marked by an annotator or found by a program. No coordinates: not placed."""

    start: int
    end: int
    latitude: float | None = None
    longitude: float | None = None
    kind: str = ""  # the annotator's type, or the pass that decided
    in_us: bool = False

    @property
    def placed(self) -> bool:
        """Whether it has coordinates."""
        return self.latitude is not None and self.longitude is not None


class Scores(NamedTuple):
    """Precision, recall and F1."""

    precision: float
    recall: float
    f1: float


class Errors(NamedTuple):
    """How far off the places are that got coordinates, in kilometres; `placed` and `right` are shares of all."""

    asked: int  # toponyms with gold coordinates
    placed: float
    right: float  # within 161 km, of all that were asked: what is not placed is wrong
    accuracy: float  # within 161 km, of those placed
    mean: float
    median: float
    auc: float


def kilometres(a: Span, b: Span) -> float:
    """Great-circle distance of two placed spans."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        raise ValueError("both spans must have coordinates")
    lat1, lat2 = math.radians(a.latitude), math.radians(b.latitude)
    dlat, dlon = lat2 - lat1, math.radians(b.longitude - a.longitude)
    h = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
    return 2 * _RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def pairs(gold: Sequence[Span], found: Sequence[Span], *, exact: bool) -> dict[int, int]:
    """Index of the gold span -> index of the found span that is the same one; each is used once.

    Equal spans pair first; without `exact`, what is left pairs with the span that it shares most characters with.
    """
    at = {(f.start, f.end): index for index, f in enumerate(found)}
    made = {g: at[gold[g].start, gold[g].end] for g in range(len(gold)) if (gold[g].start, gold[g].end) in at}
    if exact:
        return made
    used = set(made.values())
    left = [i for i in range(len(found)) if i not in used]
    shared = [
        (min(gold[g].end, found[f].end) - max(gold[g].start, found[f].start), -g, -f)
        for g in range(len(gold))
        if g not in made
        for f in left
        if found[f].start < gold[g].end and gold[g].start < found[f].end
    ]
    for _, minus_g, minus_f in sorted(shared, reverse=True):
        if -minus_g not in made and -minus_f not in used:
            made[-minus_g] = -minus_f
            used.add(-minus_f)
    return made


def scores(*, right: int, wrong: int, missed: int) -> Scores:
    """Precision, recall and F1 of counts; 0 where nothing could be right."""
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Scores(precision, recall, f1)


def errors(distances: Sequence[float], *, asked: int) -> Errors:
    """The measures of resolution for the distances of those placed, out of `asked`."""
    if not distances:
        return Errors(asked, 0.0, 0.0, 0.0, math.nan, math.nan, math.nan)
    near = sum(d <= NEAR_KM for d in distances)
    return Errors(
        asked, len(distances) / asked, near / asked, near / len(distances),
        statistics.fmean(distances), statistics.median(distances), area(distances),
    )  # fmt: skip


def area(distances: Sequence[float]) -> float:
    """Area under the sorted logarithmic errors as a share of the worst possible, by the trapezoidal rule."""
    logs = sorted(math.log1p(d) for d in distances)
    if len(logs) < 2:
        return logs[0] / math.log(FARTHEST_KM) if logs else math.nan
    under = sum((a + b) / 2 for a, b in pairwise(logs))
    return under / (math.log(FARTHEST_KM) * (len(logs) - 1))
