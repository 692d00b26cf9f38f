"""Which work on requests for what is held is a durable job? (security.md 4.3)"""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from contactpoint.jobs.queue import job
from oversight.subject_access.agreeing import MAKE
from oversight.subject_access.collecting import COLLECT, collect_next, gave_up
from oversight.subject_access.making import make_next


def given_up(*, request: str, at: datetime) -> None:
    gave_up(UUID(request), at=at)


@job(COLLECT, given_up=given_up)
def collect(request: str) -> bool:
    return collect_next(UUID(request), at=timezone.now())


@job(MAKE, given_up=given_up)
def make(request: str) -> bool:
    return make_next(UUID(request), at=timezone.now())
