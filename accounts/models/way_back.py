"""Who was let back in after losing what they sign in with? Two named persons each time (R-ORG-3)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models.practitioner import Practitioner


class WhatIsLost(models.TextChoices):
    PASSWORD = "password", "Password"
    SECOND_FACTOR = "second_factor", "Phone, key or codes"
    BOTH = "both", "Both"


class WhyLost(models.TextChoices):
    LOST = "lost", "Lost, stolen or broken"
    FORGOTTEN = "forgotten", "Forgotten"
    LOCKED = "locked", "Locked out after wrong answers"


class WayBack(models.Model):
    """One person asks for it, another confirms it, the person it is for uses it: once, within the hour."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="ways_back")
    what = models.CharField(max_length=20, choices=WhatIsLost)
    because = models.CharField(max_length=20, choices=WhyLost)
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # used, refused, or out of date when another was asked for

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practitioner"], condition=Q(ended_at=None), name="one_way_back_at_a_time"),
            models.CheckConstraint(condition=~Q(asked_by=F("confirmed_by")), name="two_confirm_a_way_back"),
            models.CheckConstraint(
                condition=~Q(asked_by=F("practitioner")) & ~Q(confirmed_by=F("practitioner")),
                name="nobody_lets_themselves_back_in",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="way_back_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None) | Q(confirmed_at__isnull=False, ended_at__isnull=False),
                name="way_back_used_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.asked_at:%Y-%m-%d %H:%M}"
