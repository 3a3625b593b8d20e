"""Sources to articles: the read stage. `read` is the whole way on one screen.

documents   files, folders and globs, in an order that is the same everywhere
sniff       what each document is, by its content
parse       its format's own module: drafts, and issues for what could not be read
finish      identity, dates, language and outlet, settled in one way for all formats
known       two articles under one id are told apart
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from etl.knowledge import Knowledge
from etl.models import Article, Issue
from etl.read.archives import zip_kind
from etl.read.documents import Document, documents
from etl.read.draft import Draft, Rules, finish, issue
from etl.read.formats import CURES, PARSERS
from etl.read.known import Known
from etl.read.sniff import sniff

__all__ = ["formats", "read"]

DEEPEST = 3  # archives in archives


def read(
    sources: Sequence[str],
    *,
    knowledge: Knowledge,
    as_: str | None = None,
    columns: Mapping[str, str] | None = None,
) -> Iterator[Article | Issue]:
    """Every article of the sources, and an issue for each thing that could not be read.

    `sources` are files, folders (walked, hidden files left out) and globs. The content decides the format; `as_` says
    it instead, and `columns` which column of a table holds which field (`{"title": "Headline"}`). An article that
    stands in two sources is given twice; which reading counts is the build's to choose.
    """
    if as_ is not None and as_ not in PARSERS:
        raise ValueError(f"no format {as_!r}; one of {', '.join(formats())}")
    rules, known = Rules(knowledge, columns or {}), Known()
    for document in documents(sources):
        if isinstance(document, Issue):
            yield document
            continue
        for item in _read_one(document, rules, as_):
            yield known.told_apart(item) if isinstance(item, Article) else item


def formats() -> tuple[str, ...]:
    """The names of the formats that can be read, for `as_` and for help texts."""
    return tuple(PARSERS)


def _read_one(document: Document, rules: Rules, as_: str | None, depth: int = 0) -> Iterator[Article | Issue]:
    try:
        name = as_ or sniff(document.head())
        if name == "zip" and as_ is None:
            name = zip_kind(document)
        parse = PARSERS.get(name)
        if parse is None:
            yield issue(document.name, CURES.get(name, CURES["binary"]), "warning" if name == "empty" else "error")
            return
        for found in parse(document, rules):
            if isinstance(found, Issue):
                yield found
            elif isinstance(found, Draft):
                yield finish(found, rules)
            elif depth < DEEPEST:
                yield from _read_one(found, rules, None, depth + 1)
            else:
                yield issue(found.name, "is an archive in an archive in an archive; unpack it by hand", "error")
    except OSError as error:
        yield issue(document.name, f"cannot be read ({error.strerror or error}); check that it may be opened", "error")
