"""Which versions of the framework has the national team made, after the first one that is shipped? (R-LARA-1)"""

import uuid
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.models import Practitioner
from readiness.framework import Framework, framework_from


class VersionState(models.TextChoices):
    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed, waiting for another person"
    PUBLISHED = "published", "Published"


class FrameworkVersion(models.Model):
    """One is in the making at most; what is published is never changed, for returns were answered on it.

    `content`: everything that framework_1.toml says, but for version, date and changes, which are columns.
    """

    version = models.PositiveSmallIntegerField(primary_key=True)
    edition = models.UUIDField(default=uuid.uuid4, editable=False)  # by which a process keeps what it has read
    state = models.CharField(max_length=10, choices=VersionState, default=VersionState.DRAFT)
    effective_from = models.DateField()  # a first of a month; of a draft the next one
    changes = models.TextField(blank=True, default="")
    content = models.JSONField()
    made_by = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            # Null counts as one value here: only one version is not published.
            models.UniqueConstraint(fields=["published_at"], nulls_distinct=False, name="one_framework_in_the_making"),
            models.CheckConstraint(condition=Q(version__gte=2), name="the_first_framework_is_shipped"),
            models.CheckConstraint(condition=Q(effective_from__day=1), name="a_framework_starts_with_a_month"),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("proposed_by")),
                name="another_publishes_a_framework",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", proposed_by=None, proposed_at=None, published_by=None, published_at=None)
                | (
                    Q(proposed_by__isnull=False, proposed_at__isnull=False)
                    & ~Q(changes="")
                    & (
                        Q(state="proposed", published_by=None, published_at=None)
                        | Q(state="published", published_by__isnull=False, published_at__isnull=False)
                    )
                ),
                name="a_framework_is_as_far_as_it_says",
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(
                name="published_framework_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="published"),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}, {self.state}"

    @property
    def framework(self) -> Framework:
        """Raises UnusableFramework."""
        said = {"version": self.version, "effective_from": self.effective_from, "changes": self.changes}
        return framework_from({**self.content, **said})
