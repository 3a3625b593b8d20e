"""A row of a table or a JSON object, under whatever names its columns have, to a draft.

`data/reference/aliases.csv` says which names mean what, in order of trust; what it does not know is kept in `extra`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from etl.models import Issue
from etl.read.draft import Draft, Rules, column_key, issue
from etl.read.markup import has_markup, plain_line, text_of

_TEXTUAL = (
    *("title", "text", "url", "canonical_url", "domain", "media_name", "media_place"),
    *("publish_date_basis", "text_scope"),
)
_WEAK = 8  # from this rank on a name ("source", "name") may well mean something else


def draft_of(row: Mapping[str, Any], source: str, rules: Rules) -> Draft | Issue:
    """The draft of a row, or an issue where a value cannot be what its column says."""
    found: dict[str, Any] = {}
    used: dict[str, str] = {}
    for name, alias in _named(row, rules):
        value = _value(row, name)
        field = alias["field"]
        if value is None or not _fits(field, value):
            continue
        rank = int(alias["rank"])
        if rank >= _WEAK and field in row:
            continue  # the record's own column stands, though it is empty
        if field not in found or rank < found[field][0]:
            found[field] = (rank, value, alias["note"])
            used[field] = name
    fields = {field: value for field, (_, value, _) in found.items()}
    kept = {str(name): value for name, value in row.items() if name not in used.values()}
    extra = {name: _plain(value) for name, value in kept.items() if value is not None and value != ""}
    for field in _TEXTUAL:
        if field not in fields:
            continue
        text = _text(fields[field])
        if text is None:
            kind = type(fields[field]).__name__
            return issue(source, f"{used[field]} is a {kind} where text is expected; give it as a string", "error")
        fields[field] = text
    if has_markup(fields.get("text", "")):
        fields["text"] = text_of(fields["text"])
    if "title" in fields:
        fields["title"] = plain_line(fields["title"])
    for field, about in (("text", "text_scope"), ("publish_date", "publish_date_basis")):
        if field in found and found[field][2] and about not in fields:
            fields[about] = found[field][2]
    return Draft(source=source, extra=extra, **fields)


def _named(row: Mapping[str, Any], rules: Rules) -> list[tuple[str, Mapping[str, str]]]:
    """The columns that the table knows, with their rows; of a nested object its own keys, as "source.name"."""
    names: list[str] = []
    for name, value in row.items():
        names.append(str(name))
        if isinstance(value, Mapping):
            names.extend(f"{name}.{inner}" for inner in value)
    return [(name, alias) for name in names if (alias := rules.aliases.get(column_key(name))) is not None]


def _value(row: Mapping[str, Any], name: str) -> Any:
    if name in row:
        value = row[name]
    else:
        head, _, tail = name.partition(".")
        value = row.get(head, {}).get(tail) if isinstance(row.get(head), Mapping) else None
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None
    return value


def _fits(field: str, value: Any) -> bool:
    """Is this a value that the column may mean? A guid may be no URL, and a source may be an object."""
    if field == "url":
        return not isinstance(value, str) or value.strip().lower().startswith(("http", "//", "www.")) or ":" in value
    return not (field in ("media_name", "id", "language") and isinstance(value, Mapping | list))


def _plain(value: Any) -> Any:
    """A value as JSON has it: dates, decimals and the like as their text."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value)


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return "\n\n".join(value)
    return None
