"""Who has accepted the trial of a source, on which side, and what ended that? (R-FEED-2)"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from feeds.models.delivery import Delivery
from registry.models import Source


class Side(models.TextChoices):
    """The two that have to accept."""

    KEEPER = "keeper", "Looks after the source"
    NATIONAL = "national", "National team"


class EndedHow(models.TextChoices):
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CHANGED = "changed", "Ended, because the source was changed"


class Accreditation(models.Model):
    """Asked for with the report of a trial. While it has not ended and both sides have accepted it is in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="accreditations")
    trial = models.ForeignKey(Delivery, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    keeper = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")  # accepted for that side
    keeper_at = models.DateTimeField(null=True)
    national = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")  # likewise
    national_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, choices=EndedHow, default="", blank=True)
    because = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source"], condition=Q(ended_at=None), name="one_accreditation_at_a_time"),
            models.CheckConstraint(
                condition=Q(keeper=None) | Q(national=None) | ~Q(keeper=F("national")),
                name="accreditation_takes_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(keeper=None, keeper_at=None) | Q(keeper__isnull=False, keeper_at__isnull=False),
                name="the_keeper_accepts_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(national=None, national_at=None) | Q(national__isnull=False, national_at__isnull=False),
                name="the_national_team_accepts_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None, ended_how="")
                | (Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_how="")),
                name="an_accreditation_ends_somehow",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="accreditation_stays", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="asking_is_never_rewritten", fields=["source", "trial", "asked_by", "asked_at"]),
            pgtrigger.Protect(
                name="ended_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} asked {self.asked_at:%Y-%m-%d}"

    @property
    def in_force(self) -> bool:
        return self.ended_at is None and self.keeper_id is not None and self.national_id is not None
