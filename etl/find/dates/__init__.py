"""Dates: calendar times that a text names, resolved against its publication date and never finer than its words.

The publication date is the document creation time (TimeML). Without it only absolute dates count, and those that
the text itself fixes ("the next day" after a full date, "Feb. 5" after "Jan. 26, 2025").
A bare weekday is the latest such day on or before publication, unless its clause looks ahead (GUIDELINES).
"""

from etl.find.dates.finder import DateFinder
from etl.find.dates.reading import Found

__all__ = ["DateFinder", "Found"]
