"""Who lets a stopped delivery through, and why? (R-FEED-4)"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import actor, require
from accounts.models import Practitioner
from accounts.permissions import OPERATE
from audit.log import record
from contactpoint.jobs.queue import promise
from feeds.models import Delivery, DeliveryState
from feeds.receive import ADVANCE


class NotStopped(Exception):
    """This delivery does not wait to be let through."""


def let_through(delivery_id: UUID, *, by: Practitioner, because: str, at: datetime) -> None:
    """Lets the good rows of a delivery in. Raises NotStopped, and Refused when this person may not.

    A data officer for a source of the own area; for a national source an operator.
    """
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update(of=("self",)).select_related("source__area").get(pk=delivery_id)
        area = delivery.source.area
        require(by, "manage_data" if area else OPERATE, area or by.organisation, at=at)
        if delivery.state != DeliveryState.STOPPED or delivery.trial:
            raise NotStopped
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.APPLYING, stopped_because="")
        facts = {"delivery": str(delivery.pk), "quarantined": delivery.quarantined, "received": delivery.received}
        record("feed.let_through", at=at, actor=actor(by), source=delivery.source.code, facts=facts, words=because)
        promise(ADVANCE, at=at, slot=f"{ADVANCE}:{delivery.pk}:let_through", delivery=str(delivery.pk))
