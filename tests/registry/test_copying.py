"""Does COPY bring every value into the table as it was, however a column is mixed?"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from registry.copying import copy_rows

pytestmark = pytest.mark.django_db

COLUMNS = {
    "child": "uuid", "name": "text", "also": "text[]", "born": "date", "at": "timestamptz", "open": "boolean",
    "rows": "int", "rarity": "double precision", "digest": "bytea",
}  # fmt: skip
NOON = datetime(2009, 1, 26, 12, tzinfo=UTC)
PLAIN = (UUID(int=1), "Amina", ("null", "Null"), date(2000, 2, 29), NOON, True, 1, 0.5, b"\x00\xff")
ODD = (UUID(int=2), 'Zoë\t"\\N"\nO\'Hara\\', ('a,"b"', "\\", "{}", ""), date(1999, 1, 1), NOON, False, 0, 1.0, b"")
SLASH = (UUID(int=4), "\\N", ("\\",), date(1999, 1, 1), NOON, False, -1, 1.5, b"\\")
UNKNOWN = (UUID(int=3), None, (), None, None, None, None, None, None)


def copied(*rows: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    """What the table holds of these rows, in their order."""
    with connection.cursor() as cursor:
        described = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        cursor.execute(f"CREATE TEMP TABLE kept (place serial, {described}) ON COMMIT DROP")
        copy_rows(cursor, "kept", tuple(COLUMNS), rows)
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM kept ORDER BY place")
        return [tuple(as_was(value) for value in row) for row in cursor.fetchall()]


def as_was(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return bytes(value) if isinstance(value, memoryview) else value


@pytest.mark.parametrize(
    "rows",
    [
        (PLAIN,),
        (ODD,),
        (SLASH,),
        (UNKNOWN,),
        (PLAIN, SLASH),
        (PLAIN, ODD),
        (ODD, UNKNOWN, PLAIN),
        (UNKNOWN, PLAIN, UNKNOWN),
        (PLAIN, ODD, PLAIN),
    ],
)
def test_every_value_arrives_as_it_was(rows: tuple[tuple[Any, ...], ...]) -> None:
    assert copied(*rows) == list(rows)


def test_what_is_the_same_in_every_row_arrives_in_every_row() -> None:
    assert copied(*[ODD] * 3) == [ODD] * 3


def test_no_rows_are_nothing_to_do() -> None:
    assert copied() == []
