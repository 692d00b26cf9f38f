"""How do many rows get into a table quickly? By COPY: an INSERT costs ten times as much (performance.md, Loading)."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

# COPY's text format: what separates and what ends a row must be written otherwise inside a value.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_INSIDE_LISTS = str.maketrans({"\\": "\\\\", '"': '\\"'})
AT_ONCE = 10_000  # rows held as text


def copy_into(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Adds rows given as column -> value; every row has the same columns, defaults are the database's."""
    kept = list(rows)
    if not kept:
        return
    with connection.cursor() as cursor:
        copy_rows(cursor, model._meta.db_table, tuple(kept[0]), (tuple(row.values()) for row in kept))


def copy_rows(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Adds rows whose values stand in the order of the columns; a tuple is a list of texts."""
    names = ", ".join(map(connection.ops.quote_name, columns))
    statement = f"COPY {connection.ops.quote_name(table)} ({names}) FROM STDIN"
    left = iter(rows)
    while lines := "".join(_lines(islice(left, AT_ONCE))):
        cursor.copy_expert(statement, io.StringIO(lines))


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    return ("\t".join([_TEXT.get(type(value), _other)(value) for value in row]) + "\n" for row in rows)


def _escaped(value: str) -> str:
    """As it stands, as nearly always: to look is quicker than to write it again."""
    return value if value.isprintable() and "\\" not in value else value.translate(_ESCAPES)


def _list(values: tuple[str, ...]) -> str:
    return _escaped("{" + ",".join([_item(value) for value in values]) + "}") if values else "{}"


def _item(item: str) -> str:
    """Quoted always: a child may be called Null."""
    return f'"{item}"' if item.isalnum() else f'"{item.translate(_INSIDE_LISTS)}"'


def _other(value: Any) -> str:
    return _escaped(str(value))


# How a value is written, by its type.
_TEXT: dict[type, Callable[[Any], str]] = {
    type(None): lambda value: "\\N",
    str: _escaped,
    tuple: _list,
    bytes: lambda value: f"\\\\x{value.hex()}",
    UUID: lambda value: f"{value.int:032x}",  # a third of the time of str()
    datetime: lru_cache(maxsize=1_000)(str),  # the rows of a batch share a few moments
}
