"""Which work of this app is a durable job, done at a moment that was promised?"""

from uuid import UUID

from django.utils import timezone

from contactpoint.jobs.queue import job
from registry.starting_up import FILE, file_step
from shielding.checking import TELL, pass_on_unchecked, tell_responsible
from shielding.requesting import ON_TIME, RELEASE, release


@job(ON_TIME)
def pass_on_in_time(request: str) -> None:
    pass_on_unchecked(UUID(request), at=timezone.now())


@job(TELL)
def tell_the_responsible_team(request: str) -> None:
    tell_responsible(UUID(request), at=timezone.now())


@job(RELEASE)
def release_when_due(request: str) -> None:
    release(UUID(request), at=timezone.now())


@job(FILE)
def file_area(area: str) -> bool:
    """The next records of an area whose start-up list was signed; True when there are more."""
    return file_step(UUID(area), at=timezone.now())
