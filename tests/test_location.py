"""Where a dataset may lie, and what is said of a place that is none."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from etl.location import BadLocation, Location

PLACES: list[tuple[str, str | None, str | None]] = [
    # as given, as kept, where its table `runs` lies; None where it is refused
    ("data/coverage", "data/coverage", "data/coverage/runs"),
    ("data/coverage/", "data/coverage", "data/coverage/runs"),
    ("/srv/über uns/coverage", "/srv/über uns/coverage", "/srv/über uns/coverage/runs"),
    (".", ".", "runs"),
    ("s3", "s3", "s3/runs"),
    ("c:coverage", "c:coverage", "c:coverage/runs"),
    ("s3://news-coverage", "s3://news-coverage", "s3://news-coverage/runs"),
    ("s3://news-coverage/", "s3://news-coverage", "s3://news-coverage/runs"),
    ("s3://news.coverage/ten/years//", "s3://news.coverage/ten/years", "s3://news.coverage/ten/years/runs"),
    ("s3a://news-coverage/x", "s3://news-coverage/x", "s3://news-coverage/x/runs"),
    ("s3:/news-coverage/x", None, None),  # what a path makes of an address
    ("S3://news-coverage/x", None, None),
    ("s3://", None, None),
    ("s3:///x", None, None),
    ("s3://key:secret@news-coverage/x", None, None),
    ("s3://news-coverage/../other", None, None),
    ("s3://news-coverage/a//b", None, None),
    ("s3://news-coverage/a b", None, None),
    ("s3://news-coverage/a?versionId=3", None, None),
    ("s3://news-coverage/*", None, None),
    ("gs://news-coverage/x", None, None),
    ("https://news-coverage.s3.amazonaws.com/x", None, None),
]


@pytest.mark.parametrize(("given", "kept", "runs"), PLACES)
def test_places(given: str, kept: str | None, runs: str | None) -> None:
    if kept is None:
        with pytest.raises(BadLocation, match=r"give a folder, or s3://bucket/prefix"):
            Location.of(given)
        return
    location = Location.of(given)
    assert (location.uri, str(location), location.child("runs")) == (kept, kept, runs)
    assert location.folder == (None if kept.startswith("s3://") else Path(kept))
    assert Location.of(location) is location
    assert pickle.loads(pickle.dumps(location)) == location


def test_an_address_that_was_made_a_path_is_refused() -> None:
    with pytest.raises(BadLocation, match="'s3:/news-coverage/x' names no place"):
        Location.of(Path("s3://news-coverage/x"))


def test_a_drive_is_a_folder() -> None:
    assert Location.of(r"C:\Users\Ana\coverage").uri == r"C:\Users\Ana\coverage"


def test_a_folder_is_shown_from_here(tmp_path: Path) -> None:
    assert Location.of(tmp_path / "c").shown(tmp_path) == "c"
    assert Location.of(tmp_path / "c").shown(tmp_path / "d") == str(tmp_path / "c")
    assert Location.of("s3://news-coverage/c").shown(tmp_path) == "s3://news-coverage/c"
