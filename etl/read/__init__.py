"""Sources to articles: the read stage. `read` is the whole way on one screen.

documents   files, folders and globs, in an order that is the same everywhere
fetch       web addresses and what lists name, where that is asked for (`etl/fetch`)
sniff       what each document is, by its content
parse       its format's own module: drafts, and issues for what could not be read
finish      identity, dates, language and outlet, settled in one way for all formats
known       two articles under one id are told apart
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from etl.knowledge import Knowledge
from etl.models import Article, Issue
from etl.read.archives import zip_kind
from etl.read.documents import Document, Link, documents
from etl.read.draft import Draft, Rules, finish, issue
from etl.read.entries import fuller
from etl.read.formats import CURES, PARSERS
from etl.read.jsonl import Lines, cut, drafts
from etl.read.known import Known
from etl.read.memory import Memory
from etl.read.packed import Packed
from etl.read.sniff import sniff
from etl.read.tables import names_columns
from etl.read.urls import host_of

__all__ = ["Elsewhere", "Fetch", "Lines", "Memory", "Packed", "Rules", "formats", "read", "read_by", "read_lines"]

DEEPEST = 3  # archives in archives
LONG = 8  # megabytes of JSON Lines, under which other processes cost more than they save
MOST_UNPACKED = 2 * 1024**3  # bytes of all that comes out of one file

# What the sources hold, with web addresses and the entries of lists as the pages that were fetched for them; the last
# argument is `as_`. A draft is an entry whose page could not be had.
Fetch = Callable[[Iterator[Document | Link | Issue], Rules, str | None], Iterator[Document | Draft | Issue]]
# What is given, with the lines as what they hold.
Elsewhere = Callable[[Iterator[Article | Issue | Lines]], Iterator[Article | Issue | Packed]]


def read(
    sources: Sequence[str],
    *,
    knowledge: Knowledge,
    as_: str | None = None,
    columns: Mapping[str, str] | None = None,
    fetch: Fetch | None = None,
    memory: Memory | None = None,
) -> Iterator[Article | Issue]:
    """Every article of the sources, and an issue for each thing that could not be read.

    `sources` are files, folders (walked, hidden files left out), globs, and web addresses, which `fetch` fetches. The
    content decides the format; `as_` says it instead, and `columns` which column of a table holds which field
    (`{"title": "Headline"}`). An article that stands in two sources is given twice; which reading counts is the
    build's to choose. `memory` gives what documents gave before, where they have not changed since.
    """
    _check(as_)
    rules, known = Rules(knowledge, columns or {}), Known()
    found = documents(sources)
    for part in fetch(found, rules, as_) if fetch else found:
        for item in _items(part, rules, as_, memory):
            yield known.told_apart(item) if isinstance(item, Article) else item


def read_by(
    elsewhere: Elsewhere, sources: Sequence[str], *, knowledge: Knowledge, as_: str | None = None
) -> Iterator[Article | Packed | Issue]:
    """What `read` gives, with the lines of long files parsed by others (`read_lines`)."""
    _check(as_)
    rules, known = Rules(knowledge), Known()
    items = (item for part in documents(sources) for item in _long(part, as_) or _items(part, rules, as_, None))
    for item in elsewhere(items):
        yield item if isinstance(item, Issue) else known.told_apart(item)


def read_lines(lines: Lines, rules: Rules) -> Iterator[Article | Issue]:
    """What the lines hold."""
    for found in drafts(lines, rules):
        yield finish(found, rules) if isinstance(found, Draft) else found


def formats() -> tuple[str, ...]:
    """The names of the formats that can be read, for `as_` and for help texts."""
    return tuple(PARSERS)


def _items(
    part: Document | Link | Draft | Issue, rules: Rules, as_: str | None, memory: Memory | None
) -> Iterator[Article | Issue]:
    if isinstance(part, Issue):
        yield part
    elif isinstance(part, Draft):
        yield finish(part, rules)
    elif isinstance(part, Link):
        whom = f", which asks {host}" if (host := host_of(part.url)) else ""
        yield issue(part.url, f"is a web address and was not fetched; add --fetch{whom} for it", "error")
    elif memory is None:
        yield from _read_one(part, rules, as_)
    else:
        yield from memory.items(part, as_, lambda: _read_one(part, rules, as_))


def _check(as_: str | None) -> None:
    if as_ is not None and as_ not in PARSERS:
        raise ValueError(f"no format {as_!r}; one of {', '.join(formats())}")


def _long(part: Document | Link | Draft | Issue, as_: str | None) -> Iterator[Lines | Issue] | None:
    """The lines of a long JSON Lines file; None for all else, and for what cannot be read, as `_read_one` tells."""
    if not isinstance(part, Document) or part.entry is not None:
        return None
    try:
        if ((None if part.listed else as_) or sniff(part.head())) != "jsonl":
            return None
        parts = cut(part)
        first = list(islice(parts, LONG))
    except OSError:
        return None
    return _readable(part.name, chain(first, parts)) if len(first) == LONG else None


def _readable(name: str, lines: Iterator[Lines | Issue]) -> Iterator[Lines | Issue]:
    try:
        yield from lines
    except OSError as error:
        yield _unreadable(name, error)


def _unreadable(name: str, error: OSError) -> Issue:
    return issue(name, f"cannot be read ({error.strerror or error}); check that it may be opened", "error")


@dataclass(slots=True)
class _Unpacked:
    """How many bytes have come out of a file and of the archives in it."""

    total: int = 0


def _read_one(
    document: Document, rules: Rules, as_: str | None, depth: int = 0, unpacked: _Unpacked | None = None
) -> Iterator[Article | Issue]:
    unpacked = unpacked or _Unpacked()
    as_ = None if document.listed else as_
    try:
        name = as_ or sniff(document.head())
        if name == "zip" and as_ is None:
            name = zip_kind(document)
        if name == "text" and as_ is None and names_columns(document, rules):
            name = "table"
        parse = PARSERS.get(name)
        if parse is None:
            yield issue(document.name, CURES.get(name, CURES["binary"]), "warning" if name == "empty" else "error")
            return
        for found in fuller(parse(document, rules), document):
            if isinstance(found, Issue):
                yield found
            elif isinstance(found, Draft):
                yield finish(found, rules)
            elif depth < DEEPEST:
                unpacked.total += found.unpacked
                if unpacked.total > MOST_UNPACKED:
                    message = f"its archive unpacks to more than {MOST_UNPACKED // 1024**3} GB; unpack it by hand"
                    yield issue(found.name, message, "error")
                    return
                yield from _read_one(replace(found, entry=document.entry), rules, None, depth + 1, unpacked)
            else:
                yield issue(found.name, "is an archive in an archive in an archive; unpack it by hand", "error")
    except OSError as error:
        yield _unreadable(document.name, error)
