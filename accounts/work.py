"""The work on accounts that workers do: it carries ids only."""

from uuid import UUID

from django.utils import timezone

from accounts import delivery
from accounts.bulk import sending
from accounts.bulk.uploading import ADVANCE
from accounts.post import DELIVER
from contactpoint.jobs.queue import job


@job(DELIVER)
def deliver(message: str) -> None:
    delivery.deliver(UUID(message), at=timezone.now())


@job(ADVANCE)
def advance_bulk(bulk: str) -> bool:
    return sending.advance(UUID(bulk), at=timezone.now())
