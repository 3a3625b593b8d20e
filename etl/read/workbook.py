"""Workbooks (.xlsx, .xls, .ods): the rows of each sheet, read as those of a table are."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from etl.models import Issue
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.sniff import OLD_OFFICE
from etl.read.tables import from_cells

_PROGRAM = Path(__file__).with_name("cells.py")
_MEMORY, _SECONDS = 3 * 1024**3, 300  # what a workbook may take: about 50 million cells
_STREAMS = {
    "WordDocument": "is a Word document of the old kind (.doc); save it as .docx or as text",
    "PowerPoint Document": "is a PowerPoint file, which is not read; save its text",
    "__substg1.0_": "is an Outlook message (.msg), which is not read; save its text or its attachment",
    "EncryptedPackage": "is locked by a password; save it without one",
}


def parse_sheet(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for each row of each sheet of a workbook."""
    if kind := _old_office(document):
        yield issue(document.name, kind, "error")
        return
    with tempfile.TemporaryFile() as file, tempfile.TemporaryFile() as said:
        with document.open() as stream:
            shutil.copyfileobj(stream, file)
        file.seek(0)
        command = [sys.executable, "-I", str(_PROGRAM), str(_MEMORY), str(_SECONDS)]
        with subprocess.Popen(command, stdin=file, stdout=subprocess.PIPE, stderr=said, encoding="utf-8") as process:
            try:
                lines: Iterator[Any] = map(json.loads, process.stdout or ())
                sheets = next(lines, ())
                for sheet, rows in groupby(lines, itemgetter(0)):
                    name = document.name if len(sheets) == 1 else f"{document.name}, sheet {sheet}"
                    yield from from_cells(((number, cells) for _, number, cells in rows), name, rules, "row")
                ended = process.wait()
            finally:
                process.kill()  # where nobody asked for the rest
        if ended == 1:
            said.seek(0)
            why = said.read(500).decode("utf-8", "replace").strip()
            yield issue(document.name, f"is no workbook that can be read ({why}); save it again or as CSV", "error")
        elif ended:
            message = "takes more memory or time than a table does; remove cells far from it, or save it as CSV"
            yield issue(document.name, message, "error")


def _old_office(document: Document) -> str | None:
    """What to say of a file of old Office or Outlook that is no workbook, by the streams in it; None of a workbook."""
    if not document.head(8).startswith(OLD_OFFICE):
        return None
    data = document.read()
    return next((said for stream, said in _STREAMS.items() if stream.encode("utf-16-le") in data), None)
