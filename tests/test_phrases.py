"""Phrases in a body: longest first, by the plain form of their words, capitals where the phrase has them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.phrases import PhraseIndex, Phrases
from etl.text import analyse

PHRASES = Phrases(
    [
        ("ICE", "the agency"),
        ("Border Patrol", "BP"),
        ("patrol", "a patrol"),
        ("U.S. Border Patrol", "USBP"),
        ("police chief", "chief"),
        ("police", "police"),
        ("Sheriff's Office", "style"),
        ("sheriff's office", "words"),
        ("St. Paul", "town"),
        ("deport*", "removal"),
        ("Ciudad Juárez", "MX"),
        ("police", "second"),  # the first value of a phrase stays
        ("...", "nothing"),  # no word, no phrase
    ]
)

# text -> (words, value) of each hit
CASES: list[tuple[str, list[tuple[str, str]]]] = [
    ("ICE met ice and Ice.", [("ICE", "the agency")]),
    ("I.C.E. came", [("I.C.E.", "the agency")]),
    ("The U.S. Border Patrol, a border patrol and the Border Patrol",
     [("U.S. Border Patrol", "USBP"), ("patrol", "a patrol"), ("Border Patrol", "BP")]),
    ("US Border Patrol", [("US Border Patrol", "USBP")]),
    ("the police chief's police", [("police chief", "chief"), ("police", "police")]),
    ("POLICE said", [("POLICE", "police")]),
    ("the Sheriff's Office, the Sheriff’s Office and the sheriff's office",
     [("Sheriff's Office", "style"), ("Sheriff’s Office", "style"), ("sheriff's office", "words")]),
    ("Saint Paul, St Paul and St. Paul", [("Saint Paul", "town"), ("St Paul", "town"), ("St. Paul", "town")]),
    ("the saint paul", []),
    ("Deported, deportations and deporting; a report",
     [("Deported", "removal"), ("deportations", "removal"), ("deporting", "removal")]),
    ("Ciudad Juarez, CIUDAD JUÁREZ", [("Ciudad Juarez", "MX"), ("CIUDAD JUÁREZ", "MX")]),
    ("Border-Patrol, Border/Patrol, Border\nPatrol",
     [("Border-Patrol", "BP"), ("Border/Patrol", "BP"), ("Border\nPatrol", "BP")]),
    ("the Border. The Patrol", [("Patrol", "a patrol")]),
    ("Border (Patrol), Border; Patrol", [("Patrol", "a patrol"), ("Patrol", "a patrol")]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "hits"), CASES)
def test_find(text: str, hits: list[tuple[str, str]]) -> None:
    body = analyse("", text)
    assert [(body.text[hit.start : hit.end], hit.value) for hit in PHRASES.find(body)] == hits


@given(
    st.lists(
        st.sampled_from(
            ["ICE", "ice", "the", "Border", "Patrol", "U.S.", "St.", "Paul", "deports", "police", ",", ". "]
        )
    )
)
def test_hits_stand_in_order_and_apart(words: list[str]) -> None:
    body = analyse("", " ".join(words))
    hits = list(PHRASES.find(body))
    assert all(left.last < right.first for left, right in itertools.pairwise(hits))
    for hit in hits:
        assert (hit.start, hit.end) == (body.words[hit.first].start, body.words[hit.last].end)


@given(st.text(max_size=200))
def test_any_text_passes(text: str) -> None:
    body = analyse(text[:20], text)
    assert all(body.text[hit.start : hit.end].strip() for hit in PHRASES.find(body))


SETS = (
    PHRASES,
    Phrases([("deport*", 1), ("deported", 2), ("police", 3), ("the police chief of Bell", 4), ("Bell", 5)]),
    Phrases([("nothing of this", 6)]),
)
INDEX = PhraseIndex(SETS)


WORDS = (
    "the", "police", "chief", "of", "Bell", "ICE", "border", "Patrol", "deported", "Deported's", ".", ",", "Sheriff's",
)  # fmt: skip


@given(st.lists(st.sampled_from(WORDS)))
def test_an_index_of_many_sets_finds_what_each_finds_by_itself(words: list[str]) -> None:
    text = " ".join(words)
    indexed, alone = analyse("", text, INDEX), analyse("", text)
    assert [phrases.find(indexed) for phrases in SETS] == [phrases.find(alone) for phrases in SETS]


def test_a_phrase_that_ends_another_comes_after_the_longer_one() -> None:
    body = analyse("", "the police chief of Bell, the police chief in Bell; deported", INDEX)
    assert [(body.text[hit.start : hit.end], hit.value) for hit in SETS[1].find(body)] == [
        ("the police chief of Bell", 4), ("police", 3), ("Bell", 5), ("deported", 2),
    ]  # fmt: skip
