"""Grouping the articles that carry one report: ours beside MinHash LSH by datasketch and by rensa.

Twice: on labelled pairs (`tests/gold/stories`), where it is known what desks do with a report, and on articles made for
it (`benchmarks/texts.py`), of which 40 in 100 are copies. MinHash LSH runs as it does for web corpora: shingles of five
words, 128 permutations, candidates of equal bands kept where the estimated Jaccard similarity reaches a threshold,
chains of them joined; at several thresholds, on texts as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.measure import side_by_side
from benchmarks.stories import pairwise
from benchmarks.texts import Reports
from etl.relate.evaluate import GOLD, equal_titles, ours, read_gold, scores
from etl.relate.groups import Joined
from etl.relate.shelf import Item, Rules
from etl.text import plain

PACKAGES = ("datasketch", "rensa")
OURS = "ours"
_PERMUTATIONS = 128
_BANDS = 32
_THRESHOLDS = (0.8, 0.5, 0.3)
_ARTICLES, _SMALL = 4000, 400  # made for it

Way = Callable[[Sequence[Item]], Mapping[str, str]]


def shingles(item: Item) -> list[str]:
    """The runs of five words of a text; of the title where there is no text."""
    words = plain(item.text or item.title).split()
    return [" ".join(words[at : at + 5]) for at in range(max(len(words) - 4, 1))]


def rensa(items: Sequence[Item], threshold: float) -> Mapping[str, str]:
    """Stories by rensa."""
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    sketches = []
    for item in items:
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=7)
        sketch.update(shingles(item))
        lsh.insert(len(sketches), sketch)
        sketches.append(sketch)
    return _joined(items, sketches, lsh.query, threshold)


def datasketch(items: Sequence[Item], threshold: float) -> Mapping[str, str]:
    """Stories by datasketch."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, params=(_BANDS, _PERMUTATIONS // _BANDS))
    sketches = []
    for item in items:
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=7)
        sketch.update_batch([shingle.encode() for shingle in shingles(item)])
        lsh.insert(len(sketches), sketch)
        sketches.append(sketch)
    return _joined(items, sketches, lsh.query, threshold)


def _joined(
    items: Sequence[Item], sketches: Sequence[Any], query: Callable[[Any], Sequence[int]], threshold: float
) -> Mapping[str, str]:
    joined = Joined(len(items))
    for one, sketch in enumerate(sketches):
        for other in query(sketch):
            if other < one and joined.of(other) != joined.of(one) and sketch.jaccard(sketches[other]) >= threshold:
                joined.join(one, other)
    return {item.id: str(joined.of(at)) for at, item in enumerate(items)}


def ways(rules: Rules) -> dict[str, Way]:
    """Every way of grouping, by name."""
    made: dict[str, Way] = {OURS: lambda items: ours(items, rules)}
    for threshold in _THRESHOLDS:
        made[f"rensa, Jaccard {threshold}"] = lambda items, t=threshold: rensa(items, t)
        made[f"datasketch, Jaccard {threshold}"] = lambda items, t=threshold: datasketch(items, t)
    return made


def measure(folder: Path, *, small: bool) -> dict[str, Any]:
    """A row for each way: precision and recall on the labelled pairs and on the made ones, and articles a second."""
    gold, rules = read_gold(GOLD.read_text("utf-8").splitlines()), Rules.load()
    made = list(Reports(11).articles(_SMALL if small else _ARTICLES))
    items, truth = [Item(*row[:6]) for row in made], {row[0]: row[6] for row in made}
    some = ways(rules)
    timed = side_by_side(
        {name: lambda way=way: way(items) for name, way in some.items()}, rounds=3, patience=5 if small else 12
    )
    rows = []
    for name, way in some.items():
        found = scores(gold, way(gold.items))
        precision, recall = pairwise(dict(timed[name].result), truth)
        rows.append(
            {
                "name": name, "rate": len(items) / timed[name].seconds, "best_rate": len(items) / timed[name].least,
                "rounds": timed[name].rounds,
                "made_precision": precision, "made_recall": recall, "precision": found.precision,
                "recall": found.recall, "b_f1": found.b_f1,
            }
        )  # fmt: skip
    titles = scores(gold, equal_titles(gold.items))
    return {
        "articles": len(items), "pairs": len(gold.pairs), "labelled": len(gold.items), "rows": rows,
        "equal_titles": {"precision": titles.precision, "recall": titles.recall, "b_f1": titles.b_f1},
    }  # fmt: skip
