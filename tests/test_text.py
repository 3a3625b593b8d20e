"""Words, sentences and paragraphs of a body, with every offset kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import text as text_module
from etl.text import Remembered, analyse, plain, word_key

# text -> its words as written
WORDS: list[tuple[str, list[str]]] = [
    ("Agents came to Bell.", ["Agents", "came", "to", "Bell"]),
    ("the U.S. and the N.M. Guard", ["the", "U.S.", "and", "the", "N.M.", "Guard"]),
    ("I.C.E. and D.H.S.", ["I.C.E.", "and", "D.H.S."]),
    ("O'Connell, D’Angelo and the city's jail", ["O'Connell", "D’Angelo", "and", "the", "city's", "jail"]),
    ("Winston-Salem, anti-ICE, Ciudad Juárez–El Paso",
     ["Winston", "Salem", "anti", "ICE", "Ciudad", "Juárez", "El", "Paso"]),
    ("287(g), H-2A, $1,300 and 9:30 a.m.", ["287", "g", "H", "2A", "1", "300", "and", "9", "30", "a.m."]),
    ("¿Dónde está Cañón City?", ["Dónde", "está", "Cañón", "City"]),
    ("snake_case words", ["snake", "case", "words"]),
    ("...!?", []),
    ("", []),
]  # fmt: skip

# text -> its sentences; what an abbreviation, an initial or a decimal point must not part
SENTENCES: list[tuple[str, list[str]]] = [
    ("Agents left at noon. Nobody was hurt.", ["Agents left at noon.", "Nobody was hurt."]),
    ("They came at dawn! Why? Nobody knew…  Then they left.",
     ["They came at dawn!", "Why?", "Nobody knew…", "Then they left."]),
    ("Mr. Ayala met Gov. Lee and Sen. Ortiz. Dr. Roe came too.",
     ["Mr. Ayala met Gov. Lee and Sen. Ortiz.", "Dr. Roe came too."]),
    ("Agents went from St. Paul to Ft. Worth and Mt. Vernon. They stayed.",
     ["Agents went from St. Paul to Ft. Worth and Mt. Vernon.", "They stayed."]),
    ("It began on Jan. 5 in Monroe, La. after a tip. It ended soon.",
     ["It began on Jan. 5 in Monroe, La. after a tip.", "It ended soon."]),
    ("The U.S. Border Patrol came. It left.", ["The U.S. Border Patrol came.", "It left."]),
    ("J. Doe signed it. The court agreed.", ["J. Doe signed it.", "The court agreed."]),
    ("The cost rose by 3.5 million dollars. It was paid.", ["The cost rose by 3.5 million dollars.", "It was paid."]),
    ("“We saw them.” They ran. (It was late.) Then came rain.",
     ["“We saw them.”", "They ran.", "(It was late.)", "Then came rain."]),
    ("La Sra. Paz y el Lic. Ríos llegaron. ¿Quién los llamó? ¡Nadie! Se fueron.",
     ["La Sra. Paz y el Lic. Ríos llegaron.", "¿Quién los llamó?", "¡Nadie!", "Se fueron."]),
    ("One paragraph without a stop\n\nAnother one", ["One paragraph without a stop", "Another one"]),
    ("No stop at all", ["No stop at all"]),
    ("He fell ill. They left.", ["He fell ill.", "They left."]),
    ("She told him no. He left.", ["She told him no.", "He left."]),
    ("El cónsul dijo que no. Ella salió.", ["El cónsul dijo que no.", "Ella salió."]),
    ("Llegaron por el mar. Nadie los vio.", ["Llegaron por el mar.", "Nadie los vio."]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words(text: str, words: list[str]) -> None:
    assert [word.text for word in analyse("", text).words] == words


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_sentences(text: str, sentences: list[str]) -> None:
    body = analyse("", text)
    spans = dict.fromkeys(body.sentence_span(word.start) for word in body.words)
    assert [body.text[start:end] for start, end in spans] == sentences


@pytest.mark.parametrize(
    ("written", "form", "name"),
    [
        ("Ciudad Juárez", "ciudad juarez", "ciudad juarez"),
        ("CAÑON", "canon", "canon"),
        ("D’Angelo", "d'angelo", "d'angelo"),
        ("U.S.", "u.s.", "us"),
        ("Saint", "saint", "st"),
        ("St.", "st.", "st"),
        ("Sainte", "sainte", "ste"),
        ("Fort", "fort", "ft"),
        ("Mount", "mount", "mt"),
        ("Straße", "strasse", "strasse"),
    ],
)
def test_forms_of_a_word(written: str, form: str, name: str) -> None:
    assert (plain(written), word_key(written)) == (form, name)


def test_title_is_a_sentence_and_a_paragraph_of_its_own() -> None:
    body = analyse("Agents raid mill. Nine held", "MONROE, La. — They came.\n\nThey left.")
    assert body.text == "Agents raid mill. Nine held\n\nMONROE, La. — They came.\n\nThey left."
    assert body.title_end == 27
    numbers = {word.text: (body.sentence_of(word.start), body.paragraph_of(word.start)) for word in body.words}
    assert [numbers[word] for word in ("Agents", "held", "MONROE", "came", "left")] == [
        (0, 0), (0, 0), (1, 1), (1, 1), (2, 2)
    ]  # fmt: skip


def test_a_word_that_starts_a_sentence() -> None:
    body = analyse("Two held", "Agents came. They left for St. Paul. “Why?” Nobody knew.")
    assert [w.text for i, w in enumerate(body.words) if body.starts_sentence(i)] == [
        "Two", "Agents", "They", "Why", "Nobody"
    ]  # fmt: skip


def test_words_of_spans_are_those_in_whole_or_in_part() -> None:
    body = analyse("", "ab cd ef gh")
    start = body.text.index("ab")
    held = body.words_in([(start + 1, start + 4), (start + 9, start + 9), (start + 9, start + 11)])
    assert sorted(body.words[i].text for i in held) == ["ab", "cd", "gh"]


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        ("Raid", "Raid in Bell"),
        ("came", "Agents came."),
        ("came. They", "Agents came. They left."),
        ("left", "They left."),
        ("Calm returned", "Calm returned"),
    ],
)
def test_evidence_is_the_whole_sentence(span: str, sentence: str) -> None:
    body = analyse("Raid in Bell", "Agents came. They left.\n\nCalm returned")
    at = body.text.index(span)
    start, end = body.evidence_span(at, at + len(span))
    assert body.text[start:end] == sentence


@given(st.text(max_size=40), st.text(max_size=300))
def test_any_text_keeps_its_offsets(title: str, text: str) -> None:
    body = analyse(title, text)
    assert body.text == f"{title}\n\n{text}"
    assert all(body.text[word.start : word.end] == word.text for word in body.words)
    assert all(left.end <= right.start for left, right in zip(body.words, body.words[1:], strict=False))
    assert list(body.sentence_starts) == sorted(set(body.sentence_starts))
    assert list(body.paragraph_starts) == sorted(set(body.paragraph_starts))
    assert sorted(i for indices in body.where.values() for i in indices) == list(range(len(body.words)))


@given(st.text(alphabet="ab .!?\n\"'()—:St", max_size=120), st.data())
def test_a_sentence_holds_its_offset(text: str, data: st.DataObject) -> None:
    body = analyse("", text)
    for index in {data.draw(st.integers(0, len(body.words) - 1))} if body.words else ():
        word = body.words[index]
        start, end = body.sentence_span(word.start)
        assert start <= word.start < word.end <= end
        assert body.text[start:end] == body.text[start:end].strip()


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "_KEPT", 3)
    asked: list[str] = []

    def shout(word: str) -> str:
        asked.append(word)
        return word.upper()

    remembered = Remembered(shout)
    assert "".join(remembered[word] for word in "abacdad") == "ABACDAD"
    assert asked == ["a", "b", "c", "d", "a"]  # the fourth word made it forget the others
    assert sorted(remembered) == ["a", "d"]


@pytest.mark.parametrize(
    ("text", "at", "before"),
    [
        ("in the Bell", 2, 0),
        ("near Bell", 1, 0),
        ("the the Bell", 2, -1),  # nothing else stands before
        ("Bell", 0, -1),
    ],
)
def test_the_word_before_leaves_some_out(text: str, at: int, before: int) -> None:
    assert analyse("", text).before(at, {"the", "a"}) == before


@pytest.mark.parametrize(("text", "bare"), [("ICE's", "ICE"), ("Chicago’s", "Chicago"), ("ICE", "ICE"), ("his", "his")])
def test_the_end_without_possessive(text: str, bare: str) -> None:
    body = analyse("", text)
    assert body.text[body.words[0].start : body.words[0].bare_end] == bare
