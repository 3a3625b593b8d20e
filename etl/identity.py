"""Which article of a dataset a reading is of: the id that it goes by.

An address names one article, so a reading takes the id that its address has already: a feed's entry that of the page, a
table's row with an id of its own that of the feed's entry. Ids that tables count ("1", "2") name nothing by themselves:
the same one from another file and for another article is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from etl.models import Article
from etl.read.draft import id_of_address, names_a_page
from etl.read.known import is_same, told_apart
from etl.read.packed import Packed
from etl.sources import file_of
from etl.store import Stored
from etl.text import letters


class Identities:
    """The ids of a dataset and of what one build has read so far."""

    def __init__(self, stored: Mapping[str, Stored]) -> None:
        """Begin with what the dataset holds."""
        self._stored = stored
        self._by_address: dict[str, str] = {}  # address -> id
        self._titles: dict[str, str] = {}  # of ids that were given
        for id_, held in stored.items():
            self._remember(id_, held.canonical_url, held.title)

    def settled(self, article: Article) -> Article:
        """The article under the id that it has here."""
        article = self._told_apart(article)
        address = article.canonical_url
        if address and (other := self._by_address.get(address)) and other != article.id and self._same(article, other):
            article = replace(article, id=other)
        self._remember(article.id, address, article.title)
        return article

    def stands(self, article: Packed) -> bool:
        """Whether an article goes by the id that it has, as most do; `settled` says by which another one goes."""
        held, address = self._stored.get(article.id), article.canonical_url
        if held and file_of(held.source) != file_of(article.source):
            return False
        if address and self._by_address.get(address, article.id) != article.id:
            return False
        self._remember(article.id, address, article.title)
        return True

    def _remember(self, id_: str, address: str | None, title: str) -> None:
        given = address is None or id_ != id_of_address(address)
        if given:
            self._titles.setdefault(id_, title)
        if address and names_a_page(address):
            self._by_address.setdefault(address, id_)

    def _same(self, article: Article, other: str) -> bool:
        """Are two ids of one address one article? Where both were given, only under one title."""
        derived = id_of_address(article.canonical_url or "")
        return derived in (article.id, other) or letters(article.title) == letters(self._titles[other])

    def _told_apart(self, article: Article) -> Article:
        """The article, under another id where the dataset has its id for another one from another file."""
        held = self._stored.get(article.id)
        if held is None or file_of(held.source) == file_of(article.source):
            return article
        return article if is_same(article, held.canonical_url, held.title) else told_apart(article, held.source)
