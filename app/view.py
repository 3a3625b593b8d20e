"""How the answer is shown: what of a page's state is no filter, as one value that lives in the URL too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from etl.filters import PARAMS, Notice

Params = Mapping[str, str | Sequence[str]]

CHOICES: Mapping[str, tuple[str, ...]] = {
    "lang": ("", "en", "es"),
    "counting": ("articles", "stories"),
    "unit": ("auto", "day", "week", "month"),
    "axis": ("bulk", "all"),
    "stack": ("none", "agency", "state", "topic"),
    "sort": ("event_new", "event_old", "publish_new", "publish_old", "relevance", "outlet"),
    "show": ("all", "unplaced", "undrawn"),
    "compare_by": ("city", "state", "agency"),
    "measure": ("articles", "share"),
    "as_list": ("cards", "table"),
}
# Field -> its name in the URL; none is a name that a filter has.
VIEW_PARAMS: Mapping[str, str] = {
    "lang": "lang",
    "counting": "count",
    "unit": "by",
    "axis": "axis",
    "stack": "stack",
    "sort": "sort",
    "show": "show",
    "page": "page",
    "article": "article",
    "compare_by": "compare",
    "compare": "with",
    "measure": "measure",
    "as_list": "list",
}
MOST_COMPARED = 4
_ID = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


@dataclass(frozen=True)
class View:
    """What is shown of the articles that the filters select."""

    lang: str = ""  # as the browser prefers
    counting: str = "articles"  # what every number counts
    unit: str = "auto"
    axis: str = "bulk"
    stack: str = "agency"
    sort: str = "event_new"
    show: str = "all"
    page: int = 1
    article: str = ""
    compare_by: str = "city"
    compare: tuple[str, ...] = ()
    measure: str = "articles"
    as_list: str = "cards"

    @classmethod
    def from_params(cls, params: Params) -> tuple[View, tuple[Notice, ...]]:
        """The view of a URL, and a notice for each value that was not used; it never fails."""
        found: dict[str, Any] = {}
        notices: list[Notice] = []
        for name, param in VIEW_PARAMS.items():
            given = params.get(param, ())
            values = [given] if isinstance(given, str) else list(given)
            values = [value for value in values if value]
            if not values:
                continue
            value: Any = _read(name, values)
            if value is None:
                notices.append(Notice(param, values[-1][:60], "malformed"))
            else:
                found[name] = value
        return cls(**found), tuple(notices)

    def to_params(self) -> dict[str, list[str]]:
        """The parameters that `from_params` reads back to this very value; what is default is left out."""
        params: dict[str, list[str]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                params[VIEW_PARAMS[field.name]] = list(value) if isinstance(value, tuple) else [str(value)]
        return params

    def change(self, **values: Any) -> View:
        """This view with other values; a list goes back to its first page unless the page is what changes."""
        if values.keys() & {"sort", "show", "counting"}:
            values.setdefault("page", 1)
        return replace(self, **values)


def _read(name: str, values: Sequence[str]) -> Any:
    """The value of a field from what the URL has, or None if it is none."""
    last = values[-1]
    if name == "page":
        return int(last) if re.fullmatch(r"[1-9]\d{0,5}", last) else None
    if name == "compare":
        kept = tuple(dict.fromkeys(value for value in values if _ID.fullmatch(value)))
        return kept[:MOST_COMPARED] or None
    if name == "article":
        return last if _ID.fullmatch(last) else None
    return last if last in CHOICES[name] else None


assert not set(VIEW_PARAMS.values()) & set(PARAMS.values()), "a view and a filter share a name in the URL"
