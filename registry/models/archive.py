"""Which records are in the archive, who may stay included or has left England, what is released, what is destroyed?

What says why is sealed under the key of the record, of every child alike: a row tells nobody where a child is, and
dies with the record (R-SHIELD-7, R-AUDIT-6).
"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from registry.models.child import Child


class Archived(models.Model):
    """A record went to the archive on that day, and came back if it ended (R-REC-5)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="archived")
    was = models.CharField(max_length=20)  # registry.models.Status, for the way back
    on = models.DateField()  # in London: the periods of the archive count from it
    at = models.DateTimeField()
    because = models.BinaryField()  # sealed: registry.retention.Because
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["on"], condition=Q(ended_at=None), name="archived_since")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child"], condition=Q(ended_at=None), name="archived_once_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"archived {self.on:%Y-%m-%d}"


class Extension(models.Model):
    """Consent to stay included beyond the age of a child; withdrawn at any time (R-REC-3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="extensions")
    consent = models.BinaryField()  # sealed: registry.extending.Consent, who, when, how, and on which ground
    recorded_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    withdrawn_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")  # who recorded that
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child"], condition=Q(withdrawn_at=None), name="one_extension_at_a_time"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_on=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False, withdrawn_on__isnull=False),
                name="withdrawn_by_somebody_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"extension {self.recorded_at:%Y-%m-%d}"


class Departure(models.Model):
    """The authority knows that the child has left England; ended when the child is back (Schedule 1 item 2)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="departures")
    left = models.BinaryField()  # sealed: registry.departing.Left
    recorded_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child"], condition=Q(ended_at=None), name="left_england_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="a_departure_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"left, recorded {self.recorded_at:%Y-%m-%d}"


class Ground(models.TextChoices):
    """For what an archived record may be read after its first year."""

    SECTION_47 = "section_47", "A section 47 enquiry"
    SERIOUS_CASE = "serious_case", "A serious case review"
    CHILD_DEATH = "child_death", "A child death review"
    SUBJECT_ACCESS = "subject_access", "A request for what is held, by the person or a parent"


class Release(models.Model):
    """The responsible authority asks to read one archived record; two of the national team agree; it is read once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="releases")
    ground = models.CharField(max_length=20, choices=Ground)
    because = models.BinaryField()  # sealed: the reference of the enquiry or review, and why
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    first_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)  # the term, from the second agreement on
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["asked_at"], condition=Q(second_at=None, refused_at=None), name="releases_to_answer"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(first_by=F("second_by")) & ~Q(asked_by=F("first_by")) & ~Q(asked_by=F("second_by")),
                name="three_different_people_release",
            ),
            models.CheckConstraint(
                condition=Q(second_at=None, second_by=None, until=None)
                | Q(first_at__isnull=False, first_by__isnull=False, second_by__isnull=False, until__isnull=False),
                name="the_second_follows_the_first",
            ),
            models.CheckConstraint(condition=Q(refused_at=None) | Q(second_at=None), name="released_or_refused"),
            models.CheckConstraint(
                condition=Q(read_at=None) | Q(second_at__isnull=False, read_at__lt=F("until")),
                name="read_in_its_term_and_not_before",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.ReadOnly(name="release_as_asked", fields=["child", "ground", "because", "asked_by", "asked_at"]),
            pgtrigger.Protect(
                name="read_once", operation=pgtrigger.Update, condition=pgtrigger.Q(old__read_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"release asked {self.asked_at:%Y-%m-%d}"


class Destroying(models.Model):
    """A record that is being destroyed, in this transaction alone: it is written first and deleted last.

    While it stands, rows that are otherwise never deleted may go with their record (registry.models.never).
    """

    child_id = models.UUIDField(primary_key=True)

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="only_what_is_over",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (SELECT FROM registry_child c WHERE c.id = NEW.child_id
                                   AND c.status IN ('archived', 'closed')) THEN
                        RAISE EXCEPTION 'an open record is not destroyed';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return str(self.child_id)
