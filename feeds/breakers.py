"""Is a delivery so unlike those before it that a person has to look before anything is applied? (R-FEED-4)"""

from statistics import median
from typing import Final

from feeds.models import Delivery, DeliveryState
from feeds.reasons import Reason

PAST: Final = 12  # deliveries that a new one is compared with
ENOUGH: Final = 3  # fewer say nothing of what is usual
AT_LEAST: Final = 20  # rows: fewer stop nothing, however large their share
TIMES_THE_USUAL: Final = 3


def why_stop(delivery: Delivery) -> Reason | None:
    """The reason to stop a delivery that is staged and not yet applied.

    Errors: more than the source is allowed, or far more than it usually has. New and vanished children: more than the
    source is allowed to jump above what is usual for it (shares of the rows, of the children it spoke of).
    """
    past = _past(delivery)
    if delivery.quarantined > delivery.received * float(delivery.source.error_share_allowed):
        return Reason.TOO_MANY_ERRORS
    if _far_above(delivery.quarantined, delivery.received, [(one.quarantined, one.received) for one in past], 0.0):
        return Reason.TOO_MANY_ERRORS
    jump = float(delivery.source.jump_allowed)
    if _far_above(delivery.new_keys or 0, delivery.received, [(one.new_keys or 0, one.received) for one in past], jump):
        return Reason.JUMP_NEW
    spoken = [(one.vanished or 0, one.received + (one.vanished or 0)) for one in past]
    if _far_above(delivery.vanished or 0, delivery.received + (delivery.vanished or 0), spoken, jump):
        return Reason.JUMP_VANISHED
    return None


def _past(delivery: Delivery) -> list[Delivery]:
    """Those that were applied; the very first brings everybody, and is no measure of what is usual."""
    done = Delivery.objects.filter(source=delivery.source, state=DeliveryState.DONE, trial=False, received__gt=0)
    rows = list(done.exclude(pk=delivery.pk).order_by("-received_at")[: PAST + 1])
    return rows[:PAST] if len(rows) > PAST else rows[:-1]


def _far_above(count: int, of: int, past: list[tuple[int, int]], allowed: float) -> bool:
    """Whether a share is more than three times the usual one and the allowance."""
    if len(past) < ENOUGH or count < AT_LEAST:
        return False
    usual = median(some / whole for some, whole in past if whole)
    return count > of * (TIMES_THE_USUAL * usual + allowed)
