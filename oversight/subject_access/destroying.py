"""When are the documents of an answer, and all that was collected for it, destroyed? (R-AUDIT-4, R-REC-5)"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from audit.log import record
from contactpoint.vault.models import DataKey
from oversight.subject_access.models import AccessFile, AccessItem, AccessRequest
from registry.models import Child
from registry.signals import destroyed


def empty(row: AccessRequest) -> None:
    """What was collected and made; and the key, so that no copy of the database opens it either."""
    AccessFile.objects.filter(request=row).delete()
    AccessItem.objects.filter(request=row).delete()
    if row.content_key:
        DataKey.objects.filter(pk=row.content_key).delete()
    AccessRequest.objects.filter(pk=row.pk).update(content_key=None)


def destroy_bundles(*, at: datetime) -> int:
    """A nightly rule: how many answers were old enough. That there was one stays."""
    old = AccessRequest.objects.filter(made_at__lte=at - timedelta(days=settings.SUBJECT_ACCESS_KEPT_DAYS))
    due = list(old.filter(destroyed_at=None).values_list("pk", flat=True))
    for request in due:
        with transaction.atomic():
            _destroy(AccessRequest.objects.select_for_update().get(pk=request), at=at)
    return len(due)


@receiver(destroyed)
def go_with_the_record(*, children: Collection[UUID], **_: Any) -> None:
    """What was collected about a child goes when the record does; a request that is still open ends."""
    numbers, now = Child.objects.filter(pk__in=children).values_list("number", flat=True), timezone.now()
    for row in AccessRequest.objects.select_for_update().filter(child_number__in=list(numbers), destroyed_at=None):
        if row.made_at is None:
            AccessRequest.objects.filter(pk=row.pk, withdrawn_at=None).update(withdrawn_at=now)
        _destroy(row, at=now)


def _destroy(row: AccessRequest, *, at: datetime) -> None:
    empty(row)
    AccessRequest.objects.filter(pk=row.pk).update(destroyed_at=at)
    facts = {"request": str(row.pk)}
    record("subject_access.destroyed", at=at, source="nightly", child_number=row.child_number, facts=facts)
