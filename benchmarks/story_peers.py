"""The grouping of stories beside what others do, on the labelled pairs: equal headlines and MinHash LSH.

    pip install rensa==0.5.0 && python benchmarks/story_peers.py

MinHash LSH is run as it is run for web corpora: shingles of five words, 128 permutations, candidates of equal bands
kept where the estimated Jaccard similarity reaches a threshold, chains of them joined; at several thresholds, each on
the texts as they are and on texts without credits, datelines and links (as `etl.relate` compares them).
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rensa import RMinHash, RMinHashLSH

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.relate.core import core_of
from etl.relate.evaluate import GOLD, equal_titles, ours, read_gold, scores
from etl.relate.shelf import Item, Rules
from etl.text import plain

_PERMUTATIONS = 128
_BANDS = 32


def minhash(items: Sequence[Item], text: Callable[[Item], str], threshold: float) -> Mapping[str, str]:
    """Stories by MinHash LSH."""
    lsh = RMinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS, num_bands=_BANDS)
    sketches = []
    for item in items:
        words = plain(text(item) or item.title).split()
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=7)
        sketch.update([" ".join(words[at : at + 5]) for at in range(max(len(words) - 4, 1))])
        lsh.insert(len(sketches), sketch)
        sketches.append(sketch)
    story = list(range(len(items)))
    for one, sketch in enumerate(sketches):
        for other in lsh.query(sketch):
            if story[other] != story[one] and sketch.jaccard(sketches[other]) >= threshold:
                old, new = story[other], story[one]
                story = [new if at == old else at for at in story]
    return {item.id: str(at) for item, at in zip(items, story, strict=True)}


def main() -> None:
    """Print precision, recall and B-cubed of each way."""
    gold, rules = read_gold(GOLD.read_text("utf-8").splitlines()), Rules.load()
    cores = {i.id: core_of(i.title, i.text, rules.furniture, outlet=i.outlet or "").text for i in gold.items}
    ways: dict[str, Callable[[], Mapping[str, str]]] = {
        "etl.relate": lambda: ours(gold.items, rules),
        "equal titles": lambda: equal_titles(gold.items),
    }
    for threshold in (0.8, 0.5, 0.3):
        ways[f"MinHash {threshold}"] = lambda t=threshold: minhash(gold.items, lambda i: i.text, t)
        ways[f"MinHash {threshold}, cleaned"] = lambda t=threshold: minhash(gold.items, lambda i: cores[i.id], t)
    print(f"{'':22}{'P':>7}{'R':>7}{'B3 F1':>7}{'seconds':>9}   {len(gold.pairs)} pairs, {len(gold.items)} articles")
    for name, way in ways.items():
        start = time.perf_counter()
        s = scores(gold, way())
        print(f"{name:22}{s.precision:7.3f}{s.recall:7.3f}{s.b_f1:7.3f}{time.perf_counter() - start:9.2f}")


if __name__ == "__main__":
    main()
