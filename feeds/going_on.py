"""What is to be done when the deliveries of a source may go on again? (R-FEED-2)"""

from datetime import datetime
from uuid import UUID

from contactpoint.jobs.queue import promise
from feeds.advance import unfinished
from feeds.receive import ADVANCE
from registry.models import Source


def go_on(source: Source, *, because: UUID, at: datetime) -> None:
    """Promises the next step of every delivery that was held back; `because` is the act that lets them go on."""
    for delivery in unfinished(source.pk):
        promise(ADVANCE, at=at, slot=f"{ADVANCE}:{delivery}:{because}", delivery=str(delivery))
