"""The work on accounts that workers do: it carries ids only."""

from uuid import UUID

from django.utils import timezone

from accounts import delivery
from accounts.post import DELIVER
from contactpoint.jobs.queue import job


@job(DELIVER)
def deliver(message: str) -> None:
    delivery.deliver(UUID(message), at=timezone.now())
