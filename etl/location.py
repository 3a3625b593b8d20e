"""Where a dataset lies: a folder, or a prefix in a bucket of S3-compatible storage.

A `Location` is a small value that holds no credentials, so it can be sent to any process and shown to anyone. On S3
the process that reads or writes takes credentials, endpoint and region from its own environment (`etl/bucket.py`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):/+", re.IGNORECASE)  # of two letters or more: C:/ is a drive
_S3 = re.compile(r"s3a?://([A-Za-z0-9][A-Za-z0-9._-]+[A-Za-z0-9])(?:/(.*?))?/*")
_PART = re.compile(r"(?!\.{1,2}$)[^?#%\\*\s]+")  # of a prefix: what needs no escape in a URL or a command line


class BadLocation(ValueError):
    """Words that name no place for a dataset; the message says which do."""


class StorageError(OSError):
    """S3-compatible storage that does not do what it was asked; the message says what would cure it."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place for the tables of a dataset and the files beside them; `Location.of` makes one."""

    uri: str  # a path as it was given, or s3://bucket/prefix without a slash at the end

    @classmethod
    def of(cls, where: str | Path | Location) -> Location:
        """The place that is named: a folder, or s3://bucket/prefix. Raises BadLocation."""
        if isinstance(where, Location):
            return where
        text = str(where)
        if not _SCHEME.match(text):
            return cls(str(Path(where)))
        found = _S3.fullmatch(text)
        parts = (found[2] or "").split("/") if found else []
        if not found or (found[2] and not all(_PART.fullmatch(part) for part in parts)):
            raise BadLocation(f"{text!r} names no place for a dataset; give a folder, or s3://bucket/prefix")
        return cls("/".join(["s3:/", found[1], *filter(None, parts)]))

    def __str__(self) -> str:
        """As the user would write it."""
        return self.uri

    @property
    def folder(self) -> Path | None:
        """The folder, or None where it lies on S3."""
        return None if self.uri.startswith("s3://") else Path(self.uri)

    def child(self, name: str) -> str:
        """The path or URL of a table, or of a file beside the tables."""
        return f"{self.uri}/{name}" if self.folder is None else str(self.folder / name)

    def shown(self, here: Path) -> str:
        """As a person in the folder `here` would name it: from there, where it lies below."""
        folder = self.folder
        return str(folder.relative_to(here)) if folder and folder.is_relative_to(here) else self.uri


_DATA = Path(__file__).resolve().parent.parent / "data"
REFERENCE = _DATA / "reference"  # the tables of what is known, which come with the code
# Where a dataset lies unless another place is named.
DATASET = Location.of(_DATA / "coverage")
