"""A version in memory: labels, pins, identities, the agency tree, and the figures that are asked of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import write_deltalake
from fake import FakePipeline, article, dataset, reference

from etl.coverage import Coverage, open_coverage
from etl.filters import Filters
from etl.ledger import NoDataset
from etl.listing import article as detail
from etl.listing import listing
from etl.queries import Headline, bubbles, facet, headline, shading, timeline, undrawn
from etl.rows import row_of, table_of
from etl.schema import ARTICLES, ISSUES, RUNS, arrow

ICE = "U.S. Immigration and Customs Enforcement"
DHS = "U.S. Department of Homeland Security"


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    """Five articles over the places and agencies of the fake pipeline."""
    return dataset(
        tmp_path_factory.mktemp("coverage"),
        {"id": "a", "text": "ICE agents came to Bell on 2025-06-07. 44 people were held."},
        {"id": "b", "text": "LAPD in Boyle Heights on 2025-06-21, near Bell, and in Los Angeles County."},
        {"id": "c", "text": "DHS in California in June. Springfield too.", "media_name": None},
        {"id": "d", "text": "Nothing is named here.", "publish_date": None},
        {"id": "e", "text": "A hockey game in Bell."},
    )


@pytest.mark.parametrize(
    ("name", "label", "city_label", "county_label", "pin"),
    [
        ("Bell", "Bell, CA", "Bell, CA", "Los Angeles County, CA", True),
        ("Boyle Heights", "Boyle Heights, Los Angeles, CA", "Los Angeles, CA", "Los Angeles County, CA", True),
        ("Los Angeles County", "Los Angeles County, CA", None, "Los Angeles County, CA", True),
        ("California", "California", None, None, False),
    ],
)
def test_labels_and_pins(
    coverage: Coverage, name: str, label: str, city_label: str | None, county_label: str | None, pin: bool
) -> None:
    row = coverage.rows("SELECT * FROM places WHERE name = ? ORDER BY article_key LIMIT 1", [name])[0]
    assert (row["label"], row["city_label"], row["county_label"], row["pin"]) == (label, city_label, county_label, pin)


def test_a_mentioned_county_and_places_abroad(tmp_path: Path) -> None:
    coverage = dataset(tmp_path, {"id": "a", "text": "We drove near Los Angeles County to Tijuana, in Mexico."})
    rows = coverage.rows("SELECT label, pin, role FROM places ORDER BY start")
    assert [tuple(row.values()) for row in rows] == [
        ("Los Angeles County, CA", False, "mention"),
        ("Tijuana, Mexico", True, "event"),
        ("Mexico", False, "event"),
    ]


def test_a_place_keeps_its_id(coverage: Coverage, tmp_path: Path) -> None:
    other = dataset(tmp_path, {"id": "z", "text": "Bell again."})
    ids = [c.rows("SELECT place_id FROM place WHERE label = 'Bell, CA'") for c in (coverage, other)]
    assert ids[0] == ids[1] and len(ids[0]) == 1 and len(ids[0][0]["place_id"]) == 12


def test_the_agency_tree(coverage: Coverage) -> None:
    above = coverage.rows("SELECT ancestor FROM agency_tree WHERE name LIKE '%Removal Operations' ORDER BY ancestor")
    assert [row["ancestor"] for row in above] == ["ICE Enforcement and Removal Operations", DHS, ICE]


def test_dates_span_what_their_prefix_spans(coverage: Coverage) -> None:
    rows = coverage.rows("SELECT article_id, event_day, event_last FROM articles WHERE event_date IS NOT NULL")
    assert [tuple(row.values()) for row in rows] == [
        ("a", date(2025, 6, 7), date(2025, 6, 7)),
        ("b", date(2025, 6, 21), date(2025, 6, 21)),
        ("c", date(2025, 6, 1), date(2025, 6, 30)),
    ]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (Filters(), Headline(4, None, 3, 3, 2, 2, 1, "2025-06-01", "2025-06-21")),
        (Filters(cities=("Bell, CA",)), Headline(1, None, 1, 1, 1, 0, 0, "2025-06-07", "2025-06-07")),
        (Filters(role="any", date_field="publish"), Headline(4, None, 3, 3, 2, 2, 1, "2025-06-23", "2025-06-23")),
        (Filters(text="zebra"), Headline(0, None, 0, 0, 0, 0, 0, None, None)),
    ],
)
def test_headline(coverage: Coverage, asked: Filters, wanted: Headline) -> None:
    assert headline(coverage, asked) == wanted


@pytest.mark.parametrize(
    ("asked", "name", "wanted"),
    [
        (Filters(), "cities", {"Bell, CA": 1, "Los Angeles, CA": 1}),
        (Filters(cities=("Bell, CA",)), "cities", {"Bell, CA": 1, "Los Angeles, CA": 1}),  # under all other filters
        (Filters(role="any"), "cities", {"Bell, CA": 2, "Los Angeles, CA": 1}),
        (Filters(cities=("Bell, CA",)), "agencies", {ICE: 1, DHS: 1}),
        (Filters(), "agencies", {DHS: 2, ICE: 1, "Los Angeles Police Department": 1}),
        (Filters(), "states", {"CA": 3}),
        (Filters(), "counties", {"Los Angeles County, CA": 2}),
        (Filters(), "topics", {"raid": 4, "arrest": 4}),
        (Filters(), "outlets", {"The Example": 3, "news.example": 1}),
        (Filters(), "languages", {"en": 4}),
        (Filters(), "levels", {"federal": 2, "city": 1}),
        (Filters(), "relevant", {"yes": 4, "no": 1}),
    ],
)
def test_facets(coverage: Coverage, asked: Filters, name: str, wanted: dict[str, int]) -> None:
    assert {row["value"]: row["articles"] for row in facet(coverage, asked, name).to_pylist()} == wanted


def test_map(coverage: Coverage) -> None:
    drawn = bubbles(coverage, Filters()).to_pylist()
    assert [(row["label"], row["articles"], row["first"]) for row in drawn] == [
        ("Bell, CA", 1, date(2025, 6, 7)),
        ("Boyle Heights, Los Angeles, CA", 1, date(2025, 6, 21)),
        ("Los Angeles County, CA", 1, date(2025, 6, 21)),
    ]
    assert len(bubbles(coverage, Filters(), limit=1)) == 1
    assert shading(coverage, Filters()).to_pylist() == [{"state": "CA", "articles": 3}]
    assert shading(coverage, Filters(), by="county").to_pylist() == [{"county": "06037", "articles": 2}]


@pytest.mark.parametrize(
    ("asked", "unit", "wanted", "without"),
    [
        (Filters(), "day", {date(2025, 6, 7): 1, date(2025, 6, 21): 1}, 2),
        (Filters(), "week", {date(2025, 6, 2): 1, date(2025, 6, 16): 1}, 2),
        (Filters(), "month", {date(2025, 6, 1): 3}, 1),
        (Filters(date_field="publish"), "day", {date(2025, 6, 23): 3}, 1),
    ],
)
def test_timeline(coverage: Coverage, asked: Filters, unit: Any, wanted: dict[date, int], without: int) -> None:
    bars = timeline(coverage, asked, unit=unit).to_pylist()
    assert {row["period"]: row["articles"] for row in bars} == wanted
    assert undrawn(coverage, asked, unit=unit) == without


def test_list_and_article(coverage: Coverage) -> None:
    assert [row["article_id"] for row in listing(coverage, Filters())] == ["c", "b", "a", "d"]
    assert [row["article_id"] for row in listing(coverage, Filters(), sort="title", descending=False, limit=2)] == [
        "a",
        "b",
    ]
    row = listing(coverage, Filters(cities=("Bell, CA",)))[0]
    assert [place["label"] for place in row["places"]] == ["Bell, CA"]
    assert [agency["name"] for agency in row["agencies"]] == [ICE]
    place = row["places"][0]
    body = f"{row['title']}\n\n{row['text']}"
    assert body[place["sentence_start"] : place["sentence_end"]] == "ICE agents came to Bell on 2025-06-07."
    one = detail(coverage, "a")
    assert one is not None
    assert one["counts"][0]["sentence"] == "44 people were held."
    assert one["text"][one["places"][0]["start"] - len("Headline of a\n\n") :].startswith("Bell")
    issue = detail(coverage, "c")
    assert issue is not None and [i["text"] for i in issue["issues"]] == ["Springfield"]
    assert detail(coverage, "nobody") is None


def test_many_threads_share_one_copy(coverage: Coverage) -> None:
    asked = [Filters(text=text) for text in ("bell", "ice", "lapd", "zebra")] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda f: headline(coverage, f).articles, asked))
    assert found == [2, 1, 1, 0] * 20


def test_it_answers_about_itself_only(coverage: Coverage) -> None:
    with pytest.raises(Exception, match=r"(?i)disabled"):
        coverage.rows("SELECT * FROM read_csv('/etc/passwd')")


def test_no_dataset_says_what_to_do(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(NoDataset, match="make one with: python -m etl build"):
            open_coverage(folder)


def test_a_column_that_an_older_version_lacks_is_null(tmp_path: Path) -> None:
    """A version written before licences and stories were known still opens."""
    whole = table_of([row_of(FakePipeline().extract(article("a", "ICE in Bell.")), hashed="x")])
    old = whole.drop_columns(["text_license", "search"])
    assert set(whole.column_names) == {column.name for column in ARTICLES}
    write_deltalake(tmp_path / "articles", old)
    write_deltalake(tmp_path / "issues", pa.Table.from_pylist([], schema=arrow(ISSUES)))
    run = {"version": 0, "issues_version": 0, "run_id": "r", "finished_at": "t", "code_version": "0", "articles": 1}
    runs = pa.Table.from_pylist([run], schema=arrow(RUNS)).drop_columns(["stories_version", "stories"])
    write_deltalake(tmp_path / "runs", runs)
    coverage = open_coverage(tmp_path, reference=reference(tmp_path / "reference"))
    assert coverage.rows("SELECT article_id, story_id, text_license FROM articles") == [
        {"article_id": "a", "story_id": None, "text_license": None}
    ]
    assert headline(coverage, Filters()).articles == 1
