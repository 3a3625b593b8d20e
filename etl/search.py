"""Free text: the form that texts are searched in, and the words and phrases of a question.

Both sides go through `search_form`, so a question finds a text whatever its accents, case, periods ("U.S.", "US"),
apostrophes or hyphens, and finds whole words only: "ice" is not in "police".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_MARKS = re.compile("[\u0300-\u036f]+")
_INSIDE = re.compile(r"['’.](?:(?<=['’])s\b)?")  # "ICE's" is ICE, "O'Connell" one word, "U.S." the letters US
_BETWEEN = re.compile(r"[\W_]+")
_USUAL = "“”—–‘…¿¡\xa0"  # what `_BETWEEN` makes a space
_PLAIN = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})  # what it does with ASCII
_QUOTES = re.compile("[“”„«»]")
_TERM = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')


def search_form(text: str) -> str:
    """`text` as plain words parted by one space, with a space at both ends: `" bell " in form` is a whole word."""
    folded = text.casefold()
    if not folded.isascii():
        # Most texts hold nothing else that is not ASCII, and what is ASCII takes half the time from here on.
        folded = folded.replace("’", "'")
        for mark in _USUAL:
            folded = folded.replace(mark, " ")
        if not folded.isascii():
            folded = _MARKS.sub("", unicodedata.normalize("NFD", folded))
    folded = _INSIDE.sub("", folded)
    if folded.isascii():
        return f" {' '.join(folded.translate(_PLAIN).split())} "
    return f" {_BETWEEN.sub(' ', folded).strip()} "


@dataclass(frozen=True, slots=True)
class Term:
    """A piece of a search form that a text must hold, or must not."""

    form: str
    negated: bool = False


def terms(question: str) -> tuple[Term, ...]:
    """The terms of a question: words that are all required, "a phrase", -without, begin* for a word's beginning."""
    found = []
    for match in _TERM.finditer(_QUOTES.sub('"', question)):
        minus, phrase, dash, word = match.groups()
        form = search_form(word if phrase is None else phrase)
        if form.strip():
            prefix = phrase is None and word.endswith("*")
            found.append(Term(form.rstrip() if prefix else form, bool(minus or dash)))
    return tuple(found)
