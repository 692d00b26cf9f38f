"""What was delivered, how far is it, and what became of its rows? (R-FEED-3, R-FEED-4)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from contactpoint.vault.models import DataKey
from feeds.reasons import MAY_COME_AGAIN, Reason
from registry.models import Source


class DeliveryState(models.TextChoices):
    RECEIVED = "received", "Received"
    READ = "read", "Being checked as a whole"
    FORESEEING = "foreseeing", "Being compared with the registry"
    STOPPED = "stopped", "Stopped, waits for a person"
    REVIEW = "review", "Waits for approval"
    APPLYING = "applying", "Being applied"
    DONE = "done", "Done"
    REFUSED = "refused", "Refused as a whole"


OVER = (DeliveryState.DONE, DeliveryState.REFUSED)
BEING_READ = (DeliveryState.RECEIVED, DeliveryState.READ)  # its rows are nobody's business yet: all may be refused
AT_WORK = (*BEING_READ, DeliveryState.FORESEEING, DeliveryState.APPLYING)


class Way(models.TextChoices):
    """How a delivery came in."""

    COMMAND = "command", "By a command"
    UPLOAD = "upload", "Uploaded"
    FOLDER = "folder", "By the delivery folder"


class Delivery(models.Model):
    """One file of one source. Every row of it is counted in exactly one place at any time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="deliveries")
    file_name = models.CharField(max_length=200)
    sha256 = models.BinaryField()
    size = models.PositiveBigIntegerField()  # bytes
    received_at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way, default=Way.COMMAND)
    sent_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")  # who uploaded it
    sequence = models.PositiveIntegerField(null=True)  # its manifest's number among the deliveries of the source
    as_at = models.DateTimeField(null=True)  # what moment its manifest says that it describes
    announced = models.PositiveIntegerField(null=True)  # rows that its manifest announces
    trial = models.BooleanField(default=False)  # only foreseen: changes nothing (R-FEED-2)
    content_key = models.ForeignKey(DataKey, models.PROTECT, null=True, related_name="+")  # null: destroyed
    state = models.CharField(max_length=20, choices=DeliveryState, default=DeliveryState.RECEIVED)
    stopped_because = models.CharField(max_length=40, choices=[(r.value, r.words) for r in Reason], default="")
    stopped_at_line = models.PositiveIntegerField(null=True)
    finished_at = models.DateTimeField(null=True)
    told = models.CharField(max_length=20, choices=DeliveryState, default="")  # of which state people were told
    dropped = models.JSONField(default=dict)  # field name -> rows that carried it (R-FEED-8)
    reasons = models.JSONField(default=list)  # of a trial, whose rows are gone: state, code, rows
    foreseen = models.JSONField(default=dict)  # state -> rows, before anything is applied
    staged_at = models.DateTimeField(null=True)  # when the last piece of the file was staged
    known_keys = models.PositiveIntegerField(default=0)  # children of whom the source spoke before, as far as read
    new_keys = models.PositiveIntegerField(null=True)  # children of whom the source never spoke before
    vanished = models.PositiveIntegerField(null=True)  # children of whom a complete delivery does not speak any more
    mended = models.PositiveIntegerField(default=0)  # rows that a rule put right when they came
    received = models.PositiveIntegerField(default=0)
    pending = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["source", "received_at"], name="deliveries_in_turn")]
        constraints: ClassVar = [
            # A file is one delivery however often it comes; what was only tried may come in earnest later.
            models.UniqueConstraint(
                fields=["source", "sha256"],
                condition=Q(trial=False) & ~Q(stopped_because__in=[reason.value for reason in MAY_COME_AGAIN]),
                name="a_file_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    received=F("pending")
                    + F("created")
                    + F("updated")
                    + F("unchanged")
                    + F("waiting")
                    + F("quarantined")
                    + F("refused")
                ),
                name="rows_add_up",
            ),
            models.CheckConstraint(condition=~Q(state__in=OVER) | Q(pending=0), name="over_means_no_row_pending"),
            models.CheckConstraint(
                condition=~Q(state__in=["stopped", "refused"]) | ~Q(stopped_because=""), name="stopped_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.received_at:%Y-%m-%d}"


class DeliveryPart(models.Model):
    """The file as it came, in pieces that fit into memory, each sealed to its place."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["delivery", "number"], name="a_part_once")]

    def __str__(self) -> str:
        return f"part {self.number}"
