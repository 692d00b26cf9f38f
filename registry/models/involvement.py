"""Who works with the child, and how are they reached? (rulebook section 4)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Practitioner
from registry.models.child import Child
from registry.models.hidden import Sealable
from registry.models.stated import Stated


class Group(models.TextChoices):
    """The heading under which a contact stands (ux.md c2)."""

    EDUCATION = "education", "Education"
    HEALTH = "health", "Health"
    SOCIAL_CARE = "social_care", "Social care"
    JUSTICE = "justice", "Justice"
    OTHER = "other", "Other"


class ConsentBasis(models.TextChoices):
    CHILD = "child", "The child consented"
    PARENT = "parent", "A parent consented because the child cannot decide"
    SIGNIFICANT_HARM = "significant_harm", "The service suspects significant harm"


class Involvement(Sealable, Stated):
    """A practitioner or a team of an additional service works with the child (R-INV-1, R-INV-2)."""

    SEALED: ClassVar = {
        **dict.fromkeys(
            ("group", "service", "organisation_name", "contact_name", "role", "phone", "email", "end_reason"), ""
        ),
        "consent_by": "",
        "organisation": None,
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, models.CASCADE, related_name="involvements")
    group = models.CharField(max_length=20, choices=Group)
    service = models.CharField(max_length=100)
    organisation_name = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    practitioner = models.ForeignKey(
        Practitioner, models.PROTECT, null=True, db_index=False, related_name="involvements"
    )
    contact_name = models.CharField(max_length=150, default="", blank=True)
    role = models.CharField(max_length=100, default="", blank=True)
    phone = models.CharField(max_length=30, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=100, default="", blank=True)
    confirmed_at = models.DateTimeField()
    sensitive = models.BooleanField(default=False)
    consent_basis = models.CharField(max_length=20, choices=ConsentBasis, default="", blank=True)
    consent_on = models.DateField(null=True)
    consent_by = models.CharField(max_length=150, default="", blank=True)
    source_key = models.CharField(max_length=80, default="", blank=True)  # which row of its source says so

    class Meta(Stated.Meta):
        indexes: ClassVar = [models.Index(fields=["practitioner", "ended_on"], name="my_children")]
        constraints: ClassVar = [
            *Stated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("started_on")),
                name="involvement_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(sensitive=False) | ~Q(consent_basis=""), name="sensitive_service_has_a_basis"
            ),
            models.UniqueConstraint(
                fields=["child", "practitioner"],
                condition=Q(ended_on__isnull=True, practitioner__isnull=False),
                name="one_open_involvement_each",
            ),
        ]

    def __str__(self) -> str:
        return self.service


class LeadProfessional(Sealable, Stated):
    """Who leads, and since when (R-INV-3)."""

    SEALED: ClassVar = {"involvement": None}

    child = models.ForeignKey(Child, models.CASCADE, related_name="leads")
    involvement = models.ForeignKey(Involvement, models.CASCADE, null=True, related_name="leads")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta(Stated.Meta):
        constraints: ClassVar = [
            *Stated.Meta.constraints,
            models.UniqueConstraint(fields=["child"], condition=Q(until__isnull=True), name="one_lead_at_a_time"),
            models.CheckConstraint(
                condition=Q(involvement__isnull=False) | Q(sealed__isnull=False), name="a_lead_is_an_involvement"
            ),
        ]

    def __str__(self) -> str:
        return f"lead since {self.since}"


class Caf(Sealable, Stated):
    """An assessment under the Common Assessment Framework exists; never what it says."""

    SEALED: ClassVar = {"holder": ""}

    child = models.OneToOneField(Child, models.CASCADE, related_name="caf")
    completed_on = models.DateField()
    holder = models.CharField(max_length=200)

    class Meta(Stated.Meta):
        pass  # Sealable's would be taken else

    def __str__(self) -> str:
        return f"CAF {self.completed_on}"
