"""Which records are hidden because each of them may be the child who must be? (R-SHIELD-9)"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from accounts.models import Practitioner
from registry.models import Child, Source, Status
from registry.record import rebuild
from registry.shields import put_on


def hide_all(
    children: Collection[UUID],
    *,
    because: str,
    at: datetime,
    source: Source | None = None,
    by: Practitioner | None = None,
) -> list[str]:
    """Shields every record that may be meant, inside the caller's transaction; a person decides which stay so.

    A shield too many is lifted in a day; a place once seen cannot be hidden again. The caller holds the lock of the
    index. Answers the numbers of those that were not hidden before.
    """
    open_ones = Child.objects.filter(pk__in=children).exclude(status=Status.CLOSED)
    numbers = dict(open_ones.values_list("id", "number"))
    hidden = put_on(numbers, because=because, source=source, by=by, at=at)
    if hidden:
        rebuild(hidden)
    return [numbers[child] for child in hidden]
