"""What is to be decided about a shield, by whom, and what happened to it? (R-SHIELD-4)

Whether a child is shielded is registry's to say; these rows are the work around it. No save of them can unshield.
"""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from registry.models import Child, Source
from registry.models.never import DeletedWithRecord


class Shield(models.Model):
    """One shield of one child, from the moment it is put on until it is taken off."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="shields")
    because = models.CharField(max_length=60)  # shielding.words.BECAUSE
    put_on_at = models.DateTimeField()
    put_on_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    confirm_by = models.DateTimeField()
    confirmed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    review_on = models.DateField()
    confirm_told = models.PositiveSmallIntegerField(default=0)  # how far the decision was carried (shielding.overdue)
    review_told = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["confirm_by"], condition=Q(ended_at=None, confirmed_at=None), name="shield_confirm"),
            models.Index(fields=["review_on"], condition=Q(ended_at=None), name="shield_review"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child"], condition=Q(ended_at=None), name="one_shield_at_a_time"),
            models.CheckConstraint(condition=~Q(confirmed_by=F("put_on_by")), name="another_person_confirms"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="confirmed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"shield {self.put_on_at:%Y-%m-%d}"


class What(models.TextChoices):
    """What two persons have to agree on."""

    LIFT = "lift", "Show this record again"
    SHOW_MORE = "show_more", "Let more of it be seen"


class Outcome(models.TextChoices):
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"
    APPEALED = "appealed", "Ended by an appeal"
    WITHDRAWN = "withdrawn", "Ended by something that happened meanwhile"


class Proposal(models.Model):
    """One officer asks for what exposes; another one agrees, and then it happens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    shield = models.ForeignKey(Shield, models.PROTECT, related_name="proposals")
    what = models.CharField(max_length=20, choices=What)
    names = ArrayField(models.CharField(max_length=32), null=True)  # to be seen after SHOW_MORE, as on ShieldEvent
    carers_hidden = models.BooleanField(default=False)
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shield"], condition=Q(outcome=""), name="one_proposal_at_a_time"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("asked_by")) | ~Q(outcome=Outcome.AGREED), name="two_persons_agree"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | (~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.asked_at:%Y-%m-%d}"


class Happened(models.TextChoices):
    ASKED = "asked", "Asked for, and hidden at once"
    ASKED_AGAIN = "asked_again", "Asked for again"
    ARRIVED = "arrived", "Hidden automatically"
    CONFIRMED = "confirmed", "A second person agreed"
    NOT_CONFIRMED = "not_confirmed", "A second person did not agree"
    APPEALED = "appealed", "An appeal was received"
    LIFT_ASKED = "lift_asked", "One person asked to show the record again"
    LIFTED = "lifted", "Two persons agreed: the record is shown again"
    LIFT_REFUSED = "lift_refused", "A second person refused to show the record again"
    REVIEWED = "reviewed", "Reviewed: the record stays hidden"
    SHOWN_LESS = "shown_less", "Less may be seen"
    MORE_ASKED = "more_asked", "One person asked to let more be seen"
    SHOWN_MORE = "shown_more", "Two persons agreed: more may be seen"
    MORE_REFUSED = "more_refused", "A second person refused to let more be seen"


class Entry(models.Model):
    """One thing that happened to a shield, in the words of who did it. Written once."""

    id = models.BigAutoField(primary_key=True)
    shield = models.ForeignKey(Shield, models.PROTECT, related_name="entries")
    happened = models.CharField(max_length=20, choices=Happened)
    at = models.DateTimeField()
    by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    sealing = models.UUIDField(default=uuid.uuid4, editable=False)  # what the words are bound to
    words = models.BinaryField(null=True)  # sealed under the child's key: shielding.entries.Words

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            DeletedWithRecord(
                name="stays_with_record", child="SELECT s.child_id FROM shielding_shield s WHERE s.id = OLD.shield_id"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.happened} {self.at:%Y-%m-%d}"
