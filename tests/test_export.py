"""Exports: what stands in the files, that spreadsheets are safe with them, and that they are the same every time."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from fake import FakePipeline, dataset

from etl.build import build
from etl.coverage import Coverage, open_coverage
from etl.export import FORMATS, Format, _cells, count_rows, export, sidecar
from etl.filters import Filters
from etl.models import Article, Record
from etl.pipeline import Pipeline
from etl.schema import CSV, arrow

ADDED = ("story_id", "is_duplicate", "duplicate_of", "text_license", "corrected")
HOSTILE = '=HYPERLINK("http://x","y"), "quoted"'


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    """Five articles, one of them hostile."""
    return dataset(
        tmp_path_factory.mktemp("export"),
        {"id": "a", "text": "ICE and DHS came to Bell on 2025-06-07.\nThey held 44 people in Boyle Heights."},
        {
            "id": "b",
            "text": "In Cañon City, near Bell.",
            "title": '=HYPERLINK("http://x","y"), "quoted"',
            "media_name": "@La Opinión",
        },
        {"id": "c", "text": "LAPD somewhere in California.", "url": None},
        {"id": "d", "text": "Nothing is named here.", "title": "-12", "publish_date": None},
        {"id": "e", "text": "A hockey game in Bell."},
    )


def written(coverage: Coverage, asked: Filters, format: Format) -> bytes:
    """The bytes of an export."""
    stream = io.BytesIO()
    rows = export(coverage, asked, stream, format=format)
    assert rows == count_rows(coverage, asked, format=format)
    return stream.getvalue()


def table(coverage: Coverage, asked: Filters) -> list[dict[str, str]]:
    """The rows of the CSV."""
    return list(csv.DictReader(io.StringIO(written(coverage, asked, "csv").decode("utf-8-sig"), newline="")))


def test_a_whole_row(coverage: Coverage) -> None:
    rows = table(coverage, Filters(cities=("Los Angeles, CA",)))
    assert rows == [
        {
            "article_id": "a",
            "story_id": "",
            "is_duplicate": "",
            "duplicate_of": "",
            "title": "Headline of a",
            "url": "https://news.example/a",
            "media_name": "The Example",
            "publish_date": "2025-06-23",
            "publish_date_basis": "stated",
            "event_date": "2025-06-07",
            "language": "en",
            "relevant": "true",
            "relevance": "0.9",
            "topics": "raid;arrest",
            "agencies": "U.S. Immigration and Customs Enforcement;U.S. Department of Homeland Security",
            "place": "Boyle Heights",
            "place_kind": "neighborhood",
            "place_role": "event",
            "city": "Los Angeles",
            "county": "Los Angeles County",
            "state": "CA",
            "country": "US",
            "latitude": "34.03",
            "longitude": "-118.2",
            "fips_code": "06037",
            "geonames_id": "",
            "confidence": "0.6",
            "resolved_by": "fake",
            "evidence": "They held 44 people in Boyle Heights.",
            "counts": "arrested=44",
        }
    ]


def test_an_article_has_a_row_for_each_event_place_and_one_without_any(coverage: Coverage) -> None:
    rows = table(coverage, Filters(relevant="all"))
    assert [(row["article_id"], row["place"], row["latitude"]) for row in rows] == [
        ("a", "Bell", "33.98"),
        ("a", "Boyle Heights", "34.03"),
        ("b", "Cañon City", "38.44"),
        ("c", "California", ""),  # a state is never a pin
        ("d", "", ""),
        ("e", "Bell", "33.98"),
    ]
    mentioned = table(coverage, Filters(role="any", text="canon"))
    assert [(row["place"], row["place_role"]) for row in mentioned] == [("Cañon City", "event"), ("Bell", "mention")]


def test_cells_that_a_spreadsheet_would_run_are_harmless_and_numbers_untouched(coverage: Coverage) -> None:
    rows = {row["article_id"]: row for row in table(coverage, Filters())}
    assert rows["b"]["title"] == f"'{HOSTILE}"
    assert rows["b"]["media_name"] == "'@La Opinión"
    assert (rows["d"]["title"], rows["a"]["longitude"], rows["a"]["fips_code"]) == ("-12", "-118.2", "06037")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        (" \u00a0=1+1", "' \u00a0=1+1"),
        ("Raid;=cmd|' /C calc'!A0;more", "Raid;'=cmd|' /C calc'!A0;more"),
        ("@ice; \u00a0@dhs;+1", "'@ice;' \u00a0@dhs;'+1"),
        ("arrested=5;detained=3", "arrested=5;detained=3"),
        ("a; b - c", "a; b - c"),
        ("-12", "-12"),
    ],
)
def test_what_a_cell_becomes(text: str, cell: str) -> None:
    """A formula is text, also where a semicolon begins a cell."""
    assert _cells(pa.chunked_array([pa.array([text, None])])) == [cell, None]


def test_zero_rows_have_a_header(coverage: Coverage) -> None:
    nothing = Filters(text="zebra")
    assert written(coverage, nothing, "csv").decode("utf-8-sig") == ",".join(c.name for c in CSV) + "\n"
    assert json.loads(written(coverage, nothing, "geojson")) == {"type": "FeatureCollection", "features": []}
    assert written(coverage, nothing, "jsonl") == b""
    parquet = pq.read_table(io.BytesIO(written(coverage, nothing, "parquet")))
    assert (parquet.num_rows, parquet.schema) == (0, arrow(CSV))


def test_pandas_reads_it_clean(coverage: Coverage) -> None:
    frame = pd.read_csv(io.BytesIO(written(coverage, Filters(), "csv")), dtype={"fips_code": str, "article_id": str})
    assert list(frame.columns) == [column.name for column in CSV]
    assert frame["fips_code"].dropna().tolist() == ["06037", "06037", "08043", "06"]
    assert str(frame["latitude"].dtype) == "float64" and str(frame["relevant"].dtype) == "bool"
    typed = pd.read_parquet(io.BytesIO(written(coverage, Filters(), "parquet")))
    assert typed["title"].tolist()[2] == HOSTILE
    assert typed["latitude"].tolist()[:2] == frame["latitude"].tolist()[:2]


def test_geojson_has_pins_only(coverage: Coverage) -> None:
    found = json.loads(written(coverage, Filters(), "geojson"))
    assert [(f["properties"]["place"], f["geometry"]) for f in found["features"]] == [
        ("Bell", {"type": "Point", "coordinates": [-118.19, 33.98]}),
        ("Boyle Heights", {"type": "Point", "coordinates": [-118.2, 34.03]}),
        ("Cañon City", {"type": "Point", "coordinates": [-105.24, 38.44]}),
    ]


def test_jsonl_is_the_record_that_extract_prints(coverage: Coverage) -> None:
    lines = [json.loads(line) for line in written(coverage, Filters(relevant="all"), "jsonl").splitlines()]
    assert [line["id"] for line in lines] == ["a", "b", "c", "d", "e"]
    for line in lines:
        added = {name: line.pop(name) for name in ADDED}
        assert added == {**dict.fromkeys(ADDED), "corrected": []}
        assert line.pop("sources") == ["a.jsonl"]
        names = ("id", "title", "text", "url", "canonical_url", "domain", "media_name", "media_place", "publish_date",
                 "publish_date_basis", "language", "text_scope", "source")  # fmt: skip
        record: Record = FakePipeline().extract(Article(**{name: line[name] for name in names}))
        assert line == json.loads(json.dumps(record.as_dict()))
        assert list(line) == list(record.as_dict())


@pytest.mark.parametrize("format", FORMATS)
def test_same_bytes_whatever_the_slice(coverage: Coverage, monkeypatch: pytest.MonkeyPatch, format: Any) -> None:
    whole = written(coverage, Filters(), format)
    assert written(coverage, Filters(), format) == whole
    monkeypatch.setattr("etl.export._SLICE", 2)
    if format != "parquet":  # a slice is a row group there
        assert written(coverage, Filters(), format) == whole


def test_a_pipe_takes_parquet(coverage: Coverage, tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # fmt: skip
        assert process.stdin is not None
        export(coverage, Filters(), process.stdin, format="parquet")  # type: ignore[arg-type]
        out, _ = process.communicate()
    assert out == written(coverage, Filters(), "parquet")


def test_the_sidecar(coverage: Coverage, tmp_path: Path) -> None:
    accuracy = tmp_path / "accuracy.json"
    accuracy.write_text('{"places": {"f1": 0.9}}')
    asked = Filters(cities=("Bell, CA",), agencies=("ICE",))
    found = sidecar(coverage, asked, format="csv", rows=1, code_version="1.1", sha256="abc", accuracy=accuracy)
    assert found["file"] == {
        "format": "csv",
        "rows": 1,
        "sha256": "abc",
        "unit": "an article and an event place; an article without one has one row",
    }
    assert found["filters"] == {
        "described": ["City: Bell, CA", "Agency: ICE", "Only articles about U.S. immigration enforcement"],
        "parameters": {"city": ["Bell, CA"], "agency": ["ICE"]},
    }
    assert found["dataset"] | {"run_id": ""} == {
        "version": 1,
        "run_id": "",
        "built": "2026-01-01T00:00:00Z",
        "extracted_by_code_version": "1.0",
        "articles": 5,
    }
    assert found["counts"] == {
        "articles": 1,
        "stories": None,
        "places_on_map": 1,
        "articles_not_on_map": 0,
        "agencies": 2,
        "outlets": 1,
        "articles_without_date": 0,
    }
    assert found["accuracy"] == {"places": {"f1": 0.9}}
    assert found["citation"].startswith(
        "Immigration Enforcement Coverage Dashboard, dataset version 1 (2026-01-01), 1 "
    )
    assert found["made_with"] == "python -m etl export --version 1 --format csv --city 'Bell, CA' --agency ICE"
    without = sidecar(coverage, asked, format="csv", rows=1, code_version="1.1", accuracy=tmp_path / "none.json")
    assert without["accuracy"] is None


def test_the_bundled_corpus_comes_out_as_it_was_extracted(tmp_path: Path, pipeline: Pipeline) -> None:
    """The real pipeline: a record is the same whether it went through the dataset or not, and names each thing once."""
    source = str(Path(__file__).resolve().parent.parent / "data" / "articles" / "west.jsonl")
    build([source], tmp_path, load=lambda: pipeline, fingerprint="f", code_version="1", clock=lambda: "t", workers=1)
    exported = {
        line["id"]: line
        for line in map(json.loads, written(open_coverage(tmp_path), Filters(relevant="all"), "jsonl").splitlines())
    }
    records = [pipeline.extract(item) for item in pipeline.read([source]) if isinstance(item, Article)]
    assert len(records) == len(exported) > 0
    for record in records:
        found = json.loads(json.dumps(record.as_dict()))
        assert {name: exported[record.article.id][name] for name in found} == found
        for name, key in (("places", ("kind", "name", "city", "county", "state", "country")), ("agencies", ("name",))):
            things = [tuple(thing[part] for part in key) for thing in found[name]]
            assert len(things) == len(set(things)), (record.article.id, things)
