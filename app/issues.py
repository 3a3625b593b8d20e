"""What reading and resolving had to say, in the interface's language. The dataset keeps it in English."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from string import Formatter
from typing import Any

from app.words import STRINGS


def said(issue: dict[str, Any], lang: str) -> str:
    """An issue in one line: what was seen, and the words that it is about."""
    message = translated(issue["message"], lang)
    return f"{message}: {issue['text']}" if issue["text"] else message


def translated(message: str, lang: str) -> str:
    """A message in a language; as it is where that language has no words for it."""
    for pattern, wanted in _templates(lang):
        if found := pattern.fullmatch(message):
            return wanted.format(*found.groups())
    return message


@cache
def _templates(lang: str) -> Sequence[tuple[re.Pattern[str], str]]:
    """English templates as patterns, and what each reads in a language; the longest first, which say most."""
    path = STRINGS / f"issues_{lang}.json"
    if not path.exists():
        return ()
    rows: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return [(_pattern(english), rows[english]) for english in sorted(rows, key=len, reverse=True)]


def _pattern(template: str) -> re.Pattern[str]:
    """What a message of a template looks like, each place to fill as a group."""
    parts = ((re.escape(text), "" if field is None else "(.*)") for text, field, _, _ in Formatter().parse(template))
    return re.compile("".join(map("".join, parts)), re.DOTALL)
