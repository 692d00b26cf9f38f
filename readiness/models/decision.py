"""What did the national team decide about an organisation, on what figures? (R-LARA-4, R-LARA-5)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, Practitioner, Stage
from readiness.models.returned import Return


class DecisionKind(models.TextChoices):
    ADVANCE = "advance", "Moves on"
    WITHDRAW = "withdraw", "Withdrawn"


class Outcome(models.TextChoices):
    OPEN = "open", "Recommended, waiting for a decision"
    GRANTED = "granted", "Decided"
    REFUSED = "refused", "Refused"


class Verdict(models.TextChoices):
    """What who recommends says of one check, having read the answers and their evidence."""

    MET = "met", "Met"
    PARTLY = "partly", "Partly met"
    NOT_MET = "not_met", "Not met"


class Decision(models.Model):
    """One recommends that an organisation moves on, another decides. What protects, a withdrawal, one does alone.

    `figures`: what the accepted return came to when it was recommended, and how each check was judged; never
    computed again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    from_stage = models.CharField(max_length=20, choices=Stage)
    to_stage = models.CharField(max_length=20, choices=Stage)
    on_return = models.ForeignKey(Return, models.PROTECT, null=True, related_name="decisions")
    figures = models.JSONField(default=list)
    met = models.BooleanField(null=True)  # null: a withdrawal is not about figures
    because = models.TextField()
    against_because = models.TextField(blank=True, default="")
    recommended_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    recommended_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
    decided_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.TextField(blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(outcome="open"), name="one_open_recommendation"
            ),
            models.CheckConstraint(
                condition=Q(kind="withdraw") | Q(decided_by__isnull=True) | ~Q(decided_by=F("recommended_by")),
                name="another_decides",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(outcome="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="a_decision_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(kind="withdraw") | Q(met=True) | ~Q(against_because=""),
                name="against_the_figures_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind="withdraw") | Q(on_return__isnull=False), name="moves_on_with_an_accepted_return"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "decided_at"], name="decisions_in_order")]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.from_stage} to {self.to_stage}"

    @property
    def is_against(self) -> bool:
        """Whether it went against the organisation."""
        return self.outcome == Outcome.REFUSED or self.kind == DecisionKind.WITHDRAW


class Condition(models.Model):
    """What an organisation has to do by a day after it was let on."""

    of = models.ForeignKey(Decision, models.CASCADE, related_name="conditions")
    words = models.TextField()
    due_on = models.DateField()
    met_at = models.DateTimeField(null=True)
    met_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"by {self.due_on}"


class Appeal(models.Model):
    """The organisation asks for the decision to be looked at again, by somebody who did not make it; once."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    words = models.TextField()
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True)
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"appeal about {self.decision_id}"


class EvaluationClosed(models.Model):
    """The national team has closed the evaluation of the early adopters: one row, once (R-LARA-9)."""

    only = models.BooleanField(primary_key=True, default=True)
    because = models.TextField()
    by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(only=True), name="evaluation_closed_once")]

    def __str__(self) -> str:
        return f"closed {self.at:%Y-%m-%d}"
