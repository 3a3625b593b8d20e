"""`check`: every kind of damage and broken rule is named with its table, row and cure; a sound dataset passes."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake
from fake import FakePipeline, article, write_jsonl
from hypothesis import given
from hypothesis import strategies as st

from etl.build import build
from etl.check import check
from etl.check.columns import column_faults
from etl.check.files import File, lives, ranges
from etl.check.findings import AGAIN, BUILD, MEND, RESTORE, Finding
from etl.check.rows import NESTED, article_faults, is_as_written, issue_faults, precision_of, run_faults, story_faults
from etl.cli import main
from etl.location import Location
from etl.relate import Rules
from etl.rows import row_of, table_of
from etl.schema import ARTICLES, arrow
from etl.stories import stories_of

TEXT = "ICE agents came to Bell on 2025-06-07 and arrested 44 people in California, near Springfield, people said."


def run(folder: Path | Location, *sources: Path, grouped: bool = True) -> None:
    """A build with stories."""
    build(
        [str(source) for source in sources],
        folder,
        load=FakePipeline,
        fingerprint="f",
        code_version="1.0",
        clock=lambda: "2026-01-01T00:00:00Z",
        workers=1,
        relate=partial(stories_of, rules=Rules.load()) if grouped else None,
    )


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of three articles, one of them a copy, in two versions; not to be changed."""
    root = tmp_path_factory.mktemp("sound")
    a = {"id": "a", "text": TEXT * 3, "publish_date": "2025-06-08"}
    run(root / "c", write_jsonl(root / "1.jsonl", a, {"id": "b", "text": "A hockey game."}))
    run(
        root / "c", write_jsonl(root / "2.jsonl", {**a, "id": "c", "media_name": "Other", "publish_date": "2025-06-09"})
    )
    return root / "c"


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    """A copy of it, to be damaged."""
    shutil.copytree(sound, tmp_path / "c")
    return tmp_path / "c"


def row() -> dict[str, Any]:
    """A row of `articles` as a build writes it, of an article with one of everything."""
    return table_of([row_of(FakePipeline().extract(article("a", TEXT)), hashed="0")]).to_pylist()[0]


def changed(path: str, value: Any) -> dict[str, Any]:
    """The row with one value changed: "title", "places.0.kind"."""
    made = row()
    *way, last = path.split(".")
    at: Any = made
    for step in way:
        at = at[int(step) if step.isdigit() else step]
    at[int(last) if last.isdigit() else last] = value
    return made


def test_a_row_of_a_build_breaks_no_rule() -> None:
    assert list(article_faults(row())) == []
    assert is_as_written(row())


_KINDS = "city, neighborhood, county, state, country, facility, region"
_AT = row()["places"][0]["start"]
_BELL, _CALIFORNIA = "places 1 (Bell)", "places 2 (California)"


@pytest.mark.parametrize(
    ("path", "value", "faults"),
    [
        ("id", "", ["has no id"]),
        ("title", None, ["title is null"]),
        ("url", None, []),
        ("text_length", 7, [f"text_length is 7, the text has {len(TEXT)} characters"]),
        ("text_scope", "half", ["text_scope 'half' is none of full, summary, title"]),
        ("publish_date", "2025-06", ["publish_date '2025-06' is no day"]),
        ("publish_date", "2025-02-30", ["publish_date '2025-02-30' is no day"]),
        ("publish_date", None, []),
        ("publish_date_basis", "unknown", ["publish_date is '2025-06-23', but its basis unknown"]),
        ("event_date", "June", ["event_date 'June' is no day, month or year"]),
        ("event_date", "2025", []),
        ("relevance", 1.5, ["relevance 1.5 is not from 0 to 1"]),
        ("relevance", 0.2, ["relevant is true, with a relevance of 0.2"]),
        ("topics", ["raid", "weather", "raid"], ["topics has 'weather', which is no topic", "topics has one twice"]),
        ("source", "pages/z.jsonl, line 1", ["sources is without 'pages/z.jsonl', which it was read from"]),
        ("sources", None, []),  # of an older schema
        ("sources", ["pages/a.jsonl", "a"], ["sources is not sorted, or has one twice"]),
        ("extra", "[1]", ["extra is no JSON object"]),
        ("extra", "{", ["extra is no JSON object"]),
        ("places", None, ["places is null"]),
        ("places.0.text", "Bull", [f"{_BELL}: is not at its offsets {_AT} to {_AT + 4}"]),
        ("places.0.start", 39, [f"{_BELL}: is not at its offsets 39 to {_AT + 4}"]),
        ("places.0.start", -1, [f"{_BELL}: is not at its offsets -1 to {_AT + 4}"]),
        ("places.0.sentence_start", 40, None),
        ("places.0.sentence_end", 9999, None),
        ("places.0.kind", "town", [f"{_BELL}: kind 'town' is none of {_KINDS}"]),
        ("places.0.role", None, [f"{_BELL}: role is null"]),
        ("places.0.latitude", None, [f"{_BELL}: has half a coordinate"]),
        ("places.0.latitude", 97.0, [f"{_BELL}: its coordinates 97.0, -118.19 are not on the Earth"]),
        ("places.0.longitude", float("nan"), [f"{_BELL}: its coordinates 33.98, nan are not on the Earth"]),
        ("places.0.fips_code", "6037", [f"{_BELL}: fips_code '6037' of a city is not 5 digits"]),
        ("places.0.fips_code", None, []),
        ("places.0.state", "Calif.", [f"{_BELL}: state 'Calif.' is not two letters"]),
        ("places.0.country", "usa", [f"{_BELL}: country 'usa' is not two letters"]),
        ("places.0.confidence", 2.0, [f"{_BELL}: confidence 2.0 is not from 0 to 1"]),
        ("places.0.mentions", 0, [f"{_BELL}: mentions is 0"]),
        ("places.1.fips_code", "06037", [f"{_CALIFORNIA}: fips_code '06037' of a state is not 2 digits"]),
        (
            "places.1.city",
            "Bell",
            [f"{_CALIFORNIA}: a state is in the city 'Bell', and would have a pin there"],
        ),
        (
            "agencies.0.level",
            "royal",
            [
                "agencies 1 (U.S. Immigration and Customs Enforcement): level 'royal' is none of federal, state,"
                " county, city, other"
            ],
        ),
        ("agencies.0.parent", None, []),
        ("dates.0.date", "2025-06", ["dates 1 (2025-06): date '2025-06' is not as fine as its precision, 'day'"]),
        ("dates.0.precision", "month", None),
        ("dates.0.date", "2025-06-31", None),
        ("counts.0.what", "seen", None),
        ("counts.0.value", -1, ["counts 1 (arrested): value is -1"]),
        ("issues.0.level", "fatal", ["issues 1: level 'fatal' is none of error, warning, info"]),
    ],
)
def test_what_breaks_a_rule_is_said(path: str, value: Any, faults: list[str] | None) -> None:
    made = changed(path, value)
    found = list(article_faults(made))
    assert found == faults if faults is not None else len(found) == 1
    assert not is_as_written(made)  # whatever was changed


@given(st.data())
def test_a_change_of_any_value_is_seen_by_the_hash(data: st.DataObject) -> None:
    made = row()
    name = data.draw(st.sampled_from([c.name for c in ARTICLES if c.name not in ("input_hash", "row_hash")]))
    value = data.draw(st.one_of(st.none(), st.text(max_size=5), st.integers(0, 9), st.booleans(), st.just([])))
    if json.dumps(value) != json.dumps(made[name]):
        assert not is_as_written({**made, name: value})


def test_rows_of_the_other_tables() -> None:
    issue = {"article_id": None, "source": "s", "stage": "read", "level": "error", "message": "", "text": ""}
    assert list(issue_faults(issue)) == ["has no message"]
    assert list(issue_faults({**issue, "message": "m", "stage": "bake"})) == [
        "stage 'bake' is none of read, find, resolve, focus, store"
    ]
    assert list(story_faults({"article_id": "a", "story_id": None, "is_duplicate": None})) == [
        "story_id and is_duplicate null"
    ]


def test_a_run_that_ended_before_it_began(sound: Path) -> None:
    (first, _) = DeltaTable(str(sound / "runs")).to_pyarrow_table().to_pylist()
    assert list(run_faults(first)) == []
    assert list(run_faults({**first, "started_at": "2026-02-01T00:00:00Z", "articles": None})) == [
        "articles is null",
        "finished_at 2026-01-01T00:00:00Z is before started_at 2026-02-01T00:00:00Z",
    ]


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("2025", "year"), ("2025-06", "month"), ("2025-06-07", "day"), ("2024-02-29", "day"), ("2025-02-29", None),
        ("2025-13", None), ("0000", None), ("25", None), ("2025-6", None), ("2025-06-07T00", None), ("٢٠٢٥", None),
    ],
)  # fmt: skip
def test_how_fine_a_prefix_date_is(text: str, precision: str | None) -> None:
    assert precision_of(text) == precision


def test_columns_are_those_of_the_codebook() -> None:
    schema = arrow(ARTICLES)
    assert list(column_faults("articles", schema)) == []
    without = schema.remove(schema.get_field_index("title")).remove(schema.get_field_index("sources") - 1)
    assert list(column_faults("articles", without)) == ["has no column title"]  # `sources` may be missing: older
    retyped = schema.set(schema.get_field_index("text_length"), pa.field("text_length", pa.string()))
    assert list(column_faults("articles", retyped)) == ["the type of text_length is string, and should be int64"]
    more = schema.append(pa.field("gold", pa.string())).append(pa.field("story_id", pa.string()))
    assert list(column_faults("articles", more)) == ["has a column gold that the codebook does not name"]
    places = schema.field("places").type.value_type
    fields = [field for field in places if field.name != "kind"]
    nested = schema.set(schema.get_field_index("places"), pa.field("places", pa.list_(pa.struct(fields))))
    assert list(column_faults("articles", nested)) == ["in places has no column kind"]


def add(path: str, rows: int = 1) -> dict[str, Any]:
    return {"add": {"path": path, "size": 10, "stats": json.dumps({"numRecords": rows})}}


def test_which_versions_need_which_file() -> None:
    commits = [
        (0, [{"metaData": {}}]),
        (1, [add("a"), add("b%20c", 2)]),
        (2, [{"remove": {"path": "a"}}, add("d")]),
        (3, [{"commitInfo": {}}]),
    ]
    found = sorted(lives([], commits), key=lambda file: file.path)
    assert found == [File("a", 10, 1, 1, 2), File("b c", 10, 2, 1), File("d", 10, 1, 2)]
    assert [file.needed_by([0, 1, 2, 3]) for file in found] == [[1], [1, 2, 3], [2, 3]]
    assert [list(ranges(versions)) for versions in ([], [3], [1, 2, 3, 5, 7, 8])] == [
        [],
        ["3"],
        ["1 to 3", "5", "7 to 8"],
    ]


def findings(folder: Path, **options: Any) -> list[Finding]:
    """What a check finds."""
    return list(check(folder, **options))


def files(folder: Path, table: str) -> list[Path]:
    """The data files of a table, the oldest first."""
    names = [
        Path(uri).name for version in (1, 2) for uri in DeltaTable(str(folder / table), version=version).file_uris()
    ]
    return [folder / table / name for name in dict.fromkeys(names)]


def test_a_sound_dataset(sound: Path) -> None:
    seen: list[tuple[str, int, int | None]] = []
    assert findings(sound, progress=lambda *told: seen.append(told)) == []
    assert findings(sound, version=1) == []
    assert seen[-1] == ("files", 2, 2) and ("articles", 3, 3) in seen


@pytest.mark.parametrize("table", ["articles", "issues", "stories", "runs"])
def test_a_missing_file_is_named_with_the_versions_that_need_it(folder: Path, table: str) -> None:
    newest = DeltaTable(str(folder / table)).file_uris()
    gone = next(path for path in files(folder, table) if str(path) in newest)
    by = {"articles": "1 to 2", "issues": "2", "stories": "2", "runs": "2"}[table]
    gone.unlink()
    if table == "runs":
        assert main(["check", "--dataset", str(folder)]) == 2
        return
    found = findings(folder)
    assert found[0] == Finding(table, gone.name, f"is missing; needed by version {by}", RESTORE)
    assert [finding.grave for finding in found[1:]] == [False]  # what could not be compared


def test_a_file_that_was_cut_off_or_changed(folder: Path) -> None:
    first, second = files(folder, "articles")
    size = first.stat().st_size
    first.write_bytes(first.read_bytes()[: size // 2])
    other = second.read_bytes()
    second.write_bytes(b"X" * len(other))
    found = [finding for finding in findings(folder) if finding.grave]
    assert [(finding.row, finding.what.split(" (")[0]) for finding in found] == [
        (
            first.name,
            f"has {size // 2} bytes, and the log says {size}: it was cut off or changed; needed by version 1 to 2",
        ),
        (second.name, "cannot be read as Parquet"),
    ]


def test_a_page_of_a_file_that_was_changed(folder: Path) -> None:
    first, _ = files(folder, "articles")
    held = bytearray(first.read_bytes())
    column = pq.read_metadata(first).row_group(0).column(0)
    start = column.dictionary_page_offset or column.data_page_offset
    held[start : start + column.total_compressed_size] = b"\xff" * column.total_compressed_size
    first.write_bytes(held)
    found = findings(folder)
    assert (found[0].table, found[0].row) == ("articles", first.name)
    assert found[0].what.startswith("cannot be read to its end (")


def test_an_entry_of_a_log_that_is_missing_or_broken(folder: Path) -> None:
    log = folder / "issues" / "_delta_log"
    (log / f"{0:020}.json").unlink()
    assert {finding.table for finding in findings(folder) if finding.grave} == {"issues"}
    shutil.rmtree(folder / "stories" / "_delta_log")
    assert {finding.table for finding in findings(folder) if finding.grave} == {"issues", "stories"}


def test_no_dataset_and_no_such_version(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--dataset", str(folder / "none")]) == 2
    assert main(["check", "--dataset", str(folder), "--version", "9"]) == 2
    assert "has no version 9; it has: 1, 2" in capsys.readouterr().err


def overwrite(folder: Path, table: str, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> None:
    """Give the newest version of a table other rows in place: a new file of the same table in the log's last entry."""
    delta = DeltaTable(str(folder / table))
    rows = change(copy.deepcopy(delta.to_pyarrow_table().to_pylist()))
    schema = pa.schema(delta.to_pyarrow_dataset().schema)
    write_deltalake(str(folder / table), pa.Table.from_pylist(rows, schema=schema), mode="overwrite")
    column = {"articles": "version", "issues": "issues_version", "stories": "stories_version"}[table]
    runs = DeltaTable(str(folder / "runs"))
    newest = max(row[column] for row in runs.to_pyarrow_table().to_pylist())
    runs.update(predicate=f"{column} = {newest} AND version = 2", updates={column: str(newest + 1)})


def without(id_: str) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """The rows but those of an article."""
    return lambda rows: [row for row in rows if id_ not in (row.get("article_id"), row.get("id"))]


def with_(id_: str, **values: Any) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """The rows, those of an article with other values."""
    return lambda rows: [{**row, **values} if id_ in (row.get("article_id"), row.get("id")) else row for row in rows]


def test_an_article_that_is_not_as_it_was_written(folder: Path) -> None:
    overwrite(folder, "articles", with_("b", title="Another headline"))
    assert [finding for finding in findings(folder) if finding.grave] == [
        Finding("articles", "b", "is not as it was written: row_hash is not the hash of its values", RESTORE)
    ]
    assert findings(folder, version=1)[0].grave is False


def test_relations(folder: Path) -> None:
    run_id = DeltaTable(str(folder / "runs")).to_pyarrow_table().sort_by("version").to_pylist()[-1]["run_id"]
    stories = {row["article_id"]: row for row in DeltaTable(str(folder / "stories")).to_pyarrow_table().to_pylist()}
    assert [stories[id_]["duplicate_of"] for id_ in "abc"] == [None, None, "a"]
    cases: list[tuple[str, Callable[..., Any], list[tuple[str, str, str, str]]]] = [
        (
            "stories",
            without("b"),
            [
                ("stories", "b", "the article has no story", BUILD),
                ("runs", run_id, "stories is 2, and the version has 1", BUILD),
            ],
        ),
        (
            "stories",
            with_("c", duplicate_of="b"),
            [("stories", "c", "is_duplicate is true, duplicate_of b, which does not stand for its story", RESTORE)],
        ),
        (
            "stories",
            with_("c", is_duplicate=False, duplicate_of=None),
            [("stories", stories["a"]["story_id"], "the story has 2 articles that stand for it", RESTORE)],
        ),
        (
            "stories",
            lambda rows: [*rows, stories["a"]],
            [
                ("stories", "a", "stands 2 times", RESTORE),
                ("stories", stories["a"]["story_id"], "the story has 2 articles that stand for it", RESTORE),
            ],
        ),
        (
            "issues",
            without("a"),
            [
                ("issues", "a", "the article has an issue that the table is without: two places of this name", BUILD),
                ("runs", run_id, "issues is 2, and the version has 1", BUILD),
            ],
        ),
        (
            "issues",
            with_("a", article_id="z"),
            [
                ("issues", "z", "is an article that the dataset does not hold", BUILD),
                ("issues", "a", "the article has an issue that the table is without: two places of this name", BUILD),
            ],
        ),
        (
            "articles",
            lambda rows: [*rows, rows[0]],
            [
                ("articles", None, "stands 2 times", RESTORE),
                ("runs", run_id, "articles is 3, and the version has 4", BUILD),
            ],
        ),
        (
            "articles",
            without("b"),
            [
                ("stories", "b", "is an article that the dataset does not hold", BUILD),
                ("runs", run_id, "articles is 3, and the version has 2", BUILD),
            ],
        ),
    ]  # fmt: skip
    for number, (table, change, wanted) in enumerate(cases):
        damaged = folder.parent / f"case{number}"
        shutil.copytree(folder, damaged)
        overwrite(damaged, table, change)
        found = [(f.table, f.row, f.what, f.cure) for f in findings(damaged) if f.grave]
        assert [
            (t, r if w[1] is not None else None, *rest) for (t, r, *rest), w in zip(found, wanted, strict=True)
        ] == wanted


def test_what_the_next_build_cures(folder: Path) -> None:
    """The cure is true: a build of the same sources makes these tables whole again."""
    overwrite(folder, "stories", without("b"))
    overwrite(folder, "issues", without("a"))
    assert {finding.cure for finding in findings(folder) if finding.grave} == {BUILD}
    run(folder, write_jsonl(folder.parent / "3.jsonl", {"id": "d", "text": "Bell."}))
    assert [finding for finding in findings(folder) if finding.grave] == []


def test_a_rule_that_was_broken_when_the_row_was_written(tmp_path: Path) -> None:
    """Code that was wrong, and a correction that names no kind of place: the row is as it was written."""
    folder = tmp_path / "c"
    source = write_jsonl(tmp_path / "1.jsonl", {"id": "a", "text": TEXT}, {"id": "b", "text": TEXT})
    folder.mkdir()
    (folder / "corrections.csv").write_text(
        'id,field,old,new,reason,who,when\na,"places[Bell, CA].kind",city,town,r,w,2026\n'
        "z,topics,,raid,r,w,2026\nb,topics,,,r,w,2026\n"
    )
    run(folder, source)
    kinds = f"places 1 (Bell): kind 'town' is none of {_KINDS}"
    assert [finding for finding in findings(folder) if finding.grave] == [
        Finding("articles", "a", kinds, MEND),
        Finding(
            "corrections.csv, line 4",
            "",
            "a correction needs id, field, and an old and a new that differ",
            "mend the file",
        ),
        Finding(
            "corrections.csv, line 3",
            "",
            "no article has the id 'z'",
            "mend the id, or take the row out of corrections.csv",
        ),
    ]


def test_accuracy_that_cannot_be_read(sound: Path, tmp_path: Path) -> None:
    broken = tmp_path / "accuracy.json"
    broken.write_text("{")
    (finding,) = findings(sound, accuracy=broken)
    assert str(finding) == (
        "error: accuracy.json: cannot be read (Expecting property name enclosed in double quotes: line 1 column 2"
        " (char 1)); write it anew: python -m etl evaluate tests/gold --write"
    )


def test_a_build_that_was_stopped_and_files_that_nothing_names(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_deltalake(str(folder / "articles"), table_of([{**row(), "id": "q"}]), mode="append")
    (folder / "articles" / "part-0-lost.parquet").write_bytes(b"x" * 2_000_000)
    assert main(["check", "--dataset", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "note: articles: 1 file, 2.0 MB, that no version needs; python -m etl maintain --delete takes them away",
        "note: articles: a build was stopped after version 2, or is at work; readers see version 2; the next build"
        " completes it",
        f"{folder}: sound",
    ]


def test_a_line_is_one_line_whatever_the_values_hold() -> None:
    assert str(Finding("articles", "a\nb", "topics has '\x1b[31m'", AGAIN)) == (
        f"error: articles a b: topics has ' [31m'; {AGAIN}"
    )


def test_rows_are_read_a_batch_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many articles there are, no more than a batch of them is held."""
    run(tmp_path / "c", write_jsonl(tmp_path / "a.jsonl", *({"id": f"{n}", "text": f"Bell {n}"} for n in range(50))))
    monkeypatch.setattr("etl.check._ROWS", 7)
    seen: list[int] = []
    assert (
        findings(tmp_path / "c", progress=lambda stage, done, _: seen.append(done) if stage == "articles" else None)
        == []
    )
    assert seen == [7, 14, 21, 28, 35, 42, 49, 50]


def test_null_anywhere_is_said_and_stops_nothing() -> None:
    """Whatever value of a row is null, the rest of the row is judged."""
    made = row()
    paths = [name for name in made if name not in ("row_hash", "input_hash")]
    paths += [f"{name}.0.{key}" for name in NESTED for item in made[name][:1] for key in item]
    quiet = {path for path in paths if not list(article_faults(changed(path, None)))}
    may = "url canonical_url domain media_name media_place publish_date event_date text_license extra sources"
    nested = "city county state country fips_code geonames_id"
    assert quiet == {
        *may.split(),
        *(f"places.0.{key}" for key in nested.split()),
        "agencies.0.parent",
        "agencies.0.state",
    }
