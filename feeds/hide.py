"""What if a source marks a child as one to hide, and it is not sure which record is meant? (R-SHIELD-9)"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from registry.hidden_events import record_hidden
from registry.models import Child, Source, Status
from registry.record import rebuild
from registry.shields import put_on

BECAUSE = "resembles_restricted"


def hide(children: Collection[UUID], *, source: Source, at: datetime) -> None:
    """Shields every record that may be meant, inside the caller's transaction; a person decides which stay so.

    A shield too many is lifted in a day; a place once seen cannot be hidden again.
    """
    open_ones = Child.objects.filter(pk__in=children).exclude(status=Status.CLOSED)
    numbers = dict(open_ones.values_list("id", "number"))
    hidden = put_on(numbers, because=BECAUSE, source=source, at=at)
    if hidden:
        rebuild(hidden)
        told = [numbers[child] for child in hidden]
        record_hidden("feed.child_shielded", numbers=told, source=source, at=at)
