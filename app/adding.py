"""Articles that a person gives in the browser: looked at first, then added, both by `etl.build` and nothing else.

What was given stays in memory. To look at it is to build it into a dataset of its own, in a folder that is gone at
once; so the preview is what adding will do, and nothing is read, found or chosen in another way.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Generic, TypeVar

from etl import __version__
from etl.build import Summary, build
from etl.coverage import Coverage, open_coverage
from etl.location import Location
from etl.models import Article, Issue
from etl.pipeline import Pipeline
from etl.prepared import prepare
from etl.read import read
from etl.read.clean import clean_line
from etl.read.documents import Document, document_of
from etl.relate import Rules
from etl.sources import file_of
from etl.stories import stories_of

MEGABYTE = 1024**2
MOST_FILES = 50
LARGEST = 25 * MEGABYTE  # one file; .streamlit/config.toml has the server refuse larger ones
LARGEST_ALL = 100 * MEGABYTE
MOST_CHARACTERS = 1_000_000  # of pasted text
MOST_ARTICLES = 2000
FOLDER = "added"  # what the sources of added articles begin with
_LONGEST_NAME = 80
_MOST_ITEMS = 10  # articles and issues, for each article that may be

Result = TypeVar("Result")
Load = Callable[[], Pipeline]


class TooManyArticles(Exception):
    """More articles than the browser is the way for."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was given: the name that it had, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Batch:
    """What was given in one go, each file once. `given` has the name that a file had, by the one that it has here."""

    documents: tuple[Document, ...]
    given: Mapping[str, str]

    @classmethod
    def of(cls, uploads: Sequence[Upload]) -> Batch:
        """The batch of these files. A name here holds a hash of the content: the same file again is no other one, and
        another one of the same name is not taken for it."""
        documents: dict[str, Document] = {}
        given: dict[str, str] = {}
        for upload in uploads:
            name = stored_name(upload)
            documents.setdefault(name, document_of(name, upload.data))
            given.setdefault(name, clean_line(upload.name)[:_LONGEST_NAME] or "file")
        return cls(tuple(documents.values()), given)

    @property
    def names(self) -> tuple[str, ...]:
        """The files' names in the dataset; equal batches have equal names."""
        return tuple(self.given)

    def shown(self, source: str) -> str:
        """A source under the name that its file was given with: "report.pdf, item 2"."""
        file = file_of(source)
        for name, given in self.given.items():
            if file == name or file.startswith(f"{name}/"):
                return given + source[len(name) :]
        return source


@dataclass(frozen=True, slots=True)
class Given:
    """What `etl.build.build` takes as `read`: a batch's documents, and no more articles than `most`."""

    documents: tuple[Document, ...]
    most: int = MOST_ARTICLES
    touched: frozenset[str] = field(default_factory=frozenset)

    def __call__(self, pipeline: Any, sources: Sequence[str], as_: str | None) -> Iterator[Article | Issue]:
        """Every article of the documents. Raises TooManyArticles."""
        found = 0
        items = read((), knowledge=pipeline.knowledge, as_=as_, fetch=lambda *_: iter(self.documents))
        for number, item in enumerate(items):
            found += isinstance(item, Article)
            # a packed table of rows that are no articles has millions of issues
            if found > self.most or number > _MOST_ITEMS * self.most:
                raise TooManyArticles
            yield item


@dataclass(frozen=True)
class Preview:
    """What adding a batch would add: as a coverage of its own, and what reading it had to say."""

    batch: Batch
    coverage: Coverage
    summary: Summary


class Job(Generic[Result]):
    """Work in a thread of its own, which ends whatever becomes of the page that began it."""

    def __init__(self, work: Callable[[Callable[[str, int, int | None], None]], Result]) -> None:
        """Begin it; `work` is given what to tell its progress to."""
        self.stage, self.done, self.total = "read", 0, 0
        self._future: Future[Result] = _threads().submit(work, self._progress)

    @property
    def running(self) -> bool:
        """Is it at work, or waiting for another to end?"""
        return not self._future.done()

    def result(self) -> Result:
        """What it gave. Raises what it raised."""
        return self._future.result()

    def _progress(self, stage: str, done: int, total: int | None) -> None:
        self.stage, self.done, self.total = stage, done, total or 0


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix="adding")


def over_limits(uploads: Sequence[Upload]) -> tuple[str, dict[str, Any]] | None:
    """Which limit the files go over, as the key of a string and its values; None where they are within all."""
    if len(uploads) > MOST_FILES:
        return "add.too_many_files", {"n": len(uploads), "most": MOST_FILES}
    for upload in uploads:
        if len(upload.data) > LARGEST:
            return "add.too_large", {"name": upload.name[:_LONGEST_NAME], "most": LARGEST // MEGABYTE}
    if sum(len(upload.data) for upload in uploads) > LARGEST_ALL:
        return "add.too_large_all", {"most": LARGEST_ALL // MEGABYTE}
    return None


def stored_name(upload: Upload) -> str:
    """The name of a file in the dataset: no path, nothing unseen, and a hash of what is in it."""
    seen = "".join(char for char in clean_line(upload.name) if char.isprintable())
    base = seen.replace("\\", "/").rsplit("/", 1)[-1].replace(",", " ").lstrip(". ")
    stem, dot, suffix = base.rpartition(".")
    if not stem or len(suffix) > 10:
        stem, dot, suffix = base, "", ""
    stem = " ".join(stem.split())[: _LONGEST_NAME - len(suffix)].strip() or "file"
    return f"{FOLDER}/{stem}-{sha256(upload.data).hexdigest()[:8]}{dot}{suffix}"


def look(
    batch: Batch, *, load: Load, clock: Callable[[], str], progress: Callable[[str, int, int | None], None]
) -> Preview:
    """What adding the batch would add. Raises TooManyArticles."""
    with tempfile.TemporaryDirectory(prefix="coverage-preview-") as folder:
        summary = build(
            batch.names,
            Path(folder),
            load=load,
            fingerprint="preview",
            code_version=__version__,
            clock=clock,
            read=Given(batch.documents),
            workers=1,
            progress=progress,
        )
        return Preview(batch, open_coverage(Path(folder)), summary)


def add(
    batch: Batch,
    where: Location | Path,
    *,
    load: Load,
    fingerprint: str,
    clock: Callable[[], str],
    progress: Callable[[str, int, int | None], None],
) -> Summary:
    """Add the batch to the dataset that lies there, and say what was done. Raises Busy and TooManyArticles."""
    summary = build(
        batch.names,
        where,
        load=load,
        fingerprint=fingerprint,
        code_version=__version__,
        clock=clock,
        read=Given(batch.documents),
        workers=1,
        relate=partial(stories_of, rules=Rules.load(), workers=1),
        progress=progress,
    )
    prepare(where)
    return summary


def held(coverage: Coverage | None, preview: Preview) -> frozenset[str]:
    """The ids of the previewed articles that the dataset has already, under their id or their address."""
    if coverage is None:
        return frozenset()
    rows = preview.coverage.rows("SELECT article_id, canonical_url FROM articles")
    ids, addresses = ([row[name] for row in rows if row[name]] for name in ("article_id", "canonical_url"))
    found = coverage.rows(
        "SELECT article_id, canonical_url FROM articles WHERE list_contains(?::VARCHAR[], article_id)"
        " OR list_contains(?::VARCHAR[], canonical_url)",
        [ids, addresses],
    )
    known = {row["article_id"] for row in found} | {row["canonical_url"] for row in found if row["canonical_url"]}
    return frozenset(row["article_id"] for row in rows if known & {row["article_id"], row["canonical_url"]})


def of_batch(coverage: Coverage, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Id and title of the articles that these files have carried; a file may be an archive."""
    return coverage.rows(
        "SELECT article_id, title FROM articles WHERE len(list_filter(sources, lambda s: len(list_filter(?::VARCHAR[],"
        " lambda n: s = n OR starts_with(s, n || '/'))) > 0)) > 0 ORDER BY article_key",
        [list(names)],
    )
