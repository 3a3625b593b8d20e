"""Fit the weights of relevance, topics and focus on the `dev` part of the gold, and write their tables.

Logistic regression with an L2 penalty (Newton's method), cross-validated over articles so that the printed figures are
of records that the weights were not fitted on. The `held` part is never read here.

For relevance and places the articles of `tools/written/` are fitted on as well: there are four times as many of them.
They were made up in the corpus' manner (see the README there), so one counts a third of a record of real coverage, in
the fit and in the figures. For topics they were tried and made nothing better.

    python tools/fit_weights.py tests/gold [--write]
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.evaluate import gold_files, part_of
from etl.gazetteer import key
from etl.knowledge import REFERENCE
from etl.models import Article
from etl.pipeline import Pipeline

FOLDS, ROUNDS = 8, 2
AS_WELL = 0.005  # of F1
MOST_TOPICS = 3  # of an article, and one always: etl/find/topics.py
# Signals that have a weight for each topic beside the one for all.
OWN = ("bias", "share", "evidence", "different", "title_strong", "lead_strong", "rest_strong")
# Thirteen topics share few records, and relevance has few stories of other matters: their weights are kept small.
LEAST_PENALTY = {"topic": 3.0, "relevance": 1.0}
WRITTEN = Path(__file__).parent / "written" / "articles.jsonl"
AS_WELL_ON_WRITTEN = ("relevance", "place")
REAL, MADE_UP = 3.0, 1.0  # how much an article counts
NO_PINS = frozenset({"kind_state", "kind_country", "kind_region"})
Row = tuple[str, dict[str, float], bool, float]  # id of the article, signals, truth, and how much it counts


def fit(x: np.ndarray, y: np.ndarray, counts: np.ndarray, penalty: float) -> np.ndarray:
    """The weights of a logistic regression; the first column, the bias, is not penalised.

    `counts` says how much a row counts; the largest counts as one.
    """
    counts = counts / counts.max()
    weights = np.zeros(x.shape[1])
    ridge = np.full(x.shape[1], penalty)
    ridge[0] = 1e-6
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        gradient = x.T @ (counts * (p - y)) + ridge * weights
        hessian = (x * (counts * p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-7:
            break
    return weights


def matrix(rows: Sequence[Row]) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray]:
    """Names of the signals, bias first, and the matrix, the truth and the counts of the rows."""
    names = ["bias", *sorted({name for row in rows for name in row[1]} - {"bias"})]
    x = np.array([[row[1].get(name, 0.0) for name in names] for row in rows])
    return names, x, np.array([row[2] for row in rows], dtype=float), np.array([row[3] for row in rows])


def cross_validated(of: str, rows: Sequence[Row], penalty: float) -> tuple[float, float, float]:
    """The best F1 on articles left out, the score from which it is reached, and the mean log loss.

    Means over several ways of parting the articles, so that no one of them decides the score. Places count that are
    pins: the role of a state or a country is none.
    """
    _, x, y, counts = matrix(rows)
    asked = counts / REAL * [NO_PINS.isdisjoint(row[1]) for row in rows]
    if of == "relevance":
        asked = np.floor(asked)  # nine in ten of what was written are relevant, which no folder of articles is
    ids = sorted({row[0] for row in rows})
    number = {id_: index for index, id_ in enumerate(ids)}
    of_row = np.array([number[row[0]] for row in rows])
    scores = np.arange(0.25, 0.65, 0.05)
    f1, number_said, losses = np.zeros(len(scores)), np.zeros(len(scores)), []
    for draw in range(ROUNDS):
        fold = np.random.default_rng(draw).permutation(len(ids))[of_row] % FOLDS
        p = np.zeros(len(y))
        for k in range(FOLDS):
            w = fit(x[fold != k], y[fold != k], counts[fold != k], penalty)
            p[fold == k] = 1 / (1 + np.exp(-np.clip(x[fold == k] @ w, -30, 30)))
        said = _topics_said(p, of_row, scores) if of == "topic" else [p >= least for least in scores]
        f1 += [_f1(chosen, y, asked) / ROUNDS for chosen in said]
        number_said += [(chosen * asked).sum() / ROUNDS for chosen in said]
        loss = y * np.log(np.clip(p, 1e-9, 1)) + (1 - y) * np.log(np.clip(1 - p, 1e-9, 1))
        losses.append(-np.average(loss, weights=asked))
    # Of scores that do as well, the one from which as many are said as there are; of relevance the highest, since an
    # article of other matters among the coverage does more harm than one that is listed as not relevant.
    off = np.abs(number_said - (y * asked).sum()) if of != "relevance" else -scores
    off = np.where(f1 >= f1.max() - AS_WELL, off, np.inf)
    return float(f1.max()), float(scores[off.argmin()]), float(np.mean(losses))


def _topics_said(p: np.ndarray, of_row: np.ndarray, scores: np.ndarray) -> list[np.ndarray]:
    """Which rows are topics of their articles from each score: the strongest ones, and one always."""
    place = np.zeros(len(p))
    for article in range(of_row.max() + 1):
        mine = np.flatnonzero(of_row == article)
        place[mine[np.argsort(-p[mine])]] = np.arange(len(mine))
    return [(place == 0) | ((place < MOST_TOPICS) & (p >= least)) for least in scores]


def _f1(chosen: np.ndarray, y: np.ndarray, asked: np.ndarray) -> float:
    return float(2 * (chosen * y * asked).sum() / ((chosen + y) * asked).sum())


def gather(files: Sequence[Path]) -> dict[str, list[Row]]:
    """Signals and truths of relevance, topics, event places and event dates, of the dev part and of what is written."""
    pipeline = Pipeline.load()
    rows: dict[str, list[Row]] = {"relevance": [], "topic": [], "place": [], "date": []}
    for file in (*files, WRITTEN):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            if file != WRITTEN and part_of(row["id"]) != "dev":
                continue
            for of, signals, truth in _rows(pipeline, row, rows if file != WRITTEN else AS_WELL_ON_WRITTEN):
                rows[of].append((row["id"], signals, truth, REAL if file != WRITTEN else MADE_UP))
    return rows


def _rows(
    pipeline: Pipeline, row: Mapping[str, Any], wanted: Container[str]
) -> Iterator[tuple[str, dict[str, float], bool]]:
    """What is fitted, with signals and truth, of one article and its gold."""
    gold = row["gold"]
    article = Article(
        row["id"], row["title"], row["text"], media_place=row["media_place"],
        publish_date=row["publish_date"], language=row["language"],
    )  # fmt: skip
    trace = pipeline.trace(article)
    body, resolution, record = trace.body, trace.resolution, trace.record
    signals, _ = pipeline.relevance.signals(body, record.agencies, resolution)
    yield "relevance", signals, gold["relevant"]
    if "topic" in wanted and gold["relevant"]:
        by_topic = pipeline.topics.signals(body, record.agencies, record.counts, resolution, names=trace.names)
        for topic, s in by_topic.items():
            own = {f"{topic}:{name}": s[name] for name in OWN if name in s}
            yield "topic", {**s, **own}, topic in gold["topics"]
    names = frozenset(agency.name for agency in record.agencies)
    truth = {(key(p["name"]), p["state"] or p["country"]): p["role"] == "event" for p in gold["places"]}
    texts = {p["text"]: p["role"] == "event" for p in gold["places"]}
    of_places = pipeline.focus.place_signals(body, resolution, article, record.dates, names)
    for place, s in zip(record.places, of_places, strict=True):
        said = truth.get((key(place.name), place.state or place.country), texts.get(place.text))
        if said is not None:
            yield "place", s, said
    if "date" in wanted:
        dates = {d["date"]: d["role"] == "event" for d in gold["dates"]}
        starts = [p.start for p in record.places if p.role == "event"]
        of_dates = pipeline.focus.date_signals(body, record.dates, article.publish_date, starts)
        for date, s in zip(record.dates, of_dates, strict=True):
            if date.date in dates:
                yield "date", s, dates[date.date]


def main() -> None:
    """Print cross-validated figures for several penalties; with --write, fit on all of dev and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    fitted: dict[str, dict[str, float]] = {}
    thresholds: dict[str, float] = {}
    for of, rows in gather(gold_files(args.gold)).items():
        results = {penalty: cross_validated(of, rows, penalty) for penalty in (0.3, 1.0, 3.0, 10.0)}
        for penalty, (f1, least, loss) in results.items():
            print(f"{of:10} {len(rows):5} rows  penalty {penalty:5}  F1 {f1:.3f} from {least:.2f}  log loss {loss:.3f}")
        best = min(results, key=lambda penalty: results[penalty][2])
        best = max(best, LEAST_PENALTY.get(of, best))
        thresholds[of] = results[best][1]
        names, x, y, counts = matrix(rows)
        fitted[of] = dict(zip(names, (float(w) for w in fit(x, y, counts, best)), strict=True))
        if of == "relevance":  # the score from which an article is relevant is a half
            fitted[of]["bias"] -= math.log(thresholds[of] / (1 - thresholds[of]))
        if args.show:
            print(
                {name: round(weight, 2) for name, weight in sorted(fitted[of].items(), key=lambda item: -abs(item[1]))}
            )
    if args.write:
        source = "fitted on the dev part of tests/gold by tools/fit_weights.py"
        with_written = "fitted on the dev part of tests/gold and on tools/written by tools/fit_weights.py"
        sources = {of: with_written if of in AS_WELL_ON_WRITTEN else source for of in fitted}
        write(
            "relevance_weights",
            ["signal", "weight", "source"],
            [(n, f"{w:.3f}", sources["relevance"]) for n, w in fitted["relevance"].items()],
        )
        topics = [(*(n.split(":") if ":" in n else ("any", n)), f"{w:.3f}", source) for n, w in fitted["topic"].items()]
        topics.append(
            (
                "any",
                "from",
                f"{thresholds['topic']:.2f}",
                "the score with the best cross-validated F1 on the dev part that says as many as there are",
            )
        )
        write("topic_weights", ["topic", "signal", "weight", "source"], topics)
        focus = [(of, n, f"{w:.3f}", sources[of]) for of in ("place", "date") for n, w in fitted[of].items()]
        source_of_least = "the score with the best cross-validated F1 on what it was fitted on"
        focus += [("from", of, f"{thresholds[of]:.2f}", source_of_least) for of in ("place", "date")]
        focus.append(
            ("from", "best_place", "0.25", "where no place is sure the best one counts from here; set by hand")
        )
        write("focus_weights", ["of", "signal", "weight", "source"], focus)


def write(name: str, header: list[str], rows: list[tuple[str, ...]]) -> None:
    """Write a table of `data/reference/`, sorted."""
    with (REFERENCE / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows))


if __name__ == "__main__":
    main()
