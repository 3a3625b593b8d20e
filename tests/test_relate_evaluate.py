"""The measure of stories, the gold that it rests on, and the floors under our figures."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from etl.relate import Item, Rules
from etl.relate.evaluate import GOLD, Gold, edited, equal_titles, errors, main, ours, read_gold, scores

LABELLED = read_gold(GOLD.read_text("utf-8").splitlines())
FOUND = ours(LABELLED.items, Rules.load())


@pytest.mark.parametrize("part", ["all", "dev", "held"])
def test_stories_reach_their_floors(part: str) -> None:
    made = scores(LABELLED, FOUND, part=part)
    assert made.precision >= 0.98, errors(LABELLED, FOUND, part=part)
    assert made.recall >= 0.95, errors(LABELLED, FOUND, part=part)
    assert made.b_f1 >= 0.97
    rival = scores(LABELLED, equal_titles(LABELLED.items), part=part)
    assert (made.precision, made.recall, made.b_f1) > (rival.precision, rival.recall, rival.b_f1)


def test_articles_of_two_families_are_never_one_story() -> None:
    families = LABELLED.families
    assert [line for line in errors(LABELLED, FOUND) if "two families" in line] == []
    assert all(families[a] == families[b] for a, b, _, _ in LABELLED.pairs)


def test_every_pair_of_a_family_is_labelled_as_its_stories_say() -> None:
    assert len(LABELLED.pairs) >= 300
    ids = list(LABELLED.stories)
    expected = {(a, b) for a, b in combinations(ids, 2) if LABELLED.families[a] == LABELLED.families[b]}
    assert {(a, b) for a, b, _, _ in LABELLED.pairs} == expected
    assert all(same == (LABELLED.stories[a] == LABELLED.stories[b]) for a, b, same, _ in LABELLED.pairs)
    assert len({item.id for item in LABELLED.items}) == len(ids)


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        ([["keep", 1]], "One two three."),
        ([["words", 5]], "One two three.\n\nFour five…"),
        ([["drop", [0]]], "Four five six.\n\nSeven “eight”."),
        ([["top", "New."]], "New.\n\nOne two three.\n\nFour five six.\n\nSeven “eight”."),
        ([["end", "New."]], "One two three.\n\nFour five six.\n\nSeven “eight”.\n\nNew."),
        ([["after", 0, "New."]], "One two three.\n\nNew.\n\nFour five six.\n\nSeven “eight”."),
        ([["swap", 0, 2]], "Seven “eight”.\n\nFour five six.\n\nOne two three."),
        ([["set", 0, "New."], ["keep", 2]], "New.\n\nFour five six."),
        ([["sub", "five", "5"]], "One two three.\n\nFour 5 six.\n\nSeven “eight”."),
        ([["sub", "Four five six.", ""]], "One two three.\n\nSeven “eight”."),
        ([["dateline", "TULSA — "], ["keep", 1]], "TULSA — One two three."),
        ([["joined"]], "One two three. Four five six. Seven “eight”."),
        ([["straight"], ["drop", [0, 1]]], 'Seven "eight".'),
        ([["none"]], ""),
    ],
)
def test_edits(edits: list[list[object]], text: str) -> None:
    assert edited("One two three.\n\nFour five six.\n\nSeven “eight”.", edits) == text


def test_an_edit_that_changes_nothing_is_a_mistake_of_the_gold() -> None:
    with pytest.raises(ValueError, match="changes nothing"):
        edited("One.", [["sub", "two", "three"]])


def test_scores() -> None:
    items = tuple(Item(id_, "", "") for id_ in "abcd")
    stories = {"a": "1", "b": "1", "c": "2", "d": "3"}
    pairs = (("a", "b", True, ""), ("a", "c", False, ""), ("c", "d", False, ""), ("a", "d", False, ""))
    gold = Gold(items, stories, dict.fromkeys("abcd", "family"), pairs)
    made = scores(gold, {"a": "x", "b": "y", "c": "x", "d": "z"})
    assert (made.pairs, made.same, made.precision, made.recall) == (4, 1, 0.0, 0.0)
    assert (made.b_precision, made.b_recall) == (0.75, 0.75)
    assert errors(gold, {"a": "x", "b": "y", "c": "x", "d": "z"}) == ["missed: a b ()", "wrong: a c ()"]
    assert scores(gold, stories).b_f1 == 1.0


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold, table = tmp_path / "pairs.jsonl", tmp_path / "table.json"
    first = {"id": "a", "family": "f", "story": "1", "media_name": "A", "title": "T", "text": "One two.\n\nThree four."}
    second = {
        "id": "b",
        "family": "f",
        "story": "1",
        "media_name": "B",
        "title": "T",
        "of": "a",
        "edits": [["keep", 1]],
    }
    rows = [{"article": first}, {"article": second}, {"pair": ["a", "b"], "same": True, "kind": "cut"}]
    gold.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    assert main(["--stories", str(gold), "--errors", "--write", str(table)]) == 0
    assert "missed: a b (cut)" in capsys.readouterr().out  # two words are too few to be sure
    assert json.loads(table.read_text("utf-8"))["relate"]["all"]["recall"] == 0.0
    assert main(["--stories", str(tmp_path / "none.jsonl")]) == 2
