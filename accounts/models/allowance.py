"""Who may be given more children a day than their role allows, what for, and until when? (R-USER-7)"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models.practitioner import Practitioner


class Purpose(models.TextChoices):
    """What it takes more children a day for."""

    INCIDENT = "incident", "Reaching children after an incident"
    MOVE = "move", "A school or service closes, opens or moves"
    QUALITY = "quality", "Putting records right after a delivery"
    REQUEST = "request", "A request from a court or another authority"


class Allowance(models.Model):
    """So many different children a day, from the first day to the last: asked by one person, agreed by another."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="allowances")
    children = models.PositiveIntegerField()
    purpose = models.CharField(max_length=20, choices=Purpose)  # in words: in the event, sealed
    first_day = models.DateField()
    last_day = models.DateField()
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # before its last day, or not agreed to

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("agreed_by"))
                & ~Q(asked_by=F("practitioner"))
                & ~Q(agreed_by=F("practitioner")),
                name="allowance_takes_two_other_persons",
            ),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="allowance_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.children} a day until {self.last_day:%Y-%m-%d}"
