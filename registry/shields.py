"""Is this child shielded now? The last row decides, at the moment of asking (security.md 0.1)."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.models import Practitioner
from registry.models import ShieldEvent, Source


def shielded_among(children: Iterable[UUID]) -> set[UUID]:
    """Those of these children who are shielded now."""
    last = (
        ShieldEvent.objects.filter(child__among=set(children))
        .order_by("child", "-id")
        .distinct("child")
        .values_list("child", "shielded")
    )
    return {child for child, shielded in last if shielded}


def shielded_since(children: Iterable[UUID]) -> dict[UUID, datetime]:
    """Those of these children who are shielded now, and since when what lies open of them is as it is."""
    last = ShieldEvent.objects.filter(child__among=set(children)).order_by("child", "-id").distinct("child")
    return {child: at for child, shielded, at in last.values_list("child", "shielded", "at") if shielded}


def is_shielded(child: UUID) -> bool:
    return child in shielded_among([child])


def put_on(
    children: Iterable[UUID],
    *,
    because: str,
    at: datetime,
    source: Source | None = None,
    by: Practitioner | None = None,
) -> set[UUID]:
    """Shields those of them who are not, inside the caller's transaction, and answers who they are.

    Who rebuilds their records, and in which order, is the caller's to know.
    """
    wanted = set(children)
    bare = wanted - shielded_among(wanted)
    ShieldEvent.objects.bulk_create(
        ShieldEvent(child_id=child, shielded=True, at=at, because=because, source=source, by=by) for child in bare
    )
    return bare
