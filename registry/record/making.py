"""How are children made, each with its number and the key of its words? (R-REC-1, R-AUDIT-6)"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from audit.models import Event
from contactpoint.vault.models import DataKey
from registry.copying import copy_rows
from registry.models import Child, Status
from registry.number import new_number
from registry.record.compute import Record
from registry.record.tables import SCALARS, scalars


def make_children(children: Sequence[tuple[UUID, Record]], authorities: Iterable[UUID], *, at: datetime) -> None:
    """Open records under these ids, each of its authority; of what is said what stands in the child's own columns."""
    whose, keys = list(authorities), DataKey.make_ids(len(children))

    def write(numbers: Sequence[str]) -> None:
        each = zip(children, whose, numbers, keys, strict=True)
        rows = (
            (child, number, authority, Status.OPEN.value, at, words_key, *scalars(record))
            for (child, record), authority, number, words_key in each
        )
        with connection.cursor() as cursor:
            copy_rows(cursor, Child._meta.db_table, _COLUMNS, rows)

    with_new_numbers(len(children), write)


_COLUMNS: Final = ("id", "number", "responsible_authority_id", "status", "made_at", "words_key_id", *SCALARS)


def with_new_numbers(count: int, write: Callable[[Sequence[str]], None]) -> None:
    """Writes with that many numbers which nobody has (R-REC-1), inside the transaction of the act.

    Whoever draws one that another transaction has drawn and not yet committed is refused by the database, and draws
    all anew: among the millions of a first load that happens.
    """
    while True:
        try:
            with transaction.atomic():
                write(_free_numbers(count))
        except IntegrityError as refused:
            if not _taken(refused):
                raise
        else:
            return


def _free_numbers(count: int) -> list[str]:
    drawn: set[str] = set()
    while len(drawn) < count:
        fresh = {new_number() for _ in range(count - len(drawn))}
        drawn |= fresh - set(Child.objects.filter(number__among=fresh).values_list("number", flat=True)) - _spent(fresh)
    return list(drawn)


def _spent(numbers: set[str]) -> set[str]:
    """Those of records that were destroyed: of them the log alone remembers the number, and it is never given again."""
    return set(Event.objects.filter(child_number__among=numbers).values_list("child_number", flat=True))


def _taken(refused: IntegrityError) -> bool:
    diag = getattr(refused.__cause__, "diag", None)
    return getattr(diag, "constraint_name", None) == "a_number_once"
