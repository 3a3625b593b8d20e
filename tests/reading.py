"""What the tests of the read stage share: its tables alone, without the gazetteer, so that they start at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from etl.gazetteer import Gazetteer
from etl.knowledge import REFERENCE, Knowledge, read_table
from etl.models import Article, Issue
from etl.read import read
from etl.read.documents import document_of
from etl.read.draft import Draft, Rules, finish
from etl.read.formats import PARSERS

PAGES = Path(__file__).parent / "pages"
TABLES = ("aliases", "date_words", "language_words", "outlets", "page_furniture", "url_rules")


@cache
def knowledge() -> Knowledge:
    """The tables that reading needs."""
    return Knowledge({name: tuple(read_table(REFERENCE / f"{name}.csv")) for name in TABLES}, Gazetteer({}))


@cache
def rules() -> Rules:
    """The rules of reading, made of the tables once."""
    return Rules(knowledge())


def read_all(*sources: str | Path, as_: str | None = None) -> tuple[list[Article], list[Issue]]:
    """The articles and the issues of some sources."""
    items = list(read([str(source) for source in sources], knowledge=knowledge(), as_=as_))
    return [i for i in items if isinstance(i, Article)], [i for i in items if isinstance(i, Issue)]


def parse_all(data: bytes | str, as_: str, name: str = "doc") -> tuple[list[Article], list[Issue]]:
    """The articles and the issues of a document that holds these bytes."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    found = [
        finish(item, rules()) if isinstance(item, Draft) else item
        for item in PARSERS[as_](document_of(name, raw), rules())
    ]
    return [i for i in found if isinstance(i, Article)], [i for i in found if isinstance(i, Issue)]


def plain(article: Article) -> dict[str, Any]:
    """What a golden file says of an article."""
    keys = ("title", "text", "url", "media_name", "media_place", "publish_date", "publish_date_basis", "language")
    return {key: getattr(article, key) for key in (*keys, "text_scope")}
