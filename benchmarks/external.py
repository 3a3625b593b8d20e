"""How well toponyms are recognised and resolved on other people's test sets.

    python benchmarks/external.py TR-News.jsonl GWN.jsonl

Each line of a set is an article with `title`, `text` and `toponyms`: `{text, start, end, latitude, longitude, type}`,
offsets into `text`. Prints a Markdown table for each set; `docs/external.md` says what the rows and columns mean and
holds the figures that others published. Nothing of a set is kept, and nothing in the repository needs one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # runnable from anywhere without installing

from benchmarks.geoparsing import Errors, Scores, Span, errors, kilometres, pairs, scores
from etl.find.mentions import Mention, with_lists
from etl.gazetteer import Feature, key
from etl.knowledge import Knowledge
from etl.models import Article
from etl.pipeline import Pipeline
from etl.resolve.places import Resolved
from etl.text import Body

# GeoNames puts the centre of North America into North Dakota; it is no place of the United States.
_NORTH_AMERICA = (46.07, -100.55)
_FARTHEST_TOWN_KM = 500.0  # an ocean is nobody's
# Along the 49th parallel, from the Pacific to Lake of the Woods, a town of the other side may be the nearer one.
_PARALLEL, _PARALLEL_FROM, _PARALLEL_TO = 49.0, -123.0, -95.2
_MARKS = ("<!-- figures -->", "<!-- end of figures -->")
_LITERAL = "Literal"  # GeoWebNews's type for a toponym that says where something is, ours


class Marked(NamedTuple):
    """An article with what its annotators marked."""

    article: Article
    gold: tuple[Span, ...]
    outside: int  # marks whose offsets lie outside the text, left out


class Outcome(NamedTuple):
    """What was found in an article, from its text alone and with the gold spans given. Offsets into the body."""

    gold: tuple[Span, ...]
    found: tuple[Span, ...]
    given: tuple[Span, ...]
    body: str


class Part(NamedTuple):
    """A row of the table: which gold toponyms count, and which false finds are held against them."""

    name: str
    counts: Callable[[Span], bool]
    blames: Callable[[Span], bool]


class Nearest:
    """Which points lie in the United States, by the country of the nearest town of the gazetteer."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the towns of the tables `places` (the U.S. with its territories) and `world`."""
        rows = [*knowledge.tables["places"], *knowledge.tables["world"]]
        self._at_home = np.array([row["country"] == "US" for row in rows])
        self._towns = _vectors([(float(row["latitude"]), float(row["longitude"])) for row in rows])
        self._known: dict[tuple[float, float], bool] = {}

    def in_us(self, latitude: float, longitude: float) -> bool:
        """Whether the nearest town is one of the United States."""
        point = (latitude, longitude)
        if point not in self._known:
            self._known[point] = self._nearest_in_us(point)
        return self._known[point]

    def _nearest_in_us(self, point: tuple[float, float]) -> bool:
        if max(abs(a - b) for a, b in zip(point, _NORTH_AMERICA, strict=True)) < 0.01:
            return False
        if point[0] > _PARALLEL and _PARALLEL_FROM < point[1] < _PARALLEL_TO:
            return False
        near = self._towns @ _vectors([point])[0]
        nearest = int(np.argmax(near))
        return bool(self._at_home[nearest] and near[nearest] > np.cos(_FARTHEST_TOWN_KM / 6371.0))


def _vectors(points: Sequence[tuple[float, float]]) -> np.ndarray:
    """Unit vectors of points in degrees: the nearest point is the one with the largest product."""
    lat, lon = np.radians(np.array(points)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)


# -- reading -----------------------------------------------------------------------------------------------------------


def read(path: Path, nearest: Nearest) -> Iterator[Marked]:
    """The articles of a set with their toponyms; what is typed and has no coordinates is no toponym of ours."""
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        marks = [m for m in row["toponyms"] if "type" not in m or m["latitude"] is not None]
        inside = [m for m in marks if 0 <= m["start"] < m["end"] <= len(row["text"])]
        shift = len(row["title"]) + 2
        article = Article(row["id"], row["title"], row["text"], language=row.get("language", "en"))
        gold = {(s.start, s.end): s for s in (_gold(mark, shift, nearest) for mark in inside)}
        yield Marked(article, tuple(sorted(gold.values())), len(marks) - len(inside))


def _gold(mark: dict[str, Any], shift: int, nearest: Nearest) -> Span:
    lat, lon = mark["latitude"], mark["longitude"]
    at_home = lat is not None and nearest.in_us(lat, lon)
    return Span(mark["start"] + shift, mark["end"] + shift, lat, lon, mark.get("type", ""), at_home)


# -- running -----------------------------------------------------------------------------------------------------------


def outcome(pipeline: Pipeline, marked: Marked) -> Outcome:
    """What the pipeline finds in an article by itself, and where it puts the spans that the annotators marked."""
    trace = pipeline.trace(marked.article)
    body, knowledge = trace.body, pipeline.knowledge
    where = {id(r.mention): r for r in trace.resolution.resolved}
    found = [
        span
        for mention in trace.mentions
        if id(mention) in where or (mention.candidates and mention.cue != "weak")  # a weak one counts once confirmed
        for span in spans_of(body.text, mention, where.get(id(mention)), knowledge)
        if span.start > body.title_end  # nobody marked the headlines
    ]
    own = {(m.start, m.end): m for m in trace.mentions}
    given = [
        mention if mention.candidates else own.get((mention.start, mention.end), mention)
        for mention in mentions_at(pipeline, body, marked.gold)
    ]
    resolution = pipeline.resolver.resolve(body, given, marked.article)
    where = {id(r.mention): r for r in resolution.resolved}
    placed = [s for m in given for s in spans_of(body.text, m, where.get(id(m)), knowledge)]
    return Outcome(marked.gold, tuple(found), tuple(placed), body.text)


def mentions_at(pipeline: Pipeline, body: Body, spans: Sequence[Span]) -> list[Mention]:
    """The mentions of spans that annotators marked; a state that is written beside a place belongs to its mention."""
    mentions: list[Mention] = []
    for span in spans:
        words = sorted(body.words_in([(span.start, span.end)]))
        if len(words) > 1 and body.words[words[0]].plain == "the":
            words = words[1:]
        if words and not (mentions and words[0] <= mentions[-1].last):
            mentions.append(pipeline.places.mention_at(body, words[0], words[-1]))
    return with_lists(body, mentions)


def spans_of(body: str, mention: Mention, resolved: Resolved | None, knowledge: Knowledge) -> Iterator[Span]:
    """The toponyms of a mention: the place, and apart from it the state that is written beside it, as annotators do."""
    name, state = _parts(body[mention.start : mention.end], mention, knowledge)
    yield _placed(mention.start, mention.start + len(name), resolved)
    if state is not None:
        start = body.index(state, mention.start + len(name), mention.end)
        feature = knowledge.gazetteer.states[mention.written or ""]
        yield _at(start, start + len(state), feature, "written")


def _parts(text: str, mention: Mention, knowledge: Knowledge) -> tuple[str, str | None]:
    """The name and the written state of a mention's words: "Bell, California" is both, "Washington, D.C." one name."""
    if mention.written not in knowledge.gazetteer.states or mention.written == "DC":
        return text, None
    for at in (i for i, char in enumerate(text) if char in ", ("):
        name, state = text[:at].rstrip(" ,("), text[at:].strip(" ,()\n").removeprefix("en ")
        if knowledge.state_forms.get(key(state)) == mention.written and key(name):
            return name, state
    return text, None


def _placed(start: int, end: int, resolved: Resolved | None) -> Span:
    if resolved is None:
        return Span(start, end)
    if not resolved.located:
        return Span(start, end, kind=resolved.decided_by, in_us=resolved.feature.country == "US")
    return _at(start, end, resolved.feature, resolved.decided_by)


def _at(start: int, end: int, feature: Feature, decided_by: str) -> Span:
    return Span(start, end, feature.latitude, feature.longitude, decided_by, feature.country == "US")


# -- measuring ---------------------------------------------------------------------------------------------------------


def recognition(outcomes: Iterable[Outcome], part: Part, *, exact: bool) -> Scores:
    """How well the toponyms of a part are found; a find that is another part's toponym is not held against it."""
    right = wrong = missed = 0
    for one in outcomes:
        same = pairs(one.gold, one.found, exact=exact)
        ours = [g for g, span in enumerate(one.gold) if part.counts(span)]
        right += sum(g in same for g in ours)
        missed += sum(g not in same for g in ours)
        used = set(same.values())
        wrong += sum(f not in used and part.blames(span) for f, span in enumerate(one.found))
    return scores(right=right, wrong=wrong, missed=missed)


def resolution(outcomes: Iterable[Outcome], part: Part, *, given: bool) -> Errors:
    """How far off the toponyms of a part are put, on our own spans or on the given ones; all with coordinates count."""
    distances: list[float] = []
    asked = 0
    for one in outcomes:
        found = one.given if given else one.found
        same = pairs(one.gold, found, exact=False)
        for g, span in enumerate(one.gold):
            if span.placed and part.counts(span):
                asked += 1
                if g in same and found[same[g]].placed:
                    distances.append(kilometres(span, found[same[g]]))
    return errors(distances, asked=asked)


def parts_of(outcomes: Sequence[Outcome]) -> list[Part]:
    """All toponyms and those of the U.S.; where the annotators gave types, the literal ones too."""
    parts = [Part("all", lambda s: True, lambda s: True), Part("U.S.", lambda s: s.in_us, lambda s: s.in_us)]
    if any(span.kind for one in outcomes for span in one.gold):
        parts += [
            Part("literal", lambda s: s.kind == _LITERAL, lambda s: True),
            Part("literal, U.S.", lambda s: s.kind == _LITERAL and s.in_us, lambda s: s.in_us),
        ]
    return parts


# -- showing -----------------------------------------------------------------------------------------------------------

_RECOGNITION = ("toponyms", "number", "P exact", "R exact", "F1 exact", "P overlap", "R overlap", "F1 overlap")
_RESOLUTION = (
    "toponyms", "spans", "asked", "placed", "right of all", "accuracy@161 km", "mean km", "median km", "AUC",
)  # fmt: skip


def report(name: str, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The lines of a set's Markdown tables."""
    yield f"### {name}"
    yield from ("", "Recognition", "", *_head(_RECOGNITION))
    for part in parts_of(outcomes):
        number = sum(part.counts(span) for one in outcomes for span in one.gold)
        exact, overlap = (recognition(outcomes, part, exact=exact) for exact in (True, False))
        yield _row([part.name, str(number), *(f"{value:.3f}" for value in (*exact, *overlap))])
    yield from ("", "Resolution", "", *_head(_RESOLUTION))
    for part in parts_of(outcomes):
        for given in (False, True):
            e = resolution(outcomes, part, given=given)
            shares = (f"{value:.3f}" for value in (e.placed, e.right, e.accuracy))
            spans = "gold" if given else "own"
            yield _row([part.name, spans, str(e.asked), *shares, f"{e.mean:.0f}", f"{e.median:.1f}", f"{e.auc:.3f}"])
    yield ""


def _head(names: Sequence[str]) -> tuple[str, str]:
    return _row(names), _row(["---"] * 1 + ["---:"] * (len(names) - 1))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def mistakes(outcomes: Iterable[Outcome]) -> Counter[str]:
    """U.S. toponyms that were missed, misplaced or found where there is none, by what went wrong and the words."""
    seen: Counter[str] = Counter()
    for one in outcomes:
        same = pairs(one.gold, one.found, exact=False)
        given = pairs(one.gold, one.given, exact=False)
        for g, span in enumerate(one.gold):
            words = one.body[span.start : span.end]
            if not span.in_us:
                continue
            if g not in same:
                seen[f"missed ({span.kind}): {words}"] += 1
            for way, pair, found in (("own", same, one.found), ("gold", given, one.given)):
                if g in pair and not found[pair[g]].placed:
                    seen[f"not placed, {way} spans: {words}"] += 1
                elif g in pair and kilometres(span, found[pair[g]]) > 161:
                    f = found[pair[g]]
                    seen[f"misplaced by {f.kind}, {way} spans: {words} ({kilometres(span, f):.0f} km)"] += 1
        used = set(same.values())
        for f, span in enumerate(one.found):
            if f not in used and span.in_us:
                seen[f"false find by {span.kind}: {one.body[span.start : span.end]}"] += 1
    return seen


def main(argv: Sequence[str] | None = None) -> int:
    """Measure every set, print its tables, and with --mistakes what went wrong. Exit code 0, or 2 without a set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET", help="JSONL file of articles with `toponyms`")
    parser.add_argument("--mistakes", action="store_true", help="list what went wrong with U.S. toponyms")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables between the marks of this page")
    args = parser.parse_args(argv)
    absent = [path for path in args.sets if not path.is_file()]
    if absent:
        print(f"{absent[0]}: no such file; give the JSONL files of test sets", file=sys.stderr)
        return 2
    pipeline = Pipeline.load()
    nearest = Nearest(pipeline.knowledge)
    tables: list[str] = []
    for path in args.sets:
        marked = list(read(path, nearest))
        outcomes = [outcome(pipeline, one) for one in marked]
        made = list(report(f"{path.stem}: {len(marked)} articles", outcomes))
        outside = sum(one.outside for one in marked)
        if outside:
            made += [f"{outside} marks with offsets outside the text were left out.", ""]
        print("\n".join(made))
        tables += made
        if args.mistakes:
            print("\n".join(f"{n:4} {what}" for what, n in mistakes(outcomes).most_common()))
    if args.write:
        args.write.write_text(between_marks(args.write.read_text("utf-8"), "\n".join(tables)), "utf-8")
    return 0


def between_marks(page: str, tables: str) -> str:
    """The page with the tables in the place of what stands between its two marks."""
    before, _, rest = page.partition(_MARKS[0])
    _, mark, after = rest.partition(_MARKS[1])
    if not mark:
        raise ValueError(f"the page lacks the marks {_MARKS[0]} and {_MARKS[1]}")
    return f"{before}{_MARKS[0]}\n\n{tables.strip()}\n\n{_MARKS[1]}{after}"


if __name__ == "__main__":
    sys.exit(main())
