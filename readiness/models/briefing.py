"""What was answered when somebody asked how the roll-out stood on a day? Frozen, with its sources (R-LARA-10)."""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.models import Practitioner


class Briefing(models.Model):
    """`answers`: as readiness.briefing composed them; a later look composes a new one and changes none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    as_at = models.DateField()
    made_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    answers = models.JSONField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="briefing_stays", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"as at {self.as_at}"
