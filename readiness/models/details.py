"""Who answers which part of a return, what could go wrong, and when do they plan to be ready? (R-LARA-3)"""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import Organisation, Practitioner
from readiness.models.returned import Return


class Weight(models.TextChoices):
    """How likely something is, or how bad it would be."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class Assignment(models.Model):
    """A colleague who is to answer a theme. Others who complete the return still can."""

    of = models.ForeignKey(Return, models.CASCADE, related_name="assignments")
    theme = models.CharField(max_length=20)  # code
    to = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["of", "theme"], name="a_theme_has_one_person")]

    def __str__(self) -> str:
        return f"{self.theme}: {self.to_id}"


class Risk(models.Model):
    """Something that could keep the organisation from being ready."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    of = models.ForeignKey(Return, models.CASCADE, related_name="risks")
    what = models.TextField()
    likelihood = models.CharField(max_length=6, choices=Weight)
    impact = models.CharField(max_length=6, choices=Weight)
    owner = models.CharField(max_length=100)
    action = models.TextField()  # what is done about it
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(likelihood__in=Weight.values, impact__in=Weight.values), name="a_risk_is_weighed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.likelihood}, {self.impact}"


class PlannedDate(models.Model):
    """The day on which they plan to meet a check that they do not meet yet."""

    of = models.ForeignKey(Return, models.CASCADE, related_name="planned_dates")
    check_number = models.PositiveSmallIntegerField()
    planned_on = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "check_number"], name="one_planned_date_of_a_check")
        ]

    def __str__(self) -> str:
        return f"{self.check_number}: {self.planned_on}"


class LateReminder(models.Model):
    """The people of an organisation were reminded of a month's return; `step` counts (readiness.reminding)."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")
    month = models.DateField()  # its first day
    step = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "month", "step"], name="reminded_of_a_return_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.step}"
