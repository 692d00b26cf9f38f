"""Who may tell the registry something, and what did each say? (R-FEED-2, R-FEED-6)"""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Organisation

BY_HAND = "by-hand"  # the code of the source of what practitioners enter
CORRECTED = "corrected"  # and of what an authority has corrected (R-REC-6, docs/adr/0015)
OWN_SOURCES = (BY_HAND, CORRECTED)  # nobody delivers for these


class Item(models.TextChoices):
    """The items of Schedule 1 that a source may assert."""

    NAMES = "names", "Names"
    BIRTH_DATE = "birth_date", "Date of birth"
    GENDER = "gender", "Gender"
    DEATH_DATE = "death_date", "Date of death"
    ADDRESSES = "addresses", "Addresses"
    CARERS = "carers", "Parents and carers"
    SETTING = "setting", "Educational setting"
    PRACTICE = "practice", "Medical practice"
    SERVICES = "services", "Services involved"
    LEAD = "lead", "Lead professional"
    CAF = "caf", "Common Assessment Framework"
    IDENTIFIERS = "identifiers", "Identifiers"


class LegalBasis(models.TextChoices):
    REQUIRED = "required", "Must supply (Schedule 4)"
    PERMITTED = "permitted", "May supply (Schedule 5)"


class Source(models.Model):
    """A system that feeds the registry."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)  # as a practitioner reads it: "School records"
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="sources")
    area = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")  # null: national
    legal_basis = models.CharField(max_length=20, choices=LegalBasis)
    format = models.CharField(max_length=30)
    asserts = ArrayField(models.CharField(max_length=20, choices=Item))
    precedence = models.JSONField(default=dict)  # item -> rank, lower is believed first; absent means 100
    control_total_required = models.BooleanField(default=True)
    error_share_allowed = models.DecimalField(max_digits=4, decimal_places=3, default=0.02)  # R-FEED-4
    jump_allowed = models.DecimalField(max_digits=4, decimal_places=3, default=0.05)  # of new or vanished children
    complete = models.BooleanField(default=False)  # each delivery names all its children: who is missing has vanished
    review_required = models.BooleanField(default=False)  # a person approves the report before anything is applied
    every_days = models.PositiveSmallIntegerField(null=True)  # a delivery is expected so often; null: at no set time
    mapping = models.JSONField(default=dict)  # of a source without a format of its own (feeds.formats)
    described_at = models.DateTimeField(null=True)  # format, items, precedence or mapping changed: a trial is older
    accredited_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)  # by us: nothing of it is applied until it is started again
    contact = models.EmailField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(error_share_allowed__gte=0, error_share_allowed__lte=1),
                name="error_share_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return self.name
