"""Which rows of a delivery are done next? The first that no other worker has, as they are kept (R-FEED-3)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from feeds.models import Delivery, RowState, StagedRow


class Row(NamedTuple):
    """What deciding needs of a StagedRow, thousands of times."""

    pk: int
    number: int
    as_at: datetime | None
    key_token: bytes
    sealed: bytes


def first_rows(delivery: Delivery, *, at_most: int) -> list[Row]:
    """In order, locked until the transaction ends."""
    todo = _todo(delivery).select_for_update(skip_locked=True)
    with _in_order_of_an_index():
        return _read(todo[:at_most])


def rows_of(delivery: Delivery, *, first: int, last: int) -> list[Row]:
    """Those to do of these numbers, in order, and not locked."""
    with _in_order_of_an_index():
        return _read(_todo(delivery).filter(number__range=(first, last)))


def _todo(delivery: Delivery) -> QuerySet[StagedRow, tuple[Any, ...]]:
    rows = StagedRow.objects.filter(delivery=delivery, state=RowState.RECEIVED).order_by("number")
    return rows.values_list("pk", "number", "as_at", "key_token", "sealed")


def _read(rows: Iterable[tuple[Any, ...]]) -> list[Row]:
    return [Row(pk, number, as_at, bytes(key or b""), bytes(sealed or b"")) for pk, number, as_at, key, sealed in rows]


@contextmanager
def _in_order_of_an_index() -> Iterator[None]:
    """A delivery just staged is in no statistics: taken for empty, all of its rows would be sorted for each batch."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off")
        yield
        cursor.execute("SET LOCAL enable_sort TO DEFAULT")
