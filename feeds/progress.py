"""How far is the work on a delivery, in words and as a number? (ux 2(g))"""

from dataclasses import dataclass

from django.db.models import Sum

from feeds.models import Delivery, DeliveryState
from feeds.models.delivery import AT_WORK
from feeds.reasons import Reason


@dataclass(frozen=True)
class Progress:
    """`total` is 0 while nobody knows it."""

    words: str
    done: int = 0
    total: int = 0


def is_working(delivery: Delivery) -> bool:
    """Whether workers have something to do with it, or will when its source is started again."""
    return delivery.state in AT_WORK or is_being_emptied(delivery)


def is_being_emptied(delivery: Delivery) -> bool:
    return delivery.stopped_because == Reason.TURNED_AWAY and delivery.state != DeliveryState.REFUSED


def progress(delivery: Delivery) -> Progress:
    """Of one that is being worked on."""
    if is_being_emptied(delivery):
        return Progress("Turning the delivery away")
    if delivery.source.stopped_at:
        return Progress("Waiting: we have stopped this source")
    if delivery.state == DeliveryState.RECEIVED:
        return _of_reading(delivery)
    if delivery.state == DeliveryState.READ:
        return Progress(f"{delivery.received:,} rows read, being checked")
    if delivery.state == DeliveryState.FORESEEING:
        left = delivery.pieces.filter(found__isnull=True).aggregate(rows=Sum("rows", default=0))["rows"]
        return _of(delivery, left, "checked")
    return _of(delivery, delivery.pending, "loaded")


def _of_reading(delivery: Delivery) -> Progress:
    """Only a manifest says how many rows there will be."""
    if not delivery.received:
        return Progress("Reading the file")
    if delivery.announced:
        return Progress(
            f"{delivery.received:,} of {delivery.announced:,} rows read", delivery.received, delivery.announced
        )
    return Progress(f"{delivery.received:,} rows read")


def _of(delivery: Delivery, left: int, what: str) -> Progress:
    done = delivery.received - left
    return Progress(f"{done:,} of {delivery.received:,} rows {what}", done, delivery.received)
