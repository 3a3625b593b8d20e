"""What a copy changed, added or left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.relate.changes import Change, changes

FIRST = "Agents detained 84 workers on Tuesday."
SECOND = "They were taken to an armory in Sandusky."
THIRD = "The company did not answer."


@pytest.mark.parametrize(
    ("original", "copy", "expected"),
    [
        (f"{FIRST} {SECOND}", f"{FIRST}\n\n{SECOND}", ()),
        (f"“{FIRST}” {SECOND}", f'"{FIRST.upper()}" {SECOND}', ()),
        (f"{FIRST} {SECOND} {THIRD}", f"{FIRST} {THIRD}", (Change("left_out", SECOND, ""),)),
        (f"{FIRST} {SECOND}", f"{FIRST} {THIRD} {SECOND}", (Change("added", "", THIRD),)),
        (f"{FIRST} {SECOND} {THIRD}", f"{FIRST} {THIRD} {SECOND}", ()),  # moved
        (
            f"{FIRST} {SECOND}",
            f"Agents detained 84 workers Tuesday. {SECOND}",
            (Change("changed", FIRST, "Agents detained 84 workers Tuesday."),),
        ),
        (FIRST, THIRD, (Change("added", "", THIRD), Change("left_out", FIRST, ""))),
        ("", FIRST, (Change("added", "", FIRST),)),
        (FIRST, "", (Change("left_out", FIRST, ""),)),
        ("", "", ()),
    ],
)
def test_changes(original: str, copy: str, expected: tuple[Change, ...]) -> None:
    assert changes(original, copy) == expected


@given(st.text(alphabet="ab .\n", max_size=80), st.text(alphabet="ab .\n", max_size=80))
def test_a_text_does_not_differ_from_itself_and_every_change_stands_in_the_texts(original: str, copy: str) -> None:
    assert changes(original, original) == ()
    for change in changes(original, copy):
        assert change.original in original
        assert change.copy in copy
