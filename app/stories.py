"""A story as it is shown: its articles in order of time, and what each copy changed, added or left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal, NamedTuple

from app.articles import Span, may_show_whole, safe_url
from etl.coverage import Coverage
from etl.listing import story
from etl.relate.changes import Change, changes

MOST_COMPARED = 40  # copies; what more there are is listed without a comparison

# What a copy is beside the article that stands for the story, or why the two were not compared.
State = Literal["stands", "same", "differs", "language", "scope", "no_text", "many"]


class Copy(NamedTuple):
    """An article of a story."""

    article_id: str
    outlet: str | None
    published: str | None  # prefix date
    title: str
    url: str | None
    language: str | None
    scope: str | None
    state: State
    numbers: Mapping[str, int]  # how many sentences are changed, added and left out
    shown: tuple[Change, ...]  # those of them that may be shown


def copies(coverage: Coverage, story_id: str, *, setting: str) -> tuple[Copy, ...]:
    """The articles of a story in order of time, each compared with the one that stands for it.

    Of a text that is not free, only sentences that carry a found value are shown, unless `setting` is "full".
    """
    rows = story(coverage, story_id)
    carrying = _carrying(coverage, rows)
    return tuple(_copy(rows[0], row, at, carrying, setting) for at, row in enumerate(rows))


def _copy(
    original: dict[str, Any], row: dict[str, Any], at: int, carrying: Mapping[int, Collection[str]], setting: str
) -> Copy:
    state = _state(original, row, at)
    found = changes(original["text"], row["text"]) if state == "differs" else ()
    if state == "differs" and not found:
        state = "same"
    free = [may_show_whole(one, setting=setting) for one in (original, row)]
    numbers = {kind: sum(change.kind == kind for change in found) for kind in ("changed", "added", "left_out")}
    shown = tuple(change for change in found if _may_show(change, (original, row), free, carrying))
    return Copy(
        row["article_id"], row["outlet"], row["publish_date"], row["title"], safe_url(row["url"]), row["language"],
        row["text_scope"], state, numbers, shown,
    )  # fmt: skip


def _state(original: Mapping[str, Any], row: Mapping[str, Any], at: int) -> State:
    if at == 0:
        return "stands"
    if not row["text"] or not original["text"]:
        return "no_text"
    if row["text_scope"] not in (None, "full"):
        return "scope"
    if row["language"] != original["language"]:
        return "language"
    if row["text"] == original["text"]:
        return "same"
    return "differs" if at <= MOST_COMPARED else "many"


def _may_show(
    change: Change, rows: Sequence[Mapping[str, Any]], free: Sequence[bool], carrying: Mapping[int, Collection[str]]
) -> bool:
    """True where each side that stands in the change is free, or any of them carries a found value."""
    sides = [(text, at) for at, text in enumerate((change.original, change.copy)) if text]
    return all(free[at] for _, at in sides) or any(
        text in sentence or sentence in text for text, at in sides for sentence in carrying[rows[at]["article_key"]]
    )


def _carrying(coverage: Coverage, rows: Sequence[Mapping[str, Any]]) -> dict[int, set[str]]:
    """The sentences of each article's text that carry a found value."""
    found: dict[int, set[str]] = {row["article_key"]: set() for row in rows}
    bodies = {row["article_key"]: (f"{row['title']}\n\n{row['text']}", len(row["title"])) for row in rows}
    mentions = coverage.rows(
        " UNION ".join(
            f"SELECT article_key, sentence_start, sentence_end FROM {table}"
            " WHERE article_key IN (SELECT unnest(?::INTEGER[])) AND sentence_end > sentence_start"
            for table in ("place_mention", "agency_mention", "dates", "counts")
        ),
        [list(found)] * 4,
    )
    for mention in mentions:
        body, title_end = bodies[mention["article_key"]]
        sentence = body[mention["sentence_start"] : mention["sentence_end"]].strip()
        if mention["sentence_end"] > title_end and sentence:
            found[mention["article_key"]].add(sentence)
    return found


def word_spans(original: str, copy: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Both sentences cut where their words differ; those of one alone are marked "gone" and "new"."""
    before, after = original.split(), copy.split()
    old: list[Span] = []
    new: list[Span] = []
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        kinds = ("", "") if what == "equal" else ("gone", "new")
        for spans, words, kind in ((old, before[i:j], kinds[0]), (new, after[k:m], kinds[1])):
            if words:
                spans.append(Span(" ".join(words), kind))
    return tuple(old), tuple(new)
