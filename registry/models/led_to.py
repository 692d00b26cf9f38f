"""Whom did work lead to a child: somebody who asked for a contact, or was asked for one? (R-AUDIT-3)"""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import Practitioner
from registry.models.child import Child


class LedTo(models.Model):
    """Written with the act that leads somebody to a child; it explains a look while it lasts (registry.ties)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="+")
    by = models.CharField(max_length=30)  # registry.ties.Tie
    until = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["practitioner", "child", "until"], name="led_to_now")]

    def __str__(self) -> str:
        return self.by
