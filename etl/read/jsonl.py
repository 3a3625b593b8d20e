"""JSON Lines: one object a line, in the form of the corpus or under the names of `aliases.csv`.

Read line by line, so that a file of any size takes the memory of its longest line; a bad line is an issue, and the rest
goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from etl.models import Issue
from etl.read.clean import decode
from etl.read.documents import Document
from etl.read.draft import Draft, Rules, issue
from etl.read.rows import draft_of

LONGEST_LINE = 32 * 1024 * 1024


def parse(document: Document, rules: Rules) -> Iterator[Draft | Issue]:
    """A draft for each line that holds an object, an issue for each line that does not."""
    with document.open() as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE + 1):
            number += 1
            where = f"{document.name}, line {number}"
            if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = stream.readline(LONGEST_LINE)
                yield issue(where, f"longer than {LONGEST_LINE // 1024**2} MB and left out; split the article", "error")
                continue
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip(b" \t\r\n"):
                yield _parsed(line, where, rules)


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
