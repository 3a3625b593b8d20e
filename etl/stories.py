"""The stories of a dataset: what `etl/relate` makes of its articles, as rows of the table `stories`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from etl.relate import Item, Progress, Rules, held_of, regroup
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
) -> list[dict[str, Any]] | None:
    """The rows of the table `stories`, or None where no article has changed since they were made.

    Ids of stories are kept; only articles that the changed ones may be copies of are read again. By other rules than
    before all are grouped anew.
    """
    previous, changed = dataset.stories(), dataset.changed()
    held = [
        held_of(row["id"], row["publish_date"], row["text_length"], row["media_name"] or row["domain"], rules)
        for row in dataset.rows(lambda id_: True, names=_SHORT)
    ]
    if dataset.grouped_by() - {rules.version}:
        changed = frozenset(one.id for one in held)
    if not changed and previous.keys() == {one.id for one in held}:
        return None

    def read(ids: Collection[str]) -> Iterable[Item]:
        wanted = frozenset(ids)
        for row in dataset.rows(wanted.__contains__, names=_LONG):
            outlet = row["media_name"] or row["domain"]
            yield Item(row["id"], row["title"], row["text"], row["publish_date"], row["language"], outlet)

    return [
        {
            "article_id": row.article_id,
            "story_id": row.story_id,
            "is_duplicate": row.is_duplicate,
            "duplicate_of": row.duplicate_of,
            "rules": rules.version,
        }
        for row in regroup(
            held, read, rules, previous=previous, changed=changed, workers=workers, progress=progress
        )
    ]
