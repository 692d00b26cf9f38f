"""Which records closed because the child has a new identity, and what is kept out since? (R-REC-7)

Nothing here or elsewhere leads from such a record to the new one: not a row, not an id, not an event.
"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models

from accounts.models import Organisation
from registry.models.child import Child
from registry.models.never import DeletedWithRecord


class Closing(models.Model):
    """One record that closed. Its own id is what the net hangs around (registry.matching.net), for ever."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.OneToOneField(Child, models.PROTECT, related_name="closing")
    authority = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # whose officers know of it
    at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            DeletedWithRecord(name="stays_with_record"),
        ]

    def __str__(self) -> str:
        return f"closed {self.at:%Y-%m-%d}"


class KeptOut(models.Model):
    """Two officers said that a source's key means a closed record: what comes under it is not taken, unasked."""

    key_token = models.BinaryField(primary_key=True)  # registry.waiting.key_token: of source and key, unreadable
    at = models.DateTimeField()

    class Meta:
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"kept out {self.at:%Y-%m-%d}"
