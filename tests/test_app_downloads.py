"""What the download buttons give: the bytes of the export, and a zip that says what it is."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from app.ui.downloads import bundle, data_file, file_name
from etl.cli import main
from etl.coverage import Coverage
from etl.export import FORMATS, Format
from etl.filters import Filters
from tests.app_data import open_dataset

BELL = Filters(cities=("Bell, CA",), agencies=("LAPD",))


@pytest.fixture(scope="module")
def coverage(tmp_path_factory: pytest.TempPathFactory) -> Coverage:
    return open_dataset(tmp_path_factory.mktemp("downloads"))


@pytest.mark.parametrize("format", FORMATS)
def test_a_download_is_what_the_command_line_writes_byte_for_byte(
    coverage: Coverage, tmp_path: Path, format: Format
) -> None:
    output = tmp_path / f"bell.{format}"
    asked = ["--city", "Bell, CA", "--agency", "LAPD", "--dataset", str(coverage.location)]
    assert main(["export", *asked, "--output", str(output)]) == 0
    assert data_file(coverage, BELL, format=format).read() == output.read_bytes()
    assert len(output.read_bytes()) > 1000


def test_the_zip_names_its_filters_version_rows_and_hash(coverage: Coverage) -> None:
    archive = zipfile.ZipFile(bundle(coverage, BELL, format="geojson"))  # type: ignore[arg-type]
    version = coverage.version.number
    assert archive.namelist() == [f"enforcement-coverage-v{version}.geojson", "about.json", "codebook.md"]
    about = json.loads(archive.read("about.json"))
    assert about["file"]["rows"] == 12
    assert about["file"]["sha256"] == sha256(archive.read(file_name(coverage, "geojson"))).hexdigest()
    assert about["filters"]["parameters"] == {"city": ["Bell, CA"], "agency": ["LAPD"]}
    assert about["dataset"]["version"] == version
