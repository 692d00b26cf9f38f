"""May the program run as this database role? Never as one that could pass by the rules (SEC-46)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

_QUESTION = """
    SELECT rolname, rolsuper OR rolbypassrls,
           EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p') AND pg_has_role(current_user, relowner, 'MEMBER'))
    FROM pg_roles WHERE rolname = current_user
"""


def refuse_powerful_role(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Raises ImproperlyConfigured as a superuser, with BYPASSRLS, or as an owner of tables.

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
