"""May the deliveries of a source go on, and what is to be done when they may again? (R-FEED-2)"""

from datetime import datetime
from uuid import UUID

from contactpoint.jobs.queue import promise
from feeds.models.delivery import AT_WORK
from feeds.receive import ADVANCE
from registry.models import Source


def held_back(source: Source) -> bool:
    """Whether nothing of it is applied now: it is stopped, or not accredited. Its trials change nothing and go on."""
    return source.stopped_at is not None or source.accredited_at is None


def go_on(source: Source, *, because: UUID, at: datetime) -> None:
    """Promises the next step of every delivery that was held back; `because` is the act that lets them go on."""
    for delivery in source.deliveries.filter(trial=False, state__in=AT_WORK).order_by("received_at"):
        promise(ADVANCE, at=at, slot=f"{ADVANCE}:{delivery.pk}:{because}", delivery=str(delivery.pk))
