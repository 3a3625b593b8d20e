"""Issues in Spanish: every message that reading can give has its words, and no row is left of one that it cannot."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.issues import said, translated
from app.words import STRINGS

ETL = Path(__file__).resolve().parent.parent / "etl"
TEMPLATES: dict[str, str] = json.loads((STRINGS / "issues_es.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("message", "want"),
    [
        ("is empty; save it again", "está vacío; guárdelo de nuevo"),
        ("'Bell' may be any of 2 places (Bell, CA, Bell, FL): left unplaced; name its state in corrections.csv",
         "'Bell' puede ser cualquiera de 2 lugares (Bell, CA, Bell, FL): quedó sin ubicar; indique su estado en"
         " corrections.csv"),
        ("holds a str, not an object; write one {...} a line",
         "contiene un str, no un objeto; escriba un {...} por línea"),
        ("is a list, not an object; give each article as an object",
         "es un list, no un objeto; dé cada artículo como objeto"),
        ("correction not applied: no article has the id 'x'",
         "corrección sin aplicar: ningún artículo tiene el id 'x'"),
        ("is broken after record 3 ({odd} {0}\nline); save it again",
         "está dañado después del registro 3 ({odd} {0}\nline); guárdelo de nuevo"),
        ("what nobody has translated", "what nobody has translated"),
    ],
)  # fmt: skip
def test_a_message_in_spanish_and_as_it_is_in_english(message: str, want: str) -> None:
    assert translated(message, "es") == want
    assert translated(message, "en") == message


def test_the_words_that_it_is_about_follow() -> None:
    issue = {"message": "the URL is no web address and was left out", "text": "javascript:x"}
    assert said(issue, "es") == "la URL no es una dirección web y se omitió: javascript:x"


def _blank(template: str) -> str:
    """A template with its places to fill without names."""
    return re.sub(r"(?<!\{)\{[^{}]*\}(?!\})", "{}", template).replace("{{", "{").replace("}}", "}")


def _texts(node: ast.AST) -> Iterator[str]:
    """The strings in an expression, an f-string with `{}` for what it fills in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
    else:
        for child in ast.iter_child_nodes(node):
            yield from _texts(child)


def _targets(node: ast.AST) -> list[ast.expr]:
    """What an assignment gives a value to."""
    if isinstance(node, ast.AnnAssign):
        return [node.target] if node.value else []
    return node.targets if isinstance(node, ast.Assign) else []


def test_every_message_of_reading_has_its_words() -> None:
    known = {_blank(template) for template in TEMPLATES}
    given = set()
    for path in (ETL / "read").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "issue" and len(node.args) > 1:
                given |= {text for text in _texts(node.args[1]) if " " in text}
            names = [getattr(target, "id", "") for target in _targets(node)]
            if {"CURES", "_STREAMS", "message"} & set(names):
                values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
                given |= {text for value in values for text in _texts(value) if " " in text}
    given.discard("{} to the page and to no article")  # of one line and of several: two rows here
    assert len(given) > 60
    assert sorted(given - known) == []


def test_no_row_is_left_of_a_message_that_is_gone() -> None:
    texts = {
        text
        for path in ETL.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for text in _texts(node)
    }
    # Some are put together: a row then ends with the piece of code that says most of it.
    ends = tuple(text.removeprefix("{}") for text in texts if len(text) > 30)
    gone = [row for row in map(_blank, TEMPLATES) if row not in texts and not row.endswith(ends)]
    assert gone == []
