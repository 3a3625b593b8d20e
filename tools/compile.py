"""Compile the hot modules of `etl/` with mypyc, from the sources that Python reads otherwise. Nothing needs this.

    python tools/compile.py

Needs a C compiler, Python's headers and what requirements-compiled.txt pins. What is made lies in `.compiled`, in a
folder named by the hash of the code: `etl/compiled.py` finds it there, and finds nothing once the code is another.
Before it is put there the bundled articles are extracted both ways, and every byte must be the same.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from etl.compiled import LIBRARY

ROOT = Path(__file__).resolve().parent.parent
# What an article passes through between reading and its row. Not `etl/models.py`: its values travel between processes,
# and mypyc's frozen dataclasses cannot be unpickled.
HOT = (
    "etl/text.py", "etl/phrases.py", "etl/gazetteer.py", "etl/weighing.py",
    "etl/find/**/*.py", "etl/resolve/*.py", "etl/focus/*.py",
)  # fmt: skip
# `explain` shows the docstrings of these functions, and a compiled one has none.
PLAIN = ("etl/resolve/passes.py", "etl/resolve/wholes.py")
# A product and a sum stay two roundings, as in Python, on processors that could do them in one.
FLAGS = "-ffp-contract=off"
_PURE = {**os.environ, "COVERAGE_PURE": "1"}
_COMPILED = {name: value for name, value in os.environ.items() if name != "COVERAGE_PURE"}
# mypyc in a process of its own, since it ends the process where it refuses a module: C code first, then the modules.
FRONT = """
import setuptools, sys
from mypyc.build import mypycify
library, work, *paths = sys.argv[1:]
made = mypycify(paths, opt_level="2", debug_level="0", group_name=library, target_dir=work)
"""
_BACK = """
setuptools.setup(name=library, ext_modules=made, packages=[], script_args=[
    "--quiet", "build_ext", "--build-temp", work, "--build-lib", work + "/made"])
"""


class NotCompiled(Exception):
    """The modules could not be compiled; the message says why and what would cure it."""


def hot_modules(root: Path) -> list[str]:
    """The paths of the modules to compile, from the root."""
    found = {str(path.relative_to(root)) for pattern in HOT for path in root.glob(pattern)}
    return sorted(name for name in found if name not in PLAIN and not name.endswith("__init__.py"))


def compile_modules(root: Path, modules: Sequence[str]) -> Path:
    """The folder with the modules of a tree in compiled form; what was compiled before goes. Raises NotCompiled."""
    refuse_without_tools()
    folder = _folder(root)
    with tempfile.TemporaryDirectory() as work:
        command = [sys.executable, "-c", FRONT + _BACK, LIBRARY, work, *modules]
        flags = os.environ.get("CFLAGS", "")
        settings = {**_PURE, "CFLAGS": f"{flags} {FLAGS}"}
        done = subprocess.run(command, cwd=root, env=settings, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotCompiled(f"mypyc or the C compiler failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        if _folder(root) != folder:
            raise NotCompiled("the code changed while it was compiled; run it again")
        shutil.rmtree(folder.parent, ignore_errors=True)
        shutil.copytree(Path(work, "made"), folder)
    return folder


def refuse_without_tools() -> None:
    """Nothing. Raises NotCompiled where there is no C compiler for this Python."""
    compiler = (sysconfig.get_config_var("CC") or "cc").split()[0]
    header = Path(sysconfig.get_paths()["include"], "Python.h")
    if not shutil.which(compiler) or not header.is_file():
        raise NotCompiled(
            f"the C compiler {compiler!r} or the header {header} is missing; Debian: apt-get install gcc python3-dev"
        )


def _folder(root: Path) -> Path:
    """Where what is compiled of a tree belongs, by its code as it is now."""
    program = "from etl.compiled import folder_of; from etl.fingerprint import code_hash; print(folder_of(code_hash()))"
    command = [sys.executable, "-c", program]
    return Path(subprocess.run(command, cwd=root, env=_PURE, stdout=subprocess.PIPE, check=True, text=True).stdout[:-1])


def extracted(root: Path, source: str, *, compiled: bool) -> bytes:
    """What `extract` prints of a source, by the compiled modules or by plain Python."""
    command = [sys.executable, "-m", "etl", "extract", source]
    done = subprocess.run(command, cwd=root, env=_COMPILED if compiled else _PURE, capture_output=True, check=False)
    if done.returncode:
        raise NotCompiled(f"extract {source} ended with {done.returncode}:\n{done.stderr.decode()[-2000:]}")
    return done.stdout


def main() -> int:
    """Compile, compare, and say what was done."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    modules, began = hot_modules(ROOT), time.monotonic()
    print(f"Compiling {len(modules)} modules (about two minutes)", flush=True)
    try:
        folder = compile_modules(ROOT, modules)
        try:
            both = [extracted(ROOT, "data/articles", compiled=compiled) for compiled in (False, True)]
            if both[0] != both[1]:
                raise NotCompiled("the compiled modules give other records than plain Python, so they were taken away")
        except NotCompiled:
            shutil.rmtree(folder)
            raise
    except NotCompiled as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    records = both[0].count(b"\n")
    print(
        f"Compiled in {time.monotonic() - began:.0f} s: {folder.relative_to(ROOT)}\n"
        f"{records} bundled articles give the same records, byte for byte. "
        "`make pure` goes back; a change of the code does so by itself."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
