"""What happened: one row an act, written once and never changed (R-AUDIT-1, R-AUDIT-2)."""

import uuid
from datetime import UTC
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.fields.json import KeyTransform

from audit.notes import Note


class Event(models.Model):
    """One act. Ids and codes are in the clear; words are under a key that can die (R-AUDIT-6)."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    verb = models.CharField(max_length=60)
    actor = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    child_number = models.CharField(max_length=10, default="", blank=True)
    source = models.CharField(max_length=60, default="", blank=True)
    because = models.CharField(max_length=60, default="", blank=True)
    facts = models.JSONField(default=dict)
    address = models.GenericIPAddressField(null=True)
    sealing = models.UUIDField(default=uuid.uuid4, editable=False)  # what the words are bound to
    words = models.BinaryField(null=True)
    words_key = models.UUIDField(null=True)  # contactpoint.vault.DataKey; gone when the words may no longer be read

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["child_number", "at"], name="event_child"),
            models.Index(fields=["actor", "at"], name="event_actor"),
            models.Index(fields=["verb", "at"], name="event_verb"),
            # What was done to an account: most events are about none, and stay out of it.
            models.Index(
                KeyTransform("practitioner", "facts"),
                "at",
                name="event_practitioner",
                condition=models.Q(facts__has_key="practitioner"),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="await_seal",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="written"),  # type: ignore[no-untyped-call]
                func="INSERT INTO audit_unsealed (event_id) SELECT id FROM written; RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"


class Unsealed(models.Model):
    """An event that waits for its seal. No foreign key: an event that vanished meanwhile has to be missed."""

    event_id = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return str(self.event_id)


class Seal(models.Model):
    """One batch of events: their ids, the hash of each, and the signed note over all of it (audit.notes)."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3, ... without gaps
    at = models.DateTimeField()
    size = models.PositiveIntegerField()  # events
    root = models.BinaryField()
    previous = models.BinaryField()
    key = models.CharField(max_length=16)
    signature = models.BinaryField()
    events = ArrayField(models.BigIntegerField())
    leaves = models.BinaryField()  # 32 bytes an event: they name the one that was touched

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.note.line

    @property
    def note(self) -> Note:
        """What was signed, and by whom."""
        previous, root, signature = bytes(self.previous), bytes(self.root), bytes(self.signature)
        return Note(self.number, self.at.astimezone(UTC), self.size, root, previous, self.key, signature)
