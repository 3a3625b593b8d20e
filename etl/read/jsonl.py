"""JSON Lines: one object a line, in the form of the corpus or under the names of `aliases.csv`.

Read line by line, so that a file of any size takes the memory of its longest line; a bad line is an issue, and the rest
goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from etl.models import Issue
from etl.read.clean import decode
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.rows import draft_of

LONGEST_LINE = 32 * 1024 * 1024
_AT_ONCE = 1024 * 1024  # bytes of lines that are handed over together


@dataclass(frozen=True, slots=True)
class Lines:
    """Some lines of a document with their numbers, to be parsed by whoever has the time (`drafts`)."""

    name: str
    lines: tuple[tuple[int, bytes], ...]


def parse(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for each line that holds an object, an issue for each line that does not."""
    for line in _numbered(document):
        yield line if isinstance(line, Issue) else _parsed(line[1], _where(document.name, line[0]), rules)


def drafts(lines: Lines, rules: Rules) -> Iterator[Draft | Issue]:
    """What `parse` gives for these lines."""
    for number, line in lines.lines:
        yield _parsed(line, _where(lines.name, number), rules)


def cut(document: Document) -> Iterator[Lines | Issue]:
    """The lines of a document about a megabyte at a time, and an issue for each that is too long."""
    held: list[tuple[int, bytes]] = []
    size = 0
    for line in _numbered(document):
        if not isinstance(line, Issue):
            held.append(line)
            size += len(line[1])
        if held and (isinstance(line, Issue) or size >= _AT_ONCE):
            yield Lines(document.name, tuple(held))
            held, size = [], 0
        if isinstance(line, Issue):
            yield line
    if held:
        yield Lines(document.name, tuple(held))


def _numbered(document: Document) -> Iterator[tuple[int, bytes] | Issue]:
    """The lines that are not empty, with their numbers."""
    with document.open() as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = stream.readline(LONGEST_LINE)
                message = f"longer than {LONGEST_LINE // 1024**2} MB and left out; split the article"
                yield issue(_where(document.name, number), message, "error")
                continue
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip(b" \t\r\n"):
                yield number, line


def _where(name: str, number: int) -> str:
    return f"{name}, line {number}"


def _parsed(line: bytes, where: str, rules: Rules) -> Draft | Issue:
    text, guess = decode(line)
    found = load(text, where)
    if isinstance(found, Issue):
        return found
    if not isinstance(found, dict):
        return issue(where, f"holds a {type(found).__name__}, not an object; write one {{...}} a line", "error")
    draft = draft_of(found, where, rules)
    if guess and isinstance(draft, Draft):
        return replace(draft, issues=(*draft.issues, issue(where, guess)))
    return draft


def load(text: str, where: str) -> Any:
    """The value of a JSON text, or an issue that says what is wrong with it and where."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return issue(where, f"is not JSON ({error.msg}, column {error.colno}); mend or remove it", "error", text[:200])
    except RecursionError:
        return issue(where, "is nested too deeply to be an article; mend or remove it", "error", text[:200])
    except ValueError as error:  # a number of more digits than Python converts
        return issue(where, f"holds a value that cannot be read ({error}); mend or remove it", "error", text[:200])
