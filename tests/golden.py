"""Whole records of six bundled articles, as the extraction gives them: written here, compared in test_golden.

    python tests/golden.py --write

The difference that `git diff tests/golden` then shows is what a change of the rules does to real articles: read it
before it is committed. Title and text are not repeated in the files; they stand in `data/articles`.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests"))

from extraction import bundled  # noqa: E402

from etl.models import Record  # noqa: E402
from etl.pipeline import Pipeline  # noqa: E402

FOLDER = ROOT / "tests" / "golden"
# A checkpoint in Washington, a list of twenty towns, a council in Colorado; in Spanish a raid in Puerto Rico,
# a pact of a county in Georgia and one on Long Island
IDS = ("north-0018", "north-0022", "west-0016", "span-0011", "span-0030", "hard-0013")
_OF_THE_ARTICLE = ("url", "canonical_url", "domain", "media_name", "title", "text", "text_scope", "source")


def golden(record: Record) -> dict[str, Any]:
    """What was extracted, and no words of the article beyond those of its mentions."""
    return {key: value for key, value in record.as_dict().items() if key not in _OF_THE_ARTICLE}


def write(pipeline: Pipeline) -> list[Path]:
    """The files, written anew; those of other articles are removed."""
    FOLDER.mkdir(exist_ok=True)
    articles = {one.id: one for one in bundled()}
    written = []
    for id_ in IDS:
        path = FOLDER / f"{id_}.json"
        text = json.dumps(golden(pipeline.extract(articles[id_])), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", "utf-8")
        written.append(path)
    for path in set(FOLDER.glob("*.json")) - set(written):
        path.unlink()
    return written


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", required=True, help="write the records as they are now")
    parser.parse_args()
    for path in write(Pipeline.load()):
        print(path.relative_to(ROOT))
