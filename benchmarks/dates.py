"""Finding dates and saying which is meant: ours beside four libraries, on the gold records.

Every tool is given the publication date as its base, and the language where it can be told. Where a library gives a day
for what is only a month or a year in the text ("in March 2024"), the words that it found decide how fine the date is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.gold import Case, cases, record, scored
from benchmarks.measure import side_by_side
from etl.knowledge import Knowledge
from etl.models import DateMention, Record
from etl.pipeline import Pipeline
from etl.resolve.tables import dates_of
from etl.text import analyse, plain

PACKAGES = ("dateparser", "datefinder", "parsedatetime", "recognizers-text-suite")
OURS = "ours: dates only"
ALL = "ours: dates and every other field"
_SMALL = 20  # articles
_UNDATED = "2025-01-01"  # the base where there is no publication date
_SLOW = 4  # of so many articles the slowest tools read one
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"[^\W\d_]+")
_TIMEX = re.compile(r"\d{4}(?:-\d\d){0,2}")

Find = Callable[[Case, datetime], Iterable[str]]  # the prefix dates in an article


class Fineness:
    """How fine a date is by the words that stand for it."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Take the names of the months from the tables."""
        kinds = ("month", "short_month", "month_short")
        self._months = frozenset(plain(r["word"]) for r in knowledge.tables["date_words"] if r["kind"] in kinds)

    def cut(self, words: str, when: datetime) -> str:
        """The date as a prefix date: "March 2024" is a month, "2019" a year, all else a day."""
        numbers = _NUMBER.findall(words)
        if all(len(number) == 4 for number in numbers):
            if any(name in self._months for name in map(plain, _NAME.findall(words))):
                return f"{when:%Y-%m}"
            if numbers:
                return f"{when:%Y}"
        return f"{when:%Y-%m-%d}"


def peers(fineness: Fineness) -> Iterator[tuple[str, Find]]:
    """The other tools, each ready to find the dates of an article."""
    import datefinder
    import parsedatetime
    from dateparser.search import search_dates
    from recognizers_date_time import Culture, recognize_datetime

    calendar = parsedatetime.Calendar()

    def by_dateparser(case: Case, base: datetime) -> Iterator[str]:
        found = search_dates(case.article.body, languages=[case.article.language], settings={"RELATIVE_BASE": base})
        return (fineness.cut(words, when) for words, when in found or ())

    def by_datefinder(case: Case, base: datetime) -> Iterator[str]:
        found = datefinder.find_dates(case.article.body, source=True, base_date=base)
        return (fineness.cut(words, when) for when, words in found)

    def by_parsedatetime(case: Case, base: datetime) -> Iterator[str]:
        found = calendar.nlp(case.article.body, sourceTime=base) or ()
        return (fineness.cut(words, when) for when, flag, _, _, words in found if flag in (1, 3))

    def by_recognizers(case: Case, base: datetime) -> Iterator[str]:
        culture = Culture.Spanish if case.article.language == "es" else Culture.English
        for found in recognize_datetime(case.article.body, culture, reference=base):
            values = (found.resolution or {}).get("values", ())
            days = [value.get("value") or value.get("start") for value in values if value["type"].startswith("date")]
            days = [day for day in days if day and _TIMEX.match(day)]
            if not days:
                continue
            # Of two readings ("Saturday" before or after the base) the past one: this is news.
            day = max((d for d in days if d <= f"{base:%Y-%m-%d}"), default=days[0])
            timex = values[0]["timex"]
            yield timex if _TIMEX.fullmatch(timex) else day[:10]

    yield "dateparser.search", by_dateparser
    yield "datefinder", by_datefinder
    yield "parsedatetime", by_parsedatetime
    yield "recognizers-text", by_recognizers


def measure(folder: Path, *, small: bool) -> dict[str, Any]:
    """A row for each tool: articles a second and F1. The slowest reads every fourth article."""
    pipeline = Pipeline.load()
    some = cases(pipeline, _SMALL if small else None)

    def ours() -> list[Record]:
        found = []
        for article, _ in some:
            body = analyse(article.title, article.text)
            dates = dates_of(body, pipeline.dates.find(body, article.publish_date, article.language))
            found.append(record(article, dates=dates))
        return found

    def run(find: Find, few: list[Case]) -> list[Record]:
        bases = (datetime.fromisoformat(case.article.publish_date or _UNDATED) for case in few)
        return [_record(case, find(case, base)) for case, base in zip(few, bases, strict=True)]

    read: dict[str, list[Case]] = {OURS: some, ALL: some}
    ways: dict[str, Callable[[], list[Record]]] = {
        OURS: ours, ALL: lambda: [pipeline.extract(case.article) for case in some],
    }  # fmt: skip
    for name, find in peers(Fineness(pipeline.knowledge)):
        read[name] = some[::_SLOW] if name == "recognizers-text" else some
        ways[name] = lambda find=find, few=read[name]: run(find, few)
    timed = side_by_side(ways, rounds=3 if small else 5, patience=4 if small else 10)
    rows = [
        {
            "name": name, "rate": len(read[name]) / took.seconds, "best_rate": len(read[name]) / took.least,
            "rounds": took.rounds, "articles": len(read[name]),
            **scored(read[name], took.result, "dates"),
        }
        for name, took in timed.items()
    ]  # fmt: skip
    return {"articles": len(some), "rows": rows}


def _record(case: Case, dates: Iterable[str]) -> Record:
    mentions = (DateMention("", 0, 0, day, "day", "mention") for day in dict.fromkeys(dates))
    return record(case.article, dates=tuple(mentions))
