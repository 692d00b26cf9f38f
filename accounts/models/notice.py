"""What is a person told inside the service?"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models.practitioner import Practitioner


class Notice(models.Model):
    """One thing that happened, by its kind (accounts.notices); its facts are dates, numbers and ids."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    path = models.CharField(max_length=200, default="", blank=True)  # of the page that says more
    facts = models.JSONField(default=dict)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["practitioner", "-at"], name="notice_newest"),
            models.Index(fields=["practitioner"], condition=Q(read_at=None), name="notice_new"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(path="") | Q(path__regex=r"^/([^/\\]|$)"), name="notice_leads_nowhere_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
