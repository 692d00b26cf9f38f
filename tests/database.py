"""As which database role does a test speak for a moment?"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

APPLICATION = "contactpoint_app"
OWNER = "contactpoint_owner"


@contextmanager
def role(name: str) -> Iterator[None]:
    """Within a transaction: what follows is done as that role, as if it had logged in."""
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
