"""Sources with web addresses to documents: what they name is fetched, and what that names, until there is no more.

All addresses of one depth are fetched together, so that many sites are asked side by side however many feeds name
them; then everything is put back into the order in which it was named. Nothing is fetched twice in a run: addresses
are the same by their canonical form, and pages by the one where their redirects end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from etl.fetch.address import parse
from etl.fetch.failure import Failed
from etl.fetch.fetcher import Fetcher, Page
from etl.fetch.lists import LISTS, Named, Take, listed
from etl.fetch.many import Wanted, fetch_all
from etl.models import Issue, Severity
from etl.read.documents import Document, Link
from etl.read.draft import Draft, Rules, issue
from etl.read.sniff import sniff
from etl.read.urls import canonical

DEEPEST = 4  # lists in lists: addresses, OPML, feed, page

Part = Document | Draft | Issue
Progress = Callable[[str, int, int | None], None]  # "fetch", how many addresses are done, of how many


@dataclass
class _Node:
    """A place in the order of results: a part, or an address with what came of it, or all that a list holds."""

    part: Part | None = None
    named: Named | None = None
    first: _Node | None = None  # the node that has the same address, and fetches it for both
    result: Page | Failed | None = None
    below: list[_Node] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Collect:
    """What `etl.read.read` takes as `fetch`. `pages`: the pages of feeds and sitemaps too, `most` of each."""

    fetcher: Fetcher
    pages: bool = True
    most: int = 200
    progress: Progress = lambda stage, done, total: None
    touched: set[str] = field(default_factory=set)  # what was fetched, as documents and issues name it

    def __call__(self, found: Iterable[Document | Link | Issue], rules: Rules, as_: str | None) -> Iterator[Part]:
        """Every document of the sources and of what they name; drafts are entries whose page could not be had."""
        self.touched.clear()
        run = _Run(rules, as_, Take(self.pages, self.most))
        top = [run.node(Named(part.url, part.url, page=False) if isinstance(part, Link) else part) for part in found]
        done = 0
        for _ in range(DEEPEST):
            now, run.wanted = run.wanted, []
            if not now:
                break

            def progress(part: int, total: int, before: int = done) -> None:
                self.progress("fetch", before + part, before + total)

            asked = [Wanted(node.named.url, node.named.mark) for node in now if node.named]
            for node, result in zip(now, fetch_all(self.fetcher, asked, progress), strict=True):
                node.result = result
                if isinstance(result, Page) and node.named:
                    self.touched.add(result.url)
                    run.place(node, _document(result, node.named))
            done += len(now)
        for node in run.wanted:
            node.result = Failed("is a list in a list in a list in a list; give it as a source of its own")
        yield from _parts(top, rules)


@dataclass
class _Run:
    """What one call has met."""

    rules: Rules
    as_: str | None
    take: Take
    met: dict[str, _Node] = field(default_factory=dict)
    wanted: list[_Node] = field(default_factory=list)  # to be fetched next

    def node(self, item: Named | Part) -> _Node:
        """The place of an item; an address is fetched for the first that names it."""
        node = _Node()
        if isinstance(item, Named):
            node.named = item
            node.first = self.met.setdefault(_key(item.url, self.rules), node)
            if node.first is node:
                self.wanted.append(node)
        elif isinstance(item, Document):
            self.place(node, item)
        else:
            node.part = item
        return node

    def place(self, node: _Node, document: Document) -> None:
        """Put a document in its place; a list gives way to what it names, unless a list named it as a page."""
        try:
            kind = "" if document.listed else self.as_ or sniff(document.head())
        except OSError:  # reading it will tell
            kind = ""
        if kind in LISTS:
            node.below = [self.node(item) for item in listed(document, kind, self.rules, self.take)]
        else:
            node.part = document


def _document(page: Page, named: Named) -> Document:
    return Document(page.url, page.open, page.final, page.digest, named.page, named.entry)


def _parts(nodes: Iterable[_Node], rules: Rules) -> Iterator[Part]:
    """What came of the nodes, in order."""
    given: dict[str, str] = {}  # where pages ended, and by which address they came

    def walk(nodes: Iterable[_Node]) -> Iterator[Part]:
        for node in nodes:
            if node.named is None:
                yield from [node.part] if node.part else []
            elif node.first is not node:
                if node.first and _failed(node.first.result):
                    yield from _entry(node.named)
            elif isinstance(node.result, Page):
                yield from page(node, node.named, node.result)
            elif isinstance(node.result, Failed):
                level: Severity = "error" if node.named.entry is None else "warning"
                yield issue(node.named.url, _message(node.named, node.result), level)
                yield from _entry(node.named)
            yield from walk(node.below)

    def page(node: _Node, named: Named, result: Page) -> Iterator[Part]:
        if result.note:
            yield issue(result.url, result.note)
        if node.part is None:
            return  # a list: what it names follows
        end = _key(result.final, rules)
        before = given.setdefault(end, result.url)
        if before != result.url:
            yield issue(result.url, f"leads to the same page as {before}, which was read", "info")
            yield from _entry(named)
        elif named.page and _front(result.final) and not _front(result.url):
            yield issue(result.url, "leads to the front page of its site now; the page is gone")
            yield from _entry(named)
        else:
            yield node.part

    return walk(nodes)


def _entry(named: Named) -> Iterator[Draft]:
    if named.entry is not None:
        yield named.entry


def _failed(result: Page | Failed | None) -> bool:
    return isinstance(result, Failed)


def _message(named: Named, failed: Failed) -> str:
    """Why an address gave nothing, and where it stands if the user did not write it himself."""
    where = f" (named by {named.source})" if named.source != named.url else ""
    rest = "; what the list says of it is read" if named.entry is not None else ""
    return f"{failed}{where}{rest}"


def _front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _key(url: str, rules: Rules) -> str:
    """What makes two addresses one."""
    found = canonical(url, rules.urls)
    if found is None:
        try:
            found = parse(url).url
        except Failed:
            return url
    return found
