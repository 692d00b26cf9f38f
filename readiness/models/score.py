"""What did a signed return come to? Kept with it, so that a page about all areas and months adds nothing up again."""

from typing import ClassVar

from django.db import models

from readiness.models.returned import Return


class Score(models.Model):
    """One check of one return: of the whole, or with a `theme` of that theme. `percent` is cut (docs/readiness.md)."""

    of = models.ForeignKey(Return, models.CASCADE, related_name="scores")
    check_number = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=20, blank=True, default="")
    percent = models.PositiveSmallIntegerField()
    threshold = models.PositiveSmallIntegerField(null=True)
    met = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "check_number", "theme"], name="one_score_of_a_check")
        ]

    def __str__(self) -> str:
        return f"{self.check_number}{self.theme}: {self.percent}"
