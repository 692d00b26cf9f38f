"""Which look under override is looked into, and what came of it? (R-SHIELD-5, H8)"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from registry.models import Override
from registry.models.never import DeletedWithRecord

_CHILD = """
    SELECT o.child_id FROM shielding_investigation i JOIN registry_override o ON o.id = i.override_id
    WHERE i.id = OLD.investigation_id
"""


class Found(models.TextChoices):
    JUSTIFIED = "justified", "Justified"
    NOT_JUSTIFIED = "not_justified", "Not justified"


class Investigation(models.Model):
    """Of one override; it belongs to the team that is responsible for the child now, wherever the child was then."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.PositiveIntegerField(unique=True)  # random: what notices and e-mails may say
    override = models.OneToOneField(Override, models.PROTECT, related_name="investigation")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")  # who looked
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)  # the last time
    found = models.CharField(max_length=20, choices=Found, default="", blank=True)
    closed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(closed_at=None), name="investigations_open"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(closed_by=F("practitioner")), name="nobody_judges_the_own_look"),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, found="")
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(found="")),
                name="a_closed_investigation_found_something",
            ),
        ]

    def __str__(self) -> str:
        return str(self.reference)


class Kind(models.TextChoices):
    ASKED = "asked", "Asked for an explanation"
    EXPLAINED = "explained", "Explained"
    MORE = "more", "Needs more"
    CLOSED = "closed", "Closed"


class InvestigationNote(models.Model):
    """One step of it, in a person's own words."""

    investigation = models.ForeignKey(Investigation, models.PROTECT, related_name="notes")
    sealing = models.UUIDField(default=uuid.uuid4, editable=False)  # what the words are bound to
    kind = models.CharField(max_length=20, choices=Kind)
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.BinaryField()  # sealed under the key of the child

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["investigation"], condition=Q(kind=Kind.CLOSED), name="an_investigation_closes_once"
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="note_stays", operation=pgtrigger.Update),
            DeletedWithRecord(name="note_stays_with_record", child=_CHILD),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
