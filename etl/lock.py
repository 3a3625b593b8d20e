"""The right to be the only one of a kind at a dataset. It goes with the process, however that ends: nothing to clean
up after `kill -9`. In a folder it is a lock on an open file; on S3-compatible storage a lease (`etl/lease.py`)."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from etl.lease import leased
from etl.location import Location

_LOCKS = {"build": ".lock", "watch": ".watch.lock"}


class Busy(Exception):
    """Another process is at work there; the message says which, as far as it is known."""


def process() -> str:
    """This process as others may want to find it."""
    return f"process {os.getpid()} on {socket.gethostname()}"


@contextmanager
def only_one(location: Location, kind: str, *, who: str, busy: str) -> Iterator[None]:
    """The right to be the only "build" or "watch" there until the block ends, made known as `who`.

    Raises Busy where another has it, with the words `busy`, in which `{who}` is the other; and StorageError.
    """
    if location.folder is None:
        with leased(location, kind, who=who) as other:
            if other is not None:
                raise Busy(f"{busy.format(who=other)}; if it ({other}) was killed, its claim lapses in a minute")
            yield
    else:
        with alone(location.folder, _LOCKS[kind], who=who) as other:
            if other is not None:
                raise Busy(busy.format(who=other))
            yield


@contextmanager
def alone(folder: Path, name: str, *, who: str) -> Iterator[str | None]:
    """Who else has the lock of this name, or None where it is ours until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / name).open("a+", encoding="utf-8") as lock:
        if not _locked(lock):
            lock.seek(0)
            yield lock.read().strip() or "just begun"
            return
        lock.seek(0)
        lock.truncate()
        lock.write(f"{who}\n")
        lock.flush()
        yield None


if sys.platform == "win32":
    import msvcrt

    def _locked(stream: IO[str]) -> bool:
        """Whether the lock is now ours; False where another process holds it."""
        os.lseek(stream.fileno(), 1 << 30, os.SEEK_SET)  # a byte that nobody reads: what is locked cannot be read
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(stream: IO[str]) -> bool:
        """Whether the lock is now ours; False where another process holds it."""
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
