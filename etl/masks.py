"""Which articles and which of their places a question selects, as flags made from the arrays of a tally.

Each condition is put to the articles once and kept: the facets of a page, each under all other filters, then cost no
more than combining flags. Only free text is asked of DuckDB.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from etl.columns import NO_DAY, Flags, Ints, keys_of, where_are
from etl.filters import PLACE_FIELDS, Filters
from etl.params import DateField
from etl.tally import Tally

Array = TypeVar("Array", bound=npt.NDArray[Any])
_EPOCH = date(1970, 1, 1)


class Masks:
    """What questions select, kept for as long as there is room. Safe for any number of threads."""

    def __init__(self, tally: Tally, search: Callable[[str], Ints], *, room: int) -> None:
        """`search` gives the articles that a free text finds; of what is made `room` bytes are kept."""
        self._tally, self._search, self._room = tally, search, room
        self._kept: OrderedDict[Any, Any] = OrderedDict()
        self._held = 0  # bytes of them
        self._lock = threading.Lock()

    def chosen(self, filters: Filters) -> Flags:
        """Whether the filters select each article, by its key."""

        def make() -> Flags:
            found = np.ones(len(self._tally.story), np.bool_)
            for mask in self._conditions(filters):
                found &= mask
            return found

        return self._keep(("chosen", filters), make)

    def placed(self, filters: Filters) -> Flags:
        """Which rows of `tally.mentions(filters.role)` count: of chosen articles, certain enough, and asked for."""

        def make() -> Flags:
            mentions, chosen = self._tally.mentions(filters.role), self.chosen(filters)
            at = where_are(keys_of(chosen), mentions.article)
            keep = chosen[mentions.article[at]]
            if filters.min_confidence:
                keep &= mentions.confidence[at] >= np.float32(filters.min_confidence)
            if any(getattr(filters, name) for name in PLACE_FIELDS):
                keep &= self._places(filters)[mentions.place[at]]
            found = np.zeros(len(mentions.article), np.bool_)
            found[at] = keep
            return found

        return self._keep(("placed", filters), make)

    def stories(self, filters: Filters) -> Ints:
        """The stories that the selected articles carry, in the order of their keys."""
        return self._keep(("stories", filters), lambda: self._tally.stories_of(self.chosen(filters)))

    def _conditions(self, filters: Filters) -> Iterator[Flags]:
        """What the filters require of an article, each part as flags."""
        if filters.relevant != "all":
            yield self._having("relevant", (filters.relevant,))
        if any(getattr(filters, name) for name in PLACE_FIELDS):
            yield self._in_places(filters)
        for name in ("agencies", "levels", "topics", "outlets", "languages"):
            if values := getattr(filters, name):
                yield self._having(name, values)
        if filters.date_from or filters.date_to:
            yield self._between(filters.date_field, filters.date_from, filters.date_to)
        if filters.text:
            yield self._keep(("text", filters.text), lambda: self._flags(self._search(filters.text)))

    def _having(self, name: str, values: Sequence[str]) -> Flags:
        """Whether each article has one of the values of a facet."""

        def make() -> Flags:
            # what is asked of an agency holds of its parts too, which its forms stand for
            pairs = self._tally.pairs("named" if name == "agencies" else name)[0]
            asked = np.zeros(pairs.size, np.bool_)
            asked[self._tally.keys(name, values)] = True
            return self._flags(pairs.article[asked[pairs.key]])

        return self._keep((name, values), make)

    def _in_places(self, filters: Filters) -> Flags:
        """Whether each article has one place that all fields about a place hold for, and that is certain enough."""

        def make() -> Flags:
            mentions = self._tally.mentions(filters.role)
            rows = keys_of(self._places(filters)[mentions.place])
            if filters.min_confidence:
                rows = rows[mentions.confidence[rows] >= np.float32(filters.min_confidence)]
            return self._flags(mentions.article[rows])

        asked = tuple(getattr(filters, name) for name in PLACE_FIELDS)
        return self._keep(("in places", filters.role, filters.min_confidence, asked), make)

    def _places(self, filters: Filters) -> Flags:
        """Whether all fields about a place hold for each place."""
        found = np.ones(self._tally.places.num_rows, np.bool_)
        for name in PLACE_FIELDS:
            if values := getattr(filters, name):
                of_place, names = self._tally.of_place(name)
                asked = np.zeros(len(names.values) + 1, np.bool_)  # the last one is that of a place that has none
                asked[self._tally.keys(name, values)] = True
                found &= asked[of_place]
        return found

    def _between(self, field: DateField, first: date | None, last: date | None) -> Flags:
        """Whether the days that the date of each article spans touch those that are asked for."""
        days = self._tally.days(field)
        found: Flags = days.first != NO_DAY
        if first:
            found &= days.last >= (first - _EPOCH).days
        if last:
            found &= days.first <= (last - _EPOCH).days
        return found

    def _flags(self, articles: Ints) -> Flags:
        found = np.zeros(len(self._tally.story), np.bool_)
        found[articles] = True
        return found

    def _keep(self, key: tuple[Any, ...], make: Callable[[], Array]) -> Array:
        """What `make` makes; the last answers are kept, and are not to be changed."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                kept: Array = self._kept[key]
                return kept
        made = make()
        made.setflags(write=False)
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made
                self._held += made.nbytes
            while self._held > self._room and len(self._kept) > 1:
                self._held -= self._kept.popitem(last=False)[1].nbytes
        return made
