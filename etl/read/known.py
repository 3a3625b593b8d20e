"""Two articles that were given one id are two: an id such as "1", from which two files count.

The same article twice is no matter of reading: the build chooses the fullest (`etl/choose.py`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TypeVar

from etl.models import Article
from etl.read.draft import issue
from etl.read.packed import Packed

Named = TypeVar("Named", bound=Article | Packed)


@dataclass
class Known:
    """The ids that one run has met, and the article that has each."""

    _met: dict[str, tuple[str | None, str, str]] = field(default_factory=dict)

    def told_apart(self, article: Named) -> Named | Article:
        """The article, under an id of its own where another one has its id already."""
        met = self._met.setdefault(article.id, (article.canonical_url, article.title, article.source))
        address, title, source = met
        if is_same(article, address, title):
            return article
        return told_apart(article.article if isinstance(article, Packed) else article, source)


def is_same(article: Article | Packed, address: str | None, title: str) -> bool:
    """Is this the article that was met under its id: by the address where both have one, else by the title?"""
    return address == article.canonical_url if address and article.canonical_url else title == article.title


def told_apart(article: Article, source: str) -> Article:
    """The article under an id of its own, since its id is that of another one, in `source`."""
    identity = article.canonical_url or article.body
    other = f"{article.id}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}"
    note = issue(article.source, f"id {article.id} is that of another article, in {source}; this one has {other}")
    return replace(article, id=other, issues=(*article.issues, note))
