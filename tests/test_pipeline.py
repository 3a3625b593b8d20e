"""What holds for every text: exact offsets, closed sets of values, the same record each time, and no crash."""

from __future__ import annotations

import json
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import get_args

import pytest
from extraction import ROOT, article, bundled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.hostile import PATTERNS
from etl.models import TOPICS, CountOf, Issue, Level, Place, PlaceKind, Precision, Record, Role, Severity, Stage
from etl.pipeline import EXTRACTED_LANGUAGES, Pipeline
from etl.resolve.passes import PASSES, PASSES_FOR_SITES

PIECES = [
    "ICE", "ice", "Border Patrol", "police", "the sheriff's office", "policía de", "Chicago", "Springfield",
    "Washington", "New York", "St.", "Monroe, La.", "condado de", "County", "counties", "Orange", "Home Depot",
    "Detention Center", "Mayor", "Houston", "Avenue", "June 9", "9 de julio", "Monday", "lunes", "last week", "next",
    "2025", "1,300", "44", "people", "personas", "were arrested", "deportados", "will", "U.S.", "México",
    "the next day", "(AP)", "of the", "and", "y", "in", "en", "no", "'s", "’s", "“", "”", ".", ",", ";", ":", "—",
    "\n", "\n\n", "\u00a0", "\u0301", "\u200b", "😀", "ß", "İ",
]  # fmt: skip
# News words in any order, and characters of any kind
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)
HOMES = st.sampled_from([None, "", "Chicago, IL", "Arizona", "Paris", "Nowhere, ZZ", ","])
DAYS = st.none() | st.dates(min_value=date(2015, 1, 1)).map(str)
RELAXED = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def identity(place: Place) -> tuple[str | None, ...]:
    """What tells one place from another."""
    return place.kind, place.name, place.city, place.county, place.state, place.country


def check(record: Record) -> None:
    """What must hold for the record of any article."""
    body = record.article.body
    for found in (*record.places, *record.agencies, *record.dates, *record.counts):
        assert body[found.start : found.end] == found.text
        assert found.text == found.text.strip() != ""
    for place in record.places:
        assert place.kind in get_args(PlaceKind)
        assert place.role in get_args(Role)
        assert place.resolved_by in {decide.__name__ for decide in (*PASSES, *PASSES_FOR_SITES)}
        assert 0 <= place.confidence <= 1
        assert place.mentions >= 1
        assert (place.latitude is None) == (place.longitude is None)
        if place.latitude is not None and place.longitude is not None:
            assert -90 <= place.latitude <= 90 and -180 <= place.longitude <= 180
        assert place.state is None or re.fullmatch(r"[A-Z]{2}", place.state) or place.country != "US"
        assert place.fips_code is None or re.fullmatch(r"\d{2}(\d{3})?", place.fips_code)
    for agency in record.agencies:
        assert agency.level in get_args(Level)
        assert agency.name and agency.short_name and agency.mentions >= 1
    for when in record.dates:
        assert when.precision in get_args(Precision)
        assert when.role in get_args(Role)
        assert len(when.date) == {"year": 4, "month": 7, "day": 10}[when.precision]
        assert re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", when.date)
    for count in record.counts:
        assert count.what in get_args(CountOf)
        assert count.value > 0
    for issue in record.issues:
        assert issue.stage in get_args(Stage) and issue.level in get_args(Severity) and issue.message
    assert set(record.topics) <= set(TOPICS)
    assert len(record.topics) <= 3
    assert record.relevant or record.topics == ()
    assert 0 <= record.relevance <= 1
    assert record.event_date is None or record.event_date in {d.date for d in record.dates if d.role == "event"}
    # each distinct thing once, and in the order of the text
    for things in (record.places, record.agencies, record.dates):
        assert [thing.start for thing in things] == sorted(thing.start for thing in things)
    for names in ([a.name for a in record.agencies], [d.date for d in record.dates], [*map(identity, record.places)]):
        assert len(names) == len(set(names))
    # a word is of one thing only; days of one range share theirs, and a facility may bear an agency's name
    apart = {(p.start, p.end) for p in record.places if p.kind != "facility"}
    facilities = {(p.start, p.end) for p in record.places if p.kind == "facility"}
    agencies, dates = ({(found.start, found.end) for found in some} for some in (record.agencies, record.dates))
    for spans in (apart | agencies | dates, apart | facilities | dates):
        assert all(left[1] <= right[0] for left, right in pairwise(sorted(spans)))
    row = record.as_dict()
    assert json.loads(json.dumps(row, ensure_ascii=False)) == row


@RELAXED
@given(title=TEXTS, text=TEXTS, language=st.sampled_from(EXTRACTED_LANGUAGES), home=HOMES, published=DAYS)
def test_any_text(
    pipeline: Pipeline, title: str, text: str, language: str, home: str | None, published: str | None
) -> None:
    given_article = article(text, title=title, language=language, media_place=home, published=published)
    record = pipeline.extract(given_article)
    check(record)
    assert record.article == given_article
    assert pipeline.extract(given_article) == record


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "capitals": lambda text, _: text.upper(),
    "small letters": lambda text, _: text.lower(),
    "no periods": lambda text, _: text.replace(".", ""),
    "no spaces after stops": lambda text, _: text.replace(". ", "."),
    "one line": lambda text, _: " ".join(text.split()),
    "a line a word": lambda text, _: "\n".join(text.split()),
    "typographic": lambda text, _: text.replace("'", "’").replace(" ", "\u00a0").replace('"', "”"),
    "decomposed": lambda text, _: unicodedata.normalize("NFD", text),
    "cut anywhere": lambda text, chance: text[chance.randrange(len(text)) :][: chance.randrange(len(text))],
    "words shuffled": lambda text, chance: " ".join(chance.sample(text.split(" "), len(text.split(" ")))),
    "words doubled": lambda text, _: " ".join(word for word in text.split(" ") for _ in range(2)),
    "characters lost": lambda text, chance: "".join(char for char in text if chance.random() > 0.05),
    "characters changed": lambda text, chance: "".join(
        char if chance.random() > 0.05 else chance.choice(" .,\n'’-—()0Aa\u0301ñ") for char in text
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_real_articles_mutated(pipeline: Pipeline, change: str) -> None:
    chance = random.Random(7)
    for one in chance.sample(bundled(), 12):
        changed = replace(one, title=CHANGES[change](one.title, chance), text=CHANGES[change](one.text, chance))
        check(pipeline.extract(changed))


def test_bundled_articles_and_their_order(pipeline: Pipeline) -> None:
    articles = bundled()
    records = [pipeline.extract(one) for one in articles]
    for record in records:
        check(record)
    shuffled = random.Random(7).sample(range(len(articles)), 60)
    assert [pipeline.extract(articles[i]) for i in shuffled] == [records[i] for i in shuffled]


def test_another_language_is_kept_and_not_extracted(pipeline: Pipeline) -> None:
    french = article("La police de Chicago a arrêté 12 personnes lundi.", title="Chicago", language="fr")
    record = pipeline.extract(french)
    assert (record.article, record.relevant, record.relevance, record.event_date) == (french, False, 0.0, None)
    assert (record.places, record.agencies, record.dates, record.counts, record.topics) == ((), (), (), (), ())
    assert [(i.stage, i.level, i.message) for i in record.issues] == [
        ("find", "info", "language 'fr' is kept and not extracted")
    ]


def test_what_reading_said_stays_with_the_record(pipeline: Pipeline) -> None:
    note = Issue("read", "info", "the date is the page's", "June 9")
    assert pipeline.extract(replace(article("Agents came."), issues=(note,))).issues == (note,)


def test_other_keys_of_the_input_change_nothing(pipeline: Pipeline) -> None:
    plain = article("ICE officers arrested nine people in Fresno, California, on June 9.")
    gold = replace(plain, extra={"gold": {"places": ["Boston"], "relevant": False}})
    assert replace(pipeline.extract(gold), article=plain) == pipeline.extract(plain)


def test_another_process_gives_the_same_record(pipeline: Pipeline) -> None:
    """Sets iterate in another order in each process; the record must not know."""
    code = (
        "import sys, json; sys.path[:0] = ['.', 'tests']\n"
        "from extraction import bundled\n"
        "from etl.pipeline import Pipeline\n"
        "p = Pipeline.load()\n"
        "print(json.dumps([p.extract(a).as_dict() for a in bundled()[::10]], ensure_ascii=True))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": "7"}, capture_output=True, check=True
    )
    assert json.loads(run.stdout) == [pipeline.extract(one).as_dict() for one in bundled()[::10]]


CHEAP = ("parentheses", "periods", "dashes", "closing quotes", "newlines", "spaces", "digits", "emoji", "combining")


@pytest.mark.parametrize("name", PATTERNS)
def test_hostile_text_passes(pipeline: Pipeline, name: str) -> None:
    """That it takes time in proportion to the text is what `benchmarks/hostile.py` measures."""
    size = 200_000 if name in CHEAP else 4_000
    check(pipeline.extract(article(PATTERNS[name](size), title=PATTERNS[name](200), media_place="Chicago, IL")))
