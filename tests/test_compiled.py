"""The compiled form of the hot modules: found only for the same code, and the same in what it gives."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from etl import compiled
from etl.compiled import Compiled, folder_of, state, use
from etl.fingerprint import code_hash
from tools.compile import FRONT, ROOT, NotCompiled, compile_modules, extracted, hot_modules, refuse_without_tools

TOLD = "from etl.weighing import weigh; from etl.compiled import state; print(weigh({'a': 0.3}, {'a': 0.7}), state())"


# A process that imports its modules again, as Streamlit does where a file has changed, and then again with other code.
AGAIN = """
import sys
from pathlib import Path

def anew():
    for name in [name for name in sys.modules if name.partition('.')[0] == 'etl']:
        del sys.modules[name]
    import etl.weighing
    return etl.weighing

first = anew()
print(anew() is first, sum(type(finder).__name__ == 'Compiled' for finder in sys.meta_path))
Path('etl/__init__.py').open('a').write('# changed')
try:
    anew()
except ImportError as error:
    print(error)
"""


def told(root: Path, program: str = TOLD, **settings: str) -> str:
    """What a small program prints in a tree."""
    clean = {name: value for name, value in os.environ.items() if name != "COVERAGE_PURE"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env=clean | settings, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder in place of the repository's own, and an import that nothing was added to."""
    monkeypatch.setattr(compiled, "FOLDER", tmp_path / "compiled")
    monkeypatch.setattr(sys, "meta_path", [finder for finder in sys.meta_path if not isinstance(finder, Compiled)])
    monkeypatch.delenv("COVERAGE_PURE", raising=False)
    return tmp_path / "compiled"


def used() -> list[Path]:
    """The folders that compiled modules are taken from."""
    return [finder.folder for finder in sys.meta_path if isinstance(finder, Compiled)]


def test_what_was_compiled_of_this_code_is_used(offered: Path) -> None:
    use()
    assert (used(), state()) == ([], "plain Python")
    folder_of(code_hash()).mkdir(parents=True)
    use()
    assert (used(), state()) == ([folder_of(code_hash())], "compiled form")


def test_what_was_compiled_of_other_code_is_never_used(offered: Path) -> None:
    folder_of("0" * 24).mkdir(parents=True)
    use()
    assert used() == []
    assert state() == "plain Python: what `make compiled` made is of other code, or for another Python"


def test_what_was_compiled_for_another_python_is_never_used(offered: Path) -> None:
    (offered / f"{code_hash()}.cpython-39-sparc").mkdir(parents=True)
    use()
    assert used() == []


def test_whoever_wants_plain_python_gets_it(offered: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(code_hash()).mkdir(parents=True)
    monkeypatch.setenv("COVERAGE_PURE", "1")
    use()
    assert (used(), state()) == ([], "plain Python, as COVERAGE_PURE asks")


def test_only_modules_that_are_there_are_found(tmp_path: Path) -> None:
    file = Path(f"{tmp_path / 'etl' / 'find' / 'names'}{compiled._SUFFIX}")
    file.parent.mkdir(parents=True)
    file.touch()
    finder = Compiled(tmp_path)
    found = finder.find_spec("etl.find.names")
    assert found is not None
    assert (found.origin, found.has_location) == (str(file), True)
    for name in ("etl", "etl.find", "etl.find.places", "find.names", "json", f"{compiled.LIBRARY}__mypyc"):
        assert finder.find_spec(name) is None


def test_hot_modules_need_not_know_where_they_lie() -> None:
    modules = hot_modules(ROOT)
    assert "etl/text.py" in modules and "etl/find/dates/finder.py" in modules and "etl/models.py" not in modules
    assert [name for name in modules if "__file__" in (ROOT / name).read_text("utf-8")] == []


def test_mypyc_takes_every_hot_module(tmp_path: Path) -> None:
    """Its first half, which needs no C compiler: what it refuses stands in the output."""
    command = [sys.executable, "-c", FRONT, compiled.LIBRARY, str(tmp_path), *hot_modules(ROOT)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stdout.splitlines() if ": error:" in line]) == (0, [])
    assert len(list(tmp_path.rglob("*.c"))) > 1


def test_missing_tools_are_named_with_their_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(NotCompiled, match=r"is missing; Debian: apt-get install gcc python3-dev"):
        refuse_without_tools()


def test_a_small_tree_is_compiled_and_a_change_makes_it_plain_again(tmp_path: Path) -> None:
    try:
        refuse_without_tools()
    except NotCompiled as error:
        pytest.skip(str(error))
    (tmp_path / "etl").mkdir()
    for name in ("__init__", "compiled", "fingerprint", "weighing"):
        shutil.copy(ROOT / "etl" / f"{name}.py", tmp_path / "etl")
    plain = "0.5523079095743253 plain Python"
    assert told(tmp_path) == plain
    earlier = tmp_path / ".compiled" / "of-earlier-code"
    earlier.mkdir(parents=True)
    folder = compile_modules(tmp_path, ["etl/weighing.py"])
    assert list(earlier.parent.iterdir()) == [folder]
    assert told(tmp_path) == "0.5523079095743253 compiled form"
    assert told(tmp_path, COVERAGE_PURE="1") == f"{plain}, as COVERAGE_PURE asks"
    assert told(tmp_path, AGAIN).splitlines() == [
        "True 1", "the code has changed, and this process runs what was compiled of it before: start it again"
    ]  # fmt: skip
    source = tmp_path / "etl" / "weighing.py"
    source.write_text(source.read_text("utf-8").replace("_STEEPEST = 30.0", "_STEEPEST = 0.0"), "utf-8")
    assert told(tmp_path) == "0.5 plain Python: what `make compiled` made is of other code, or for another Python"


def test_records_of_the_gold_are_the_same_both_ways() -> None:
    if not folder_of(code_hash()).is_dir():
        pytest.skip("nothing is compiled of this code: make compiled")
    both = [extracted(ROOT, "tests/gold/*.jsonl", compiled=form) for form in (True, False)]
    assert both[0] == both[1] != b""
