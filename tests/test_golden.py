"""Six articles whole: a change of any rule shows here what it does to real coverage."""

from __future__ import annotations

import json

import pytest
from extraction import bundled
from golden import FOLDER, IDS, golden

from etl.pipeline import Pipeline


@pytest.mark.parametrize("id_", IDS)
def test_golden(pipeline: Pipeline, id_: str) -> None:
    """Where a change is meant: `python tests/golden.py --write`, then read `git diff tests/golden`."""
    article = next(one for one in bundled() if one.id == id_)
    assert golden(pipeline.extract(article)) == json.loads((FOLDER / f"{id_}.json").read_text("utf-8"))


def test_no_golden_file_is_forgotten() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(IDS)
