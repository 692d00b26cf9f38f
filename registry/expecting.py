"""Who must be hidden although there is no record yet? (R-SHIELD-9)

Such a child is kept as a row that waits, sealed, with the net around it: whatever resembles it waits for the officers
of the same area, and the record that is made of it is hidden from its first moment.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from accounts.models import Organisation, Practitioner
from registry.assertion import Assertion, but
from registry.hiding import hide_all
from registry.index import lock_index
from registry.matching.alike import records_like
from registry.matching.described import describe, shares_of
from registry.matching.weighed import in_force
from registry.models import Source, WaitingRow, Why
from registry.models.source import BY_HAND
from registry.waiting import Content, Held, content_of, end, hold

NAMED: Final = "named_to_be_hidden"


def expect(said: Assertion, *, area: Organisation, by: Practitioner, at: datetime) -> UUID:
    """Inside the caller's transaction. Deliveries that are matched at this moment look again.

    A record that may be this child's, of whatever area, is hidden too: the officers of its area confirm that or not,
    and whoever expects the child is not told.
    """
    lock_index()
    key = uuid4()
    content = Content(str(key), but(said, restricted=True).as_dict())
    row = Held((key, 0), content, at, Why.NEAR, area.pk, for_shielding=True, restricted=True)
    hold([row], source=Source.objects.get(code=BY_HAND), at=at)
    shares = shares_of([said])
    hide_all(records_like(describe(said, shares=shares), by=in_force(shares)), because=NAMED, by=by, at=at)
    return WaitingRow.objects.values_list("pk", flat=True).get(delivery=key)


def read(rows: Collection[UUID]) -> Mapping[UUID, Assertion]:
    """What was entered of those that are still expected. Who may read it is the caller's question."""
    open_ones = WaitingRow.objects.select_related("content_key").filter(pk__in=rows, ended_at=None)
    return {row.pk: content_of(row).read() for row in open_ones}


def expect_no_more(row: UUID, *, at: datetime) -> None:
    """The record has come and is hidden, with a net of its own; or nobody is to come. In the caller's transaction."""
    end(WaitingRow.objects.select_for_update().get(pk=row, ended_at=None), outcome=None, at=at)


def is_expected(near: Collection[UUID]) -> bool:
    """Whether among these, whom a row resembles, is somebody without a record who must be hidden."""
    return WaitingRow.objects.filter(pk__in=near, ended_at=None, restricted=True).exists()
