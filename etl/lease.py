"""A lease on S3-compatible storage: an empty file that its holder writes anew again and again, and that lapses if not.

Whoever wants the lease puts a file of their own beside the dataset, whose name says who they are, and then looks who
else has one. Storage shows at once what was put, so of two that come together at least one sees the other; whoever
sees another that is alive takes their own away and tries again a little later. Age is read from the storage's clock
alone: one's own file, just written, says what time it is there.

No dataset rests on this: a commit is refused where another has come between (`etl/store.py`). The lease keeps a
second build from beginning what it could not finish, and a short one from spoiling the work of a long one.
"""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import uuid4

from etl import bucket
from etl.location import Location, StorageError

FOLDER = ".writing"
LAPSES = 60.0  # seconds without a sign of life
_RENEWED = 15.0  # seconds from one to the next
_TRIES, _PAUSE = 3, 0.4  # how often, and the seconds between them, at least and about


@contextmanager
def leased(location: Location, kind: str, *, who: str) -> Iterator[str | None]:
    """Who else holds the lease of this kind, or None where it is ours until the block ends. Raises StorageError."""
    bucket.reach(location)
    name = "~".join([kind, re.sub(r"[^\w.:+-]+", "_", who, flags=re.ASCII), uuid4().hex])
    for left in reversed(range(_TRIES)):
        _live(location, name)
        other = _other(location, name)
        if other is None:
            break
        _leave(location, name)
        if not left:
            yield other
            return
        time.sleep(_PAUSE * (1 + random.random()))
    ended = threading.Event()
    renewing = threading.Thread(target=_renew, args=(location, name, ended), daemon=True)
    renewing.start()
    try:
        yield None
    finally:
        ended.set()
        renewing.join()
        _leave(location, name)


def _other(location: Location, name: str) -> str | None:
    """Who has a lease of the same kind that is alive; those that have lapsed go."""
    held = {file.name: file.written for file in bucket.files(location, FOLDER)}
    now = held.pop(name, max(held.values(), default=0.0))
    kind = name.split("~")[0]
    for other, written in held.items():
        of, _, rest = other.partition("~")
        if of == kind and now - written <= LAPSES:
            return rest.rpartition("~")[0].replace("_", " ")
        if of == kind:
            _leave(location, other)
    return None


def _renew(location: Location, name: str, ended: threading.Event) -> None:
    """A sign of life now and then. One that fails is left out: the build itself will say that storage is gone."""
    while not ended.wait(_RENEWED):
        with suppress(StorageError):
            _live(location, name)


def _live(location: Location, name: str) -> None:
    bucket.write(location, f"{FOLDER}/{name}", b"")


def _leave(location: Location, name: str) -> None:
    with suppress(StorageError, FileNotFoundError):
        bucket.delete(location, f"{FOLDER}/{name}")
