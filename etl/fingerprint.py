"""Hashes of the code and of the reference tables: where they change, what was extracted is extracted again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

_CODE = Path(__file__).resolve().parent


def fingerprint_of(reference: Path) -> str:
    """A hash of the code and of the tables in a folder."""
    return _hash((*_modules(), *sorted(reference.glob("*.csv"))))


@cache
def code_hash() -> str:
    """A hash of the code alone, by which two processes know that they work alike."""
    return _hash(_modules())


def _modules() -> list[Path]:
    return sorted(_CODE.rglob("*.py"))


def _hash(paths: Iterable[Path]) -> str:
    hashed = blake2b(digest_size=12)
    for path in paths:
        hashed.update(path.name.encode())
        hashed.update(path.read_bytes())
    return hashed.hexdigest()
