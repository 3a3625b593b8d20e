"""`python -m etl.relate.evaluate`: how often articles are grouped rightly, against labelled pairs.

The gold (`tests/gold/stories/story_pairs.jsonl`) holds articles and pairs of them. A copy is given as its original's
id and the edits that make it, as desks make them; `same` says whether two articles carry one report:

- the same: the wire's own, papers that carry it whole or cut, under a local introduction, with local paragraphs,
  edited, with another headline, corrected without news, stamped as updated without news, translated; a release that
  is printed as it was given; a feed's first lines; a headline alone that is the report's own.
- not the same: two newsrooms' reports of one event, also where they quote the same words or write from one release;
  two events, also where the text is a form (weekly figures, fugitives, reports of deaths in custody); an update that
  tells new facts; a digest or live blog beside what it digests; a local story with some paragraphs of a wire.

Articles of one family are about one event or one form, and a family is wholly in `dev` or wholly in `held`, since
pairs of one family share their words. Beside our figures stand those of equal headlines; `benchmarks/copies.py` adds
MinHash LSH.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from etl.evaluate import part_of
from etl.relate import relate
from etl.relate.shelf import Item, Rules
from etl.text import plain

GOLD = Path(__file__).resolve().parent.parent.parent / "tests" / "gold" / "stories" / "story_pairs.jsonl"
Groups = Mapping[str, str]  # article -> story


@dataclass(frozen=True, slots=True)
class Gold:
    """Labelled articles and pairs."""

    items: tuple[Item, ...]
    stories: Groups
    families: Groups
    pairs: tuple[tuple[str, str, bool, str], ...]  # two articles, whether they are the same story, what they are


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision and recall over the labelled pairs, and B-cubed over articles."""

    pairs: int
    same: int
    precision: float
    recall: float
    b_precision: float
    b_recall: float
    b_f1: float


def read_gold(lines: Iterable[str]) -> Gold:
    """The articles, made by their edits, and the pairs. Raises ValueError where an edit changes nothing."""
    articles: dict[str, dict[str, Any]] = {}
    pairs = []
    for line in lines:
        row = json.loads(line)
        if "pair" in row:
            pairs.append((*row["pair"], row["same"], row["kind"]))
            continue
        article = row["article"]
        if "of" in article:
            article["text"] = edited(articles[article["of"]]["text"], article["edits"])
        articles[article["id"]] = article
    items = (
        Item(a["id"], a["title"], a["text"], a.get("publish_date"), a.get("language", "en"), a["media_name"])
        for a in articles.values()
    )
    return Gold(
        tuple(items),
        {id_: article["story"] for id_, article in articles.items()},
        {id_: article["family"] for id_, article in articles.items()},
        tuple(pairs),
    )


def edited(text: str, edits: Sequence[Sequence[Any]]) -> str:
    """The text as another desk prints it: edits of its paragraphs, in order."""
    paragraphs = text.split("\n\n")
    for name, *given in edits:
        made = _EDITS[name](paragraphs, *given)
        if made == paragraphs and name != "straight":
            raise ValueError(f"the edit {name} {given} changes nothing in: {text[:60]}")
        paragraphs = [paragraph for paragraph in made if paragraph.strip()]
    return "\n\n".join(paragraphs)


def _words(paragraphs: list[str], count: int) -> list[str]:
    """The first words, as a feed cuts them."""
    out: list[str] = []
    for paragraph in paragraphs:
        words = paragraph.split()
        out.append(" ".join(words[:count]))
        count -= len(words)
        if count <= 0:
            break
    return [*out[:-1], f"{out[-1]}…"]


def _swapped(paragraphs: list[str], one: int, other: int) -> list[str]:
    out = list(paragraphs)
    out[one], out[other] = out[other], out[one]
    return out


_QUOTES = str.maketrans("“”‘’", "\"\"''")
_EDITS: Mapping[str, Callable[..., list[str]]] = {
    "keep": lambda paragraphs, count: paragraphs[:count],
    "words": _words,
    "drop": lambda paragraphs, places: [p for at, p in enumerate(paragraphs) if at not in places],
    "top": lambda paragraphs, text: [text, *paragraphs],
    "end": lambda paragraphs, text: [*paragraphs, text],
    "after": lambda paragraphs, at, text: [*paragraphs[: at + 1], text, *paragraphs[at + 1 :]],
    "swap": _swapped,
    "set": lambda paragraphs, at, text: [*paragraphs[:at], text, *paragraphs[at + 1 :]],
    "sub": lambda paragraphs, old, new: [p.replace(old, new) for p in paragraphs],
    "dateline": lambda paragraphs, text: [text + paragraphs[0], *paragraphs[1:]],
    "joined": lambda paragraphs: [" ".join(paragraphs)],
    "straight": lambda paragraphs: [p.translate(_QUOTES) for p in paragraphs],
    "none": lambda paragraphs: [],
}


def ours(items: Sequence[Item], rules: Rules) -> Groups:
    """The stories as `relate` finds them."""
    return {row.article_id: row.story_id for row in relate(items, rules)}


def equal_titles(items: Sequence[Item]) -> Groups:
    """Stories by equal headlines, letters' case and accents aside."""
    return {item.id: " ".join(plain(item.title).split()) for item in items}


def scores(gold: Gold, found: Groups, *, part: str = "all") -> Scores:
    """How well the groups agree with the labels, in one part of the gold."""
    chosen = {id_ for id_, family in gold.families.items() if part in ("all", part_of(family))}
    pairs = [(a, b, same) for a, b, same, _ in gold.pairs if a in chosen]
    right = sum(same and found[a] == found[b] for a, b, same in pairs)
    told = sum(found[a] == found[b] for a, b, _ in pairs)
    same = sum(same for _, _, same in pairs)
    got, want = Counter(found[one] for one in chosen), Counter(gold.stories[one] for one in chosen)
    both = Counter((found[one], gold.stories[one]) for one in chosen)
    precision = sum(both[found[one], gold.stories[one]] / got[found[one]] for one in chosen) / max(len(chosen), 1)
    recall = sum(both[found[one], gold.stories[one]] / want[gold.stories[one]] for one in chosen) / max(len(chosen), 1)
    return Scores(
        pairs=len(pairs),
        same=same,
        precision=right / told if told else 1.0,
        recall=right / same if same else 1.0,
        b_precision=precision,
        b_recall=recall,
        b_f1=2 * precision * recall / (precision + recall) if chosen else 1.0,
    )


def errors(gold: Gold, found: Groups, *, part: str = "all") -> list[str]:
    """A line for every pair that is wrong, labelled or across families."""
    chosen = [id_ for id_, family in gold.families.items() if part in ("all", part_of(family))]
    kinds = {(a, b): kind for a, b, _, kind in gold.pairs}
    return [
        f"{'wrong' if found[a] == found[b] else 'missed'}: {a} {b} ({kinds.get((a, b), 'two families')})"
        for a, b in combinations(chosen, 2)
        if (found[a] == found[b]) != (gold.stories[a] == gold.stories[b])
    ]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the measure takes to a parser."""
    parser.add_argument(
        "--stories", type=Path, default=GOLD, metavar="FILE", help="labelled pairs (default: %(default)s)"
    )
    parser.add_argument("--errors", action="store_true", help="show the pairs that are wrong or missed")
    parser.add_argument("--part", choices=("all", "dev", "held"), default="all", help="with --errors: of which part")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table as JSON")


def run(options: argparse.Namespace) -> int:
    """Measure and print the table; exit code 2 where there is no gold."""
    if not options.stories.exists():
        print(f"{options.stories}: no such file", file=sys.stderr)
        return 2
    gold = read_gold(options.stories.read_text("utf-8").splitlines())
    ways: dict[str, Groups] = {"relate": ours(gold.items, Rules.load()), "equal titles": equal_titles(gold.items)}
    if options.errors:
        print("\n".join(errors(gold, ways["relate"], part=options.part)))
    table = {
        way: {part: scores(gold, found, part=part) for part in ("all", "dev", "held")} for way, found in ways.items()
    }
    print(f"{'':14}{'part':6}{'pairs':>6}{'same':>6}{'P':>8}{'R':>8}{'B3 P':>8}{'B3 R':>8}{'B3 F1':>8}")
    for way, parts in table.items():
        for part, s in parts.items():
            print(
                f"{way:14}{part:6}{s.pairs:6}{s.same:6}{s.precision:8.3f}{s.recall:8.3f}"
                f"{s.b_precision:8.3f}{s.b_recall:8.3f}{s.b_f1:8.3f}"
            )
    if options.write:
        made = {way: {part: _as_dict(s) for part, s in parts.items()} for way, parts in table.items()}
        options.write.write_text(json.dumps({"articles": len(gold.items), **made}, indent=1) + "\n", "utf-8")
    return 0


def _as_dict(made: Scores) -> dict[str, float]:
    return {name: round(getattr(made, name), 4) for name in made.__slots__}


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m etl.relate.evaluate", description="Measure the grouping of stories."
    )
    add_arguments(parser)
    return run(parser.parse_args(arguments))


if __name__ == "__main__":
    sys.exit(main())
