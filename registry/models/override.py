"""Which record was opened although a shield hides it, by whom, why, and until when? (R-SHIELD-5)"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from registry.models.child import Child
from registry.models.never import DeletedWithRecord
from registry.models.visit import Visit


class Ending(models.TextChoices):
    """How the view of a record came to its end."""

    CLOSED = "closed", "Closed the record"
    LEFT = "left", "Went to another page"
    SIGNED_OUT = "signed_out", "Signed out"
    AGAIN = "again", "Opened a record under override again"
    TIME = "time", "The time was over"


class Override(models.Model):
    """One look at one child by one person. Only its end is ever written later, and once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.PROTECT, related_name="overrides")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, db_index=False, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+")  # the reason that was stated that day
    because = models.BinaryField()  # sealed: why the hidden part is needed
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=20, choices=Ending, default="", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["practitioner", "-began_at"], name="overrides_of_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practitioner"], condition=Q(ended_at=None), name="one_override_at_a_time"),
            models.CheckConstraint(condition=Q(until__gt=F("began_at")), name="override_lasts"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="")
                | (Q(ended_at__range=(F("began_at"), F("until"))) & ~Q(ending="")),
                name="override_ends_in_time",
            ),
        ]
        triggers: ClassVar = [
            DeletedWithRecord(name="override_stays"),
            pgtrigger.ReadOnly(
                name="override_as_it_was",
                fields=["child", "practitioner", "visit", "because", "began_at", "until"],
            ),
            pgtrigger.Protect(
                name="override_ends_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"override {self.began_at:%Y-%m-%d %H:%M}"
