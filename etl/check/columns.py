"""What is wrong with the columns of a table: those that it has against those of the codebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from etl.schema import RETIRED, TABLES, Column


def column_faults(table: str, held: pa.Schema | pa.StructType) -> Iterator[str]:
    """Columns that are missing, of another type, or that the codebook does not name.

    A column that a later schema than the first brought may be missing: the dataset is older, and reads it as null.
    """
    found = {field.name: field.type for field in (held[i] for i in range(_size(held)))}
    for column in TABLES[table]:
        if column.name in found:
            yield from _type(table, column, found[column.name])
        elif column.since == 1:
            yield f"has no column {column.name}"
    known = {column.name for column in (*TABLES[table], *RETIRED.get(table, ()))}
    for name in found.keys() - known:
        yield f"has a column {name} that the codebook does not name"


def older(table: str, held: pa.Schema) -> Sequence[Column]:
    """The columns that the table is without, since an older schema made it."""
    return [column for column in TABLES[table] if column.since > 1 and column.name not in held.names]


def _type(table: str, column: Column, held: pa.DataType) -> Iterator[str]:
    nested, wanted = f"{table}.{column.name}", column.type
    if nested in TABLES and pa.types.is_list(held) and pa.types.is_struct(held.value_type):
        yield from (f"in {column.name} {what}" for what in column_faults(nested, held.value_type))
    elif not _alike(held, wanted):
        yield f"the type of {column.name} is {held}, and should be {wanted}"


def _alike(held: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether two types are one; how an item of a list is called says nothing."""
    if pa.types.is_list(held) and pa.types.is_list(wanted):
        return _alike(held.value_type, wanted.value_type)
    return bool(held == wanted)


def _size(held: pa.Schema | pa.StructType) -> int:
    return held.num_fields if isinstance(held, pa.StructType) else len(held)
