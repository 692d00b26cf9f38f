"""Where can a measurement write without touching a real row? Copies of the index tables, in a schema of their own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg2
from django.conf import settings
from django.db import connection

TABLES = (
    "registry_name",
    "registry_namekey",
    "registry_postcode",
    "registry_place",
    "registry_placekey",
    "registry_searchrow",
)
# What `\\d` would show of a table, less its indexes: these are made after loading.
_COPY = "CREATE TABLE {schema}.{table} (LIKE {home}.{table} INCLUDING DEFAULTS INCLUDING IDENTITY)"


@dataclass(frozen=True)
class Scratch:
    """The owner's connection to a schema that ends with the measurement."""

    owner: Any
    schema: str
    home: str

    def build_indexes(self) -> None:
        """Every index that the real tables have, and fresh statistics."""
        with self.owner.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE schemaname = %s AND tablename = ANY(%s)",
                [self.home, list(TABLES)],
            )
            for (definition,) in cursor.fetchall():
                cursor.execute(definition.replace(f" ON {self.home}.", f" ON {self.schema}."))
            for table in TABLES:
                cursor.execute(f"VACUUM ANALYZE {self.schema}.{table}")

    def size(self) -> int:
        """Bytes of the tables and their indexes."""
        with self.owner.cursor() as cursor:
            sizes = " + ".join(f"pg_total_relation_size('{self.schema}.{table}')" for table in TABLES)
            cursor.execute(f"SELECT {sizes}")
            return int(cursor.fetchone()[0])


@contextmanager
def scratch_tables() -> Iterator[Scratch]:
    """Empty copies of the index tables, and Django's connection turned to them; gone afterwards."""
    owner = psycopg2.connect(os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"])
    owner.autocommit = True
    schema = f"bench_{os.getpid()}"
    with owner.cursor() as cursor, connection.cursor() as ours:
        cursor.execute("SELECT current_schema()")
        scratch = Scratch(owner, schema, cursor.fetchone()[0])
        cursor.execute(f"CREATE SCHEMA {schema}")
        try:
            for table in TABLES:
                cursor.execute(_COPY.format(schema=schema, home=scratch.home, table=table))
            cursor.execute(f"SET search_path TO {schema}")
            cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {_application()}")
            cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {_application()}")
            ours.execute(f"SET search_path TO {schema}")
            yield scratch
        finally:
            ours.execute("RESET search_path")
            cursor.execute(f"DROP SCHEMA {schema} CASCADE")
            owner.close()


def _application() -> str:
    return str(settings.DATABASES["default"]["USER"])
