"""May the program run as this database role? Never as one that could pass by the rules (SEC-46)."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper

_QUESTION = """
    SELECT rolname, rolsuper, rolbypassrls,
           EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p'))
    FROM pg_roles WHERE rolname = current_user
"""


def refuse_powerful_role(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Raises ImproperlyConfigured as a superuser, BYPASSRLS, or owner of tables; `migrate` says DATABASE_ROLE=owner."""
    if settings.DATABASE_ROLE == "owner":
        return
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION)
        name, superuser, bypasses, owns = cursor.fetchone()
    if superuser or bypasses or owns:
        raise ImproperlyConfigured(
            f"The database role {name} is a superuser, bypasses row security or owns tables. "
            f"Connect as {settings.DATABASE_APPLICATION_ROLE}; see docs/running.md."
        )
