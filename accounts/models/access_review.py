"""Does everybody still need their account? Asked of each organisation every four months (R-USER-5)."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models.organisation import Organisation
from accounts.models.practitioner import Practitioner


class AccessReview(models.Model):
    """One round of questions. It ends signed off, or without (`closed_by` is nobody) when the next one opens."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="access_reviews")
    opened_at = models.DateTimeField()
    due_on = models.DateField()  # the last day
    reminded_on = models.DateField(null=True)  # the latest
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    left_open = models.PositiveIntegerField(default=0)  # accounts that nobody had answered for when it ended

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(closed_at=None), name="one_access_review_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(closed_by=None) | Q(closed_at__isnull=False, left_open=0),
                name="access_review_signed_off_when_complete",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.opened_at:%Y-%m-%d}"


class Answer(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AccessReviewAnswer(models.Model):
    """An administrator said of one person whether the account is still needed."""

    review = models.ForeignKey(AccessReview, models.PROTECT, related_name="answers")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="access_review_answers")
    answer = models.CharField(max_length=20, choices=Answer)
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["review", "practitioner"], name="answered_once_in_a_review"),
            models.CheckConstraint(condition=~Q(by=F("practitioner")), name="nobody_answers_for_themselves"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner_id} {self.answer}"
