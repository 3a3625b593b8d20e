"""The stories of a dataset: what `etl/relate` makes of its articles, as rows of the table `stories`."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pyarrow as pa

from etl.relate import Item, Progress, Rules, held_of, regroup
from etl.schema import STORIES, arrow
from etl.store import Dataset
from etl.workers import Workers

_SHORT = ("id", "publish_date", "text_length", "media_name", "domain")
_LONG = ("id", "title", "text", "publish_date", "language", "media_name", "domain")


def stories_of(
    dataset: Dataset,
    rules: Rules,
    *,
    workers: int | Workers | None = None,
    progress: Progress = lambda stage, done, total: None,
) -> pa.Table | None:
    """The table `stories`, in the order of articles, or None where no article has changed since it was made.

    Ids of stories are kept; only articles that the changed ones may be copies of are read again. By other rules than
    before all are grouped anew.
    """
    previous = dataset.stories()
    changed = dataset.changed() if previous else frozenset()  # without stories all are new
    held = [
        held_of(id_, publish_date, length, name or domain, rules)
        for id_, publish_date, length, name, domain in dataset.values("articles", _SHORT)
    ]
    if dataset.grouped_by() - {rules.version}:
        changed = frozenset(one.id for one in held)
    if not changed and previous.keys() == {one.id for one in held}:
        return None

    def read(ids: Collection[str]) -> Iterable[Item]:
        for id_, title, text, publish_date, language, name, domain in dataset.values("articles", _LONG):
            if id_ in ids:
                yield Item(id_, title, text, publish_date, language, name or domain)

    rows = regroup(held, read, rules, previous=previous, changed=changed, workers=workers, progress=progress)
    columns = (
        [row.article_id for row in rows],
        [row.story_id for row in rows],
        [row.is_duplicate for row in rows],
        [row.duplicate_of for row in rows],
        [rules.version] * len(rows),
    )
    return pa.table(list(columns), schema=arrow(STORIES))
