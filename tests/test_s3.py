"""A dataset on S3-compatible storage: the same as one in a folder, whoever writes beside us and whoever is killed."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from fake import FakePipeline, write_jsonl
from test_build import TEXT, contents, run
from test_cli import run as command
from test_watch import ReadingPipeline

from etl import bucket, lease
from etl.build import Summary
from etl.coverage import open_coverage
from etl.export import FORMATS, export
from etl.filters import Filters
from etl.ledger import NoDataset, open_table, versions
from etl.location import Location, StorageError
from etl.store import Busy, Dataset

ROWS = [
    {"id": "1", "text": TEXT, "media_name": "The Example"},
    {"id": "2", "text": "Bell."},
    {"id": "3", "text": f"Springfield and Cañon City. {TEXT}"},
]


def build(location: Location, *sources: Path, **options: Any) -> Summary:
    """A build with the clock standing still."""
    return run(location, *sources, **options)  # type: ignore[arg-type]


def exported(where: Location | Path, format: Any) -> bytes:
    """The whole dataset as a file."""
    stream = io.BytesIO()
    export(open_coverage(where), Filters(relevant="all"), stream, format=format)
    return stream.getvalue()


def test_a_build_on_s3_is_the_build_in_a_folder(s3: str, tmp_path: Path) -> None:
    location, folder = Location.of(f"{s3}/news/coverage"), tmp_path / "coverage"
    first = write_jsonl(tmp_path / "a.jsonl", *ROWS)
    second = write_jsonl(tmp_path / "b.jsonl", {"id": "2", "text": f"Bell, and more. {TEXT}"}, {"id": "4", "text": "."})
    for sources in ([first], [first, second]):
        assert build(location, *sources, grouped=True) == run(folder, *sources, grouped=True)
    assert [(v.number, v.articles) for v in versions(location)] == [(v.number, v.articles) for v in versions(folder)]
    assert contents(location) == contents(folder)  # type: ignore[arg-type]
    for format in FORMATS:
        assert exported(location, format) == exported(folder, format)
    assert build(location, first, second, grouped=True).version is None
    old = open_coverage(location, version=1).rows("SELECT text FROM articles ORDER BY article_id")
    assert [row["text"] for row in old] == [row["text"] for row in ROWS]


def test_corrections_beside_the_tables_win(s3: str, tmp_path: Path) -> None:
    location, source = Location.of(f"{s3}/coverage"), write_jsonl(tmp_path / "a.jsonl", *ROWS)
    build(location, source)
    bucket.write(location, "corrections.csv", "\ufeffid,field,old,new\n1,media_name,The Example,Cañon Post\n".encode())
    assert build(location, source).written == 1
    outlets = open_coverage(location).rows("SELECT media_name FROM articles ORDER BY article_id")
    assert outlets[0] == {"media_name": "Cañon Post"}


def test_what_is_not_there(s3: str) -> None:
    location = Location.of(f"{s3}/nothing")
    assert bucket.read(location, "corrections.csv") is None
    assert bucket.files(location, ".writing") == []
    with pytest.raises(NoDataset, match=rf"no dataset in {s3}/nothing; make one with: .* --dataset {s3}/nothing"):
        open_coverage(location)


def test_the_commands(s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Any) -> None:
    monkeypatch.setattr("etl.commands.build.Pipeline.load", lambda reference: ReadingPipeline())
    monkeypatch.setattr("etl.commands.build.fingerprint_of", lambda reference: "f")
    monkeypatch.chdir(tmp_path)
    write_jsonl(Path("a.jsonl"), *ROWS)
    at = ("--dataset", f"{s3}/c")
    said = f"{s3}/c: 3 read, 3 written, 0 unchanged, 4 issues; 3 articles, version 1\n"
    assert command(capfdbinary, "build", "a.jsonl", *at) == (0, said, "")
    code, out, err = command(capfdbinary, "watch", "a.jsonl", "--once", *at)
    assert (code, out.partition("  ")[2], err) == (0, "3 read, 0 new, 3 unchanged, 0 issues; 3 articles\n", "")
    code, out, err = command(capfdbinary, "info", *at)
    assert (code, out.partition(",")[0], err) == (0, f"{s3}/c", "")
    code, out, err = command(capfdbinary, "export", "--relevant", "all", "--output", "c.csv", *at)
    assert (code, out) == (0, "") and err.endswith("3 articles; c.csv.about.json says what they are\n")


HINDERED = [
    # what is wrong with the environment or the place, and the whole complaint
    ({"AWS_ENDPOINT_URL": "localhost:9000"}, "AWS_ENDPOINT_URL is 'localhost:9000'; write it as https://host:port"),
    (
        {"AWS_ENDPOINT_URL": "http://localhost:9", "AWS_ALLOW_HTTP": ""},
        "AWS_ENDPOINT_URL is not encrypted (http://localhost:9); set AWS_ALLOW_HTTP=true if it may be so",
    ),
    (
        {"AWS_ENDPOINT_URL": "http://localhost:9"},
        "http://localhost:9 cannot be reached; check AWS_ENDPOINT_URL and the network",
    ),
]


@pytest.mark.parametrize(("settings", "complaint"), HINDERED)
def test_what_hinders_is_one_line_that_names_the_cure(
    s3: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: Any, settings: Any, complaint: str
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    found = command(capfdbinary, "info", "--dataset", f"{s3}/c")
    assert found == (2, "", f"error: {s3}/c: {complaint}\n")


@pytest.mark.parametrize("words", [("info",), ("build", "a.jsonl"), ("watch", "a.jsonl", "--once"), ("export",)])
def test_a_bucket_that_is_not_there(s3: str, capfdbinary: Any, words: tuple[str, ...]) -> None:
    code, out, err = command(capfdbinary, *words, "--dataset", "s3://no-such-coverage/c")
    assert (code, out) == (2, "")
    assert err.startswith("error: s3://no-such-coverage/c: there is no bucket no-such-coverage at http://127.0.0.1:")
    assert err.endswith("; make it first, or mend the name\n") and err.count("\n") == 1


def test_a_place_that_cannot_be_meant(capfdbinary: Any) -> None:
    code, out, err = command(capfdbinary, "info", "--dataset", "s3://")
    assert (code, out) == (2, "") and "'s3://' names no place for a dataset; give a folder" in err


SAID = [
    # what Delta Lake and Arrow said, shortened, and what we say
    (
        "Generic S3 error\n\x1b[31m↳\x1b[0m Error performing PUT http://169.254.169.254/latest/api/token in 4ms",
        "no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
    ),
    (
        "Generic S3 error: Error performing GET https://x: 403 Forbidden: <Code>InvalidAccessKeyId</Code>",
        "Amazon S3 does not accept the credentials; check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    ),
    (
        "When getting information for bucket 'b': AWS Error ACCESS_DENIED during HeadBucket : No response body",
        "access to the bucket news is refused; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE of"
        " someone who may list, read and write it",
    ),
    (
        "Generic S3 error: Received redirect without LOCATION, this normally indicates ...",
        "the bucket news lies in another region; set AWS_REGION to it",
    ),
    (
        "Generic S3 error: HTTP error: error sending request: client error (Connect): dns error",
        "Amazon S3 cannot be reached; check AWS_ENDPOINT_URL and the network",
    ),
    (
        "Generic S3 error\n ↳ Server returned 501: <Code>NotImplemented</Code>",
        "Amazon S3 has no conditional writes (If-None-Match), without which two writers would mix",
    ),
    (
        "AWS Error UNKNOWN (HTTP status 507)\n during PutObject",
        "Amazon S3 has failed: AWS Error UNKNOWN (HTTP status 507) during PutObject",
    ),
]


@pytest.mark.parametrize(("said", "told"), SAID)
def test_what_storage_says_is_told_with_its_cure(monkeypatch: pytest.MonkeyPatch, said: str, told: str) -> None:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    location = Location.of("s3://news/coverage")
    with pytest.raises(StorageError) as raised, bucket.told(location):
        raise OSError(said)
    assert str(raised.value) == f"s3://news/coverage: {told}"


def test_other_failures_are_left_as_they_are(tmp_path: Path) -> None:
    for where in ("s3://news/coverage", tmp_path):
        with pytest.raises(OSError, match="No space left") as raised, bucket.told(Location.of(where)):
            raise OSError(28, "No space left on device")
        assert not isinstance(raised.value, StorageError)


# Two writers.


def test_a_second_build_is_told_before_it_begins(s3: str, tmp_path: Path) -> None:
    location = Location.of(f"{s3}/coverage")
    with Dataset.open(location), pytest.raises(Busy, match=rf"another build is writing {location}; wait .* \(process "):
        build(location, tmp_path)
    with Dataset.open(location):  # the lease went with the block
        pass
    assert bucket.files(location, lease.FOLDER) == []


def test_of_writers_that_come_together_one_at_most_gets_the_lease(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "_PAUSE", 0.02)
    location, together, leaving = Location.of(f"{s3}/coverage"), Barrier(4, timeout=120), Barrier(4, timeout=120)

    def come(who: str) -> str | None:
        together.wait()
        with lease.leased(location, "build", who=who) as other:
            leaving.wait()
            return other

    with ThreadPoolExecutor(4) as threads:
        holders = list(threads.map(come, [f"writer {n}" for n in range(4)]))
    assert holders.count(None) <= 1
    assert {who for who in holders if who} <= {f"writer {n}" for n in range(4)}
    with lease.leased(location, "build", who="a fifth") as other:
        assert other is None


def test_a_lease_is_renewed_until_it_ends_and_lapses_without(s3: str, monkeypatch: pytest.MonkeyPatch) -> None:
    location = Location.of(f"{s3}/coverage")
    monkeypatch.setattr(lease, "_RENEWED", 0.05)
    with lease.leased(location, "build", who="us") as other:
        assert other is None
        (held,) = bucket.files(location, lease.FOLDER)
        bucket.delete(location, f"{lease.FOLDER}/{held.name}")
        deadline = time.monotonic() + 60
        while not (again := bucket.files(location, lease.FOLDER)) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert [file.name for file in again] == [held.name]
    assert bucket.files(location, lease.FOLDER) == []
    bucket.write(location, f"{lease.FOLDER}/build~process_1_since_2026-03-01T12:00:00+00:00~0f", b"")
    with lease.leased(location, "watch", who="us") as other:
        assert other is None  # a watch is another kind
    with lease.leased(location, "build", who="us") as other:
        assert other == "process 1 since 2026-03-01T12:00:00+00:00"
    monkeypatch.setattr(lease, "LAPSES", -1.0)
    with lease.leased(location, "build", who="us") as other:
        assert other is None
    assert bucket.files(location, lease.FOLDER) == []


@pytest.mark.parametrize("on_s3", [False, True])
def test_a_commit_is_refused_where_another_has_come_between(
    s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, on_s3: bool
) -> None:
    location = Location.of(f"{s3}/coverage" if on_s3 else tmp_path / "coverage")
    ours, theirs = (write_jsonl(tmp_path / f"{i}.jsonl", {"id": i, "text": TEXT}) for i in ("1", "2"))
    monkeypatch.setattr("etl.store.only_one", lambda *given, **named: nullcontext())  # whom no lock keeps away
    build(location, ours)

    class Slow(FakePipeline):
        def extract(self, article: Any) -> Any:
            build(location, theirs)
            return super().extract(article)

    changed = write_jsonl(tmp_path / "1.jsonl", {"id": "1", "text": f"Longer now. {TEXT}"})
    before = contents(location)  # type: ignore[arg-type]
    with pytest.raises(Busy, match=r"another build has written .* meanwhile; run the same command again"):
        build(location, changed, load=Slow)
    after = contents(location)  # type: ignore[arg-type]
    assert [row["id"] for row in after["articles"]] == ["1", "2"]
    assert after["articles"][0]["text"] == before["articles"][0]["text"] == TEXT
    assert build(location, changed).written == 1


def _start(location: Location, source: Path, lock: str) -> subprocess.Popen[str]:
    script = Path(__file__).parent / "writer.py"
    words = [sys.executable, str(script), str(location), str(source), lock]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def _articles(numbers: range, text: str) -> list[dict[str, str]]:
    return [{"id": f"{n:03}", "text": f"{text} {TEXT} {n}"} for n in numbers]


def _whole(location: Location) -> None:
    """Every version holds each article once, and as many as its run says."""
    for version in versions(location):
        ids = open_coverage(location, version=version.number).rows("SELECT article_id FROM articles")
        assert max(Counter(row["article_id"] for row in ids).values()) == 1
        assert len(ids) == version.articles


def test_two_processes_at_once_with_no_lock_never_mix(s3: str, tmp_path: Path) -> None:
    location = Location.of(f"{s3}/coverage")
    sources = [
        write_jsonl(tmp_path / "a.jsonl", *_articles(range(14), "Longer in a.")),
        write_jsonl(tmp_path / "b.jsonl", *_articles(range(8, 22), "Longest of all in b.")),
    ]
    processes = [_start(location, source, "free") for source in sources]
    assert [_line(process) for process in processes] == ["ready", "ready"]
    for process in processes:
        _go(process)
    ends = [_line(process) for process in processes]
    assert [process.wait() for process in processes] == [0, 0]
    assert any(end.startswith("version") for end in ends)
    assert all(end.startswith("version") or end == "busy" for end in ends)
    _whole(location)
    for source in sources:
        build(location, source)
    _whole(location)
    for source in sources:
        run(tmp_path / "one", source)
    assert contents(location) == contents(tmp_path / "one")  # type: ignore[arg-type]


def test_a_writer_that_is_killed_half_way_changes_nothing_and_is_completed(
    s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    location = Location.of(f"{s3}/coverage")
    first = write_jsonl(tmp_path / "a.jsonl", *_articles(range(10), "Old."))
    second = write_jsonl(tmp_path / "b.jsonl", *_articles(range(40), "Longer."))
    build(location, first)
    before, written = contents(location), versions(location)[-1].number  # type: ignore[arg-type]
    process = _start(location, second, "half")
    assert _line(process) == "ready"
    _go(process)
    assert _line(process) == "half"
    table = open_table(location, "articles")
    assert table is not None and table.version() == written + 2
    process.kill()
    process.communicate()
    assert len(versions(location)) == 1 and contents(location) == before  # type: ignore[arg-type]
    with pytest.raises(Busy, match=rf"\(process {process.pid} on .*\) was killed, its claim lapses in a minute"):
        build(location, second)
    monkeypatch.setattr(lease, "LAPSES", -1.0)  # the minute has passed
    assert build(location, second).version is not None
    for source in (first, second):
        run(tmp_path / "whole", source)
    assert contents(location) == contents(tmp_path / "whole")  # type: ignore[arg-type]
    _whole(location)
