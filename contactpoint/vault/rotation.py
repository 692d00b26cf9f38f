"""How does what is sealed come under the key that is in force now? Row by row, while everything goes on (SEC-47)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import BinaryField, F, Func, Model, QuerySet, Value

from contactpoint.vault import box


@dataclass(frozen=True)
class Column:
    """Where values lie under the ring's own keys, and what each is bound to (contactpoint.vault.box)."""

    model: type[Model]
    field: str
    place: Callable[[Any], str]

    @property
    def name(self) -> str:
        return f"{self.model._meta.db_table}.{self.field}"


def left(column: Column) -> QuerySet[Any]:
    """Rows whose value lies under another key than the one in force."""
    head = box.head()
    first = Func(F(column.field), Value(1), Value(len(head)), function="substr", output_field=BinaryField())
    rows = column.model._default_manager.filter(**{f"{column.field}__isnull": False})
    others: QuerySet[Any] = rows.annotate(_head=first).exclude(_head=head)
    return others


def reseal(column: Column, *, most: int) -> int:
    """So many rows, in one transaction; how many there were to do. Rows that others hold are left for the next call."""
    with transaction.atomic():
        rows = list(left(column).select_for_update(skip_locked=True, of=("self",))[:most])
        for row in rows:
            place = column.place(row)
            sealed = box.seal(box.unseal(getattr(row, column.field), place=place), place=place)
            column.model._default_manager.filter(pk=row.pk).update(**{column.field: sealed})
    return len(rows)
