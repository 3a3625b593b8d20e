"""The day of a page saved as text.

The date of the page is the newest full date (day, month, year) on it that can be one:
- a line of its own, where it is no article's, or where the page gives ages ("2 hours ago"): a page with ages was made
  on one day, while pasted clippings may be of years;
- the date of an embedded post ("- Name (@name) June 23, 2025");
- a date in prose, where the sentence does not look ahead and something of the page (a copyright line, a post, a date
  line) is of the same year: a sentence may as well speak of 2017 or of next month.
An article without a date of its own then has the page's, less the days of an age such as "3 days ago", with the basis
"page". An age of weeks or more is too coarse for a date, and where the page gives no full date, there is none.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from etl.read.draft import Rules
from etl.read.lines import Line

_POST = re.compile(r"[—–-]\s?[^\n—–]{1,80}\(@\w{1,30}\)\s(?=[\w.]{3,10} \d{1,2}, \d{4}|\d{1,2} )")
_YEAR = re.compile(r"(?:copyright|©|\(c\)).{0,12}?((?:19|20)\d{2})\b|\b((?:19|20)\d{2}) ?©", re.IGNORECASE)


def page_date(text: str, lines: Sequence[Line], used: Container[int], rules: Rules, *, day_first: bool) -> str | None:
    """The day of the page, by the rule above."""
    aged = any(line.aged for line in lines)
    sure = {line.date for index, line in enumerate(lines) if line.date and (aged or index not in used)}
    posts = {match.end() for match in _POST.finditer(text)}
    prose: set[str] = set()
    for found in rules.calendar.find(text, day_first=day_first):
        if found.start in posts:
            sure.add(found.iso)
        elif not rules.ahead.search(text, max(0, found.start - 60), found.start):
            prose.add(found.iso)
    years = {iso[:4] for iso in sure if iso} | {match[1] or match[2] for match in _YEAR.finditer(text)}
    return max((iso for iso in sure | {iso for iso in prose if iso[:4] in years} if iso), default=None)
