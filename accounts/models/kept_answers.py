"""Which answers did somebody send after they were signed out? (ux 2(a))"""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models.practitioner import Practitioner


class KeptAnswers(models.Model):
    """One form that came too late. What was typed may be about a child, so it is sealed (accounts.kept_answers)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="kept_answers")
    page = models.CharField(max_length=60)
    path = models.CharField(max_length=200)
    sealed = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural: ClassVar[str] = "kept answers"

    def __str__(self) -> str:
        return f"{self.page} {self.at:%Y-%m-%d %H:%M}"
