"""Is this shield still needed? Asked every six months; whatever is not answered, the shield stays (R-SHIELD-4)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import Practitioner
from shielding import entries
from shielding.asking import REVIEWED_EVERY
from shielding.entries import ChangedMeanwhile
from shielding.models import Happened, Shield
from shielding.officers import shield_of_area


def keep(shield: UUID, *, because: str, seen: int, by: Practitioner, at: datetime) -> None:
    """The record stays hidden, and is reviewed again in six months. Raises NotYours, NotThere, ChangedMeanwhile."""
    with transaction.atomic():
        row = shield_of_area(shield, by=by, at=at, lock=True)
        entries.unchanged(row, seen)
        if row.ended_at:
            raise ChangedMeanwhile
        review_on = timezone.localdate(at) + REVIEWED_EVERY
        Shield.objects.filter(pk=row.pk).update(review_on=review_on, review_told=0)
        entries.write(row, Happened.REVIEWED, by=by, at=at, words={"why": because})
