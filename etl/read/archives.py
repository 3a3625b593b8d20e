"""Archives: zip, tar, gzip and the like, WARC, and MHTML. Each member is a document of its own, told by its content.

A member has a limit here, and all that comes out of a file, archives in archives among it, one in `etl/read/__init__`:
a small file cannot unpack to more than there is room or time for.
"""

from __future__ import annotations

import bz2
import email
import email.policy
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from etl.models import Issue
from etl.read.documents import Document, document_of
from etl.read.draft import Rules, issue

LARGEST = 256 * 1024 * 1024  # bytes of one member
_OFFICE = {
    "xl/workbook.xml": "sheet",
    "xl/workbook.bin": "sheet",
    "word/document.xml": "docx",
    "ppt/presentation.xml": "slides",
}
_MIMETYPES = {
    b"application/vnd.oasis.opendocument.spreadsheet": "sheet",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "slides",
    b"application/epub+zip": "epub",
}
_OPENERS: dict[str, Callable[[BinaryIO], Any]] = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
# ValueError: of a name that is no UTF-8, of a place before the beginning.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
_BROKEN = (*BROKEN_ZIP, tarfile.TarError)


def zip_kind(document: Document) -> str:
    """What a zip file is: "sheet", "docx", "zip", or the name of a kind that is not read."""
    try:
        with document.open() as stream, zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
            if kind := _MIMETYPES.get(_mimetype(archive, names)):
                return kind
            return next((kind for name, kind in _OFFICE.items() if name in names), "zip")
    except _BROKEN:
        return "zip"


def _mimetype(archive: zipfile.ZipFile, names: set[str]) -> bytes:
    return archive.open("mimetype").read(200).strip() if "mimetype" in names else b""


def parse_zip(document: Document, rules: Rules) -> Iterator[Document | Issue]:
    """The members of a zip file, sorted by name."""
    try:
        with document.open() as stream, zipfile.ZipFile(stream) as archive:
            names = frozenset(archive.namelist())
            for info in sorted(archive.infolist(), key=lambda info: info.filename):
                name = f"{document.name}/{info.filename}"
                if info.is_dir() or _hidden(info.filename) or _asset(info.filename, names):
                    continue
                if info.flag_bits & 1:
                    yield issue(name, "is locked by a password; unpack it", "error")
                    continue
                with archive.open(info) as member:
                    yield _member(name, member.read(LARGEST + 1))
    except _BROKEN as error:
        yield issue(document.name, f"is a broken zip file ({error}); pack it again", "error")


def parse_tar(document: Document, rules: Rules) -> Iterator[Document | Issue]:
    """The members of a tar file, in its order."""
    try:
        with document.open() as stream, tarfile.open(fileobj=stream, mode="r:") as archive:
            names = frozenset(archive.getnames())
            for info in archive:
                if not info.isfile() or _hidden(info.name) or _asset(info.name, names):
                    continue
                member = archive.extractfile(info)
                yield _member(f"{document.name}/{info.name}", member.read(LARGEST + 1) if member else b"")
    except _BROKEN as error:
        yield issue(document.name, f"is a broken tar file ({error}); pack it again", "error")


def parse_compressed(kind: str) -> Callable[[Document, Rules], Iterator[Document | Issue]]:
    """The parser of a file that is compressed by itself: one document."""

    def parse(document: Document, rules: Rules) -> Iterator[Document | Issue]:
        try:
            with document.open() as stream:
                unpacked = _OPENERS[kind](stream)
                start = unpacked.read(5)
                if start == b"WARC/":  # read as it stands, record by record
                    yield from parse_warc(document, rules)
                    return
                data = start + unpacked.read(LARGEST)
        except _BROKEN as error:
            yield issue(document.name, f"is a broken {kind} file ({error}); pack it again", "error")
            return
        yield _member(document.name, data)

    return parse


def _member(name: str, data: bytes) -> Document | Issue:
    if len(data) > LARGEST:
        return issue(name, f"unpacks to more than {LARGEST // 1024**2} MB; unpack it by hand", "error")
    return replace(document_of(name, data), unpacked=len(data))


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _asset(name: str, names: frozenset[str]) -> bool:
    """Is this in the folder of images and scripts that a browser saves beside a page?"""
    folders = name.split("/")[:-1]
    for depth, folder in enumerate(folders):
        for end in ("_files", "_archivos"):
            page = "/".join([*folders[:depth], folder.removesuffix(end)])
            if folder.endswith(end) and (f"{page}.html" in names or f"{page}.htm" in names):
                return True
    return False


def parse_warc(document: Document, rules: Rules) -> Iterator[Document | Issue]:
    """The pages of a WARC file (compressed or not), each with the address that it was saved from."""
    from warcio.archiveiterator import ArchiveIterator  # here, since most runs read no such file
    from warcio.exceptions import ArchiveLoadFailed

    number = pages = 0
    try:
        with document.open() as stream:
            for record in ArchiveIterator(stream):
                number += 1
                if record.rec_type not in ("response", "resource"):
                    continue
                kind = (record.http_headers or record.rec_headers).get_header("Content-Type") or ""
                status = record.http_headers.get_statuscode() if record.http_headers else "200"
                if status != "200" or not kind.lower().startswith(("text/html", "application/xhtml", "text/plain")):
                    continue
                data = record.content_stream().read(LARGEST + 1)
                url = record.rec_headers.get_header("WARC-Target-URI")
                pages += 1
                yield document_of(f"{document.name}, record {number}", data[:LARGEST], url)
    except (ArchiveLoadFailed, AttributeError, *_BROKEN) as error:  # AttributeError: of a record without a type
        yield issue(document.name, f"is broken after record {number} ({error}); save it again", "error")
        return
    if not pages:
        yield issue(document.name, "holds no page that was answered with one; save it again", "error")


def parse_mhtml(document: Document, rules: Rules) -> Iterator[Document | Issue]:
    """The page of an MHTML file, as browsers save it in one file."""
    try:
        message = email.message_from_binary_file(io.BytesIO(document.read()), policy=email.policy.compat32)
        parts = list(message.walk())
    except RecursionError:
        yield issue(document.name, "is nested too deeply to be a saved page; save it again", "error")
        return
    address = message.get("Snapshot-Content-Location")
    for part in parts:
        if part.get_content_type() == "text/html":
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data.strip():
                said = address or part.get("Content-Location")
                yield document_of(document.name, data, str(said) if said else None)  # not text where it is no ASCII
                return
    yield issue(document.name, "holds no page; save it again", "error")
