"""What did an organisation say of itself in a month, who submitted it and who signed it? (R-LARA-3)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, Practitioner


class State(models.TextChoices):
    OPEN = "open", "In progress"
    SUBMITTED = "submitted", "Waiting for sign-off"
    SIGNED = "signed", "Signed off"


GIVEN = (State.SIGNED,)  # what the national team can read


class Return(models.Model):
    """One organisation's return of one month, on one version of the framework."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="returns")
    month = models.DateField()  # its first day
    framework = models.PositiveSmallIntegerField()  # version
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    begun_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    sent_back_because = models.TextField(blank=True, default="")  # while it is corrected
    signed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "month"], name="one_return_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="a_return_is_of_a_month"),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("submitted_by")), name="another_signs_a_return"
            ),
            models.CheckConstraint(
                condition=Q(state="open", submitted_at__isnull=True, signed_at__isnull=True)
                | Q(state="submitted", submitted_at__isnull=False, signed_at__isnull=True)
                | Q(state="signed", submitted_at__isnull=False, signed_at__isnull=False),
                name="a_return_is_as_far_as_it_says",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.month:%Y-%m}"


class Answer(models.Model):
    """The level that they give themselves in one question, and what they say to it; saved as they go."""

    of = models.ForeignKey(Return, models.CASCADE, related_name="answers")
    question = models.CharField(max_length=10)  # code
    level = models.PositiveSmallIntegerField(null=True)  # null: only a comment so far
    comment = models.TextField(blank=True, default="")
    saved_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "question"], name="one_answer_to_a_question"),
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__lte=4), name="a_level_is_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.level}"
