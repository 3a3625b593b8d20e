"""A lock on an open file that goes with the process, however that ends: no stale lock after `kill -9`."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def locked(stream: IO[str]) -> bool:
        """Whether the lock is now ours; False where another process holds it."""
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def locked(stream: IO[str]) -> bool:
        """Whether the lock is now ours; False where another process holds it."""
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
