"""What would somebody read who steals the database? Every row of every table, as a dump holds it (R-SHIELD-7)."""

from collections.abc import Iterable, Iterator
from io import StringIO

from django.db import connection

# Places and bodies that everybody may know, and what the program itself keeps.
PUBLIC = frozenset(
    (
        "accounts_organisation", "django_content_type", "django_migrations", "auth_permission",
        "registry_educationalsetting", "registry_postcodedistrict", "registry_practice", "registry_trust",
    )
)  # fmt: skip


def rows_at_rest() -> Iterator[tuple[str, str]]:
    """Each row with its table; what is sealed stands there in hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
        for (table,) in cursor.fetchall():
            if table not in PUBLIC:
                out = StringIO()
                cursor.copy_expert(f'COPY "{table}" TO STDOUT', out)
                yield from ((table, line) for line in out.getvalue().splitlines())


def found_at_rest(values: Iterable[str]) -> set[tuple[str, str]]:
    """Which of these values stand in which table: as text in any writing, or as its bytes."""
    wanted = {value: (value.casefold(), value.encode().hex(), value.replace(" ", "").casefold()) for value in values}
    return {
        (table, value)
        for table, line in rows_at_rest()
        for value, writings in wanted.items()
        if any(writing in line.casefold() for writing in writings)
    }
