"""Stories: articles that carry one report are grouped, and none of them is dropped. `relate` is the main path.

A story is the group of articles that carry one report: the wire's own, papers that print it whole or cut, under a
local introduction, edited, corrected or translated. Two reports of one event by two newsrooms are two stories, and
so are two raids in one city, and an update that tells substantially new facts.

    stock     articles as numbers in files; furniture of copies set aside            core, words, stock
    blocks    some months at a time, in memory                                       stock, shelf
    prints    who shares a passage of twelve words, or numbers and names in order    prints
    compare   named passes decide whether two articles are copies                    pair, compare
    grouped   whatever a chain of copies joins is one story                          groups
    assign    one article stands for the story; ids are kept                         stories
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from sys import intern

from etl.relate.groups import grouped_by_block
from etl.relate.shelf import Item, Rules, day_of
from etl.relate.stock import WINDOW, Stock
from etl.relate.stories import Assignment, Held, assign
from etl.workers import Workers

_WORTH_A_WORKER = 20_000  # articles, under which another process costs more than it saves

Progress = Callable[[str, int, int | None], None]  # "stories" or "compare", how much is done, of how much

__all__ = ["Assignment", "Held", "Item", "Progress", "Rules", "regroup", "relate"]


def relate(
    items: Iterable[Item], rules: Rules, *, previous: Mapping[str, str] | None = None, workers: int = 1
) -> list[Assignment]:
    """The story of every article, in the order of ids; the same for the same articles in any order.

    `previous` (article id to story id) keeps the ids of stories that are known; `workers` changes the time it takes.
    """
    held: list[Held] = []

    def noted() -> Iterable[Item]:
        for item in items:
            held.append(held_of(item.id, item.publish_date, len(item.text), item.outlet, rules))
            yield item

    return _assigned(noted(), held, rules, previous or {}, settled={}, workers=workers)


def regroup(
    held: Collection[Held],
    read: Callable[[Collection[str]], Iterable[Item]],
    rules: Rules,
    *,
    previous: Mapping[str, str],
    changed: Collection[str],
    workers: int | Workers | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> list[Assignment]:
    """What `relate` gives for all articles, by reading only those that the changed ones may be copies of.

    `held` are all articles of the dataset; `read` gives those of some ids with their texts; `previous` is the last
    answer (article id to story id); `changed` are the ids that are new or whose text has changed since. Articles of
    `previous` that are not held any more are taken for removed.
    """
    ids = {one.id for one in held}
    changed = {id_ for id_ in ids if id_ in changed or id_ not in previous}
    # A story that loses an article, or its text as it was, may fall apart: its members are compared anew.
    touched = {story for id_, story in previous.items() if id_ in changed or id_ not in ids}
    settled = {id_: story for id_, story in previous.items() if id_ in ids and story not in touched}
    reach = _reach(one.publish_date for one in held if one.id in changed)
    wanted = {one.id for one in held if one.id not in settled or reach(one.publish_date)}
    if workers is None or isinstance(workers, int):
        workers = min(workers or os.cpu_count() or 1, 1 + len(wanted) // _WORTH_A_WORKER)
    items = _told(read(wanted), len(wanted), progress) if wanted else ()
    return _assigned(items, held, rules, previous, settled=settled, workers=workers, progress=progress)


def _told(items: Iterable[Item], total: int, progress: Progress) -> Iterator[Item]:
    """The items, with word of how many have been taken."""
    for number, item in enumerate(items, 1):
        progress("stories", number, total)
        yield item


def held_of(id_: str, publish_date: str | None, text_length: int, outlet: str | None, rules: Rules) -> Held:
    """An article of the dataset as `regroup` takes it."""
    day = intern(publish_date) if publish_date else None  # a million articles have a thousand days
    return Held(id_, day, text_length, (outlet or "").casefold() in rules.wires)


def _reach(dates: Iterable[str | None]) -> Callable[[str | None], bool]:
    """Whether an article of a date may be a copy of an article of one of the dates; None is any date."""
    given = {day_of(publish_date) for publish_date in set(dates)}
    near = {day + timedelta(step) for day in given if day for step in range(-WINDOW, WINDOW + 1)}

    def reached(publish_date: str | None) -> bool:
        day = day_of(publish_date)
        return bool(given) and (None in given or day is None or day in near)

    return reached


def _assigned(
    items: Iterable[Item],
    held: Collection[Held],
    rules: Rules,
    previous: Mapping[str, str],
    *,
    settled: Mapping[str, str],
    workers: int | Workers,
    progress: Progress = lambda stage, done, total: None,
) -> list[Assignment]:
    """The rows for all that is held, of which the items are compared and the settled stay together."""
    with Stock() as stock:
        stock.fill(items, rules, workers=workers)
        numbers: dict[str, int] = {}  # of settled stories
        stories = [
            -1 if story is None else numbers.setdefault(story, len(numbers))
            for story in map(settled.get, stock.ids)
        ]  # fmt: skip
        joined = grouped_by_block(stock, stories, workers=workers, progress=partial(progress, "compare"))
        group: dict[str, int | str] = {id_: joined.of(number) for number, id_ in enumerate(stock.ids)}
    of_story = {settled[id_]: name for id_, name in group.items() if id_ in settled}
    members: dict[int | str, list[Held]] = {}
    for one in held:
        if one.id not in group:
            story = settled[one.id]
            members.setdefault(of_story.get(story, story), []).append(one)
        else:
            members.setdefault(group[one.id], []).append(one)
    return assign(members.values(), previous=previous)
