"""How are children made, each with its number and the key of its words? (R-REC-1, R-AUDIT-6)"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection

from contactpoint.vault.models import DataKey
from registry.copying import copy_rows
from registry.models import Child, Status
from registry.number import new_number
from registry.record.compute import Record
from registry.record.tables import SCALARS, scalars


def make_children(children: Sequence[tuple[UUID, Record]], authorities: Iterable[UUID], *, at: datetime) -> None:
    """Open records under these ids, each of its authority; of what is said what stands in the child's own columns."""
    keys, numbers = DataKey.make_ids(len(children)), new_numbers(len(children))
    each = zip(children, authorities, numbers, keys, strict=True)
    rows = (
        (child, number, authority, Status.OPEN.value, at, words_key, *scalars(record))
        for (child, record), authority, number, words_key in each
    )
    with connection.cursor() as cursor:
        copy_rows(cursor, Child._meta.db_table, _COLUMNS, rows)


_COLUMNS: Final = ("id", "number", "responsible_authority_id", "status", "made_at", "words_key_id", *SCALARS)


def new_numbers(count: int) -> list[str]:
    """That many numbers which nobody has (R-REC-1). Two at once that draw the same are refused by the database."""
    drawn: set[str] = set()
    while len(drawn) < count:
        fresh = {new_number() for _ in range(count - len(drawn))}
        drawn |= fresh - set(Child.objects.filter(number__among=fresh).values_list("number", flat=True))
    return list(drawn)
