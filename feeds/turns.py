"""Who works on the deliveries of a source now? One at a time, or several together at the batches of one (R-FEED-3)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from django.db import connection

SOURCE_LOCK: Final = 2  # namespace of the lock by which the deliveries of one source take turns
READER_LOCK: Final = 3  # likewise, of who reads a delivery's file, over many transactions


def wait_for_turn(source: UUID, *, shared: bool = False) -> None:
    """Until the caller's transaction ends, nobody else changes what becomes of its rows; only others who share do."""
    how = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(%s, hashtext(%s))", [SOURCE_LOCK, str(source)])


@contextmanager
def only_reader(delivery: UUID) -> Iterator[bool]:
    """Whether nobody else reads this file; the lock dies with its holder's connection."""
    ours = _ask("pg_try_advisory_lock", delivery)
    try:
        yield ours
    finally:
        if ours and connection.is_usable():
            _ask("pg_advisory_unlock", delivery)


def wait_for_reader(delivery: UUID) -> None:
    """Until nobody reads this file. Inside the caller's transaction."""
    _ask("pg_advisory_xact_lock", delivery)


def _ask(function: str, delivery: UUID) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, hashtext(%s))", [READER_LOCK, str(delivery)])
        return bool(cursor.fetchone()[0])
