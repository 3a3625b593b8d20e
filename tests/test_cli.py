"""The command line: what it prints, where, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fake import FakePipeline, dataset, write_jsonl

from etl.cli import complain, main

ROOT = Path(__file__).resolve().parent.parent
HELD = {"id": "a", "text": "ICE agents came to Bell on 2025-06-07."}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The fake pipeline in place of the real one, and a folder of our own."""
    for command in ("build", "extract"):
        monkeypatch.setattr(f"etl.commands.{command}.Pipeline.load", lambda reference: FakePipeline())
    monkeypatch.setattr("etl.commands.build.fingerprint_of", lambda reference: "f")
    monkeypatch.setattr("etl.commands.build.prepare", lambda location: True)  # test_mixed_folder.py sees that it is
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of one article, not to be changed."""
    folder = tmp_path_factory.mktemp("held")
    dataset(folder, HELD)
    return folder / "coverage"


def run(capfdbinary: Any, *words: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error."""
    try:
        code = main([str(word) for word in words])
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capfdbinary.readouterr()
    return code, out.decode("utf-8"), err.decode("utf-8")


def test_extract_prints_one_object_an_article(capfdbinary: Any, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", HELD, {"id": "b", "text": "Cañon City."})
    code, out, err = run(capfdbinary, "extract", "a.jsonl")
    assert (code, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [(line["id"], line["places"][0]["name"]) for line in lines] == [("a", "Bell"), ("b", "Cañon City")]
    assert "Cañon" in out  # as written, not as \u escapes
    assert not (tmp_path / "data").exists()


def test_a_source_that_fails_is_named_with_its_cure_and_the_rest_is_done(capfdbinary: Any, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", HELD)
    code, out, err = run(capfdbinary, "extract", "none.jsonl", "a.jsonl")
    assert (code, len(out.splitlines()), err) == (1, 1, "error: none.jsonl: no such file or folder; check the path\n")
    code, out, err = run(capfdbinary, "build", "none.jsonl", "a.jsonl", "--dataset", "c")
    assert (code, err) == (1, "error: none.jsonl: no such file or folder; check the path\n")
    assert out == "c: 1 read, 1 written, 0 unchanged, 1 issue, 1 could not be read; 1 article, version 1\n"


def test_build_says_what_it_did(capfdbinary: Any, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", HELD, HELD | {"text": "Shorter."})
    build = ("build", "a.jsonl", "--dataset", "c", "--workers", "1")
    first = "c: 2 read, 1 written, 0 unchanged, 1 double, 1 issue; 1 article, version 1\n"
    assert run(capfdbinary, *build) == (0, first, "")
    again = "c: 2 read, 0 written, 1 unchanged, 1 double, 1 issue; 1 article, nothing new\n"
    assert run(capfdbinary, *build) == (0, again, "")


def test_export_to_a_file_and_to_standard_output(capfdbinary: Any, tmp_path: Path) -> None:
    write_jsonl(tmp_path / "a.jsonl", HELD, {"id": "b", "text": "DHS in Boyle Heights."})
    run(capfdbinary, "build", "a.jsonl", "--dataset", "c")
    filters = ("--city", "bell, ca", "--agency", "dhs", "--from", "2025-06")
    code, out, err = run(capfdbinary, "export", "--dataset", "c", *filters, "--output", "bell.csv")
    assert (code, out, err) == (0, "", "bell.csv: 1 row, 1 article; bell.csv.about.json says what they are\n")
    code, out, err = run(capfdbinary, "export", "--dataset", "c", *filters)
    assert (code, err) == (0, "")
    assert out.encode() == (tmp_path / "bell.csv").read_bytes()
    assert [row["place"] for row in csv.DictReader(io.StringIO(out.removeprefix("\ufeff")))] == ["Bell"]
    about = json.loads((tmp_path / "bell.csv.about.json").read_text("utf-8"))
    assert about["counts"]["articles"] == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "bell.csv", "bell.csv.about.json", "c"]
    code, out, err = run(capfdbinary, "export", "--dataset", "c", "--output", "all.geojson")
    assert len(json.loads((tmp_path / "all.geojson").read_text("utf-8"))["features"]) == 2


def test_a_value_that_nothing_has_gives_an_empty_file_and_a_hint(capfdbinary: Any, tmp_path: Path) -> None:
    run(capfdbinary, "build", write_jsonl(tmp_path / "a.jsonl", HELD), "--dataset", "c")
    code, out, err = run(capfdbinary, "export", "--dataset", "c", "--city", "Bel, CA")
    assert (code, len(out.splitlines())) == (0, 1)
    assert err == "note: nothing in this dataset has the city 'Bel, CA'; did you mean 'Bell, CA'?\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["export", "--from", "2025-13"], "--from '2025-13' is not a value that it takes: first day: YYYY, YYYY-MM or"),
        (["export", "--from", "2026", "--to", "2025"], "--to 2025-12-31 is before the first day"),
        (["export", "--from", "2026", "--from", "2025"], "--from may be given once"),
        (["export", "--state", "Californa"], "--state 'Californa' is not a value that it takes: two letters"),
        (["export", "--dataset", "none"], "no dataset in none; make one with: python -m etl build data/articles"),
        (["export", "--dataset", "c", "--version", "9"], "has no version 9; it has: 1"),
        (["export", "--dataset", "c", "--output", "no/where.csv"], "there is no folder no; make it first"),
        (["export", "--format", "xls"], "invalid choice: 'xls'"),
        (["info", "--dataset", "none"], "no dataset in none"),
        (["build"], "the following arguments are required: SOURCE"),
        (["build", "x", "--workers", "0"], "at least 1"),
        (["frobnicate"], "invalid choice: 'frobnicate'"),
        ([], "the following arguments are required: COMMAND"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_why(
    capfdbinary: Any, tmp_path: Path, held: Path, words: list[str], message: str
) -> None:
    shutil.copytree(held, tmp_path / "c")
    code, out, err = run(capfdbinary, *words)
    assert (code, out) == (2, "")
    assert message in err


def test_info(capfdbinary: Any, tmp_path: Path) -> None:
    write_jsonl(
        tmp_path / "a.jsonl", HELD, {"id": "b", "text": "hockey", "language": "es"}, {"id": "c", "text": "Springfield"}
    )
    run(capfdbinary, "build", "a.jsonl", "--dataset", "c")
    code, out, err = run(capfdbinary, "info", "--dataset", "c", "--json")
    found = json.loads(out)
    assert (code, err, found["articles"], found["relevant"], found["not_on_map"]) == (0, "", 3, 2, 1)
    assert (found["languages"], found["issues"]) == ({"en": 2, "es": 1}, {"resolve warning": 1})
    assert found["most_reported"]["cities"] == {"Bell, CA": 1}
    code, out, err = run(capfdbinary, "info", "--dataset", "c")
    assert "articles      3, 2 about U.S. immigration enforcement" in out
    assert "cities        Bell, CA 1\n" in out


def test_a_name_cannot_speak_to_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    complain("error: a\x1b]0;mine\x07.zip/ñ\u202e.txt is broken;\nsave it again")
    assert capsys.readouterr().err == "error: a\\x1b]0;mine\\x07.zip/ñ\\x202e.txt is broken;\nsave it again\n"


@pytest.mark.parametrize("command", ["", "extract", "build", "export", "info", "check", "maintain"])
def test_help_has_examples(capfdbinary: Any, command: str) -> None:
    code, out, _ = run(capfdbinary, *([command] if command else []), "--help")
    assert code == 0
    assert "examples:\n  python -m etl" in out


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from etl.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "print([name for name in ('pyarrow', 'duckdb', 'deltalake', 'pandas') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_has_had_enough_is_no_failure(capfdbinary: Any, tmp_path: Path) -> None:
    rows = ({"id": f"{i:05}", "text": "ICE agents came to Bell. " * 40} for i in range(400))  # more than a pipe holds
    run(capfdbinary, "build", write_jsonl(tmp_path / "a.jsonl", *rows), "--dataset", "c", "--workers", "1")
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", "export", "--format", "jsonl", "--dataset", str(tmp_path / "c")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert (process.wait(), process.stderr.read()) == (0, b"")
    process.stderr.close()
