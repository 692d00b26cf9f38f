"""What has a source taken back, as of when, although nothing may have been known of it? (R-FEED-4)"""

import uuid
from typing import ClassVar

from django.db import models

from registry.models.source import Source


class Retraction(models.Model):
    """One key of a source, unreadable: what the source said under it before `as_at` is stale whenever it comes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="retractions")
    key_token = models.BinaryField()  # registry.waiting.key_token
    as_at = models.DateTimeField()  # of the newest retraction
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key_token"], name="a_key_retracted_once")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.as_at:%Y-%m-%d}"
