"""Why does this person look at this child today, and what was searched? (R-SEARCH-3, R-SEARCH-4)"""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Practitioner
from registry.models.child import Child


class Reason(models.TextChoices):
    PROVIDING = "providing_service", "I am providing a service to this child"
    ASSESSING = "assessing_need", "I am assessing what this child needs"
    SAFEGUARDING = "safeguarding", "I have a safeguarding concern"
    MAINTAINING = "maintaining_record", "I am checking or correcting the record"
    ACTING_FOR = "acting_for", "I am acting for another practitioner"
    OTHER = "other", "Another reason"


class Visit(models.Model):
    """A stated reason: it holds for this person and child until the end of the day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    child = models.ForeignKey(Child, models.CASCADE, related_name="+")
    day = models.DateField()
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.BinaryField(null=True)  # sealed: the other reason, or for whom (name, organisation, role, number)
    stated_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["practitioner", "child", "day"], name="visit_today")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(reason__in=["acting_for", "other"]) | Q(words__isnull=False),
                name="reason_has_its_words",
            )
        ]

    def __str__(self) -> str:
        return self.reason


class SearchMade(models.Model):
    """A search of one person, under an opaque address; what was typed is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    criteria = models.BinaryField()  # sealed

    class Meta:
        indexes: ClassVar = [models.Index(fields=["practitioner", "made_at"], name="searches_of_today")]

    def __str__(self) -> str:
        return f"search {self.made_at:%H:%M}"
