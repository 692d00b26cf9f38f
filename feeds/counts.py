"""How do the counts of a delivery change so that they always add up? (R-FEED-4)"""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import F

from feeds.models import Delivery


def move_counts(delivery: UUID, changes: Mapping[str, int]) -> None:
    """Changes the counts of a delivery; the database refuses a change after which they do not add up."""
    Delivery.objects.filter(pk=delivery).update(**{name: F(name) + by for name, by in changes.items() if by})
