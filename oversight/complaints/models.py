"""Who complained, whose is it, and what was answered? (R-AUDIT-5)

What somebody typed may name a child: it is sealed under a key of the complaint's year, and stands in no letter.
"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Practitioner


class Way(models.TextChoices):
    PAGE = "page", "On the public page"
    LETTER = "letter", "By letter"
    CALL = "call", "By telephone"
    EMAIL = "email", "By email"


class Complaint(models.Model):
    """One complaint: the authority answers, then the national team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)  # random, so that it counts nothing
    code = models.BinaryField()  # a token: whoever complained has the code, and nobody else
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=Way)
    said = models.BinaryField()  # sealed: oversight.complaints.complaining.Said
    words_key = models.UUIDField()  # contactpoint.vault.DataKey
    received_on = models.DateField()
    due_on = models.DateField()
    entered_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField()
    owner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    answer = models.BinaryField(null=True)  # sealed
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    passed_on_at = models.DateTimeField(null=True)  # to the national team, by whoever complained
    passed_on_because = models.BinaryField(null=True)  # sealed
    national_due_on = models.DateField(null=True)
    national_owner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    national_answer = models.BinaryField(null=True)  # sealed
    national_answered_at = models.DateTimeField(null=True)
    national_answered_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    reminded_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["authority"], condition=Q(answered_at=None), name="complaints_open"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False, answer__isnull=False),
                name="complaint_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(passed_on_at=None, national_due_on=None)
                | Q(passed_on_at__isnull=False, national_due_on__isnull=False, answered_at__isnull=False),
                name="complaint_passed_on_once_answered",
            ),
            models.CheckConstraint(
                condition=Q(national_answered_at=None, national_answered_by=None, national_answer=None)
                | Q(
                    national_answered_at__isnull=False,
                    national_answered_by__isnull=False,
                    national_answer__isnull=False,
                    passed_on_at__isnull=False,
                ),
                name="complaint_answered_nationally_once_passed_on",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="complaint_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="complained_once",
                fields=["number", "code", "authority", "way", "said", "received_on", "due_on", "entered_at"],
            ),
        ]

    def __str__(self) -> str:
        return f"complaint {self.number}"
