"""A build on a Dask cluster: the same dataset as on one machine, whatever becomes of its workers."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable
from fake import FakePipeline, write_jsonl
from storage import make_bucket

from etl.build import Summary, build
from etl.cli import main
from etl.ledger import open_table, versions
from etl.location import Location
from etl.parts import MissingPart
from etl.pipeline import Pipeline
from etl.relate import Rules
from etl.stories import stories_of
from etl.workers import ClusterError, Workers

pytest.importorskip("moto", reason="needs moto and boto3: requirements-dev.txt")
distributed = pytest.importorskip("distributed", reason="needs dask.distributed: requirements-cluster.txt")

ROOT = Path(__file__).resolve().parent.parent
TEXT = "ICE agents came to Bell on 2025-06-07 and arrested 44 people near Bell Gardens, people said."
HERE = {"dashboard_address": "127.0.0.1:0", "host": "127.0.0.1"}  # on ports that are free
ROWS = [{"id": f"{i:04}", "text": f"{TEXT} {'Springfield ' * (i % 3)}{i // 2}"} for i in range(160)]


class Slow(FakePipeline):
    """Takes its time, so that a worker can be killed at work. Tells where it works."""

    def extract(self, article: Any) -> Any:
        time.sleep(0.01)
        return super().extract(article)


def run(folder: Path, source: Path, workers: int | Workers, load: Callable[[], Any] = FakePipeline) -> Summary:
    """A build with the clock standing still."""
    return build(
        [str(source)],
        folder,
        load=load,
        fingerprint="f",
        code_version="1.0",
        clock=lambda: "2026-01-01T00:00:00Z",
        workers=workers,
        relate=partial(stories_of, rules=Rules.load(), workers=workers),
    )


def rows(where: Location | Path, table: str, key: str = "id") -> pa.Table:
    """All rows of a table, by their key."""
    opened = open_table(where, table)
    assert opened is not None
    return opened.to_pyarrow_table().sort_by(key)


@pytest.fixture(scope="module")
def scheduler(_storage: Mapping[str, str]) -> Iterator[Any]:
    """A cluster of two worker processes, of one thread each, that know the modules of the tests and S3 storage."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in _storage.items():
            patch.setenv(name, value)
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), str(ROOT / "tests")]))
        make_bucket("cluster", _storage)
        with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, **HERE) as cluster:
            yield cluster


@pytest.fixture
def workers(scheduler: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Its workers, as a build takes them, on a machine that may be slow."""
    from etl.cluster import connected

    monkeypatch.setattr("etl.cluster._ANSWERS", 120)
    monkeypatch.setattr("etl.cluster._PATIENCE", 120)
    with connected(scheduler.scheduler_address) as found:
        yield found


def test_a_cluster_gives_the_same_bytes_as_one_process(tmp_path: Path, workers: Any) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", *ROWS)
    one, many = tmp_path / "one", tmp_path / "many"
    assert run(one, source, 1).written == run(many, source, workers).written == 160
    assert rows(one, "articles").equals(rows(many, "articles"))
    assert rows(one, "stories", "article_id").equals(rows(many, "stories", "article_id"))
    assert run(many, source, workers).version is None


def test_changed_articles_take_the_place_of_their_rows(tmp_path: Path, workers: Any) -> None:
    source = write_jsonl(tmp_path / "a.jsonl", *ROWS[:80])
    one, many = tmp_path / "one", tmp_path / "many"
    for folder, team in ((one, 1), (many, workers)):
        run(folder, write_jsonl(source, *ROWS[:80]), team)
        changed = [{**row, "text": f"Boyle Heights. {row['text']}"} for row in ROWS[40:120]]
        assert run(folder, write_jsonl(source, *changed), team).written == 80
    assert rows(one, "articles").equals(rows(many, "articles"))
    assert rows(many, "articles").num_rows == 120


@pytest.mark.parametrize("place", ["{}/many", "s3://cluster/many"])
def test_a_worker_that_is_killed_at_work_changes_nothing(
    tmp_path: Path, workers: Any, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.build._LEAST", 10)
    source, one, many = write_jsonl(tmp_path / "a.jsonl", *ROWS), tmp_path / "one", Location.of(place.format(tmp_path))
    run(one, source, 1)
    killed: list[int] = []

    def progress(stage: str, done: int, total: int | None) -> None:
        if stage == "extract" and not killed:
            (pid,) = list(workers._client.run(os.getpid).values())[:1]
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    summary = build(
        [str(source)], many, load=Slow, fingerprint="f", code_version="1.0", clock=lambda: "2026-01-01T00:00:00Z",
        workers=workers, relate=partial(stories_of, rules=Rules.load(), workers=workers), progress=progress,
    )  # fmt: skip
    assert killed and summary.written == 160
    assert rows(one, "articles").equals(rows(many, "articles"))
    assert rows(one, "stories", "article_id").equals(rows(many, "stories", "article_id"))
    if many.folder:  # nothing lies there that no commit names
        named = {Path(uri).name for uri in DeltaTable(many.child("articles")).file_uris()}
        assert named == {path.name for path in (many.folder / "articles").glob("*.parquet")}


def test_files_that_another_machine_keeps_for_itself_are_never_committed(
    tmp_path: Path, workers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, folder = write_jsonl(tmp_path / "a.jsonl", *ROWS[:60]), tmp_path / "coverage"
    run(folder, write_jsonl(tmp_path / "b.jsonl", {"id": "b", "text": TEXT}), 1)

    monkeypatch.setattr("etl.build.extraction", _elsewhere)
    with pytest.raises(MissingPart, match=r"it is not there; give a --dataset that all machines see"):
        run(folder, source, workers)
    assert rows(folder, "articles")["id"].to_pylist() == ["b"]
    assert len(versions(folder)) == 1


def _elsewhere(load: Any, target: Any) -> Any:
    from etl.extracting import extraction
    from etl.parts import Target

    shutil.copytree(target.uri, f"{target.uri}-elsewhere", dirs_exist_ok=True)
    return extraction(load, Target(f"{target.uri}-elsewhere"))


def test_a_worker_with_other_code_is_refused(tmp_path: Path, workers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.cluster.code_hash", lambda: "other")
    source = write_jsonl(tmp_path / "a.jsonl", *ROWS[:10])
    with pytest.raises(ClusterError, match=r"the worker tcp://\S+ has another version of this project; install the"):
        run(tmp_path / "coverage", source, workers)


def test_no_scheduler_and_no_dask_are_said_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import etl.cluster

    with socket.socket() as taken:  # and nobody listens there
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        build = ["build", "x.jsonl", "--dataset", str(tmp_path / "d"), "--scheduler", address]
        monkeypatch.setattr(etl.cluster, "_ANSWERS", 0.5)
        assert main(build) == 2
        assert f"error: no Dask scheduler answers at {address} (" in capsys.readouterr().err
        monkeypatch.delitem(sys.modules, "etl.cluster")
        monkeypatch.setitem(sys.modules, "distributed", None)  # as where it is not installed
        assert main(build) == 2
        assert capsys.readouterr().err.endswith("pip install -r requirements-cluster.txt\n")
    assert not (tmp_path / "d").exists()


def test_a_worker_needs_no_reference_tables_of_its_own(
    tmp_path: Path, pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole pipeline, by the command, on a worker whose code lies without data/."""
    monkeypatch.setattr("etl.cluster._ANSWERS", 120)
    monkeypatch.setattr("etl.cluster._PATIENCE", 120)
    monkeypatch.setattr("etl.commands.build.Pipeline.load", lambda reference: pipeline)
    copy = tmp_path / "worker"
    shutil.copytree(ROOT / "etl", copy / "etl", ignore=shutil.ignore_patterns("__pycache__"))
    source = tmp_path / "bundled.jsonl"
    lines = (line for path in sorted((ROOT / "data/articles").glob("*.jsonl")) for line in path.open("rb"))
    source.write_bytes(b"".join(line for _, line in zip(range(60), lines, strict=False)))
    with distributed.LocalCluster(n_workers=0, **HERE) as cluster:
        command = [sys.executable, "-m", "distributed.cli.dask_worker", cluster.scheduler_address]
        command += ["--no-nanny", "--nthreads", "1", "--no-dashboard"]
        worker = subprocess.Popen(
            command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(copy)}, stderr=subprocess.DEVNULL
        )
        try:
            for folder, how in (("one", ["--workers", "1"]), ("many", ["--scheduler", cluster.scheduler_address])):
                assert main(["build", str(source), "--dataset", str(tmp_path / folder), *how]) == 0
        finally:
            worker.kill()
            worker.wait()
    assert rows(tmp_path / "one", "articles").equals(rows(tmp_path / "many", "articles"))
