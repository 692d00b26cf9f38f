"""Who lets a stopped delivery through, and why? (R-FEED-4)"""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.log import record
from contactpoint.jobs.queue import promise
from feeds.models import Delivery, DeliveryState
from feeds.receive import ADVANCE
from feeds.scope import require_care


class NotStopped(NotDone):
    """This delivery does not wait to be let through."""


def let_through(delivery_id: UUID, *, by: Practitioner, because: str, at: datetime) -> None:
    """Lets the good rows of a delivery in; where a person has to approve the report first, only as far as that.

    A data officer for a source of the own area; for a national source an operator. Raises NotStopped, and Refused
    when this person may not.
    """
    with transaction.atomic():
        delivery = held(delivery_id)
        require_care(by, delivery.source, at=at)
        if delivery.state != DeliveryState.STOPPED or delivery.trial:
            raise NotStopped("This delivery does not wait to be let through any more")
        state = DeliveryState.FORESEEING if delivery.source.review_required else DeliveryState.APPLYING
        Delivery.objects.filter(pk=delivery.pk).update(state=state, stopped_because="")
        facts = {"delivery": str(delivery.pk), "quarantined": delivery.quarantined, "received": delivery.received}
        code, was = delivery.source.code, delivery.stopped_because
        record("feed.let_through", at=at, actor=actor(by), source=code, because=was, facts=facts, words=because)
        promise(ADVANCE, at=at, slot=f"{ADVANCE}:{delivery.pk}:let_through", delivery=str(delivery.pk))


def held(delivery_id: UUID) -> Delivery:
    """Nobody else decides about it meanwhile."""
    return Delivery.objects.select_for_update(of=("self",)).select_related("source__area").get(pk=delivery_id)
