"""Who works on the deliveries of a source now? One at a time, or several together at the batches of one (R-FEED-3)."""

from typing import Final
from uuid import UUID

from django.db import connection

SOURCE_LOCK: Final = 2  # namespace of the lock by which the deliveries of one source take turns


def wait_for_turn(source: UUID, *, shared: bool = False) -> None:
    """Until the caller's transaction ends, nobody else changes what becomes of its rows; only others who share do."""
    how = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {how}(%s, hashtext(%s))", [SOURCE_LOCK, str(source)])
