"""Which sensitive service may not stand on a record any more, because consent was withdrawn? (R-INV-2)"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.models import Practitioner
from registry.models.child import Child


class WhoWithdrew(models.TextChoices):
    CHILD = "child", "The child"
    PARENT = "parent", "A parent, because the child cannot decide"
    SERVICE = "service", "The service: it suspects significant harm no longer"


class Withdrawal(models.Model):
    """Never changed, and never taken back: whoever consents again has the service recorded anew by a person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="withdrawals")
    involvement = models.UUIDField()  # that ended
    service_token = models.BinaryField()  # unreadable: which service of which organisation, as which source says
    who = models.CharField(max_length=10, choices=WhoWithdrew)
    recorded_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "involvement"], name="withdrawn_once"),
        ]
        triggers: ClassVar = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"withdrawn {self.recorded_at:%Y-%m-%d}"
