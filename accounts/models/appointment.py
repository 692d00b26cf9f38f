"""Who made somebody the first administrator of an organisation? Two operators, one after the other (R-USER-8)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models.organisation import Organisation
from accounts.models.practitioner import Practitioner


class Appointment(models.Model):
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="appointments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["practitioner"], condition=Q(agreed_at=None), name="one_appointment_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(proposed_by=F("agreed_by")), name="two_operators_appoint"),
            models.CheckConstraint(
                condition=~Q(proposed_by=F("practitioner")) & ~Q(agreed_by=F("practitioner")),
                name="nobody_appoints_themselves",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None) | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="appointment_agreed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practitioner_id} in {self.organisation_id}"
