"""How far are the records made again of which a source speaks, since another is believed first? (R-FEED-2)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Practitioner
from registry.models import Source


class Rebuilding(models.Model):
    """Goes through the children of one source in the order of their ids; `last` is where it is."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="rebuildings")
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    last = models.UUIDField(null=True)
    records = models.PositiveIntegerField(default=0)  # made again so far
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source"], condition=Q(finished_at=None), name="one_rebuilding_at_a_time")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} since {self.asked_at:%Y-%m-%d}"
