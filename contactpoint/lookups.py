"""How is a table asked about thousands of keys at once? `filter(child__among=children)`: they travel as one array.

`__in` makes a parameter of each, which costs Django and PostgreSQL more than finding the rows.
"""

from collections.abc import Callable, Collection
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey, Lookup
from django.db.models.sql.compiler import SQLCompiler


@Field.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """The column has one of these values: UUIDs, whole numbers, texts or bytes, as the field has them."""

    lookup_name = "among"
    prepare_rhs = False  # as they are: looking at each is what this saves

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        if not self.rhs:
            raise EmptyResultSet
        kind = self.lhs.output_field.rel_db_type(connection).partition("(")[0]
        kind, written = _ARRAYS.get(kind, (kind, list))
        return f"{column} = ANY(%s::{kind}[])", (*params, written(self.rhs))


def _uuids(values: Collection[Any]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _bytes(values: Collection[bytes]) -> str:
    return "{" + ",".join([f'"\\\\x{value.hex()}"' for value in values]) + "}"


# Of a column's type: the type of the array, and how its values are written.
_ARRAYS: Final[dict[str, tuple[str, Callable[[Any], Any]]]] = {
    "uuid": ("uuid", _uuids),
    "bytea": ("bytea", _bytes),
    "varchar": ("text", list),
}
