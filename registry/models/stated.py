"""Who said so, and when? Every value of the record carries it (Schedule 1 item 15)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.models import Practitioner
from registry.models.source import Source


class Stated(models.Model):
    """A value with its provenance: a source said so in a delivery, or a practitioner by hand.

    Nobody looks values up by who said so: an index of it would be a third of the cost of writing them. That the source
    exists is certain without a check: the value was computed from a SourceRecord of it.
    """

    source = models.ForeignKey(Source, models.PROTECT, null=True, db_index=False, db_constraint=False, related_name="+")
    stated_by = models.ForeignKey(Practitioner, models.PROTECT, null=True, db_index=False, related_name="+")
    as_at = models.DateTimeField()  # when it was true according to who said it

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(source__isnull=False) ^ Q(stated_by__isnull=False),
                name="%(app_label)s_%(class)s_said_by_one",
            )
        ]


def said_by_at_most_one(name: str) -> models.CheckConstraint:
    """Of what lies open of a shielded child nobody is told who said it (R-SHIELD-1)."""
    return models.CheckConstraint(condition=Q(source__isnull=True) | Q(stated_by__isnull=True), name=name)
