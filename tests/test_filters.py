"""Filters: one value from URL or flags and back, never an exception, and the articles and places that it selects."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from fake import dataset
from hypothesis import given
from hypothesis import strategies as st

from etl.coverage import Coverage
from etl.filters import LISTS, MOST_VALUES, PARAMS, Filters, Notice, day_of
from etl.models import TOPICS
from etl.search import Term, search_form, terms

WORDS = st.text(max_size=30)
DAYS = st.dates()


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    """Any question that can be asked."""
    first, last = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if first and last and first > last:
        first, last = last, first
    return Filters(
        cities=tuple(draw(st.lists(WORDS, max_size=3))),
        states=tuple(draw(st.lists(st.from_regex("[A-Za-z]{2}", fullmatch=True), max_size=3))),
        counties=tuple(draw(st.lists(WORDS, max_size=3))),
        places=tuple(draw(st.lists(st.from_regex("[0-9a-f]{12}", fullmatch=True), max_size=3))),
        agencies=tuple(draw(st.lists(WORDS, max_size=3))),
        levels=tuple(draw(st.lists(st.sampled_from(["federal", "state", "city"]), max_size=3))),
        topics=tuple(draw(st.lists(st.sampled_from(TOPICS), max_size=3))),
        outlets=tuple(draw(st.lists(WORDS, max_size=3))),
        languages=tuple(draw(st.lists(st.sampled_from(["en", "es", "pt-br"]), max_size=3))),
        date_from=first,
        date_to=last,
        date_field=draw(st.sampled_from(["event", "publish"])),
        text=draw(st.text(max_size=600)),
        relevant=draw(st.sampled_from(["yes", "no", "all"])),
        min_confidence=draw(st.floats(0, 1)),
        role=draw(st.sampled_from(["event", "any"])),
    )


@given(filters())
def test_parameters_round_trip(asked: Filters) -> None:
    params = asked.to_params()
    assert Filters.from_params(params) == (asked, ())
    assert Filters.from_params({name: values[0] for name, values in params.items() if len(values) == 1})[1] == ()


@given(
    st.dictionaries(
        st.sampled_from([*PARAMS.values(), "page", ""]),
        st.one_of(
            st.text(), st.lists(st.text(), max_size=4), st.sampled_from(["\ud800", "\0", "9999-99", "nan", "1e9"])
        ),
        max_size=8,
    )
)
def test_any_parameters_give_filters_and_never_an_exception(params: dict[str, Any]) -> None:
    asked, notices = Filters.from_params(params)
    assert Filters.from_params(asked.to_params()) == (asked, ())
    assert all(notice.message for notice in notices)
    asked.place_where(), asked.describe()


@given(filters())
def test_every_chip_can_be_dropped(asked: Filters) -> None:
    for name, value in asked.chips:
        assert len(asked.drop(name, value).chips) == len(asked.chips) - 1
    assert asked.without(*(field.name for field in fields(Filters))) == Filters()


@pytest.mark.parametrize(
    ("params", "wanted", "notices"),
    [
        ({}, Filters(), ()),
        ({"city": "Bell, CA"}, Filters(cities=("Bell, CA",)), ()),
        ({"city": ["B", " A ", "B", ""]}, Filters(cities=("A", "B")), ()),
        ({"state": ["ca", "California"]}, Filters(states=("CA",)), (Notice("state", "California", "malformed"),)),
        ({"from": "2025-06", "to": "2025-06"}, Filters(date_from=date(2025, 6, 1), date_to=date(2025, 6, 30)), ()),
        (
            {"from": "2025-07-01", "to": "2024"},
            Filters(date_from=date(2024, 12, 31), date_to=date(2025, 7, 1)),
            (Notice("to", "2024-12-31", "reversed"),),
        ),
        ({"from": "yesterday"}, Filters(), (Notice("from", "yesterday", "malformed"),)),
        ({"from": "2025-02-30"}, Filters(), (Notice("from", "2025-02-30", "malformed"),)),
        ({"min_confidence": "0.75"}, Filters(min_confidence=0.75), ()),
        ({"min_confidence": "2"}, Filters(), (Notice("min_confidence", "2", "malformed"),)),
        ({"min_confidence": "nan"}, Filters(), (Notice("min_confidence", "nan", "malformed"),)),
        ({"relevant": "maybe"}, Filters(), (Notice("relevant", "maybe", "malformed"),)),
        ({"topic": ["raid", "rain"]}, Filters(topics=("raid",)), (Notice("topic", "rain", "malformed"),)),
        ({"place": "'; DROP"}, Filters(), (Notice("place", "'; DROP", "malformed"),)),
        ({"lang": "es", "page": "3"}, Filters(), ()),
        ({"text": '"huntington park" -hockey'}, Filters(text='"huntington park" -hockey'), ()),
        (
            {"outlet": [str(i) for i in range(MOST_VALUES + 1)]},
            Filters(outlets=tuple(str(i) for i in range(MOST_VALUES))),
            (Notice("outlet", str(MOST_VALUES), "too_many"),),
        ),
    ],
)
def test_parameters(params: dict[str, Any], wanted: Filters, notices: tuple[Notice, ...]) -> None:
    assert Filters.from_params(params) == (wanted, notices)


@pytest.mark.parametrize(
    "values",
    [
        {"states": ("California",)},
        {"levels": ("galactic",)},
        {"date_field": "scrape"},
        {"min_confidence": 1.5},
        {"date_from": date(2025, 2, 1), "date_to": date(2025, 1, 1)},
        {"outlets": tuple(str(i) for i in range(MOST_VALUES + 1))},
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Filters(**values)


@pytest.mark.parametrize(
    ("prefix", "first", "last"),
    [
        ("2025", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-06-07", date(2025, 6, 7), date(2025, 6, 7)),
        ("2025-13", None, None),
        ("0000", None, None),
        ("2025-6-7", None, None),
        ("20250607", None, None),
    ],
)
def test_prefix_dates(prefix: str, first: date | None, last: date | None) -> None:
    assert (day_of(prefix), day_of(prefix, last=True)) == (first, last)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("ICE raid", (Term(" ice "), Term(" raid "))),
        ('"Huntington Park" -hockey', (Term(" huntington park "), Term(" hockey ", True))),
        ("“Cañon City”", (Term(" canon city "),)),
        ('-"ice rink" deport*', (Term(" ice rink ", True), Term(" deport"))),
        ('"not closed', (Term(" not closed "),)),
        (
            'U.S. O’Connell ICE\'s anti-ICE - "" *',
            (Term(" us "), Term(" oconnell "), Term(" ice "), Term(" anti ice ")),
        ),
    ],
)
def test_words_of_a_question(question: str, wanted: tuple[Term, ...]) -> None:
    assert terms(question) == wanted


@given(st.text(st.one_of(st.characters(), st.sampled_from("“”—–‘’'…¿¡ .s_éÉ\u0301\xa0aB"))))
def test_the_form_is_the_same_by_the_short_way(text: str) -> None:
    """What is ASCII, or nearly, is made without regular expressions."""
    folded = re.sub("[\u0300-\u036f]+", "", unicodedata.normalize("NFD", text.casefold()))
    spaced = re.sub(r"[\W_]+", " ", re.sub(r"['’.](?:(?<=['’])s\b)?", "", folded))
    assert search_form(text) == f" {spaced.strip()} "


@given(st.text())
def test_a_text_holds_each_of_its_words(text: str) -> None:
    form = search_form(text)
    assert form.startswith(" ") and form.endswith(" ") and search_form(form) == form
    assert all(term.form in form for term in terms(text) if not term.negated)


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    """Six articles over the places and agencies of the fake pipeline."""
    return dataset(
        tmp_path_factory.mktemp("filters"),
        {"id": "bell", "text": "ICE agents came to Bell on 2025-06-07. Raids by DHS."},
        {
            "id": "gardens",
            "text": "LAPD was in Bell Gardens in June, near Tijuana.",
            "media_name": "La Opinión",
            "language": "es",
        },
        {"id": "boyle", "text": "ERO in Boyle Heights, near Cañon City."},
        {"id": "canon", "text": "A policeman in Cañon City on 2025-06-21.", "publish_date": "2025-06-25"},
        {"id": "state", "text": "ICE in California and in Mexico.", "publish_date": None},
        {"id": "rink", "text": "Bell hockey on ICE, police said."},
    )


def selected(coverage: Coverage, asked: Filters) -> set[str]:
    """The ids of the articles that are selected."""
    rows = coverage.rows("SELECT article_id FROM articles SEMI JOIN selected USING (article_key)", filters=asked)
    return {row["article_id"] for row in rows}


LA = "Los Angeles County, CA"


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (Filters(), {"bell", "gardens", "boyle", "canon", "state"}),
        (Filters(relevant="no"), {"rink"}),
        (Filters(relevant="all", cities=("Bell, CA",)), {"bell", "rink"}),
        (Filters(cities=("bell gardens, ca",)), {"gardens"}),
        (Filters(cities=("Canon City, CO",)), {"canon"}),
        (Filters(cities=("Canon City, CO",), role="any"), {"canon", "boyle"}),
        (Filters(cities=("Los Angeles, CA",)), {"boyle"}),  # a neighborhood of the city
        (Filters(cities=("Tijuana, Mexico",), role="any"), {"gardens"}),
        (Filters(states=("CA",)), {"bell", "gardens", "boyle", "state"}),
        (Filters(states=("CO",), counties=(LA,)), set()),  # of one and the same place
        (Filters(states=("CO",), counties=(LA,), role="any"), set()),
        (Filters(counties=(LA,), min_confidence=0.7), {"bell", "gardens"}),
        (Filters(min_confidence=0.99), {"bell", "gardens", "boyle", "canon", "state"}),  # not placed, still there
        (Filters(agencies=("DHS",)), {"bell", "boyle", "state"}),
        (Filters(agencies=("ice",)), {"bell", "boyle", "state"}),
        (Filters(agencies=("ERO",)), {"boyle"}),
        (Filters(agencies=("u.s. immigration and customs enforcement", "LAPD")), {"bell", "boyle", "state", "gardens"}),
        (Filters(levels=("city",)), {"gardens"}),
        (Filters(topics=("raid",), languages=("es",)), {"gardens"}),
        (Filters(topics=("court",)), set()),
        (Filters(outlets=("la opinion",)), {"gardens"}),
        (Filters(date_from=date(2025, 6, 7), date_to=date(2025, 6, 7)), {"bell", "gardens"}),  # "in June" overlaps
        (Filters(date_from=date(2025, 6, 21)), {"canon", "gardens"}),
        (Filters(date_to=date(2025, 5, 31)), set()),
        (Filters(date_from=date(2025, 6, 24), date_field="publish"), {"canon"}),
        (Filters(date_to=date(2025, 6, 24), date_field="publish"), {"bell", "gardens", "boyle"}),
        (Filters(text="ice"), {"bell", "state"}),  # not in "policeman"
        (Filters(text="police*"), {"canon"}),
        (Filters(text='"came to bell" ICE'), {"bell"}),
        (Filters(text="canon -policeman"), {"boyle"}),
        (Filters(text='"came bell"'), set()),
        (Filters(text="'; DROP TABLE articles; --"), set()),
    ],
)
def test_what_is_selected(coverage: Coverage, asked: Filters, wanted: set[str]) -> None:
    assert selected(coverage, asked) == wanted


@given(asked=filters())
def test_any_question_can_be_put_to_the_dataset(coverage: Coverage, asked: Filters) -> None:
    condition, values = asked.place_where()
    coverage.rows(f"SELECT count(*) FROM places WHERE {condition}", values, filters=asked)


@pytest.mark.parametrize(
    ("params", "wanted", "notices"),
    [
        ({"city": "BELL, ca"}, Filters(cities=("Bell, CA",)), ()),
        ({"city": "Bell, FL"}, Filters(), (Notice("city", "Bell, FL", "unknown"),)),
        ({"agency": ["ice", "MI5"]}, Filters(agencies=("U.S. Immigration and Customs Enforcement",)),
         (Notice("agency", "MI5", "unknown"),)),
        ({"outlet": "La Opinion"}, Filters(outlets=("La Opinión",)), ()),
        ({"place": "0123456789ab"}, Filters(), (Notice("place", "0123456789ab", "unknown"),)),
        ({"state": "NY"}, Filters(), (Notice("state", "NY", "unknown"),)),
    ],
)  # fmt: skip
def test_values_are_brought_to_the_datasets_own_spelling(
    coverage: Coverage, params: dict[str, Any], wanted: Filters, notices: tuple[Notice, ...]
) -> None:
    assert Filters.from_params(params, known=coverage.known) == (wanted, notices)


def test_what_is_asked_in_words() -> None:
    asked = Filters(
        cities=("Bell, CA", "Maywood, CA"),
        agencies=("ICE",),
        date_from=date(2025, 6, 1),
        text="raid",
        min_confidence=0.5,
        role="any",
    )
    assert asked.describe() == (
        "City: Bell, CA or Maywood, CA",
        "Agency: ICE",
        "Event from 2025-06-01",
        "Text: raid",
        "Only articles about U.S. immigration enforcement",
        "Places of confidence 0.5 or more",
        "Places of the event and places that are only mentioned",
    )
    assert set(PARAMS) == {field.name for field in fields(Filters)} and set(LISTS) < set(PARAMS)
