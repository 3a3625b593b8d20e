"""What the download buttons give: the bytes of the export, and a zip that says what it is."""

from __future__ import annotations

import io
import json
import zipfile
from hashlib import sha256

import pytest

from app.ui.downloads import bundle, data_file, file_name
from etl.coverage import Coverage
from etl.export import export
from etl.filters import Filters
from tests.app_data import open_dataset

BELL = Filters(cities=("Bell, CA",), agencies=("LAPD",))


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    return open_dataset(tmp_path_factory.mktemp("downloads"))


def test_the_csv_is_the_export_s_byte_for_byte(coverage: Coverage) -> None:
    stream = io.BytesIO()
    assert export(coverage, BELL, stream, format="csv") == 12
    assert data_file(coverage, BELL, format="csv") == stream.getvalue()


def test_the_zip_names_its_filters_version_rows_and_hash(coverage: Coverage) -> None:
    archive = zipfile.ZipFile(io.BytesIO(bundle(coverage, BELL, format="geojson")))
    version = coverage.version.number
    assert archive.namelist() == [f"enforcement-coverage-v{version}.geojson", "about.json", "codebook.md"]
    about = json.loads(archive.read("about.json"))
    assert about["file"]["rows"] == 12
    assert about["file"]["sha256"] == sha256(archive.read(file_name(coverage, "geojson"))).hexdigest()
    assert about["filters"]["parameters"] == {"city": ["Bell, CA"], "agency": ["LAPD"]}
    assert about["dataset"]["version"] == version
