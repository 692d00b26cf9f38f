"""How is a table asked about thousands of keys at once? `filter(child__among=children)`: they travel as one array.

`__in` makes a parameter of each, which costs Django and PostgreSQL more than finding the rows.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """The column has one of these values: UUIDs, whole numbers, texts or bytes, as the field has them.

    Best given as a set: Django looks into each value of a list.
    """

    lookup_name = "among"
    prepare_rhs = False  # as they are: looking at each is what this saves

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if not self.rhs:
            raise EmptyResultSet
        column_type = str(self.lhs.output_field.rel_db_type(connection)).partition("(")[0]
        kind = _NAMED.get(column_type, column_type)
        return f"{column} = ANY(%s::{kind}[])", (*params, as_array(kind, self.rhs))


def as_array(kind: str, values: Collection[Any]) -> str:
    """The values as PostgreSQL writes an array of that type: a list would reach it as an expression to be parsed."""
    written: Callable[[Any], Iterable[str]] = _WRITTEN.get(kind, _plain)
    return "{" + ",".join(written(values)) + "}"


def _plain(values: Any) -> Iterable[str]:
    return map(str, values)


def _uuids(values: Collection[UUID]) -> Iterable[str]:
    return [f"{value.int:032x}" for value in values]  # a third of the time of str()


def _bytes(values: Collection[bytes]) -> Iterable[str]:
    return [f'"\\\\x{value.hex()}"' for value in values]


def _texts(values: Collection[str]) -> Iterable[str]:
    """Quoted always: a child may be called Null."""
    return [f'"{value}"' if value.isalnum() else f'"{value.translate(_ESCAPES)}"' for value in values]


@contextmanager
def by_index() -> Iterator[None]:
    """In a transaction: rows are looked up in indexes, and no table is read through.

    For a column of which no statistics are kept, because they would hold its values in the clear (R-SHIELD-7): the
    planner takes a thousand keys for most of the table, and would read a million rows for each batch.
    """
    with connection.cursor() as cursor:
        cursor.execute("".join(f"SET LOCAL {way} = off;" for way in _OTHER_WAYS))
        yield
        cursor.execute("".join(f"SET LOCAL {way} TO DEFAULT;" for way in _OTHER_WAYS))


_OTHER_WAYS: Final = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")
_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"'})
_WRITTEN: Final[dict[str, Callable[[Any], Iterable[str]]]] = {"uuid": _uuids, "bytea": _bytes, "text": _texts}
_NAMED: Final = {"varchar": "text"}  # of a column's type, that of its array
