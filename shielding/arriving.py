"""What of shields that no officer put on: a source's, or one that came with a merge? (R-SHIELD-4)

They need the same second person. The colleagues are told by the hour (shielding.overdue): a delivery may bring many.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from accounts.models import Practitioner
from registry.models import Source
from registry.signals import shielded
from shielding import entries
from shielding.asking import new_shield
from shielding.models import Happened, Shield
from shielding.words import OWN_WAYS


@receiver(shielded)
def open_shields(
    *,
    children: Collection[UUID],
    because: str,
    source: Source | None,
    by: Practitioner | None,
    at: datetime,
    **_: Any,
) -> None:
    """Inside the transaction that shields them. Two deliveries at once open one between them."""
    if because in OWN_WAYS:
        return
    rows = [new_shield(child, because=because, at=at) for child in sorted(children)]
    for row in rows:
        row.source, row.put_on_by = source, by
    Shield.objects.bulk_create(rows, ignore_conflicts=True)
    made = Shield.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    words = {"source": source.name} if source else None
    for shield in made:
        entries.write(shield, Happened.ARRIVED, by=by, at=at, words=words, because=because)
