"""When are the documents of an answer, and all that was collected for it, destroyed? (R-AUDIT-4)"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from audit.log import record
from contactpoint.vault.models import DataKey
from oversight.subject_access.models import AccessFile, AccessItem, AccessRequest


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
            row = AccessRequest.objects.select_for_update().get(pk=request)
            empty(row)
            AccessRequest.objects.filter(pk=request).update(destroyed_at=at)
            facts = {"request": str(request)}
            record("subject_access.destroyed", at=at, source="nightly", child_number=row.child_number, facts=facts)
    return len(due)
