"""Who says that a value of a record is wrong, and what became of it? (R-REC-6)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from contactpoint.vault.models import DataKey
from registry.models.child import Child
from registry.models.source import Item


class SaidBy(models.TextChoices):
    """Who says that the value is wrong."""

    REPORTER = "reporter", "I do"
    CHILD = "child", "The child"
    PARENT = "parent", "A parent or carer"


class Decision(models.TextChoices):
    """How a report, or what a source says against a correction, ended."""

    CORRECTED = "corrected", "Corrected"
    PUT_RIGHT = "put_right", "Put right where it was entered"
    REFUSED = "refused", "Not changed"
    BELIEVED = "believed", "The sources are believed again"
    MOOT = "moot", "No source says so any longer"  # nobody had to decide
    ENDED = "ended", "The record is no longer open"  # nor here: it went to the archive


class Dispute(models.Model):
    """One value that somebody reports as wrong; without a reporter, what a source says against a correction.

    The words lie sealed whether the child is shielded or not: the value too, and the source (R-SHIELD-7).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="disputes")
    item = models.CharField(max_length=20, choices=Item)
    reported_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="disputes")
    reported_at = models.DateTimeField()
    said_by = models.CharField(max_length=20, choices=SaidBy, default="", blank=True)
    words_key = models.ForeignKey(DataKey, models.CASCADE, db_index=False, related_name="+")  # of the child's record
    words = models.BinaryField()  # registry.disputed.Words
    decision = models.CharField(max_length=20, choices=Decision, default="", blank=True)
    decided_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, db_index=False, related_name="+")
    decided_at = models.DateTimeField(null=True)
    because = models.BinaryField(null=True)  # what whoever asked is told, sealed

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["reported_at"], condition=Q(decision=""), name="disputes_open"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | Q(decision__in=[Decision.MOOT, Decision.ENDED], decided_by=None, decided_at__isnull=False)
                | ~Q(decision__in=["", Decision.MOOT, Decision.ENDED])
                & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="dispute_decided_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("reported_by")), name="dispute_decided_by_another"),
            models.CheckConstraint(
                condition=~Q(decision=Decision.REFUSED) | Q(because__isnull=False), name="refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(reported_by__isnull=False) ^ Q(said_by=""), name="said_by_where_a_person_reports"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.reported_at:%Y-%m-%d}"
