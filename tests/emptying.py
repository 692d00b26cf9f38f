"""How do the tables become again what the migrations left, after a test that commits?

Django would truncate every table there is, and then tell every app that it has migrated. Here a table that nobody has
written to costs nothing, and what the migrations wrote is known and put back where it was changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

from django.db import connection

_FILLED = """
    SELECT oid::regclass::text FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
"""
# A few rows are sooner deleted than a file is made anew for a table and each of its indexes; many are not.
# Who still writes, as the thread of a server may, is waited for, as TRUNCATE waits by itself.
_EMPTY = """
    DO $$
    DECLARE filled record;
    BEGIN
        FOR filled IN
            SELECT oid::regclass AS name, pg_relation_size(oid) AS bytes FROM pg_class
            WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
            AND oid::regclass::text <> ALL (string_to_array('{kept}', ' '))
        LOOP
            IF filled.bytes > 500000 THEN
                EXECUTE format('TRUNCATE %s CASCADE', filled.name);
            ELSE
                EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', filled.name);
                EXECUTE format('DELETE FROM %s', filled.name);
            END IF;
        END LOOP;
    END
    $$
"""


@dataclass(frozen=True)
class Tables:
    """Those that the migrations filled, with what they hold. Everything here is done as the owner, without triggers."""

    kept: Mapping[str, bytes]

    @classmethod
    def as_migrated(cls) -> "Tables":
        with connection.cursor() as cursor:
            cursor.execute(_FILLED)
            return cls({name: _rows(name) for (name,) in cursor.fetchall()})

    def restore(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_EMPTY.format(kept=" ".join(self.kept)))
            for name, rows in self.kept.items():
                if _rows(name) != rows:
                    cursor.execute(f"DELETE FROM {name}")
                    cursor.copy_expert(f"COPY {name} FROM STDIN", BytesIO(rows))


def _rows(name: str) -> bytes:
    held = BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {name} TO STDOUT", held)
    return held.getvalue()
