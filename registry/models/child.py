"""Which children are there, and in what state is each record?"""

import uuid
from typing import ClassVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Practitioner
from contactpoint.vault.models import DataKey
from registry.models.never import DeletedWithRecord
from registry.models.source import Item, Source


class Status(models.TextChoices):
    UNCONFIRMED = "unconfirmed", "Added by hand, not yet confirmed"  # R-SEARCH-5
    OPEN = "open", "Open"
    ARCHIVED = "archived", "Archived"
    CLOSED = "closed", "Closed"  # merged away, or a new identity began (R-REC-7)


class Gender(models.TextChoices):
    FEMALE = "female", "Female"
    MALE = "male", "Male"
    NOT_SPECIFIED = "not_specified", "Not specified"


class Child(models.Model):
    """One child's record: what there is one of. That the child is shielded is never a column here (security.md 0.1)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=10)  # registry.number makes and checks it (R-REC-1)
    responsible_authority = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="+")
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    made_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, db_index=False, related_name="+")
    made_at = models.DateTimeField()
    date_of_birth = models.DateField(null=True)
    birth_date_estimated = models.BooleanField(default=False)
    gender = models.CharField(max_length=20, choices=Gender, default=Gender.NOT_SPECIFIED)
    date_of_death = models.DateField(null=True)
    words_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")  # dies with the record (R-AUDIT-6)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["responsible_authority", "status"], name="child_area_status"),
            models.Index(fields=["made_by"], condition=Q(made_by__isnull=False), name="child_made_by"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="a_number_once"),
            models.CheckConstraint(condition=Q(number__regex=r"^[0-9]{10}$"), name="number_has_10_digits"),
            models.CheckConstraint(
                condition=Q(date_of_death__isnull=True)
                | Q(date_of_birth__isnull=True)
                | Q(date_of_death__gte=models.F("date_of_birth")),
                name="death_is_not_before_birth",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.UNCONFIRMED) | Q(made_by__isnull=False),
                name="unconfirmed_has_a_maker",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Provenance(models.Model):
    """Who said the single values that stand on Child itself."""

    child = models.ForeignKey(Child, models.CASCADE, db_index=False, related_name="provenance")
    item = models.CharField(max_length=20, choices=Item)
    source = models.ForeignKey(  # as in Stated
        Source, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+"
    )
    stated_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, db_index=False, related_name="+")
    as_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "item"], name="one_origin_for_each_item"),
            models.CheckConstraint(
                condition=Q(source__isnull=False) ^ Q(stated_by__isnull=False), name="provenance_said_by_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} as at {self.as_at:%Y-%m-%d}"


class SourceRecord(models.Model):
    """What one source asserts about one child: kept beside the record that is computed from all (R-FEED-6)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, db_index=False, related_name="records")
    key = models.CharField(max_length=80)  # the source's own identifier of the child
    child = models.ForeignKey(Child, models.PROTECT, related_name="source_records")
    stated_by = models.ForeignKey(  # entered by hand
        Practitioner, models.PROTECT, null=True, db_index=False, related_name="+"
    )
    assertion = models.JSONField()  # registry.assertion.Assertion, as_dict()
    digest = models.BinaryField()  # of the assertion: the same again is "unchanged"
    as_at = models.DateTimeField()
    received_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "key"], name="one_record_for_each_key")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.pk}"


class ShieldEvent(models.Model):
    """A shield was put on or taken off. The last row decides; rows are never changed, so no stale save can unshield."""

    id = models.BigAutoField(primary_key=True)
    child = models.ForeignKey(Child, models.PROTECT, related_name="shield_events")
    shielded = models.BooleanField()
    at = models.DateTimeField()
    because = models.CharField(max_length=60)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    # What may be seen of a shielded child (R-SHIELD-1): tokens of the chosen names; null: the current name alone.
    names = ArrayField(models.CharField(max_length=32), null=True)
    carers_hidden = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["child", "-id"], name="shield_last")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(shielded=True)
                | Q(by__isnull=False, source__isnull=True, names__isnull=True, carers_hidden=False),
                name="only_a_person_takes_a_shield_off",
            )
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update),
            DeletedWithRecord(name="stays_with_record"),
        ]

    def __str__(self) -> str:
        return f"{'on' if self.shielded else 'off'} {self.at:%Y-%m-%d}"
