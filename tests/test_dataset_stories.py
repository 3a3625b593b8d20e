"""Stories in a dataset: grouped when something changed, kept, versioned with the rest, counted in figures and files."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from fake import FakePipeline, reference, write_jsonl

from etl.build import Summary, build
from etl.coverage import Coverage, open_coverage
from etl.export import export
from etl.filters import Filters
from etl.ledger import versions
from etl.queries import headline
from etl.relate import Rules
from etl.store import Dataset
from etl.stories import stories_of

REPORT = (
    "Federal agents took nine people from a car wash in Bell on 2025-06-07, two witnesses and a city official said on"
    " Saturday. The agents came in four unmarked vehicles shortly after the place had opened and stayed for less than"
    " ten minutes. A spokeswoman of the agency confirmed the arrests and gave no names. The owner said that he had been"
    " shown no warrant, and that he would close for the week. The council will meet on Tuesday to hear the chief."
)
OTHER = (
    "The county's school board voted on Monday to keep its doors shut to officers who come without an order of a judge,"
    " after parents had filled the hall for three hours. Four members were for it and one was against. The rule takes"
    " effect at once and covers buses, sports fields and the district's two kitchens as well, the chairwoman said."
)


def run(folder: Path, *sources: Path, grouped: bool = True) -> Summary:
    """A build with stories."""
    return build(
        [str(source) for source in sources],
        folder,
        load=FakePipeline,
        fingerprint="f",
        code_version="1.0",
        clock=lambda: "t",
        workers=1,
        relate=partial(stories_of, rules=Rules.load()) if grouped else None,
    )


def opened(folder: Path, version: int | None = None) -> Coverage:
    """The dataset."""
    return open_coverage(folder, version=version, reference=reference(folder.parent / "reference"))


def stories(coverage: Coverage) -> list[tuple[Any, ...]]:
    """article_id, is_duplicate, duplicate_of of each article."""
    rows = coverage.rows("SELECT article_id, is_duplicate, duplicate_of FROM articles ORDER BY article_id")
    return [tuple(row.values()) for row in rows]


def test_copies_are_one_story_and_every_article_stays(tmp_path: Path) -> None:
    source = write_jsonl(
        tmp_path / "a.jsonl",
        {"id": "a", "text": REPORT, "title": "Nine taken from car wash in Bell", "publish_date": "2025-06-08"},
        {"id": "b", "text": f"BELL. {REPORT}", "title": "Car wash raid: nine taken", "publish_date": "2025-06-09",
         "media_name": "Other Paper"},
        {"id": "c", "text": OTHER, "title": "Board shuts doors", "publish_date": "2025-06-09"},
    )  # fmt: skip
    folder = tmp_path / "coverage"
    run(folder, source)
    coverage = opened(folder)
    assert stories(coverage) == [("a", False, None), ("b", True, "a"), ("c", False, None)]
    figures = headline(coverage, Filters())
    assert (figures.articles, figures.stories) == (3, 2)
    assert headline(coverage, Filters(text="board")).stories == 1
    stream = io.BytesIO()
    export(coverage, Filters(), stream, format="csv")
    rows = list(csv.DictReader(io.StringIO(stream.getvalue().decode("utf-8-sig"))))
    assert [(r["article_id"], r["is_duplicate"], r["duplicate_of"]) for r in rows] == [
        ("a", "false", ""),
        ("b", "true", "a"),
        ("c", "false", ""),
    ]
    assert len({row["story_id"] for row in rows}) == 2
    assert run(folder, source).version is None


def test_a_story_keeps_its_id_as_articles_come_and_old_versions_keep_theirs(tmp_path: Path) -> None:
    folder = tmp_path / "coverage"
    first = write_jsonl(tmp_path / "a.jsonl", {"id": "b", "text": REPORT, "publish_date": "2025-06-09"})
    run(folder, first)
    before = opened(folder).rows("SELECT story_id FROM articles")[0]["story_id"]
    earlier = {"id": "a", "text": REPORT, "publish_date": "2025-06-08", "media_name": "Other Paper"}
    run(folder, write_jsonl(tmp_path / "b.jsonl", earlier))
    coverage = opened(folder)
    assert stories(coverage) == [("a", False, None), ("b", True, "a")]
    assert {row["story_id"] for row in coverage.rows("SELECT story_id FROM articles")} == {before}
    assert stories(opened(folder, version=1)) == [("b", False, None)]
    assert [version.stories for version in versions(folder)] == [1, 2]


def test_a_text_that_changed_leaves_its_story(tmp_path: Path) -> None:
    folder, copy = tmp_path / "coverage", {"id": "b", "publish_date": "2025-06-08", "media_name": "Other Paper"}
    first = write_jsonl(tmp_path / "a.jsonl", {"id": "a", "text": REPORT, "publish_date": "2025-06-08"})
    run(folder, first, write_jsonl(tmp_path / "b.jsonl", {**copy, "text": REPORT}))
    assert headline(opened(folder), Filters()).stories == 1
    run(folder, write_jsonl(tmp_path / "b.jsonl", {**copy, "text": OTHER}))
    assert headline(opened(folder), Filters()).stories == 2


def test_a_build_that_stopped_before_the_stories_is_completed(tmp_path: Path) -> None:
    source = write_jsonl(
        tmp_path / "a.jsonl",
        {"id": "a", "text": REPORT, "publish_date": "2025-06-08"},
        {"id": "b", "text": REPORT, "publish_date": "2025-06-08", "media_name": "Other Paper"},
    )
    folder = tmp_path / "coverage"
    run(folder, source, grouped=False)  # as if killed after the articles, but for its row in runs
    assert headline(opened(folder), Filters()).stories is None
    assert run(folder, source).version == 1
    assert headline(opened(folder), Filters()).stories == 1
    with Dataset.open(folder) as dataset:
        assert dataset.changed() == frozenset()
        assert set(dataset.stories()) == {"a", "b"}


def test_by_other_rules_all_is_grouped_anew_and_ids_are_kept(tmp_path: Path) -> None:
    rules = Rules.load()
    folder = tmp_path / "coverage"
    run(folder, write_jsonl(tmp_path / "a.jsonl", {"id": "a", "text": REPORT}, {"id": "b", "text": OTHER}))
    with Dataset.open(folder) as dataset:
        assert dataset.grouped_by() == {rules.version}
        assert stories_of(dataset, rules) is None
        before = dataset.stories()
        rows = stories_of(dataset, replace(rules, version="other"))
        assert rows is not None
        assert dict(zip(*(rows[name].to_pylist() for name in ("article_id", "story_id")), strict=True)) == before
        assert set(rows["rules"].to_pylist()) == {"other"}
