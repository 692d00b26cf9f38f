"""Who works on the deliveries of a source now? One at a time: the others wait (R-FEED-3)."""

from uuid import UUID

from django.db import connection

SOURCE_LOCK = 2  # namespace of the lock by which the deliveries of one source take turns


def wait_for_turn(source: UUID) -> None:
    """Until the caller's transaction ends, nobody else changes what becomes of rows of this source."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SOURCE_LOCK, str(source)])
