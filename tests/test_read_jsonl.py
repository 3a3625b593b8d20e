"""JSON Lines: whole values of good lines, and what is said of bad ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.choose import Reading, Spool
from etl.extracting import reading
from etl.models import Article, Issue
from etl.read import Lines, Packed, read, read_by
from etl.workers import Pool, Ready
from tests.reading import knowledge, parse_all, read_all

GOLD = Path(__file__).parent / "gold"


def test_whole_article() -> None:
    """A record of our own form: every field, unknown keys kept, what is missing settled from what is there."""
    record = {
        "id": "west-0001",
        "url": "http://www.latimes.com/california/story/2025-06-23/raid/?utm_source=x#top",
        "language": "en",
        "title": "Raid at a car wash",
        "text": "They came on Monday.\n\nThey left.",
        "gold": {"relevant": True},
    }
    (article,), issues = parse_all(json.dumps(record) + "\n", "jsonl", "a.jsonl")
    assert issues == []
    assert article == Article(
        id="west-0001",
        title="Raid at a car wash",
        text="They came on Monday.\n\nThey left.",
        url="http://www.latimes.com/california/story/2025-06-23/raid/?utm_source=x#top",
        canonical_url="https://latimes.com/california/story/2025-06-23/raid",
        domain="latimes.com",
        media_name="Los Angeles Times",
        media_place="Los Angeles, CA",
        publish_date="2025-06-23",
        publish_date_basis="url",
        language="en",
        text_scope="full",
        source="a.jsonl, line 1",
        extra={"gold": {"relevant": True}},
    )


GOOD = '{"title": "Agents leave", "text": "They left."}'
BAD: list[tuple[str, bytes, list[str], list[tuple[str, str]]]] = [
    (
        "bom, crlf, blank lines",
        b"\xef\xbb\xbf" + GOOD.encode() + b"\r\n\r\n" + GOOD.encode() + b"\r\n",
        ["line 1", "line 3"],
        [],
    ),
    ("cut off", b'{"title": "x", "te\n' + GOOD.encode(), ["line 2"], [("line 1", "is not JSON")]),
    ("not an object", b"[1, 2]\n" + GOOD.encode(), ["line 2"], [("line 1", "not an object")]),
    (
        "nothing in it",
        b'{"title": " ", "text": ""}\n' + GOOD.encode(),
        ["line 2"],
        [("line 1", "no title and no text")],
    ),
    (
        "number for a text",
        b'{"title": "x", "text": {"a": 1}}\n' + GOOD.encode(),
        ["line 2"],
        [("line 1", "text is a dict")],
    ),
    ("raw NUL", b'{"title": "a\x00b"}\n' + GOOD.encode(), ["line 2"], [("line 1", "is not JSON")]),
    ("too deep", b"[" * 100_000 + b"\n" + GOOD.encode(), ["line 2"], [("line 1", "nested too deeply")]),
    (
        "huge number",
        b'{"title": "x", "n": ' + b"9" * 5000 + b"}\n" + GOOD.encode(),
        ["line 2"],
        [("line 1", "cannot be read")],
    ),
]


@pytest.mark.parametrize(("name", "data", "read", "said"), BAD, ids=[row[0] for row in BAD])
def test_bad_lines(name: str, data: bytes, read: list[str], said: list[tuple[str, str]]) -> None:
    """A bad line is named with its cause, and the rest is read."""
    articles, issues = parse_all(data, "jsonl", "f")
    assert [article.source for article in articles] == [f"f, {line}" for line in read]
    assert len(issues) == len(said)
    for issue, (line, words) in zip(issues, said, strict=True):
        assert issue.source == f"f, {line}" and words in issue.message and issue.level == "error"


def test_longest_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line over the limit is left out with a word, and the next one read."""
    monkeypatch.setattr("etl.read.jsonl.LONGEST_LINE", 60)
    articles, issues = parse_all(f'{{"title": "{"x" * 300}"}}\n{GOOD}\n', "jsonl", "f")
    assert [article.source for article in articles] == ["f, line 2"]
    assert [issue.source for issue in issues] == ["f, line 1"]


FIELDS: list[tuple[dict[str, object], dict[str, object]]] = [
    ({"headline": "T", "body": "B"}, {"title": "T", "text": "B", "text_scope": "full"}),
    ({"title": "T", "description": "D"}, {"text": "D", "text_scope": "summary"}),
    ({"title": "T"}, {"text": "", "text_scope": "title"}),
    ({"text": "First line.\nSecond."}, {"title": "First line.", "text": "First line.\nSecond."}),
    (
        {"title": "T", "source": {"id": None, "name": "LA Times"}},
        {"media_name": "LA Times", "media_place": "Los Angeles, CA"},
    ),
    ({"title": "T", "media_name": "www.latimes.com"}, {"media_name": "Los Angeles Times"}),
    ({"title": "T", "media_name": "KTVT (The Associated Press)"}, {"media_place": "Fort Worth, TX"}),
    ({"title": "T", "url": "https://www.cbsnews.com/losangeles/news/x/"}, {"media_name": "CBS Los Angeles"}),
    (
        {"title": "T", "url": "https://digital-release.ktla.com/x"},
        {"media_name": "KTLA", "domain": "digital-release.ktla.com"},
    ),
    ({"title": "T", "url": "javascript:alert(1)"}, {"url": None, "canonical_url": None}),
    ({"title": "T", "language": "eng"}, {"language": "en"}),
    ({"title": "T", "language": "es-MX"}, {"language": "es"}),
    ({"title": "T", "language": "Spanish"}, {"language": "es"}),
    ({"title": "Los agentes detuvieron a la madre de una niña"}, {"language": "es"}),
    (
        {"title": "T", "publish_date": "Mon, 23 Jun 2025 17:00:00 GMT"},
        {"publish_date": "2025-06-23", "publish_date_basis": "stated"},
    ),
    ({"title": "T", "seendate": "20250623T101500Z"}, {"publish_date": "2025-06-23", "publish_date_basis": "page"}),
    ({"title": "T", "publish_date": "soon"}, {"publish_date": None, "publish_date_basis": "unknown"}),
    ({"title": "T", "publish_date": "2025-06-23", "publish_date_basis": "page"}, {"publish_date_basis": "page"}),
    ({"title": "T", "media_name": None, "source": "a.txt, item 2"}, {"media_name": None}),
    ({"title": "a\u202eb\n c", "text": "x\x00y\r\n\r\n\r\n\r\nz"}, {"title": "ab c", "text": "xy\n\nz"}),
    ({"title": "\ud800x"}, {"title": "\ufffdx"}),
    ({"title": "T", "text": ["One.", "Two."]}, {"text": "One.\n\nTwo."}),
    ({"id": 17, "title": "T"}, {"id": "17"}),
]


@pytest.mark.parametrize(("record", "expected"), FIELDS)
def test_fields(record: dict[str, object], expected: dict[str, object]) -> None:
    """What a line says, under the names that users' files have, and what is made of it."""
    (article,), _ = parse_all(json.dumps(record), "jsonl")
    assert {key: getattr(article, key) for key in expected} == expected


def test_one_id_for_two_articles(tmp_path: Path) -> None:
    """Files that both count from 1 lose nothing; the same article twice keeps its id."""
    (tmp_path / "a.jsonl").write_text('{"id": 1, "title": "One"}\n{"id": 1, "title": "One", "text": "More."}\n')
    (tmp_path / "b.jsonl").write_text('{"id": 1, "title": "Another"}\n')
    articles, issues = read_all(tmp_path)
    assert [article.id for article in articles[:2]] == ["1", "1"]
    assert articles[2].id.startswith("1-") and "another article" in articles[2].issues[0].message
    assert issues == []


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.jsonl")), ids=lambda path: path.stem)
def test_gold_text_is_kept_exactly(path: Path) -> None:
    """Offsets of the annotation index the text as it stands: reading changes no character of it."""
    articles, issues = read_all(path)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert issues == []
    assert [(a.id, a.title, a.text) for a in articles] == [(r["id"], r["title"], r["text"]) for r in records]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
_KEYS = st.sampled_from(
    ["id", "title", "text", "url", "publish_date", "media_name", "language", "text_scope", "source", "x"]
)


@given(st.dictionaries(_KEYS, _JSON, max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_object_is_read_or_named(record: dict[str, object]) -> None:
    """One line in, one article or one issue out, never a crash; the article can be written as UTF-8 again."""
    articles, issues = parse_all(json.dumps(record), "jsonl")
    assert len(articles) + len(issues) == 1
    for article in articles:
        assert article.title and article.id
        article.body.encode("utf-8")


class _Tables:
    """What a worker loads, without what reading does not need."""

    def __init__(self) -> None:
        self.knowledge = knowledge()


def test_a_long_file_is_read_by_others_as_it_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every article and issue of it, in their order, among those of other files, and the same ids and choices."""
    monkeypatch.setattr("etl.read.LONG", 3)
    monkeypatch.setattr("etl.read.jsonl._AT_ONCE", 200)
    monkeypatch.setattr("etl.read.jsonl.LONGEST_LINE", 1000)
    rows = [{"id": str(number % 37), "title": f"Report {number // 3}", "text": "Words. " * 9} for number in range(60)]
    lines = [json.dumps(row) for row in rows]
    lines[20:20] = ["no JSON", "", json.dumps({"title": "x" * 2000}), "[1]"]
    (tmp_path / "b-long.jsonl").write_text("\ufeff" + "\n".join(lines), "utf-8")
    for name in ("a-short", "c-short"):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(lines[:2]), "utf-8")
    handed: list[int] = []

    def elsewhere(found: Iterator[Article | Issue | Lines]) -> Iterator[Article | Packed | Issue]:
        work: Iterator[Lines | Ready[list[Article | Packed | Issue]]]
        work = (item if isinstance(item, Lines) else Ready([item]) for item in found)
        for items in Pool(2).ordered(work, partial(reading, cast(Any, _Tables), id_of)):
            handed.append(sum(isinstance(item, Packed) for item in items))
            yield from items

    here = list(read([str(tmp_path)], knowledge=knowledge()))
    there = list(read_by(elsewhere, [str(tmp_path)], knowledge=knowledge()))

    assert [item.article if isinstance(item, Packed) else item for item in there] == here
    assert sum(handed) == 60 and len(handed) > 10
    told = []
    for items in (here, there):
        with Spool() as spool:
            noted = Reading(spool, id_of)
            for item in items:
                noted.add(item)
            told.append((noted.chosen, noted.issues, noted.carriers, noted.files))
    assert told[0] == told[1]


def id_of(article: Article) -> str:
    """A hash of an article."""
    return f"{article.id} {article.title}"
