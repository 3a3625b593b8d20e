"""`python -m etl evaluate`: how often relevance, places, agencies, dates and topics are right, against gold records.

A field is scored over the distinct values of each article, micro-averaged: precision, recall, F1, with a bootstrap
interval over articles. What counts as the same value:

- place: kind, state (country outside the U.S.) and name are equal; a facility's name may be longer or shorter than the
  gold one where both stand at the same words; a city, neighborhood, county or facility lies within 25 km of the gold.
- event place: the same, among places with the role event that may be a pin (no state, country or region).
- agency: canonical name and level. Date: the prefix date. Topic: the label. Count: what and value.
- points: of the places with coordinates found under the right name and kind, the share within 25 km.

The gold is split by a hash of the id: `dev` is what rules may be written on, `held` is only measured on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.gazetteer import Feature, key, kilometres
from etl.knowledge import ACCURACY
from etl.models import Article, Record
from etl.text import plain

FIELDS = ("relevance", "places", "event_places", "agencies", "dates", "topics", "counts", "points")
_NEAR_KM = 25.0
_WHOLES = ("state", "country", "region")
_HELD_ONE_IN = 3
_ROUNDS = 1000  # of the bootstrap


@dataclass(slots=True)
class Tally:
    """Right, wrong and missed values of one field in one article."""

    right: int = 0
    wrong: int = 0
    missed: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """One article's tallies by field, and what was wrong or missed, for reading."""

    id: str
    language: str
    part: str
    tallies: Mapping[str, Tally]
    errors: Mapping[str, tuple[list[str], list[str]]] = field(default_factory=dict)  # field -> (wrong, missed)


def part_of(record_id: str) -> str:
    """`held` for one id in three, by its hash, `dev` for the others."""
    return "held" if int(hashlib.sha256(record_id.encode()).hexdigest(), 16) % _HELD_ONE_IN == 0 else "dev"


def compare(record: Record, gold: Mapping[str, Any]) -> Outcome:
    """The tallies of a record against its gold annotation."""
    tallies: dict[str, Tally] = {name: Tally() for name in FIELDS}
    errors: dict[str, tuple[list[str], list[str]]] = {}

    def sets(name: str, got: Iterable[str], want: Iterable[str]) -> None:
        got_set, want_set = set(got), set(want)
        tallies[name] = Tally(len(got_set & want_set), len(got_set - want_set), len(want_set - got_set))
        errors[name] = (sorted(got_set - want_set), sorted(want_set - got_set))

    sets("relevance", ["relevant"] if record.relevant else [], ["relevant"] if gold["relevant"] else [])
    sets(
        "agencies",
        (f"{a.name} ({a.level})" for a in record.agencies),
        (f"{a['name']} ({a['level']})" for a in gold["agencies"]),
    )
    sets("dates", (d.date for d in record.dates), (d["date"] for d in gold["dates"]))
    sets("topics", record.topics, gold["topics"])
    sets(
        "counts", (f"{c.what}={c.value}" for c in record.counts), (f"{c['what']}={c['value']}" for c in gold["counts"])
    )
    got = [_place(p.name, p.kind, p.state, p.country, p.latitude, p.longitude, p.text, p.role) for p in record.places]
    want = [
        _place(p["name"], p["kind"], p["state"], p["country"], p["latitude"], p["longitude"], p["text"], p["role"])
        for p in gold["places"]
    ]
    tallies["places"], errors["places"], pairs = _match(got, want)
    tallies["event_places"], errors["event_places"], _ = _match(_pins(got), _pins(want))
    near = [_kilometres(g, w) <= _NEAR_KM for g, w in pairs if g.kind not in _WHOLES]
    tallies["points"] = Tally(sum(near), len(near) - sum(near), 0)
    return Outcome(record.article.id, record.article.language, part_of(record.article.id), tallies, errors)


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    kind: str
    area: str | None
    latitude: float | None
    longitude: float | None
    text: str
    role: str


def _place(
    name: str,
    kind: str,
    state: str | None,
    country: str | None,
    lat: float | None,
    lon: float | None,
    text: str,
    role: str,
) -> _Place:
    area = None if kind in ("country", "region") else state if country == "US" else country
    return _Place(re.sub(r"[,.()]", "", key(name)).removeprefix("the "), kind, area, lat, lon, text, role)


def _same(got: _Place, want: _Place) -> bool:
    """Whether two places are one, coordinates apart."""
    if got.kind != want.kind or got.area != want.area:
        return False
    if got.name == want.name:
        return True
    a, b = plain(got.text), plain(want.text)
    return got.kind in ("facility", "region") and (a in b or b in a)


def _kilometres(got: _Place, want: _Place) -> float:
    if None in (got.latitude, got.longitude, want.latitude, want.longitude):
        return float("inf")
    a, b = (
        Feature("", "city", None, None, None, None, float(p.latitude or 0), float(p.longitude or 0), None, None, 0)
        for p in (got, want)
    )
    return kilometres(a, b)


def _pins(places: Sequence[_Place]) -> list[_Place]:
    return [p for p in places if p.role == "event" and p.kind not in _WHOLES]


def _match(
    got: Sequence[_Place], want: Sequence[_Place]
) -> tuple[Tally, tuple[list[str], list[str]], list[tuple[_Place, _Place]]]:
    """The tally, what was wrong and missed, and the pairs that agree in name and kind."""
    left = list(want)
    pairs: list[tuple[_Place, _Place]] = []
    wrong: list[str] = []
    right = 0
    for place in got:
        fits = [w for w in left if _same(place, w)]
        best = min(fits, key=lambda w: _kilometres(place, w), default=None)
        if best is None:
            wrong.append(_show(place))
            continue
        left.remove(best)
        pairs.append((place, best))
        if place.kind in _WHOLES or _kilometres(place, best) <= _NEAR_KM:
            right += 1
        else:
            wrong.append(f"{_show(place)} [{_kilometres(place, best):.0f} km off]")
            left.append(best)
    return Tally(right, len(wrong), len(left)), (wrong, [_show(w) for w in left]), pairs


def _show(place: _Place) -> str:
    return f"{place.text} = {place.name} ({place.kind}, {place.area}, {place.role})"


# -- tables ------------------------------------------------------------------------------------------------------------


def scores(outcomes: Sequence[Outcome], name: str, *, rounds: int = _ROUNDS) -> dict[str, float | int]:
    """Precision, recall, F1 and its 95% interval over articles; `points` has its share within 25 km as precision."""
    tallies = [o.tallies[name] for o in outcomes]
    precision, recall, f1 = _f1(tallies)
    draw = random.Random(0)
    drawn = sorted(_f1(draw.choices(tallies, k=len(tallies)))[2] for _ in range(rounds)) if tallies and rounds else [f1]
    values = sum(t.right + t.missed for t in tallies)
    return {
        "precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4),
        "low": round(drawn[int(0.025 * len(drawn))], 4), "high": round(drawn[int(0.975 * (len(drawn) - 1))], 4),
        "records": len(tallies), "values": values,
    }  # fmt: skip


def _f1(tallies: Sequence[Tally]) -> tuple[float, float, float]:
    right, wrong, missed = (sum(getattr(t, what) for t in tallies) for what in ("right", "wrong", "missed"))
    precision = right / (right + wrong) if right + wrong else 1.0
    recall = right / (right + missed) if right + missed else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def table(outcomes: Sequence[Outcome], *, rounds: int = _ROUNDS) -> dict[str, dict[str, dict[str, float | int]]]:
    """The scores by language (`all`, `en`, `es`) and field."""
    return {
        language: {name: scores(mine, name, rounds=rounds) for name in FIELDS}
        for language in ("all", "en", "es")
        if (mine := [o for o in outcomes if language in ("all", o.language)])
    }


def gold_files(paths: Sequence[str]) -> list[Path]:
    """The JSONL files of the given files and folders, sorted. Raises FileNotFoundError for what is not there."""
    files: list[Path] = []
    for name in paths:
        path = Path(name)
        if not path.exists():
            raise FileNotFoundError(
                f"{name}: no such file or folder; give a JSONL file of gold records, or a folder of them"
            )
        files += sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    return files


def evaluate(files: Iterable[Path]) -> list[Outcome]:
    """The outcome of every gold record of the files, extracted with the bundled tables."""
    from etl.pipeline import Pipeline

    pipeline = Pipeline.load()
    outcomes = []
    for file in files:
        gold = {
            row["id"]: row["gold"] for row in map(json.loads, file.read_text("utf-8").splitlines()) if "gold" in row
        }
        for article in pipeline.read([str(file)]):
            if isinstance(article, Article) and article.id in gold:
                outcomes.append(compare(pipeline.extract(article), gold[article.id]))
    return outcomes


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `evaluate` takes to a parser."""
    parser.add_argument("gold", nargs="+", metavar="GOLD", help="JSONL files of gold records, or folders of them")
    parser.add_argument(
        "--part", choices=("all", "dev", "held"), default="all", help="which part of the split (default: all)"
    )
    parser.add_argument("--floors", metavar="FILE", help="fail with exit code 1 where an F1 is under its floor in FILE")
    parser.add_argument(
        "--write",
        metavar="FILE",
        nargs="?",
        const=str(ACCURACY),
        help="write the table as JSON (default: data/accuracy.json)",
    )
    parser.add_argument("--errors", action="store_true", help="show what was wrong (+) and missed (-) in each record")
    parser.add_argument("--field", choices=FIELDS, help="with --errors: only this field")


def run(args: argparse.Namespace) -> int:
    """Measure, print the table, and compare it with the floors. Exit code 0, 1 (under a floor) or 2 (no gold)."""
    try:
        outcomes = evaluate(gold_files(args.gold))
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    if not outcomes:
        print("no gold records in the given files: each line needs a `gold` object", file=sys.stderr)
        return 2
    chosen = [o for o in outcomes if args.part in ("all", o.part)]
    if args.errors:
        _print_errors(chosen, args.field)
    made = table(chosen)
    _print_table(made)
    if args.write:
        parts = {part: table([o for o in outcomes if o.part == part]) for part in ("dev", "held")}
        text = json.dumps({"records": len(outcomes), "all": table(outcomes), **parts}, indent=1, sort_keys=True)
        Path(args.write).write_text(text + "\n", "utf-8")
    return _check_floors(made, Path(args.floors)) if args.floors else 0


def _print_errors(outcomes: Sequence[Outcome], only: str | None) -> None:
    for outcome in outcomes:
        for name, (wrong, missed) in outcome.errors.items():
            if (wrong or missed) and only in (None, name):
                print(f"{outcome.id} {name}: " + "; ".join([f"+ {w}" for w in wrong] + [f"- {m}" for m in missed]))


def _print_table(made: Mapping[str, Mapping[str, Mapping[str, float | int]]]) -> None:
    print(f"{'':9}{'field':14}{'P':>7}{'R':>7}{'F1':>7}   95% interval    records  values")
    for language, fields in made.items():
        for name, s in fields.items():
            interval = f"{s['low']:.3f}-{s['high']:.3f}"
            print(
                f"{language:9}{name:14}{s['precision']:7.3f}{s['recall']:7.3f}{s['f1']:7.3f}   {interval:14}"
                f"{s['records']:9}{s['values']:8}"
            )


def _check_floors(made: Mapping[str, Mapping[str, Mapping[str, float | int]]], path: Path) -> int:
    """0 where every F1 reaches its floor; 1 and a line for each that does not."""
    floors = json.loads(path.read_text("utf-8"))["floors"]
    under = [
        f"{language} {name}: F1 {made[language][name]['f1']:.3f} is under its floor {floor:.3f}"
        for language, fields in floors.items()
        for name, floor in fields.items()
        if made[language][name]["f1"] < floor
    ]
    for line in under:
        print(line, file=sys.stderr)
    if not under:
        print(f"every floor of {path} is reached")
    return 1 if under else 0
