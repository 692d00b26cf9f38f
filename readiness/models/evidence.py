"""Which files show that an answer is true? (R-LARA-3)"""

import uuid
from typing import ClassVar

from django.db import models

from accounts.models import Practitioner
from contactpoint.vault.models import DataKey
from readiness.models.returned import Return


class Evidence(models.Model):
    """One file, under a key of its own: with the key the content goes for ever, in copies of the database too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    of = models.ForeignKey(Return, models.CASCADE, related_name="evidence")
    question = models.CharField(max_length=10)  # code
    file_name = models.CharField(max_length=100)
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.BinaryField()
    content_key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")
    added_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="evidence_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.size} bytes"


class EvidencePart(models.Model):
    """A piece of the file that fits into memory, sealed to its place."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["evidence", "number"], name="a_part_of_evidence_once")]

    def __str__(self) -> str:
        return f"part {self.number}"
