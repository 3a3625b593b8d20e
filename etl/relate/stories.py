"""From groups to the rows of the table `stories`: which article stands for a story, and what the story is called.

An id is made from the article that stands for the story when it is first seen, and is kept from then on: an earlier
copy that arrives later joins the story under the id that it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b


@dataclass(frozen=True, slots=True)
class Held:
    """An article of the dataset, as far as its place in a story depends on it."""

    id: str
    publish_date: str | None
    text_length: int
    wire: bool  # its outlet's reports are carried by others

    @property
    def order(self) -> tuple[str, bool, int, str]:
        """Articles by this order: the earliest first, of one day the agency's own, then the fullest."""
        return (self.publish_date or "~", not self.wire, -self.text_length, self.id)


@dataclass(frozen=True, slots=True)
class Assignment:
    """The place of an article in its story. `duplicate_of` is the article that stands for it, None for that one."""

    article_id: str
    story_id: str
    is_duplicate: bool
    duplicate_of: str | None


def assign(groups: Iterable[Sequence[Held]], *, previous: Mapping[str, str]) -> list[Assignment]:
    """A row for each article of the groups, in the order of ids; ids of `previous` (article to story) are kept."""
    stories = sorted((sorted(group, key=lambda held: held.order) for group in groups), key=lambda story: story[0].order)
    taken: set[str] = set()
    named: list[str | None] = []
    for story in stories:
        kept = next((id_ for held in story if (id_ := previous.get(held.id)) is not None and id_ not in taken), None)
        named.append(kept)
        if kept is not None:
            taken.add(kept)
    rows = []
    for story, kept in zip(stories, named, strict=True):
        story_id = kept or _new_id(story[0].id, taken)
        taken.add(story_id)
        for held in story:
            duplicate = held is not story[0]
            rows.append(Assignment(held.id, story_id, duplicate, story[0].id if duplicate else None))
    return sorted(rows, key=lambda row: row.article_id)


def _new_id(article_id: str, taken: set[str]) -> str:
    """An id made from the article's, another where a story that was parted from it has that one."""
    number = 0
    while True:
        told = f"{article_id}\x1f{number}" if number else article_id
        made = "s" + blake2b(told.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        if made not in taken:
            return made
        number += 1
