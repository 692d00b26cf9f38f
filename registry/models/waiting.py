"""Which rows wait for a person who decides whose they are? (R-FEED-5, R-SHIELD-3)"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Practitioner
from contactpoint.vault.models import DataKey
from registry.models.source import Source


class Why(models.TextChoices):
    """Why a row waits. What it resembles is sealed with it: this reads the same for every child."""

    NEAR = "near", "Close to a record and yet not clearly the same child"
    NO_AUTHORITY = "no_authority", "No place from which a responsible authority follows"


class Step(models.TextChoices):
    """How far people are with a row."""

    FIRST = "first", "Nobody has answered"
    SECOND = "second", "A second person answers, without the first one's answer"
    DISAGREED = "disagreed", "Two answers differ: a third person decides"


class WaitingRow(models.Model):
    """What a source says of a child, kept whole and unread until it is known whose it is.

    `delivery` and `number` point at the row of a delivery that is "waiting". A newer statement of the same key takes
    the place of an older one that still waits; the same one again waits on (registry.waiting).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="waiting_rows")
    key_token = models.BinaryField()  # the row's own key, comparable and unreadable
    authority = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # whose person decides
    delivery = models.UUIDField()
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=20, choices=Why)
    as_at = models.DateTimeField()
    held_at = models.DateTimeField()
    content_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)  # registry.waiting.Content; null when it is decided
    for_shielding = models.BooleanField(default=False)  # only a shielding officer sees and decides it
    restricted = models.BooleanField(default=False)  # says that the child must be hidden
    near_count = models.PositiveSmallIntegerField(default=0)  # records that it resembles: the more, the riskier
    step = models.CharField(max_length=10, choices=Step, default=Step.FIRST)
    claimed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    claimed_until = models.DateTimeField(null=True)  # for whoever opened it, against two at once
    # Closings that officers said it is not about: asked once. Emptied when the row ends, so that it joins no two.
    not_about = ArrayField(models.UUIDField(), default=list, db_default=[])
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "for_shielding", "held_at"],
                condition=Q(ended_at__isnull=True),
                name="waiting_for_whom",
            ),
            models.Index(fields=["id"], condition=Q(ended_at__isnull=True, restricted=True), name="waiting_to_hide"),
            models.Index(fields=["delivery", "number"], name="waiting_of_delivery"),
            models.Index(fields=["key_token"], name="waiting_by_key"),  # whatever its source: for who destroys a record
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "key_token"], condition=Q(ended_at__isnull=True), name="a_key_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) ^ Q(sealed__isnull=True), name="an_ended_row_is_emptied"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(not_about=[]), name="an_ended_row_says_nothing_of_others"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.held_at:%Y-%m-%d}"
