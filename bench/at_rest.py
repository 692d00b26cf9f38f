"""What would somebody read who steals the database? Every row of every table, as a dump holds it (R-SHIELD-7)."""

import re
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Final

from django.db import connection

# Places and bodies that everybody may know, and what the program itself keeps.
PUBLIC = frozenset(
    (
        "accounts_organisation", "django_content_type", "django_migrations", "auth_permission",
        "registry_educationalsetting", "registry_postcodedistrict", "registry_practice", "registry_trust",
    )
)  # fmt: skip


# What is sealed, in hexadecimal, and ids: seven digits of a telephone number come up in it by chance.
_BY_CHANCE: Final = re.compile(r"\\\\x[0-9a-f]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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
    wanted = {value: (value.casefold(), value.replace(" ", "").casefold(), value.encode().hex()) for value in values}
    return {(table, value) for table, line in rows_at_rest() for value in _standing(wanted, line.casefold())}


def _standing(wanted: dict[str, tuple[str, str, str]], line: str) -> Iterator[str]:
    plain = _BY_CHANCE.sub("", line)
    for value, (written, joined, as_bytes) in wanted.items():
        if written in plain or joined in plain or as_bytes in line:
            yield value
