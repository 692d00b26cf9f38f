"""Which corrections was the contact of a source told of last? (R-REC-6)"""

from django.db import models

from registry.models import Source


class CorrectionsTold(models.Model):
    """One row for each source that ever had any; nothing of a child."""

    source = models.OneToOneField(Source, models.PROTECT, primary_key=True, related_name="+")
    content = models.BinaryField()  # a keyed token of the list
    rows = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source_id} {self.rows}"
