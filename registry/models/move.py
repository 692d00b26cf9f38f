"""Which record is to move to another authority, who said so, and what became of it? (R-REC-4)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Organisation, Practitioner
from contactpoint.vault.models import DataKey
from registry.models.child import Child


class MoveState(models.TextChoices):
    PROPOSED = "proposed", "Waits for an answer"
    ACCEPTED = "accepted", "Accepted: the record has moved"
    DECLINED = "declined", "Declined: the record stays"
    OVERTAKEN = "overtaken", "No longer needed"  # the record was merged away, closed or archived: nobody had to


class Move(models.Model):
    """One proposal; without a person, a source gave an address in another area. The words lie sealed (R-SHIELD-7)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="moves")
    of = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # responsible when it was proposed
    to = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    proposed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, db_index=False, related_name="+")
    proposed_at = models.DateTimeField()
    place = models.BinaryField(null=True)  # a keyed token of the postcode that a source gave: asked about once
    words_key = models.ForeignKey(DataKey, models.CASCADE, db_index=False, related_name="+")  # of the child's record
    because = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=MoveState, default=MoveState.PROPOSED)
    answered_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, db_index=False, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["of", "state"], name="moves_from"),
            models.Index(fields=["to", "state"], name="moves_to"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child"], condition=Q(state="proposed"), name="one_move_at_a_time"),
            models.CheckConstraint(condition=~Q(of=F("to")), name="a_move_leads_elsewhere"),
            models.CheckConstraint(
                condition=Q(state="proposed", answered_by=None, answered_at=None)
                | Q(state="overtaken", answered_by=None, answered_at__isnull=False)
                | Q(state__in=["accepted", "declined"], answered_by__isnull=False, answered_at__isnull=False),
                name="move_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(proposed_by=None) | ~Q(answered_by=F("proposed_by")),
                name="move_accepted_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | Q(answer__isnull=False), name="declined_with_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(proposed_by__isnull=False, place=None) | Q(proposed_by=None, place__isnull=False),
                name="move_proposed_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.proposed_at:%Y-%m-%d}"
