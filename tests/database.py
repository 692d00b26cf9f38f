"""As which database role does a test speak for a moment, and who else speaks?"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

APPLICATION = "contactpoint_app"
OWNER = "contactpoint_owner"


@contextmanager
def role(name: str) -> Iterator[None]:
    """Within a transaction: what follows is done as that role, as if it had logged in."""
    assert connection.in_atomic_block, "outside a transaction SET LOCAL does nothing"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()[0]
        cursor.execute(f'SET LOCAL ROLE "{name}"')
        yield
        cursor.execute(f'SET LOCAL ROLE "{before}"')


def current_role() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def wait_until_nobody_holds_a_job() -> None:
    """The server notices a moment later that a session is gone, and lets go of its lock."""
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute(
                "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                " WHERE l.locktype = 'advisory' AND d.datname = current_database() AND l.pid <> pg_backend_pid()"
            )
            if cursor.fetchone()[0] == 0:
                return
            time.sleep(0.05)
