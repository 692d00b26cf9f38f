"""How are quarantined rows put right: by which rules, in which runs, and what is known of each then? (R-FEED-4)"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Practitioner
from feeds.models.delivery import Delivery
from feeds.models.staged import StagedRow
from feeds.reasons import Reason
from registry.models import Source


class RuleKind(models.TextChoices):
    NOT_SAID = "not_said", "Treat one value as not said"
    REPLACE = "replace", "Replace one value by another"
    DAY_FIRST = "day_first", "Read dates as day, month, year"
    TIDY = "tidy", "Write in capitals, without spaces and other marks"
    VISIBLE = "visible", "Take out marks that cannot be seen"
    LEAVE_OUT = "leave_out", "Leave out every value that cannot be read"


class FixRule(models.Model):
    """What is done with the values of one column of a source before a row of it is put into quarantine.

    What the values are is sealed: 'UNK' is nobody's, and a name would be somebody's (feeds.quarantine.rules).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="fix_rules")
    column = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=RuleKind)
    sealed = models.BinaryField()
    value_token = models.BinaryField()  # the value, comparable and unreadable
    made_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # One value of a column is never told to become two things; the kinds without a value are told once.
            models.UniqueConstraint(
                fields=["source", "column", "value_token"], condition=Q(ended_at=None), name="one_rule_for_a_value"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.column}: {self.kind}"

    @property
    def words(self) -> str:
        """For its supplier: what is done, and no value."""
        return RuleKind(self.kind).label


class ReplayKind(models.TextChoices):
    AGAIN = "again", "Read again as they are"
    RULE = "rule", "Put right by a rule"
    FILE = "file", "Put right in a spreadsheet"
    GIVE_UP = "give_up", "Not wanted"


class Replay(models.Model):
    """One act on many quarantined rows, done in steps. It goes on behind the row where it stopped."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=ReplayKind)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, models.CASCADE, null=True, related_name="replays")  # null: all of the source
    reason_code = models.CharField(max_length=40, default="", blank=True)  # empty: every cause
    field = models.CharField(max_length=60, default="", blank=True)
    rule = models.ForeignKey(FixRule, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # null: a file that was only looked at yet
    finished_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)  # to look at
    done = models.PositiveIntegerField(default=0)  # looked at
    after = models.BigIntegerField(default=0)  # the row where it stopped
    through = models.BigIntegerField(default=0)  # the last row that there was when it began

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class Correction(models.Model):
    """The cells of one row as they came back in a spreadsheet, until they are taken in."""

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="corrections")
    row = models.ForeignKey(StagedRow, models.CASCADE, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["replay", "row"], name="a_correction_once")]

    def __str__(self) -> str:
        return f"correction of {self.row_id}"


class FixWay(models.TextChoices):
    """How a row was put right, as its supplier reads it."""

    CELL = "cell", "Corrected here"
    FILE = "file", "Corrected here in a spreadsheet"
    RULE = "rule", "Put right by a rule"
    AGAIN = "again", "Read again unchanged"
    TAKEN = "taken", "Chosen among rows that contradict each other"
    GIVEN_UP = "given_up", "Not wanted"


class Fix(models.Model):
    """What was tried with one quarantined row, and what came of it. Holds no value: the supplier gets it (SEC-26)."""

    row = models.ForeignKey(StagedRow, models.CASCADE, related_name="fixes")
    way = models.CharField(max_length=10, choices=FixWay)
    reason_code = models.CharField(max_length=40, choices=[(r.value, r.words) for r in Reason])  # before
    field = models.CharField(max_length=60, default="", blank=True)  # before
    columns = ArrayField(models.CharField(max_length=200))  # that were changed
    became = models.CharField(max_length=40, default="", blank=True)  # the reason now; empty: it is one no longer
    rule = models.ForeignKey(FixRule, models.PROTECT, null=True, related_name="fixes")
    replay = models.ForeignKey(Replay, models.CASCADE, null=True, related_name="fixes")
    by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")  # null: a rule, at staging
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.way} {self.at:%Y-%m-%d}"
