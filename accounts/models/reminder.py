"""Of which end of a clearance was somebody reminded already? (R-USER-2)"""

from typing import ClassVar

from django.db import models

from accounts.models.vetting import Clearance


class Reminder(models.Model):
    """The person and the administrators were told that this clearance ends within so many days."""

    clearance = models.ForeignKey(Clearance, models.PROTECT, related_name="reminders")
    days = models.PositiveSmallIntegerField()  # accounts.clearance.REMINDERS
    sent_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clearance", "days"], name="reminded_once"),
        ]

    def __str__(self) -> str:
        return f"{self.days} days before the end"
