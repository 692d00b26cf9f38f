"""Who approves the report of a delivery before anything is applied, or turns it away? (R-FEED-4)"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.log import record
from contactpoint.jobs.queue import promise
from feeds.let_through import held
from feeds.models import Delivery, DeliveryState, RowState, StagedRow
from feeds.reasons import Reason
from feeds.receive import ADVANCE
from feeds.scope import require_care

TURN_AWAY: Final = "feeds.turn_away"
AT_ONCE: Final = 20_000  # rows that one step empties
WAITING: Final = (DeliveryState.STOPPED, DeliveryState.REVIEW)


class NotWaiting(NotDone):
    """This delivery does not wait for a decision any more."""


class OwnDelivery(NotDone):
    """Somebody else has to approve what you have uploaded yourself."""


def may_approve(by: Practitioner, delivery: Delivery) -> bool:
    return delivery.sent_by_id != by.pk


def approve(delivery_id: UUID, *, by: Practitioner, at: datetime) -> None:
    """Its rows are applied from now on. Raises Refused, NotWaiting, OwnDelivery."""
    with transaction.atomic():
        delivery = held(delivery_id)
        require_care(by, delivery.source, at=at)
        if delivery.state != DeliveryState.REVIEW or delivery.stopped_because or delivery.trial:
            raise NotWaiting("This delivery does not wait for a decision any more")
        if not may_approve(by, delivery):
            raise OwnDelivery("Somebody else has to approve what you have uploaded yourself")
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.APPLYING)
        facts = {"delivery": str(delivery.pk), "foreseen": delivery.foreseen}
        record("feed.approved", at=at, actor=actor(by), source=delivery.source.code, facts=facts)
        promise(ADVANCE, at=at, slot=f"{ADVANCE}:{delivery.pk}:approved", delivery=str(delivery.pk))


def turn_away(delivery_id: UUID, *, by: Practitioner, because: str, at: datetime) -> None:
    """Nothing of it will be applied; its rows are emptied by a worker. Raises Refused, NotWaiting."""
    with transaction.atomic():
        delivery = held(delivery_id)
        require_care(by, delivery.source, at=at)
        if delivery.state not in WAITING or delivery.stopped_because == Reason.TURNED_AWAY or delivery.trial:
            raise NotWaiting("This delivery does not wait for a decision any more")
        facts = {"delivery": str(delivery.pk), "received": delivery.received, "because": delivery.stopped_because}
        Delivery.objects.filter(pk=delivery.pk).update(stopped_because=Reason.TURNED_AWAY)
        record("feed.turned_away", at=at, actor=actor(by), source=delivery.source.code, facts=facts, words=because)
        promise(TURN_AWAY, at=at, slot=f"{TURN_AWAY}:{delivery.pk}", delivery=str(delivery.pk))


def empty(delivery_id: UUID, *, at: datetime) -> bool:
    """The next rows of a delivery that was turned away, counted as refused; whether there are more.

    What is in quarantine goes too: the supplier sends it again with the rest.
    """
    with transaction.atomic():
        delivery = held(delivery_id)
        if delivery.stopped_because != Reason.TURNED_AWAY or delivery.state not in WAITING:
            return False
        for state, count in ((RowState.RECEIVED, "pending"), (RowState.QUARANTINED, "quarantined")):
            if rows := _next(delivery, state):
                _refuse(delivery, rows, state, count)
                return True
        delivery.state, delivery.finished_at = DeliveryState.REFUSED, at
        delivery.save(update_fields=["state", "finished_at"])
        delivery.parts.all().delete()
        promise(ADVANCE, at=at, slot=f"{ADVANCE}:{delivery.pk}:turned_away", delivery=str(delivery.pk))
        return False


def _refuse(delivery: Delivery, rows: list[int], state: RowState, count: str) -> None:
    """What was wrong with a row stays its reason."""
    found = StagedRow.objects.filter(pk__in=rows)
    found.filter(reason_code="").update(reason_code=Reason.TURNED_AWAY)
    done = found.update(state=RowState.REFUSED, sealed=None)
    setattr(delivery, count, getattr(delivery, count) - done)
    delivery.refused += done
    delivery.save(update_fields=[count, "refused"])


def _next(delivery: Delivery, state: RowState) -> list[int]:
    rows = StagedRow.objects.filter(delivery=delivery, state=state).order_by("number")
    return list(rows.values_list("pk", flat=True)[:AT_ONCE])
