"""Who asked that a record closes because the child has a new identity, and who answered? (R-REC-7)

It speaks of the old record alone. The new one is added by an act of its own, of which nothing stands here.
"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from registry.models import Child
from registry.models.never import DeletedWithRecord


class ClosingRequest(models.Model):
    """One officer asks, which hides the record at once; another one answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    words = models.BinaryField()  # sealed under the child's key: shielding.identities.Words
    answered_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child"], condition=Q(agreed=None), name="closing_asked_once"),
            models.CheckConstraint(condition=~Q(answered_by=F("asked_by")), name="closing_by_two_persons"),
            models.CheckConstraint(
                condition=Q(agreed=None, answered_by=None, answered_at=None)
                | Q(agreed__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="closing_answered_by_somebody",
            ),
        ]
        triggers: ClassVar = [DeletedWithRecord(name="request_stays")]

    def __str__(self) -> str:
        return f"closing asked {self.asked_at:%Y-%m-%d}"
