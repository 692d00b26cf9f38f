"""Who asks whether anyone else is involved with a child, which services were asked, what did they answer? (R-INV-2)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Practitioner
from registry.models import Child


class Urgency(models.TextChoices):
    TODAY = "today", "Today"
    WEEK = "week", "This week"


class TurnedAway(models.TextChoices):
    """Why the asker's own team did not pass a request on: fixed words, so that they say nothing about the child."""

    NOT_REACHED = "not_reached", "Your ContactPoint team could not reach you to check it"
    NOT_SENT = "not_sent", "Your ContactPoint team was told that you did not send it"
    NO_NEED = "no_need", "Your ContactPoint team could not see that your work needs this contact"


class Passed(models.TextChoices):
    CHECKED = "checked", "The asker’s team has checked that it is genuine"
    STRAIGHT = "straight", "The asker’s organisation has no shielding officer: nobody has checked that it is genuine"
    LATE = "late", "The asker’s team did not look at it in time: nobody has checked that it is genuine"


class Answer(models.TextChoices):
    CONTACTS = "contacts", "Contact them"
    DETAILS = "details", "Give them details"
    DECLINED = "declined", "Decline"


class ContactRequest(models.Model):
    """What became of it is read from its times. Nothing here says whether a service is involved or has answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="+")
    asker = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    team = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the asker's own, at the asking
    urgency = models.CharField(max_length=10, choices=Urgency)
    said = models.BinaryField()  # sealed under the child's key: why, and the number to call back
    asked_at = models.DateTimeField()
    pass_on_by = models.DateTimeField()
    due_at = models.DateTimeField()  # the answer is released then, whatever it is
    passed_at = models.DateTimeField(null=True)
    passed_how = models.CharField(max_length=10, choices=Passed, default="", blank=True)
    passed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    turned_away_at = models.DateTimeField(null=True)
    turned_away_because = models.CharField(max_length=20, choices=TurnedAway, default="", blank=True)
    turned_away_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField(null=True)  # the responsible team has said whom it asks
    handled_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # the asker has been told

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["asker", "-asked_at"], name="requests_of_asker"),
            models.Index(fields=["team"], condition=Q(ended_at=None, passed_at=None), name="requests_to_check"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asker", "child"], condition=Q(ended_at__isnull=True), name="one_open_request_each"
            ),
            models.CheckConstraint(
                condition=Q(passed_at__isnull=True) | Q(turned_away_at__isnull=True), name="passed_on_or_turned_away"
            ),
            models.CheckConstraint(
                condition=Q(turned_away_at__isnull=True) ^ ~Q(turned_away_because=""), name="turned_away_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(handled_at__isnull=True) | Q(passed_at__isnull=False), name="handled_once_passed_on"
            ),
            models.CheckConstraint(
                condition=Q(asked_at__lte=models.F("pass_on_by"), pass_on_by__lt=models.F("due_at")),
                name="request_has_its_times_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(turned_away_at__isnull=False)
                | Q(ended_at__gte=models.F("due_at")),
                name="no_answer_before_it_is_due",
            ),
        ]

    def __str__(self) -> str:
        return f"request of {self.asked_at:%Y-%m-%d}"


class ServiceAsked(models.Model):
    """One service that the responsible team asks. No answer is read as the answer that declines."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact_request = models.ForeignKey(ContactRequest, models.CASCADE, related_name="services")
    service_token = models.BinaryField()  # which service, so that none is asked twice
    involvement = models.UUIDField(null=True)  # of a school or a practice there is none
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")  # who can answer here
    service = models.BinaryField()  # sealed: the service as it stood on the record
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer, default="", blank=True)
    answered_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    told = models.BinaryField(null=True)  # sealed: what the asker reads, of an answer that does not decline

    class Meta:
        indexes: ClassVar = [models.Index(fields=["involvement"], name="asked_of_involvement")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["contact_request", "service_token"], name="a_service_asked_once"),
            models.CheckConstraint(
                condition=Q(told__isnull=True) ^ Q(answer__in=["contacts", "details"]), name="a_yes_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"asked {self.asked_at:%Y-%m-%d}"
