"""Who of a shielding team is told when a decision is overdue? (R-SHIELD-4)"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Practitioner


class Deputy(models.Model):
    """A shielding officer whom a colleague named; ended and never deleted."""

    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["area", "practitioner"], condition=Q(ended_at=None), name="a_deputy_is_named_once"
            )
        ]

    def __str__(self) -> str:
        return f"deputy since {self.named_at:%Y-%m-%d}"
