"""By what is a child compared with the rows of a delivery? Every name with the facts beside it, ready for sets.

Written by `registry.record` with the record and read by `registry.matching` in sets. It is not the record: each row can
be made from it again. A shielded or closed child has none: nothing is joined to it but through its own key or number,
and `feeds.net` holds back whatever resembles it (R-SHIELD-3).
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class MatchRow(models.Model):
    """One description of a child: the columns of registry.matching.party.Party under one of its names."""

    id = models.BigAutoField(primary_key=True)
    child_id = models.UUIDField()
    generation = models.BigIntegerField()  # grows with each writer, in the order of their commits (registry.index)
    forename_norm = models.TextField(null=True)  # noqa: DJ001 - null: nothing is known, and compares with nothing
    forename_sound = models.TextField(null=True)  # noqa: DJ001
    forename_letters = models.TextField(null=True)  # noqa: DJ001
    forename_also = ArrayField(models.TextField(), default=list)
    forename_rarity = models.FloatField(null=True)
    surname_norm = models.TextField(null=True)  # noqa: DJ001
    surname_sound = models.TextField(null=True)  # noqa: DJ001
    surname_letters = models.TextField(null=True)  # noqa: DJ001
    surname_also = ArrayField(models.TextField(), default=list)
    surname_rarity = models.FloatField(null=True)
    birth_date = models.DateField(null=True)
    gender = models.TextField(null=True)  # noqa: DJ001
    postcode = models.TextField(null=True)  # noqa: DJ001
    address_norm = models.TextField(null=True)  # noqa: DJ001
    school = models.TextField(null=True)  # noqa: DJ001
    upn = models.TextField(null=True)  # noqa: DJ001
    nhs_number = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["child_id"], name="match_child"),
            models.Index(fields=["generation"], name="match_generation"),
        ]

    def __str__(self) -> str:
        return str(self.child_id)
