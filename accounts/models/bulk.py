"""Which files about many people were uploaded, and what became of each row? Kept some days (accounts.bulk.keeping)."""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models.organisation import Organisation
from accounts.models.practitioner import Practitioner


class BulkKind(models.TextChoices):
    INVITE = "invite", "Invite people"
    CLEARANCE = "clearance", "Record clearances"
    TRAINING = "training", "Record training"
    AGREEMENT = "agreement", "Record signed agreements"


class BulkState(models.TextChoices):
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Checked, nothing done yet"
    SENDING = "sending", "Under way"
    SENT = "sent", "Done"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


class Bulk(models.Model):
    """One file. It is worked on as `acting`, until their access ends: then it has stopped, and another may go on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=BulkKind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    file_name = models.CharField(max_length=100)
    sha256 = models.BinaryField()
    state = models.CharField(max_length=20, choices=BulkState, default=BulkState.CHECKING)
    acting = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["organisation", "-at"], name="bulk_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class RowState(models.TextChoices):
    WAITING = "waiting", "Not checked yet"
    READY = "ready", "Ready"
    FIX = "fix", "Need fixing"
    ALREADY = "already", "Already recorded"
    NOT_ALLOWED = "not_allowed", "Not allowed by your role"
    DONE = "done", "Done"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"


class BulkRow(models.Model):
    """A row as it was typed, or as it was put right; `line` is its number in the spreadsheet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bulk = models.ForeignKey(Bulk, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    values = models.JSONField()  # by field, text alone
    email = models.CharField(max_length=254, default="", blank=True)  # in small letters, to find the same person twice
    state = models.CharField(max_length=20, choices=RowState, default=RowState.WAITING)
    reasons = models.JSONField(default=dict)  # by field
    practitioner = models.ForeignKey(Practitioner, models.SET_NULL, null=True, related_name="bulk_rows")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["bulk", "line"], name="bulk_row_once")]
        indexes: ClassVar = [
            models.Index(fields=["bulk", "state", "line"], name="bulk_row_state"),
            models.Index(fields=["bulk", "email"], name="bulk_row_email"),
        ]

    def __str__(self) -> str:
        return f"row {self.line}: {self.state}"
