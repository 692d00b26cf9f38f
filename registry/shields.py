"""Is this child shielded now? The last row decides, at the moment of asking (security.md 0.1)."""

from collections.abc import Iterable
from uuid import UUID

from registry.models import ShieldEvent


def shielded_among(children: Iterable[UUID]) -> set[UUID]:
    """Those of these children who are shielded now."""
    last = (
        ShieldEvent.objects.filter(child__among=set(children))
        .order_by("child", "-id")
        .distinct("child")
        .values_list("child", "shielded")
    )
    return {child for child, shielded in last if shielded}


def is_shielded(child: UUID) -> bool:
    return child in shielded_among([child])
