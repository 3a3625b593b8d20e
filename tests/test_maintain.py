"""`maintain`: what is put together, given up and deleted; every version that is kept stays as it was."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from deltalake import DeltaTable, write_deltalake
from fake import FakePipeline, article, write_jsonl
from test_build import contents
from test_check import run

from etl import bucket
from etl.check import check
from etl.cli import main
from etl.ledger import NoDataset, Version, find_version, open_table, versions
from etl.location import Location
from etl.maintain import given_up
from etl.prepared import prepare
from etl.rows import row_of, table_of
from etl.store import Busy, Dataset

NOW = datetime(2026, 1, 31, tzinfo=UTC)


def version(number: int, day: str) -> Version:
    """A version that was built on a day."""
    return Version(number, 1, 1, "r", f"{day}T00:00:00+00:00", "1.0", 1)


VERSIONS = [version(1, "2025-01-01"), version(3, "2026-01-01"), version(4, "2026-01-15"), version(9, "2026-01-30")]


@pytest.mark.parametrize(
    ("keep_versions", "keep_days", "gone"),
    [
        (None, None, []), (1, None, [1, 3, 4]), (3, None, [1]), (9, None, []), (None, 20, [1, 3]),
        (None, 1, [1, 3, 4]), (None, 9999, []), (3, 20, [1]), (1, 20, [1, 3]), (2, 9999, []),
    ],
)  # fmt: skip
def test_which_versions_are_given_up(keep_versions: int | None, keep_days: int | None, gone: list[int]) -> None:
    found = given_up(VERSIONS, keep_versions=keep_versions, keep_days=keep_days, now=NOW)
    assert [version.number for version in found] == gone


def test_the_newest_version_is_never_given_up() -> None:
    assert given_up(VERSIONS[:1], keep_versions=None, keep_days=1, now=NOW) == ()


def dataset(root: Path, builds: int, *, change: bool = True) -> Path:
    """A dataset of so many builds, each of which adds an article and, with `change`, changes another."""
    for number in range(builds):
        source = write_jsonl(
            root / "a.jsonl",
            {"id": f"n{number}", "text": f"ICE came to Bell on 2025-06-07, for the {number}th time. In Springfield."},
            {"id": "same", "text": f"ICE agents in Bell Gardens, report {number if change else 0}."},
        )
        run(root / "c", source)
    return root / "c"


def tree(folder: Path) -> dict[str, int]:
    """The files of the tables of a dataset with their sizes."""
    files = (path for path in folder.glob("[!.]*/**/*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}


def maintain(capsys: pytest.CaptureFixture[str], folder: Path | Location, *words: str) -> tuple[int, list[str]]:
    """The exit code and the lines of the command."""
    code = main(["maintain", "--dataset", str(folder), *words])
    return code, capsys.readouterr().out.splitlines()


def wrong(folder: Path | Location) -> list[str]:
    """What a check finds, notes included."""
    return [str(finding) for finding in check(folder)]


def test_small_files_are_put_together_and_every_version_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = dataset(tmp_path, 9, change=False)
    before = {v.number: contents(folder, v.number) for v in versions(folder)}
    held = tree(folder)
    files = len(DeltaTable(str(folder / "articles")).file_uris())
    assert files >= 8
    newest = max(before)
    code, lines = maintain(capsys, folder)
    assert (code, [line.split(",")[0] for line in lines]) == (
        0,
        [
            "put together: articles",
            "put together: runs",
            f"{folder}: version {newest + 1} has the rows of version {newest}",
        ],
    )
    assert len(DeltaTable(str(folder / "articles")).file_uris()) == 1
    assert held.items() <= tree(folder).items()  # nothing went
    assert contents(folder, newest + 1) == before[newest]
    assert {number: contents(folder, number) for number in before} == before
    assert [line.split(",")[0] for line in wrong(folder)] == [
        "note: runs: 9 files"
    ]  # its old states, which nobody opens
    assert maintain(capsys, folder)[1][-1] == f"{folder}: nothing was deleted, add --delete"
    assert maintain(capsys, folder, "--delete") == (
        0,
        ["delete: runs, 9 files, 0.1 MB, that no other version needs", f"{folder}: done"],
    )
    assert wrong(folder) == []
    assert maintain(capsys, folder) == (0, [f"{folder}: nothing to do"])
    summary = [v.number for v in versions(folder)]
    run(folder, tmp_path / "a.jsonl")  # the same sources again
    assert [v.number for v in versions(folder)] == summary


def test_a_dry_run_and_a_run_without_delete_delete_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = dataset(tmp_path, 3)
    (folder / "articles" / "part-0-lost.parquet").write_bytes(b"x" * 3_000_000)
    held, known = tree(folder), versions(folder)
    gone = f"{known[0].number}, {known[1].number}, built 2026-01-01 to 2026-01-01"
    said = f"would give up: {gone}; whoever cites these versions can no longer open them"
    code, lines = maintain(capsys, folder, "--keep-versions", "1", "--delete", "--dry-run")
    assert (code, lines[0]) == (0, said)
    assert lines[1].startswith("would delete: articles, ") and lines[-1].endswith("nothing was done, as --dry-run says")
    code, lines = maintain(capsys, folder, "--keep-versions", "1")
    assert (code, lines[-1]) == (0, f"{folder}: nothing was deleted, add --delete")
    assert (tree(folder), versions(folder)) == (held, known)


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_stays_and_what_is_given_up_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int
) -> None:
    chance = random.Random(seed)
    folder = dataset(tmp_path, chance.randrange(3, 7))
    before = {v.number: contents(folder, v.number) for v in versions(folder)}
    lost = folder / chance.choice(["articles", "issues", "stories", "runs"]) / "part-0-lost.parquet"
    lost.write_bytes(b"x" * 3_000_000)
    keep = chance.randrange(1, len(before) + 1)
    kept, gone = sorted(before)[-keep:], sorted(before)[:-keep]
    size = sum(tree(folder).values())

    code, lines = maintain(capsys, folder, "--keep-versions", str(keep), "--delete")
    assert code == 0
    assert (lines[0].startswith(f"give up: {', '.join(map(str, gone))}, built ")) is bool(gone)
    assert not lost.exists()
    assert sum(tree(folder).values()) < size - 2_900_000
    assert [v.number for v in versions(folder)][:keep] == kept
    assert {number: contents(folder, number) for number in kept} == {number: before[number] for number in kept}
    assert contents(folder, versions(folder)[-1].number) == before[kept[-1]]
    for number in gone:
        with pytest.raises(
            NoDataset, match=rf"version {number} of the dataset in .* was given up on \d{{4}}-\d\d-\d\d; it has"
        ):
            find_version(folder, number)
    assert wrong(folder) == []
    assert maintain(capsys, folder, "--delete") == (0, [f"{folder}: nothing to do"])
    known = versions(folder)
    run(folder, tmp_path / "a.jsonl")  # the same sources again
    assert versions(folder) == known


def test_what_was_made_ready_of_a_version_that_is_given_up_goes_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = dataset(tmp_path, 2)
    for known in versions(folder):
        prepare(folder, version=known.number)
    old, new = sorted((folder / ".prepared").glob("*-*"), key=lambda path: int(path.name.partition("-")[0]))
    (folder / ".prepared" / "notes-of-mine").mkdir()
    code, lines = maintain(capsys, folder, "--keep-versions", "1")
    assert code == 0 and old.exists()
    assert any(line.startswith(f"would delete: .prepared/{old.name}, ") for line in lines)
    assert maintain(capsys, folder, "--keep-versions", "1", "--delete")[0] == 0
    assert sorted(path.name for path in (folder / ".prepared").glob("*-*")) == [new.name, "notes-of-mine"]
    assert maintain(capsys, folder, "--delete") == (0, [f"{folder}: nothing to do"])


def test_what_a_stopped_build_left_is_not_made_a_version(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = dataset(tmp_path, 2)
    known = versions(folder)
    before = contents(folder, known[-1].number)
    half = table_of([row_of(FakePipeline().extract(article("half", "Bell.")), hashed="0")])
    write_deltalake(str(folder / "articles"), half, mode="append")
    (folder / "articles" / "part-0-lost.parquet").write_bytes(b"x")
    code, lines = maintain(capsys, folder, "--delete")
    assert (code, lines[-1]) == (0, f"{folder}: done; a build was stopped here, and the next one completes it")
    assert versions(folder) == known
    assert contents(folder, known[-1].number) == before
    with Dataset.open(folder) as held:
        assert "half" in held.stored()


def test_a_build_that_has_lost_its_lock_cannot_commit_files_that_are_gone(tmp_path: Path) -> None:
    """The files that a slow build has written and not committed look like nobody's; after they go it must fail."""
    folder = dataset(tmp_path, 2)
    row = table_of([row_of(FakePipeline().extract(article("late", "Bell.")), hashed="0")])
    with pytest.raises(Busy, match="another build has written"), Dataset.open(folder) as slow:
        (folder / ".lock").unlink()  # as where a lease has lapsed
        (folder / "articles" / "part-0-lost.parquet").write_bytes(b"x")
        assert main(["maintain", "--dataset", str(folder), "--delete"]) == 0
        slow.merge(row, {})
    assert [line for line in wrong(folder) if not line.startswith("note")] == []


def test_a_long_log_gets_a_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = dataset(tmp_path, 1)
    table = str(folder / "issues")
    for _ in range(25):
        rows = DeltaTable(table).to_pyarrow_table()
        write_deltalake(table, rows, mode="overwrite")
    code, lines = maintain(capsys, folder)
    assert (code, lines[0]) == (0, "checkpoint: issues, 26 commits since the last one")
    assert (folder / "issues" / "_delta_log" / f"{26:020}.checkpoint.parquet").is_file()
    assert not [line for line in maintain(capsys, folder)[1] if "checkpoint" in line]


def test_on_s3(s3: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is checked and maintained lies wherever the dataset lies."""
    location = Location.of(f"{s3}/maintained")
    for number in range(2):
        run(
            location,
            write_jsonl(tmp_path / "a.jsonl", {"id": f"{number}", "text": "ICE came to Bell. In Springfield."}),
        )
    bucket.write(location, "articles/part-0-lost.parquet", b"x" * 3_000_000)
    assert wrong(location) == [
        "note: articles: 1 file, 3.0 MB, that no version needs; python -m etl maintain --delete takes them away"
    ]
    code, lines = maintain(capsys, location, "--keep-versions", "1", "--delete")
    assert (code, lines[1]) == (0, "delete: articles, 1 file, 3.0 MB, that no other version needs")
    assert wrong(location) == []
    assert [v.articles for v in versions(location)] == [2, 2]
    with pytest.raises(NoDataset, match=r"version 1 of the dataset in s3://.* was given up"):
        find_version(location, 1)
    (gone,) = [held.name for held in bucket.files(location, "articles") if held.name == needed(location)]
    bucket.delete(location, f"articles/{gone}")
    assert wrong(location)[0].startswith(f"error: articles {gone}: is missing; needed by version ")


def needed(location: Location) -> str:
    """The name of a file that the newest version needs."""
    table = open_table(location, "articles")
    assert table is not None
    return Path(table.file_uris()[0]).name


def test_another_process_or_no_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["maintain", "--dataset", str(tmp_path / "none")]) == 2
    assert not (tmp_path / "none").exists()
    folder = dataset(tmp_path, 1)
    with Dataset.open(folder):
        assert main(["maintain", "--dataset", str(folder)]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert [error.split(":")[1].split(" ")[1] for error in errors] == ["no", "another"]


def test_a_log_whose_beginning_is_gone_is_read_from_its_checkpoint(tmp_path: Path) -> None:
    """As other tools clean up: a checkpoint stands for the entries before it."""
    folder = dataset(tmp_path, 3)
    table = DeltaTable(str(folder / "articles"), version=2)
    table.create_checkpoint()
    for number in (0, 1):
        (folder / "articles" / "_delta_log" / f"{number:020}.json").unlink()
    found: Sequence[str] = wrong(folder)
    assert [line for line in found if line.startswith("error")] == [
        "error: articles: its log is without version 1, which a run names; restore the dataset from a backup,"
        " or build its sources into a new folder"
    ]
