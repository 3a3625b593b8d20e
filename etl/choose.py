"""Which reading of an article counts, and which articles are worth extracting again.

Of several readings in one build the fullest counts, in whatever order they come. Against what the dataset holds, a
reading of the same file counts always (the article was changed there); one of another file counts unless it is
plainly the poorer copy: a summary of a full text, or a text of less than half the length. Every file that has carried
an article stays in its row, whichever reading counts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from struct import Struct
from types import TracebackType

from etl.corrections import Correction
from etl.identity import Identities
from etl.models import Article, Issue
from etl.read.packed import Packed
from etl.read.packed import packed as packed
from etl.read.packed import unpacked as unpacked
from etl.rows import SCOPES, input_hash
from etl.sources import file_of
from etl.store import Stored

Corrections = Mapping[str, tuple[Correction, ...]]
# An article (`packed`), its input hash, its corrections and the files that have carried it.
Task = tuple[bytes, str, tuple[Correction, ...], tuple[str, ...]]

_SIZE = Struct("<Q")
_IN_MEMORY = 64 * 2**20  # bytes of articles, after which they are set aside on disk
_TRUNCATED = 0.5  # a copy of less than this part of the length is taken for a truncated one


class Spool:
    """Articles set aside between reading and extraction, on disk where they are many; gone when closed."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by __exit__

    def put(self, article: bytes) -> int:
        """Set an article aside; the number that `get` takes."""
        position = self._file.seek(0, 2)
        self._file.write(_SIZE.pack(len(article)))
        self._file.write(article)
        return position

    def get(self, position: int) -> bytes:
        """The article that was set aside under this number."""
        self._file.seek(position)
        (size,) = _SIZE.unpack(self._file.read(_SIZE.size))
        return self._file.read(size)

    def __enter__(self) -> Spool:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Let the articles go."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Choice:
    """A reading of an article: where it is set aside, and what the choice among readings goes by."""

    position: int
    source: str
    scope: int
    length: int
    dated: bool
    hashed: str

    @property
    def rank(self) -> tuple[int, int, bool]:
        """Fuller and then dated readings are better."""
        return self.scope, self.length, self.dated

    def beats(self, other: Choice) -> bool:
        """Whether this reading counts and not the other; the same in any order."""
        if self.rank != other.rank:
            return self.rank > other.rank
        return (self.source, self.hashed) < (other.source, other.hashed)


@dataclass
class Reading:
    """What has been read in a build so far: the reading of each article that counts, and the issues."""

    spool: Spool
    hashed: Callable[[Article], str]  # the input hash of an article
    identities: Identities = field(default_factory=lambda: Identities({}))
    chosen: dict[str, Choice] = field(default_factory=dict)
    losers: dict[str, list[Choice]] = field(default_factory=dict)
    read_issues: list[Issue] = field(default_factory=list)
    files: set[str] = field(default_factory=set)  # that gave anything, if only an issue
    givers: set[str] = field(default_factory=set)  # that gave an article
    carriers: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the files that gave each article
    alone: dict[str, tuple[str, ...]] = field(default_factory=dict)  # a file, as the only one of an article
    articles: int = 0

    def add(self, item: Article | Packed | Issue) -> None:
        """Take in what the reader gave."""
        file = file_of(item.source)
        self.files.add(file)
        if isinstance(item, Issue):
            self.read_issues.append(item)
            return
        self.articles += 1
        if isinstance(item, Article) or not self.identities.stands(item):
            settled = self.identities.settled(item.article if isinstance(item, Packed) else item)
            item = Packed.of(settled, self.hashed(settled))
        self.givers.add(file)
        # Most articles have one file, and of a million they may have the same one.
        before = self.carriers.setdefault(item.id, self.alone.setdefault(file, (file,)))
        if file not in before:
            self.carriers[item.id] = (*before, file)
        held = self.chosen.get(item.id)
        if held and (held.source, held.hashed) == (item.source, item.hashed):
            return
        position = self.spool.put(item.data)
        made = Choice(position, item.source, SCOPES[item.text_scope], item.length, item.dated, item.hashed)
        if held is None:
            self.chosen[item.id] = made
            return
        loser = held if made.beats(held) else made
        if loser is held:
            self.chosen[item.id] = made
        self.losers.setdefault(item.id, []).append(loser)

    def files_of(self, id_: str, held: Stored | None) -> tuple[str, ...]:
        """The files that have carried an article, now and before."""
        files = self.carriers[id_]
        if held is None and len(files) == 1:
            return files
        return tuple(sorted({*files, *(held.sources if held else ())}))

    def tasks(self, ids: Iterable[str], stored: Mapping[str, Stored], corrections: Corrections) -> Iterator[Task]:
        """The work on the readings of some articles that count."""
        for id_ in ids:
            choice = self.chosen[id_]
            files = self.files_of(id_, stored.get(id_))
            yield self.spool.get(choice.position), choice.hashed, corrections.get(id_, ()), files

    @property
    def doubles(self) -> int:
        """Readings that were not chosen."""
        return self.articles - len(self.chosen)

    @property
    def issues(self) -> tuple[Issue, ...]:
        """What could not be read, and which readings of an article were not chosen."""
        doubles = [
            Issue("store", "info", _double(self.chosen[id_], loser), id_, loser.source)
            for id_, losers in self.losers.items()
            for loser in losers
        ]
        return (*self.read_issues, *sorted(doubles, key=lambda issue: (issue.source, issue.text, issue.message)))


@dataclass(frozen=True, slots=True)
class Plan:
    """The ids of what is to be extracted, new and in place of what the dataset holds, and an issue for each reading
    that the dataset betters. `carried` are the articles that stay as they are but for the files that have carried them.
    """

    new: tuple[str, ...]
    changed: tuple[str, ...]
    issues: tuple[Issue, ...]
    carried: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def decide(reading: Reading, stored: Mapping[str, Stored]) -> Plan:
    """Which of the chosen readings are new or changed, and better than what the dataset holds."""
    new: list[str] = []
    changed: list[str] = []
    issues: list[Issue] = []
    carried: dict[str, tuple[str, ...]] = {}
    for id_, choice in reading.chosen.items():
        held = stored.get(id_)
        files = reading.files_of(id_, held)
        if held and held.input_hash == choice.hashed and held.sources == files:
            continue
        # A file that could only be complained of says nothing against what it gave before.
        if held and file_of(held.source) not in reading.givers and _poorer(choice, held):
            message = f"not taken: the dataset has a fuller text of this article, from {held.source}"
            issues.append(Issue("store", "info", message, id_, choice.source))
            if held.sources != files:
                carried[id_] = files
            continue
        (changed if held else new).append(id_)
    return Plan(tuple(new), tuple(changed), tuple(issues), carried)


def revisit(
    stored: Mapping[str, Stored], reading: Reading, corrections: Corrections, *, all_: bool = False
) -> frozenset[str]:
    """The articles that were not read now and must be extracted again: their corrections changed, or all are asked."""
    rest = stored.keys() - reading.chosen.keys()
    if all_:
        return frozenset(rest)
    return frozenset(id_ for id_ in rest if _wanted(corrections.get(id_, ())) != frozenset(stored[id_].corrected))


def hash_of(article: Article, corrections: Sequence[Correction], fingerprint: str) -> str:
    """The input hash of an article with its corrections."""
    wanted = sorted((c.field, c.old, c.new) for c in corrections)
    return input_hash(article, fingerprint=fingerprint, corrections=wanted)


def _wanted(corrections: Sequence[Correction]) -> frozenset[tuple[str, str, str]]:
    return frozenset((c.field, c.old, c.new) for c in corrections)


def _poorer(choice: Choice, held: Stored) -> bool:
    scope = SCOPES[held.text_scope]
    return choice.scope < scope or (choice.scope == scope and choice.length < _TRUNCATED * held.text_length)


def _double(winner: Choice, loser: Choice) -> str:
    if loser.rank == winner.rank:
        return f"not taken: {winner.source} has the same article"
    return f"not taken: {winner.source} has a fuller text of the same article"
