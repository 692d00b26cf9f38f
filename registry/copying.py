"""How do many rows get into a table quickly? By COPY: an INSERT costs ten times as much (performance.md, Loading)."""

import io
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models

# COPY's text format: what separates and what ends a row must be written otherwise inside a value.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_into(model: type[models.Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Adds rows given as column -> value; every row has the same columns, defaults are the database's."""
    kept = list(rows)
    if not kept:
        return
    lines = "".join("\t".join(map(_text, row.values())) + "\n" for row in kept)
    columns = ", ".join(map(connection.ops.quote_name, kept[0]))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", io.StringIO(lines))


def _text(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):  # only text holds such letters
        return value if value.isalnum() else value.translate(_ESCAPES)
    return f"\\\\x{value.hex()}" if isinstance(value, bytes) else str(value)
