"""When is a file destroyed that a source delivered, and what stays of the delivery? (R-AUDIT-6)

Its counts and reasons stay, without a value of anybody. The pieces of the file, what lies in quarantine, the tokens of
keys and the key under which all of it was sealed are gone.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction

from audit.log import record
from feeds.models import Correction, Delivery, DeliveryState, Replay, RowState, StagedRow
from feeds.quarantine.taking_in import hold
from feeds.reasons import Reason

BEGUN: Final = (DeliveryState.STOPPED, DeliveryState.REVIEW)  # waits for a person, who has not come


def destroy_old_files(*, at: datetime) -> int:
    """Of every delivery that came long enough ago and is not being applied at this moment. How many."""
    old = Delivery.objects.filter(
        received_at__lte=at - timedelta(days=settings.DELIVERED_FILES_KEPT_DAYS),
        content_key__isnull=False,
        state__in=(DeliveryState.DONE, DeliveryState.REFUSED, *BEGUN),
    )
    return sum(_destroy(delivery, at=at) for delivery in list(old.order_by("received_at").values_list("pk", flat=True)))


def _destroy(delivery_id: UUID, *, at: datetime) -> bool:
    with transaction.atomic():
        delivery = hold(delivery_id)
        key = delivery.content_key
        if key is None or delivery.state not in (DeliveryState.DONE, DeliveryState.REFUSED, *BEGUN):
            return False
        _end_rows(delivery, at=at)
        delivery.parts.all().delete()
        Correction.objects.filter(row__delivery=delivery).delete()
        Replay.objects.filter(delivery=delivery, finished_at=None).update(finished_at=at)
        StagedRow.objects.filter(delivery=delivery).update(key_token=None, said_token=None)
        Delivery.objects.filter(pk=delivery.pk).update(content_key=None)
        key.delete()
        record("feed.file_destroyed", at=at, source=delivery.source.code, facts={"delivery": str(delivery.pk)})
    return True


def _end_rows(delivery: Delivery, *, at: datetime) -> None:
    """What nobody put right or approved in all that time is not wanted. What was wrong with a row stays its reason."""
    for state, count in ((RowState.RECEIVED, "pending"), (RowState.QUARANTINED, "quarantined")):
        rows = StagedRow.objects.filter(delivery=delivery, state=state)
        rows.filter(reason_code="").update(reason_code=Reason.FILE_DESTROYED)
        done = rows.update(state=RowState.REFUSED, sealed=None)
        setattr(delivery, count, getattr(delivery, count) - done)
        delivery.refused += done
    if delivery.state in BEGUN:
        delivery.state, delivery.finished_at = DeliveryState.REFUSED, at
        delivery.stopped_because = delivery.stopped_because or Reason.FILE_DESTROYED
    fields = ["pending", "quarantined", "refused", "state", "finished_at", "stopped_because"]
    delivery.save(update_fields=fields)
