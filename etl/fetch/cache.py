"""What was fetched, on disk: a file for each address, replaced whole, checked when it is read.

A file is one line of JSON and the packed body. A file that is cut off, damaged or of another form counts as not there,
so that the page is fetched again; a failure is never kept.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import threading
import zlib
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

_FORMAT = 1
_FAULTS = (OSError, EOFError, zlib.error, ValueError, TypeError, AttributeError, KeyError)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a page that was fetched."""

    url: str  # as it was asked for
    final: str  # where the redirects ended
    fetched: str  # when it was last fetched, or found unchanged: UTC, ISO 8601
    digest: str  # SHA-256 of the body
    etag: str | None = None
    modified: str | None = None
    mark: str | None = None  # what the list that named it said of it then


class Cache:
    """A folder of fetched pages."""

    def __init__(self, folder: Path) -> None:
        """Keep the folder, which is made when something is put in."""
        self.folder = folder

    def get(self, url: str) -> Kept | None:
        """What is kept of an address, or None where there is nothing whole."""
        path = self._path(url)
        try:
            with path.open("rb") as stream:
                values = json.loads(stream.readline())
                if values.pop("format") != _FORMAT:
                    return None
                kept = Kept(**values)
                whole = digest_of(gzip.decompress(stream.read())) == kept.digest
        except _FAULTS:  # there is none, or it is damaged
            return None
        if not whole or kept.url != url:
            return None
        with suppress(OSError):  # a folder that may only be read is a cache all the same
            os.utime(path)  # used now: `prune` leaves it
        return kept

    def open(self, url: str) -> BinaryIO:
        """The kept body of an address. Raises OSError where there is none."""
        with self._path(url).open("rb") as stream:
            stream.readline()
            try:
                return io.BytesIO(gzip.decompress(stream.read()))
            except (EOFError, zlib.error) as error:
                raise OSError(f"the kept copy of {url} is damaged; run the same command again") from error

    def put(self, kept: Kept, body: bytes) -> None:
        """Keep a page in place of what was kept of its address."""
        path = self._path(kept.url)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
        head = json.dumps({"format": _FORMAT, **asdict(kept)}, ensure_ascii=False).encode()
        try:
            with half.open("wb") as stream:
                stream.write(head + b"\n")
                stream.write(gzip.compress(body, 6, mtime=0))
            half.replace(path)
        finally:
            half.unlink(missing_ok=True)

    def prune(self, before: float) -> int:
        """How many files went, since nobody used them after this moment (seconds since 1970)."""
        gone = 0
        for path in self.folder.glob("*/*") if self.folder.is_dir() else ():
            with suppress(OSError):  # another run may prune too
                if path.stat().st_mtime < before:
                    path.unlink()
                    gone += 1
        return gone

    def _path(self, url: str) -> Path:
        name = hashlib.sha256(url.encode()).hexdigest()[:40]
        return self.folder / name[:2] / name[2:]


def digest_of(body: bytes) -> str:
    """The SHA-256 of a body, as `Kept.digest` has it."""
    return hashlib.sha256(body).hexdigest()
