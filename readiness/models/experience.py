"""What did early adopters experience, what was found in it, and what was changed? (R-LARA-9)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Organisation, Practitioner


class Part(models.TextChoices):
    """Where something happened."""

    FINDING = "finding", "Finding a child"
    RECORDS = "records", "Records"
    ASKING = "asking", "Asking the ContactPoint team about a child"
    SHIELDING = "shielding", "Shielding"  # offered to those alone who shield or assess (readiness.experiencing)
    ACCOUNTS = "accounts", "Accounts and training"
    DATA = "data", "Data"
    TECHNICAL = "technical", "Technical"
    SUPPORT = "support", "Support"


class Severity(models.IntegerChoices):
    """In order: a higher number is worse."""

    NOBODY_HARMED = 0, "Nobody was harmed or held up"
    SLOWED = 1, "It slowed somebody down"
    STOPPED = 2, "It stopped somebody's work"
    HARM = 3, "A child could have come to harm"


class Finding(models.Model):
    """What several reports come to. Published: its title and what was done, never the words of a report."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=150)
    found = models.TextField()  # for the national team alone
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    published_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(published_by__isnull=True, published_at__isnull=True)
                | Q(published_by__isnull=False, published_at__isnull=False),
                name="a_publication_says_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ChangeKind(models.TextChoices):
    GUIDANCE = "guidance", "The guidance was changed"
    FRAMEWORK = "framework", "The framework was changed"
    SYSTEM = "system", "The system was changed"
    NOTHING = "nothing", "Nothing was changed"


class Change(models.Model):
    """What was done about a finding. A change of guidance or framework names the version in which it stands."""

    of = models.ForeignKey(Finding, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    slug = models.SlugField(max_length=50, blank=True, default="")
    version = models.PositiveSmallIntegerField(null=True)
    words = models.TextField()  # what is different now; why, where nothing is
    by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(kind="guidance", version__gte=1) & ~Q(slug=""))
                | Q(kind="framework", slug="", version__gte=1)
                | Q(kind__in=("system", "nothing"), slug="", version__isnull=True),
                name="a_change_names_its_version",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="a_change_says_what_or_why"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.of_id}"


class Experience(models.Model):
    """One report, as it was typed; read by who made it, by the leads of the organisation and the national team."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="experiences")  # never a team of it
    part = models.CharField(max_length=10, choices=Part)
    severity = models.PositiveSmallIntegerField(choices=Severity)
    process = models.CharField(max_length=100)
    words = models.TextField()
    by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")  # null: invented
    at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    finding = models.ForeignKey(Finding, models.PROTECT, null=True, related_name="reports")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="a_report_has_a_severity"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="an_answer_says_who_and_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-severity", "at"], condition=Q(answered_at=None), name="reports_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.part}, {self.severity}"
