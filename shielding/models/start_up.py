"""Whom does an area ask for its start-up list, what do they answer, who is on it, and who signs? (R-SHIELD-10)"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, Practitioner
from contactpoint.vault.models import DataKey
from registry.models import Child


class Sort(models.TextChoices):
    """The local partners that every area asks."""

    SOCIAL_CARE = "social_care", "Social care"
    ADOPTION = "adoption", "Adoption"
    REFUGES = "refuges", "Refuges"
    POLICE = "police", "Police"
    HEALTH = "health", "Health"


class Partner(models.Model):
    """One body that an area asks which children may need to be hidden; ended and never deleted."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sort = models.CharField(max_length=20, choices=Sort)
    body = models.CharField(max_length=200)
    contact = models.CharField(max_length=150)
    phone = models.CharField(max_length=30, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    asked_on = models.DateField()
    due_on = models.DateField()
    added_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # the officers, that no reply came in time
    ended_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area"], condition=Q(ended_at=None), name="partners_of_area")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(due_on__gte=F("asked_on")), name="due_after_it_is_asked"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="a_partner_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.asked_on:%Y-%m-%d}"


class Heard(models.TextChoices):
    """What passed between the area and a partner."""

    REMINDED = "reminded", "Reminded"
    NAMES = "names", "Gave names"
    NIL = "nil", "Nil return: no child"


class Correspondence(models.Model):
    """One reminder or one reply. The newest reply counts; none is ever changed."""

    id = models.BigAutoField(primary_key=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="correspondence")
    heard = models.CharField(max_length=10, choices=Heard)
    children = models.PositiveIntegerField(default=0)  # how many names: altogether, not since the reply before
    who = models.CharField(max_length=150, default="", blank=True)  # at the partner
    on = models.DateField()
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(heard=Heard.NAMES, children__gt=0) | (~Q(heard=Heard.NAMES) & Q(children=0)),
                name="a_reply_with_names_says_how_many",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.heard} {self.on:%Y-%m-%d}"


class ListedChild(models.Model):
    """One child whom a partner named: a record that was hidden at once, or a row by which one is expected."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="listed")
    child = models.ForeignKey(Child, models.PROTECT, null=True, related_name="+")
    expected = models.UUIDField(null=True)  # registry.expecting
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    came_at = models.DateTimeField(null=True)  # when an expected child's record was found, hidden
    taken_back_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)  # when it was found out that an expected child is none

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["partner", "child"], name="a_partner_names_a_child_once"),
            models.CheckConstraint(
                condition=Q(child__isnull=False) | Q(expected__isnull=False), name="listed_is_somebody"
            ),
            models.CheckConstraint(
                condition=Q(came_at__isnull=True) | Q(child__isnull=False, expected__isnull=False),
                name="who_came_was_expected",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_by__isnull=True)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False, child__isnull=True),
                name="who_is_taken_back_has_not_come",
            ),
        ]

    def __str__(self) -> str:
        return f"listed {self.at:%Y-%m-%d}"


class SignOff(models.Model):
    """The lead shielding officer signs, then the director. Counts and reasons are those of the first signature."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    lead_at = models.DateTimeField()
    counts = models.JSONField()  # shielding.start_up.Counts
    words_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    reasons = models.BinaryField()  # sealed: why it is signed although something is missing
    withdrawn_at = models.DateTimeField(null=True)  # something changed before the director signed
    director = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    director_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["area"], condition=Q(withdrawn_at=None), name="one_sign_off_at_a_time"),
            models.CheckConstraint(condition=~Q(director=F("lead")), name="two_different_people_sign"),
            models.CheckConstraint(
                condition=Q(director_at__isnull=True, director__isnull=True)
                | Q(director_at__isnull=False, director__isnull=False, withdrawn_at__isnull=True),
                name="signed_by_somebody",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="signed_is_frozen",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__director_at__isnull=False),
            ),
            pgtrigger.Protect(name="sign_off_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"signed {self.lead_at:%Y-%m-%d}"
