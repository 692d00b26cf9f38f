"""What does a child who must stay hidden share with a row that could be about the same child? (R-SHIELD-3)

Written by `registry.matching.net` and read by it in sets: tokens alone, so that the table tells nobody anything.
"""

from typing import ClassVar

from django.contrib.postgres.indexes import HashIndex
from django.db import models


class Mesh(models.Model):
    """One mesh of the net around a shielded record, a closed one, or a row that waits for shielding officers."""

    id = models.BigAutoField(primary_key=True)  # grows in the order of commits, as the writers hold the index's lock
    near = models.UUIDField()  # Child, Closing or WaitingRow
    token = models.BinaryField()

    class Meta:
        indexes: ClassVar = [
            HashIndex(fields=["token"], name="mesh_token"),  # each row asks for a dozen
            models.Index(fields=["near"], name="mesh_near"),
        ]

    def __str__(self) -> str:
        return str(self.near)
