"""What was planned for the roll-out, and when did it happen? (R-ORG-2, S-3, S-5)"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet

from accounts.models import Kind, Organisation, Stage, Track


class PlannedPhase(models.Model):
    """One step of the roll-out plan as it was announced; `actual_on` is a fact of its own and never planned."""

    phase = models.PositiveSmallIntegerField(primary_key=True)
    stage = models.CharField(max_length=20, choices=Stage)
    opens = models.CharField(max_length=100)
    audience = models.CharField(max_length=150)
    track = models.CharField(max_length=20, choices=Track, blank=True, default="")  # empty: both
    partners = models.BooleanField(default=False)  # whether national partners are of the audience
    announced_on = models.DateField()
    planned_on = models.DateField()
    planned_until = models.DateField(null=True)  # null: for all of the audience at once
    actual_on = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(planned_until__isnull=True) | Q(planned_until__gte=F("planned_on")),
                name="phase_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.opens} ({self.audience})"

    def organisations(self) -> QuerySet[Organisation]:
        """The audience."""
        kinds = [Kind.AUTHORITY, *([Kind.NATIONAL_PARTNER] if self.partners else [])]
        rows = Organisation.objects.filter(kind__in=kinds)
        return rows.filter(track=self.track) if self.track else rows
