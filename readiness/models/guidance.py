"""Who has read which version of a guidance, and which words did nobody find there? (R-LARA-8)"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Practitioner


class GuidanceRead(models.Model):
    """Somebody says that they have read this version."""

    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=50)
    version = models.PositiveSmallIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practitioner", "slug", "version"], name="one_reading_of_a_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="a_version_that_was_read_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class MissedWord(models.Model):
    """A word that no guidance had, and how often it was looked for in a month; never by whom."""

    month = models.DateField()  # its first day
    word = models.CharField(max_length=30)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "word"], name="one_count_of_a_word_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="a_missed_word_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.times}"
