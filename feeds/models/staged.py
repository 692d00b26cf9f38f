"""What became of each row of a delivery, and what does it say while nobody has decided yet?"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from feeds.models.delivery import Delivery
from feeds.reasons import Reason


class RowState(models.TextChoices):
    RECEIVED = "received", "Received"
    CREATED = "created", "Made a new record"
    UPDATED = "updated", "Changed a record"
    UNCHANGED = "unchanged", "Said nothing new"
    WAITING = "waiting", "Waits for a person"
    QUARANTINED = "quarantined", "Could not be read"
    REFUSED = "refused", "Not this source's to say"


class StagedRow(models.Model):
    """One row. What it says is sealed, as it may be about a shielded child (R-SHIELD-7), and goes when it is done."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, models.CASCADE, db_index=False, related_name="rows")
    number = models.PositiveIntegerField()  # 1, 2, 3 ... in the delivery
    line = models.PositiveIntegerField()  # where a person finds it in the file
    state = models.CharField(max_length=20, choices=RowState, default=RowState.RECEIVED)
    reason_code = models.CharField(max_length=40, choices=[(r.value, r.words) for r in Reason], default="", blank=True)
    field = models.CharField(max_length=60, default="", blank=True)  # the column or element that is wrong
    as_at = models.DateTimeField(null=True)
    key_token = models.BinaryField(null=True)  # the row's own key, comparable and unreadable
    said_token = models.BinaryField(null=True)  # the whole row likewise
    restricted = models.BooleanField(default=False)  # shown to nobody: feeds.net holds back what resembles the row
    # While it is to do, feeds.sealing.Said; in quarantine its cells as they came; null when it is finished or waits.
    sealed = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["delivery", "number"], condition=Q(state="received"), name="rows_to_do"),
            models.Index(fields=["delivery", "state"], name="rows_by_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="a_row_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["waiting", "quarantined", "refused"]) | ~Q(reason_code=""),
                name="a_row_has_its_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="received") | Q(sealed__isnull=False),
                name="an_open_row_is_kept",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["received", "quarantined"]) | Q(sealed__isnull=True),
                name="a_finished_row_is_emptied",
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.number} {self.state}"


class ForeseenPiece(models.Model):
    """What applying the rows of a stretch of a delivery would do, once that is known (feeds.foresee)."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, db_index=False, related_name="pieces")
    first = models.PositiveIntegerField()  # number of a row, as is the last
    last = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()  # to do, when it was planned
    found = models.JSONField(null=True)  # state -> rows

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["delivery", "first"], name="a_piece_once")]

    def __str__(self) -> str:
        return f"rows {self.first} to {self.last}"
