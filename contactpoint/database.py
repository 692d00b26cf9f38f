"""May the program run as this database role, and on this database? (SEC-46, R-USER-6)"""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_QUESTION = """
    SELECT rolname, rolsuper OR rolbypassrls,
           EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p') AND relpersistence <> 't'
                   AND pg_has_role(current_user, relowner, 'MEMBER'))
    FROM pg_roles WHERE rolname = current_user
"""


def refuse_powerful_role(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Raises ImproperlyConfigured as a superuser, with BYPASSRLS, or as an owner of tables that last.

    Everybody owns the temporary tables of a batch that is being matched.
    Only `migrate` and its kind may own tables: they say DATABASE_ROLE=owner. The refused connection is closed, or the
    next request of this thread would find it open and use it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION)
        name, mighty, owns = cursor.fetchone()
    if mighty or (owns and settings.DATABASE_ROLE != "owner"):
        connection.close()
        raise ImproperlyConfigured(
            f"The database role {name} is a superuser, bypasses row security or owns tables. "
            f"Connect as {settings.DATABASE_APPLICATION_ROLE}; see docs/running.md."
        )


def refuse_another_installation(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Raises ImproperlyConfigured where a live program meets a practice database, or the other way round (R-USER-6)."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_MARKED)
        if not cursor.fetchone()[0]:
            return  # before its first migration
        cursor.execute("SELECT purpose FROM vault_installation")
        marked = cursor.fetchone()
    if marked and marked[0] != settings.INSTALLATION:
        connection.close()
        raise ImproperlyConfigured(
            f"This database is for {marked[0]} use, and the program was started for {settings.INSTALLATION} use. "
            "Is DATABASE_URL that of another installation? See docs/running.md."
        )


def mark_database(using: str, **kwargs: Any) -> None:
    """After the first migration the database knows what it is for, and its copies know it too."""
    with connections[using].cursor() as cursor:
        cursor.execute(_IS_MARKED)
        if cursor.fetchone()[0]:
            cursor.execute(_MARK, [settings.INSTALLATION])


_IS_MARKED = "SELECT to_regclass('public.vault_installation') IS NOT NULL"
_MARK = "INSERT INTO vault_installation (id, purpose) VALUES (1, %s) ON CONFLICT DO NOTHING"
