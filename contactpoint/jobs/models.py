"""What work is waiting, and how often was it tried? PostgreSQL is the queue of record; the broker only rings a bell."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead", "gave up, a person must look"


class Job(models.Model):
    """One piece of work. Its arguments are ids only: personal data never travels here or to the broker."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    slot = models.CharField(max_length=120, unique=True, null=True)  # noqa: DJ001 - one job a slot; most have none
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error_code = models.CharField(max_length=120, default="", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="job_due")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
