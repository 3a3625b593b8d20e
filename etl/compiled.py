"""The hot modules in compiled form, where `make compiled` made them of this very code; otherwise Python reads them.

    .compiled/KEY/etl/*.so      KEY stands for the code, byte for byte, and for the Python that they were made for

So what was compiled of other code is never found, and the code reads and does the same both ways. Nothing needs them:
`tools/compile.py` makes them, `make pure` takes them away, and COVERAGE_PURE=1 does without them for once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
FOLDER = _ROOT / ".compiled"
LIBRARY = "etl_compiled"  # the code of all modules in one library, as mypyc names it
_SUFFIX = EXTENSION_SUFFIXES[0]  # names the version of Python and the machine: ".cpython-311-x86_64-linux-gnu.so"


def folder_of(code: str) -> Path:
    """Where the modules lie that were compiled of code with this hash, for this Python."""
    return FOLDER / f"{code}{_SUFFIX.rpartition('.')[0]}"


class Compiled:
    """Finds compiled modules for Python's import, before it looks for their source."""

    def __init__(self, folder: Path) -> None:
        """Take the folder that has them."""
        self.folder = folder
        self._made: dict[str, ModuleType] = {}

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        """The compiled module, or None where there is none of this name."""
        if name == f"{LIBRARY}__mypyc":
            return PathFinder.find_spec(name, [str(self.folder)])
        if not name.startswith("etl."):
            return None
        file = f"{self.folder.joinpath(*name.split('.'))}{_SUFFIX}"
        if not os.path.exists(file):  # noqa: PTH110 - a Path for each module takes longer than the question
            return None
        spec = ModuleSpec(name, _Loader(name, file, self._made), origin=file)
        spec.has_location = True
        return spec


class _Loader(ExtensionFileLoader):
    """Makes a module once in a process, as native code must be; whoever imports it anew gets the one that is there."""

    def __init__(self, name: str, path: str, made: dict[str, ModuleType]) -> None:
        super().__init__(name, path)
        self._made = made

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._made.get(spec.name) or super().create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        if self.name not in self._made:
            super().exec_module(module)
            self._made[self.name] = module


def use() -> None:
    """Have compiled modules imported from here on, where there are some of this code.

    Raises ImportError where this process has begun with those of other code, as when Streamlit reads changed files.
    """
    before = _in_use()
    if before is None and (os.environ.get("COVERAGE_PURE") or not FOLDER.is_dir()):
        return
    from etl.fingerprint import code_hash

    folder = folder_of(code_hash())
    if before is not None and before != folder:
        raise ImportError("the code has changed, and this process runs what was compiled of it before: start it again")
    if before is None and folder.is_dir():
        sys.meta_path.insert(0, Compiled(folder))


def state() -> str:
    """How the hot modules run in this process, and why, for a person to read."""
    if _in_use() is not None:
        return "compiled form"
    if os.environ.get("COVERAGE_PURE"):
        return "plain Python, as COVERAGE_PURE asks"
    if FOLDER.is_dir():
        return "plain Python: what `make compiled` made is of other code, or for another Python"
    return "plain Python"


def _in_use() -> Path | None:
    """The folder that compiled modules come from; by the class's name, since this module may be imported anew too."""
    finders: list[Any] = [finder for finder in sys.meta_path if type(finder).__name__ == Compiled.__name__]
    return finders[0].folder if finders else None
