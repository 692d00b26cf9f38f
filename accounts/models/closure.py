"""What was closed to its users, an organisation or the whole registry, by whom and why? (R-USER-6)"""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models.organisation import Organisation
from accounts.models.practitioner import Practitioner


class Closure(models.Model):
    """From `closed_at` until `reopened_at`. Without an organisation it is the whole registry that is closed."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="closures")
    closed_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()
    because = models.CharField(max_length=500)
    reopened_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    reopened_at = models.DateTimeField(null=True)
    reopened_because = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(reopened_at=None), nulls_distinct=False, name="closed_once"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None)
                | Q(reopened_at__gte=F("closed_at"), reopened_by__isnull=False),
                name="reopened_by_somebody_later",
            ),
            models.CheckConstraint(
                condition=Q(reopened_by=None) | ~Q(reopened_by=F("closed_by")), name="another_one_reopens"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="closure_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="closing_is_never_rewritten", fields=["organisation", "closed_by", "closed_at", "because"]
            ),
            pgtrigger.Protect(
                name="reopened_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__reopened_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} closed {self.closed_at:%Y-%m-%d %H:%M}"

    @property
    def what(self) -> str:
        return self.organisation.name if self.organisation else "The whole registry"
