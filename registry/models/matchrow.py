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

    id = models.BigAutoField(primary_key=True)  # grows in the order of commits (registry.matching.rows)
    child_id = models.UUIDField()
    forename_norm = models.TextField(null=True)  # noqa: DJ001 - null: nothing is known, and compares with nothing
    forename_sound = models.TextField(null=True)  # noqa: DJ001
    forename_spoken = models.TextField(null=True)  # noqa: DJ001
    forename_letters = models.TextField(null=True)  # noqa: DJ001
    forename_also = ArrayField(models.TextField(), default=list)
    forename_known = models.BooleanField(default=False)
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
        # One for the child, and those that the rules of registry.matching.blocking look into.
        indexes: ClassVar = [
            models.Index(fields=["child_id"], name="match_child"),
            models.Index(fields=["nhs_number"], condition=models.Q(nhs_number__isnull=False), name="match_nhs_number"),
            models.Index(fields=["upn"], condition=models.Q(upn__isnull=False), name="match_upn"),
            models.Index(fields=["birth_date", "surname_sound"], name="match_day_surname"),
            models.Index(fields=["birth_date", "forename_sound"], name="match_day_forename"),
            *(
                models.Index(fields=["postcode", also], condition=models.Q(postcode__isnull=False), name=name)
                for also, name in (
                    ("birth_date", "match_home_day"),
                    ("forename_sound", "match_home_forename"),
                    ("surname_sound", "match_home_surname"),
                )
            ),
            models.Index(fields=["surname_norm", "forename_norm", "birth_date"], name="match_names"),
        ]

    def __str__(self) -> str:
        return str(self.child_id)
