"""What must hold of stories whatever the articles: nothing dropped, any order, ids kept, increments like one build."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.relate import Assignment, Item, Rules, held_of, regroup, relate
from etl.relate.compare import compare
from etl.relate.core import core_of
from etl.relate.evaluate import GOLD, read_gold
from etl.relate.stock import Stock

RULES = Rules.load()
# Families that are hard: forms, updates, two raids in one city, digests, translations, headlines alone.
HARD = ("f03", "f04", "f08", "f12", "f14", "f15", "f22", "f25", "f27", "f33", "f45", "f48")
ARTICLES = tuple(item for item in read_gold(GOLD.read_text("utf-8").splitlines()).items if item.id[:3] in HARD)

SLOW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
some_articles = st.lists(st.sampled_from(ARTICLES), max_size=40, unique_by=lambda item: item.id)
days = st.sampled_from([None, "no date", "2025-05-06", "2025-05-09", "2025-05-20", "2025-06-30"])


@st.composite
def corpora(draw: st.DrawFn) -> list[Item]:
    """Articles of the gold, some of them with another date, and some that are pieces of others."""
    items = draw(some_articles)
    items = [replace(item, publish_date=draw(days)) if draw(st.integers(0, 4)) == 0 else item for item in items]
    for number in range(draw(st.integers(0, 5)) if items else 0):
        one, other = draw(st.sampled_from(items)), draw(st.sampled_from(items))
        first, second = one.text.split("\n\n"), other.text.split("\n\n")
        cut = draw(st.integers(0, len(first)))
        items.append(replace(one, id=f"mixed-{number}", text="\n\n".join([*first[:cut], *second[cut:]])))
    return items


def groups(rows: Iterable[Assignment]) -> set[frozenset[str]]:
    """Which articles are together."""
    stories: dict[str, set[str]] = {}
    for row in rows:
        stories.setdefault(row.story_id, set()).add(row.article_id)
    return {frozenset(story) for story in stories.values()}


def of_stories(rows: Iterable[Assignment]) -> dict[str, str]:
    """The story of each article."""
    return {row.article_id: row.story_id for row in rows}


def step(items: Mapping[str, Item], previous: Mapping[str, str], changed: Collection[str]) -> list[Assignment]:
    """One increment, as a build does it."""
    held = [held_of(i.id, i.publish_date, len(i.text), i.outlet, RULES) for i in items.values()]
    read = lambda ids: (items[id_] for id_ in sorted(ids))  # noqa: E731
    return regroup(held, read, RULES, previous=previous, changed=changed)


@SLOW
@given(corpora())
def test_nothing_is_dropped_and_every_story_has_one_article_that_stands_for_it(items: list[Item]) -> None:
    rows = relate(items, RULES)
    assert [row.article_id for row in rows] == sorted(item.id for item in items)
    stand = {row.story_id: row.article_id for row in rows if not row.is_duplicate}
    assert len(stand) == sum(not row.is_duplicate for row in rows) == len(groups(rows))
    for row in rows:
        assert row.duplicate_of == (stand[row.story_id] if row.is_duplicate else None)


@SLOW
@given(corpora(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(items: list[Item], random: object) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert relate(shuffled, RULES) == relate(items, RULES)


@SLOW
@given(corpora(), st.integers(1, 4))
def test_increments_give_what_one_build_gives_and_keep_the_ids(items: list[Item], parts: int) -> None:
    held: dict[str, Item] = {}
    rows: list[Assignment] = []
    for part in range(parts):
        new = items[part::parts]
        held |= {item.id: item for item in new}
        before = of_stories(rows)
        rows = step(held, before, [item.id for item in new])
        after = of_stories(rows)
        assert groups(rows) == groups(relate(held.values(), RULES))
        # A story keeps the id of one of its members; where it had one id, that one.
        for story in groups(rows):
            known = {before[id_] for id_ in story if id_ in before}
            assert not known or after[next(iter(story))] in known


@SLOW
@given(corpora(), st.data())
def test_articles_that_change_or_go_leave_the_rest_as_one_build_has_it(items: list[Item], data: st.DataObject) -> None:
    held = {item.id: item for item in items}
    before = of_stories(relate(items, RULES))
    ids = st.sampled_from(sorted(held)) if held else st.nothing()
    gone = data.draw(st.sets(ids, max_size=3)) if held else set()
    changed = (data.draw(st.sets(ids, max_size=3)) if held else set()) - gone
    for id_ in gone:
        del held[id_]
    for id_ in changed:
        other = data.draw(st.sampled_from(items))
        held[id_] = replace(held[id_], text=other.text, publish_date=other.publish_date)
    assert groups(step(held, before, changed)) == groups(relate(held.values(), RULES))


@SLOW
@given(corpora())
def test_a_build_that_adds_nothing_changes_nothing(items: list[Item]) -> None:
    rows = relate(items, RULES)
    read: list[str] = []

    def noted(ids: Collection[str]) -> Iterable[Item]:
        read.extend(ids)
        return ()

    held = [held_of(i.id, i.publish_date, len(i.text), i.outlet, RULES) for i in items]
    assert regroup(held, noted, RULES, previous=of_stories(rows), changed=()) == rows
    assert read == []


@SLOW
@given(st.lists(st.sampled_from(ARTICLES), min_size=2, max_size=2))
def test_compare_has_no_sides(two: list[Item]) -> None:
    with Stock() as stock:
        stock.fill([replace(item, id=str(at)) for at, item in enumerate(two)], RULES)
        pairs = stock.block(np.arange(2)).shelf().pairs()
    assert compare(pairs(0, 1)) == compare(pairs(1, 0))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.text(max_size=600))
def test_any_text_can_be_related(title: str, text: str) -> None:
    core_of(title, text, RULES.furniture)
    one = Item("a", title, text, None)
    assert len(relate([one, replace(one, id="b"), replace(one, id="c", language="es")], RULES)) == 3
