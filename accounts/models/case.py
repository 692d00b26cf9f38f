"""Which unusual activity did a rule call severe, and what did a person make of it? (R-USER-6)"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models.practitioner import Practitioner


class Outcome(models.TextChoices):
    RESTORED = "restored", "Give access back"
    SUSPENDED = "suspended", "Keep the account suspended"
    CLOSED = "closed", "Close the account"


class Case(models.Model):
    """Opened by a rule, which suspended the account; closed by another person."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="cases")
    rule = models.CharField(max_length=40)  # accounts.cases.RULES
    facts = models.JSONField(default=dict)  # counts only
    opened_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practitioner"], condition=Q(closed_at=None), name="one_open_case_each"),
            models.CheckConstraint(condition=~Q(closed_by=F("practitioner")), name="nobody_closes_the_own_case"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")),
                name="a_closed_case_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.opened_at:%Y-%m-%d}"
