"""Sources as the user names them (files, folders, globs, web addresses) to documents, in an order that is the same
everywhere. A web address stays one: only `etl/fetch` asks for it, and only where the user wants that.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from etl.models import Issue
from etl.read.draft import Draft, issue

_GLOB = frozenset("*?[")
_LINK = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that was given as a source."""

    url: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file, a member of an archive or a fetched page: its name for messages and how to open it."""

    name: str
    open: Callable[[], BinaryIO]
    url: str | None = None  # where it was saved from, as an archive or its fetcher says
    stamp: str | None = None  # another one whenever the content is another; None where that is not known
    listed: bool = False  # the page of an entry of a list, not what the user named
    entry: Draft | None = None  # what the list says of the page
    unpacked: int = 0  # bytes, where it came out of an archive

    def read(self) -> bytes:
        """All of its bytes."""
        with self.open() as stream:
            return stream.read()

    def head(self, size: int = 65536) -> bytes:
        """Its first bytes, enough to tell its format."""
        with self.open() as stream:
            return stream.read(size)


def document_of(name: str, data: bytes, url: str | None = None) -> Document:
    """A document that holds these bytes."""
    return Document(name, lambda: io.BytesIO(data), url)


def documents(sources: Sequence[str]) -> Iterator[Document | Link | Issue]:
    """Every document of the sources, each file once, folders walked in sorted order, hidden files left out."""
    seen: set[Path] = set()
    for source in sources:
        if _LINK.match(source):
            yield Link(source)
            continue
        path = Path(source)
        if path.exists():
            found = [path]
        elif _GLOB & set(source):
            found = [match for match in _expand(path) if not _hidden(match, _fixed(path))]
        else:
            yield issue(source, "no such file or folder; check the path", "error")
            continue
        files = [file for match in found for file in _files(match)]
        if not files:
            yield issue(source, "holds no files; check the folder or the pattern", "error")
        for file in files:
            real = file.resolve()
            if real in seen:
                continue
            seen.add(real)
            name = _name(file, path)
            if not file.is_file():
                yield issue(name, "is no regular file and was not opened", "error")
                continue
            yield Document(name, _opener(file), stamp=_stamp(file))


def _stamp(file: Path) -> str | None:
    """What changes when a file is written or may be read: its times, size and number, taken before it is read."""
    try:
        found = file.stat()
    except OSError:  # it cannot be read either, which is told there
        return None
    return f"{found.st_mtime_ns} {found.st_ctime_ns} {found.st_size} {found.st_ino}"


def _opener(file: Path) -> Callable[[], BinaryIO]:
    return lambda: file.open("rb")


def _name(file: Path, source: Path) -> str:
    """The file's name in the dataset: as given, or from the folder that was named, where the path is absolute.

    An absolute path would make the same coverage another dataset on another machine.
    """
    if not file.is_absolute():
        return file.as_posix()
    base = _fixed(source)
    top = base.parent.parent if base == file else base.parent
    return file.relative_to(top).as_posix()


def _fixed(source: Path) -> Path:
    """The part of a path before its first glob character."""
    fixed = Path(source.anchor)
    for part in source.parts[len(fixed.parts) :]:
        if _GLOB & set(part) and not (fixed / part).exists():
            break
        fixed /= part
    return fixed


def _expand(pattern: Path) -> list[Path]:
    base = _fixed(pattern)
    rest = pattern.relative_to(base).as_posix()
    return sorted(base.glob(rest)) if base.is_dir() else []


def _hidden(path: Path, base: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(base).parts)


def _files(path: Path) -> Iterator[Path]:
    """The files under a path, sorted; links to folders are not followed, so that no loop can arise."""
    if not path.is_dir():
        yield path
        return
    for entry in sorted(path.iterdir()):
        if entry.name.startswith(".") or (entry.is_dir() and (entry.is_symlink() or _page_assets(entry))):
            continue
        yield from _files(entry)


def _page_assets(folder: Path) -> bool:
    """Is this the folder of images and scripts that a browser saves beside a page?"""
    stem = next((folder.name.removesuffix(end) for end in ("_files", "_archivos") if folder.name.endswith(end)), None)
    return stem is not None and any((folder.parent / f"{stem}{suffix}").exists() for suffix in (".html", ".htm"))
