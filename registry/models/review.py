"""What did people decide about rows and records that may be the same child? (R-FEED-5, R-FEED-6)"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from registry.models.child import Child
from registry.models.waiting import WaitingRow


class Answer(models.Model):
    """What one person answered about a row. Read by nobody before the row ends, and emptied with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    row = models.ForeignKey(WaitingRow, models.CASCADE, related_name="answers")
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decides = models.BooleanField()  # the same or different; a note decides nothing
    sealed = models.BinaryField(null=True)  # registry.deciding.Given, under the row's key
    agreed = models.BooleanField(null=True)  # of a second look: as the first; null: there was no other

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], condition=Q(agreed__isnull=False), name="second_looks")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["row", "by"], condition=Q(decides=True), name="one_answer_each")
        ]

    def __str__(self) -> str:
        return f"answer {self.at:%Y-%m-%d}"


class KeptApart(models.Model):
    """A person said that these are two children. It holds until what was compared changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lower = models.ForeignKey(Child, models.CASCADE, related_name="+")
    upper = models.ForeignKey(Child, models.CASCADE, related_name="+")
    compared = models.JSONField()  # registry.fingerprints: tokens of both, by what was compared; no values
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    because = models.BinaryField()  # sealed, under the key of the lower
    ended_at = models.DateTimeField(null=True)  # decided anew

    class Meta:
        indexes: ClassVar = [models.Index(fields=["upper"], name="kept_apart_upper")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(lower__lt=F("upper")), name="kept_apart_in_one_order"),
            models.UniqueConstraint(
                fields=["lower", "upper"], condition=Q(ended_at__isnull=True), name="kept_apart_once"
            ),
        ]

    def __str__(self) -> str:
        return f"two children {self.at:%Y-%m-%d}"


class Merge(models.Model):
    """Two records of one child: asked for, agreed, carried out, undone. Never deleted, and the records neither."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Child, models.PROTECT, related_name="+")
    closed = models.ForeignKey(Child, models.PROTECT, related_name="+")
    for_shielding = models.BooleanField(default=False)  # only shielding officers see and decide it
    two_because = ArrayField(models.CharField(max_length=20), default=list)  # registry.risk: why one person is too few
    asked_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    because = models.BinaryField()  # sealed, under the key of the kept record
    by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    second_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True)  # when it was carried out
    refused_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(null=True)
    moved = models.JSONField(default=dict)  # registry.merging.Moved: ids of what went to the kept record
    undo_asked_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    undone_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_because = models.BinaryField(null=True)  # sealed

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kept"], name="merged_into")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kept=F("closed")), name="merge_of_two_records"),
            models.CheckConstraint(condition=~Q(by=F("second_by")), name="merge_by_two_persons"),
            models.CheckConstraint(condition=~Q(undone_by=F("undo_asked_by")), name="late_undo_by_two_persons"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(at__isnull=False), name="undone_after_it_was_done"
            ),
            models.UniqueConstraint(
                fields=["closed"],
                condition=Q(at__isnull=False, undone_at__isnull=True),
                name="closed_into_one_record",
            ),
            models.UniqueConstraint(
                fields=["kept", "closed"],
                condition=Q(at__isnull=True, refused_at__isnull=True),
                name="asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.asked_at:%Y-%m-%d}"
