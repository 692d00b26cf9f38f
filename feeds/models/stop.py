"""When did we stop a source, who and why, and who started it again?"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from registry.models import Source


class Stop(models.Model):
    """From `stopped_at` until `started_at` nothing of the source is applied; what comes is kept and waits."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="stops")
    stopped_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField()
    because = models.CharField(max_length=500)
    started_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source"], condition=Q(started_at=None), name="a_source_is_stopped_once"),
            models.CheckConstraint(
                condition=Q(started_at=None, started_by=None)
                | Q(started_at__gte=F("stopped_at"), started_by__isnull=False),
                name="started_by_somebody_later",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="stop_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="stopping_is_never_rewritten", fields=["source", "stopped_by", "stopped_at", "because"]
            ),
            pgtrigger.Protect(
                name="started_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__started_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} stopped {self.stopped_at:%Y-%m-%d}"
