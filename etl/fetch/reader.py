"""How sources are read where more than the pipeline's own reading is asked for: fetching, memory of the last round."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from etl.fetch.collect import Collect, Part
from etl.knowledge import Knowledge
from etl.models import Article, Issue
from etl.read import Memory, read
from etl.read.documents import documents
from etl.read.draft import Rules


class _Knowing(Protocol):
    """A pipeline, as far as reading needs one."""

    knowledge: Knowledge


@dataclass(slots=True)
class Reader:
    """What `etl.build.build` takes as `read`."""

    fetch: Collect | None = None
    memory: Memory | None = None
    columns: Mapping[str, str] = field(default_factory=dict)  # what the user says: our field -> a table's column
    _parts: list[Part] | None = field(default=None, init=False)

    def prepare(self, pipeline: _Knowing, sources: Sequence[str], as_: str | None) -> None:
        """Fetch now what the next call will read, so that no dataset is locked while sites are waited for."""
        if self.fetch is not None:
            self._parts = list(self.fetch(documents(sources), Rules(pipeline.knowledge, self.columns), as_))

    def __call__(self, pipeline: _Knowing, sources: Sequence[str], as_: str | None) -> Iterator[Article | Issue]:
        """Every article of the sources, and an issue for what could not be read."""
        parts, self._parts = self._parts, None
        fetch = self.fetch if parts is None else lambda found, rules, as_: iter(parts)
        return read(
            sources, knowledge=pipeline.knowledge, as_=as_, columns=self.columns, fetch=fetch, memory=self.memory
        )

    @property
    def touched(self) -> frozenset[str]:
        """The addresses that were fetched, lists among them, which give neither article nor issue by themselves."""
        return frozenset(self.fetch.touched) if self.fetch else frozenset()
