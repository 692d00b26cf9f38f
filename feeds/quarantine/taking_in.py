"""How does a row leave the quarantine so that the counts always add up? (R-FEED-4)"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import F

from accounts.models import Practitioner
from contactpoint.jobs.queue import promise
from feeds.foresee import plan_again
from feeds.models import Delivery, DeliveryState, Fix, FixRule, FixWay, Replay, RowState, StagedRow
from feeds.quarantine.attempt import WRITTEN, Outcome
from feeds.receive import ADVANCE
from feeds.turns import wait_for_turn

# A delivery that was done, or whose report waits for approval, has something to do again.
AGAIN: Final = {DeliveryState.DONE: DeliveryState.APPLYING, DeliveryState.REVIEW: DeliveryState.FORESEEING}
FORESEEN: Final = (DeliveryState.FORESEEING, DeliveryState.REVIEW)
AT_ONCE: Final = 500


def hold(delivery: UUID) -> Delivery:
    """The delivery, while no step of its source is made: they take turns with us (feeds.advance)."""
    related = ("source__area", "content_key")
    found = Delivery.objects.select_related(*related).get(pk=delivery)
    wait_for_turn(found.source_id)
    return Delivery.objects.select_for_update(of=("self",)).select_related(*related).get(pk=delivery)


def take_in(outcomes: Sequence[Outcome], delivery: Delivery, *, at: datetime) -> None:
    """Rows, counts and the promise that the delivery goes on, inside the caller's transaction, after `hold`."""
    StagedRow.objects.bulk_update([one.written() for one in outcomes], WRITTEN, batch_size=AT_ONCE)
    ended = Counter(one.state for one in outcomes)
    taken, refused = ended[RowState.RECEIVED], ended[RowState.REFUSED]
    changes: dict[str, object] = {
        "quarantined": F("quarantined") - taken - refused,
        "pending": F("pending") + taken,
        "refused": F("refused") + refused,
    }
    if taken and delivery.state in AGAIN:
        changes |= {"state": AGAIN[DeliveryState(delivery.state)], "finished_at": None}
    Delivery.objects.filter(pk=delivery.pk).update(**changes)
    if taken and delivery.state in FORESEEN:
        plan_again(delivery, [one.tried.row.number for one in outcomes if one.is_good])
    if taken:
        promise(ADVANCE, at=at, delivery=str(delivery.pk))


def remember(
    outcomes: Iterable[Outcome],
    way: FixWay,
    *,
    before: dict[int, tuple[str, str]],
    by: Practitioner | None,
    rule: FixRule | None = None,
    replay: Replay | None = None,
    at: datetime,
) -> None:
    """What was tried with each row, for its supplier. `before`: reason and field, which the row has lost by now."""
    Fix.objects.bulk_create(
        [
            Fix(
                row=one.tried.row,
                way=way,
                reason_code=before[one.tried.row.pk][0],
                field=before[one.tried.row.pk][1],
                columns=[where[:200] for where in one.tried.changed],
                became="" if one.is_good else one.reason,
                rule=rule,
                replay=replay,
                by=by,
                at=at,
            )
            for one in outcomes
        ],
        batch_size=AT_ONCE,
    )


def reasons_of(rows: Iterable[StagedRow]) -> dict[int, tuple[str, str]]:
    return {row.pk: (row.reason_code, row.field) for row in rows}
