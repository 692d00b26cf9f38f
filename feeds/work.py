"""The work on deliveries and records that workers do: it carries ids only, and each run is one short step."""

from uuid import UUID

from django.utils import timezone

from contactpoint.jobs.queue import Later, job
from feeds.advance import NotItsTurn, step
from feeds.rebuilding import REBUILD, rebuild_step
from feeds.receive import ADVANCE


@job(ADVANCE)
def advance(delivery: str) -> bool:
    """The next step of a delivery; True when there is more."""
    try:
        return step(UUID(delivery), at=timezone.now())
    except NotItsTurn as error:
        raise Later from error


@job(REBUILD)
def rebuild_records(rebuilding: str) -> bool:
    """The next records of a source of which another is believed first; True when there are more."""
    return rebuild_step(UUID(rebuilding), at=timezone.now())
