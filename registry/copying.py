"""How do many rows get into a table quickly? By COPY: an INSERT costs ten times as much (performance.md, Loading).

The text is made column by column: a column holds values of one kind, and most of them many times.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

# COPY's text format: what separates and what ends a row must be written otherwise inside a value.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_INSIDE_LISTS = str.maketrans({"\\": "\\\\", '"': '\\"'})
AT_ONCE = 10_000  # rows held as text
READ = 1 << 16  # bytes that the driver takes at a time
NOTHING = "\\N"


def copy_rows(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Adds rows whose values stand in the order of the columns; a tuple is a list of texts.

    What has no column gets the database's own default.
    """
    names = ", ".join(map(connection.ops.quote_name, columns))
    statement = f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN"
    left = iter(rows)
    while piece := list(islice(left, AT_ONCE)):
        with connection.wrap_database_errors:  # Django wraps what it calls itself, and this it does not know
            cursor.copy_expert(statement, io.BytesIO(_text(piece).encode()), READ)


def _text(rows: Sequence[Sequence[Any]]) -> str:
    written = [_written(column) for column in zip(*rows, strict=True)]
    return "\n".join(map("\t".join, zip(*written, strict=True))) + "\n"


def _written(column: Sequence[Any]) -> Sequence[str]:
    """The texts of a column's values, which are of one kind, or None."""
    first = column[0]
    if column[-1] == first and column.count(first) == len(column):
        return [_one(first)] * len(column)
    kinds = set(map(type, column))
    if type(None) not in kinds:
        return _of_kind(column, kinds)
    there = [value for value in column if value is not None]
    written = iter(_of_kind(there, kinds - {type(None)}))
    return [NOTHING if value is None else next(written) for value in column]


def _of_kind(values: Sequence[Any], kinds: set[type]) -> Sequence[str]:
    if kinds == {str}:
        return _texts(values)
    if kinds == {int}:
        return list(map(str, values))
    if kinds == {UUID}:
        return [f"{value.int:032x}" for value in values]  # a third of the time of str()
    if len(kinds) == 1 and kinds <= _REPEATED:
        once = {value: _one(value) for value in set(values)}
        return [once[value] for value in values]
    return list(map(_one, values))


def _texts(values: Sequence[str]) -> Sequence[str]:
    """As they stand, as nearly always: to look is quicker than to write them again."""
    every = "".join(values)
    return values if every.isprintable() and "\\" not in every else list(map(_escaped, values))


def _one(value: Any) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, tuple):
        return _list(value)
    return f"\\\\x{value.hex()}" if isinstance(value, bytes) else _escaped(str(value))


def _escaped(value: str) -> str:
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def _list(values: tuple[str, ...]) -> str:
    return _escaped("{" + ",".join([_item(value) for value in values]) + "}") if values else "{}"


def _item(item: str) -> str:
    """Quoted always: a child may be called Null."""
    return f'"{item}"' if item.isalnum() else f'"{item.translate(_INSIDE_LISTS)}"'


# What is written once however often it stands in a column; of other kinds nearly every value is another.
_REPEATED: Final = frozenset((bool, date, datetime, float, tuple))
