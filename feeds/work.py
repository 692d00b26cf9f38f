"""The work on deliveries that workers do: it carries ids only, and each run is one short step."""

from uuid import UUID

from django.utils import timezone

from contactpoint.jobs.queue import Later, job
from feeds.advance import NotItsTurn, OthersAtWork, step
from feeds.receive import ADVANCE


@job(ADVANCE)
def advance(delivery: str) -> bool:
    """The next step of a delivery; True when there is more."""
    try:
        return step(UUID(delivery), at=timezone.now())
    except (NotItsTurn, OthersAtWork) as error:
        raise Later from error
