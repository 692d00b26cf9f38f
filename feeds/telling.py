"""Who is told what became of a delivery? Once of each state, and nobody of a child (R-FEED-4)."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.dispatch import receiver
from django.urls import reverse

from accounts.letters import context
from accounts.models import Message, Practitioner
from accounts.notices import tell
from accounts.post import send_to_address
from accounts.signals import given_up
from feeds.feedback import text_for_supplier
from feeds.models import Delivery, DeliveryState, Way
from feeds.receipts import leave_report
from feeds.scope import keepers_of

REPORT: Final = "feed_report"
TO_KEEPERS: Final = {DeliveryState.STOPPED: "delivery_stopped", DeliveryState.REVIEW: "delivery_to_approve"}
TO_SENDER: Final = {DeliveryState.DONE: "delivery_done", DeliveryState.REFUSED: "delivery_refused"}


def tell_of(delivery_id: UUID, *, at: datetime) -> None:
    """Tells who sent it, who looks after the source and its contact, unless they were told of this state."""
    with transaction.atomic():
        found = Delivery.objects.select_for_update(of=("self",)).select_related("source__area", "source__body")
        delivery = found.select_related("sent_by").get(pk=delivery_id)
        if delivery.told == delivery.state or delivery.state not in (*TO_KEEPERS, *TO_SENDER):
            return
        Delivery.objects.filter(pk=delivery.pk).update(told=delivery.state)
        path = reverse("view_delivery", args=[delivery.pk])
        for person, kind in _notices(delivery):
            tell(person, kind, at=at, path=path)
        if _is_for_supplier(delivery):
            send_to_address(delivery.source.contact, REPORT, at=at, delivery=delivery.pk)
    if delivery.way == Way.FOLDER and delivery.state in TO_SENDER:
        leave_report(delivery.source.code, delivery.file_name, text_for_supplier(delivery))


def _notices(delivery: Delivery) -> list[tuple[Practitioner, str]]:
    state = DeliveryState(delivery.state)
    sender = delivery.sent_by
    if delivery.trial:
        return [(sender, "delivery_tried")] if sender else []
    if kind := TO_KEEPERS.get(state):
        approves_own = state == DeliveryState.REVIEW
        return [(one, kind) for one in keepers_of(delivery.source) if not approves_own or one != sender]
    return [(sender, TO_SENDER[state])] if sender else []


def _is_for_supplier(delivery: Delivery) -> bool:
    if delivery.trial or not delivery.source.contact:
        return False
    return delivery.state == DeliveryState.REFUSED or bool(
        delivery.state == DeliveryState.DONE and delivery.quarantined + delivery.refused
    )


@context(REPORT)
def _report(message: Message) -> dict[str, Any]:
    delivery = Delivery.objects.select_related("source__body").get(pk=UUID(message.facts["delivery"]))
    source = delivery.source
    return {"source": source.name, "body": source.body.name, "report": text_for_supplier(delivery)}


@receiver(given_up, sender=Message)
def contact_not_reached(*, message: Message, at: datetime, **_: Any) -> None:
    if message.template != REPORT:
        return
    delivery = Delivery.objects.select_related("source__area").get(pk=UUID(message.facts["delivery"]))
    path = reverse("view_delivery", args=[delivery.pk])
    for person in keepers_of(delivery.source):
        tell(person, "feed_report_undelivered", at=at, path=path, mail=False)
