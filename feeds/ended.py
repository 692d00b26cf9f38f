"""Which rows are about somebody whom the registry includes no more? They open no record, and make none (R-REC-5).

A row that means an archived record, by its source's key, a number or what it says, is not taken: of a person over age
it is refused, of a child it waits in quarantine. An officer of the responsible authority may bring that record back,
for the child lives in England again; then the row is tried again. A row about a person over age whom no open record
fits is refused, so that nobody gets a second record after the first one went.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from feeds.match import Batch, Verdict
from feeds.models import RowState
from feeds.opened import Opened, Pending
from feeds.reasons import Reason
from registry.models import Child
from registry.retention import is_over_age


class Ended(NamedTuple):
    """Where a row ends although nobody decided about it."""

    state: RowState
    reason: Reason


OVER_AGE = Ended(RowState.REFUSED, Reason.OVER_AGE)
IN_ARCHIVE = Ended(RowState.QUARANTINED, Reason.RECORD_ARCHIVED)


def ended_among(opened: Opened, said: Sequence[Pending], batch: Batch) -> dict[int, Ended]:
    """Of the rows that say something new, those that mean an archived record, or would make one of a grown-up."""
    today = timezone.localdate(opened.delivery.received_at)  # a row ends the same whenever it is looked at
    means = _meant_in_archive(batch)
    born = dict(Child.objects.filter(pk__among=set(means.values())).values_list("pk", "date_of_birth"))
    ended = {}
    for one in said:
        row, stated = one.row.pk, one.assertion.date_of_birth
        if row in means:
            # By what the row says itself, where it says so: a key may have come to mean somebody else.
            ended[row] = OVER_AGE if is_over_age(stated or born[means[row]], on=today) else IN_ARCHIVE
        elif batch.judged[row].verdict is Verdict.NEW and is_over_age(stated, on=today):
            ended[row] = OVER_AGE
    return ended


def _meant_in_archive(batch: Batch) -> dict[int, UUID]:
    """By key or number, or clearly by description; where that is not clear, a person decides, as about any row."""
    clear = {row: one.child for row, one in batch.judged.items() if one.child in batch.apart.archived and one.child}
    return clear | dict(batch.links.archived)
