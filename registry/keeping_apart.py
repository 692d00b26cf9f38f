"""Which records did a person say are two children, and does that still hold? (R-FEED-5, ux.md 2(f) 5)"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from accounts.models import Practitioner
from registry.fingerprints import WHO, changed, prints
from registry.models import Child, KeptApart


@dataclass(frozen=True)
class Apart:
    """Two records, who said so and when, and what has changed since: nothing, and it still holds."""

    lower: UUID
    upper: UUID
    by: str
    at: datetime
    changed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.changed


def keep_apart(one: UUID, other: UUID, *, by: Practitioner, because: str, at: datetime) -> None:
    """Remembers it, inside the caller's transaction; said again, it holds for what is there now."""
    lower, upper = sorted((one, other))
    forget_apart(lower, upper, at=at)
    seen = prints([lower, upper], what=WHO)
    kept = KeptApart(lower_id=lower, upper_id=upper, by=by, at=at, compared={str(c): seen[c] for c in seen})
    key = Child.objects.select_related("words_key").get(pk=lower).words_key
    kept.because = key.seal(because, place=f"registry_keptapart.because|{kept.pk}")
    kept.save(force_insert=True)


def forget_apart(one: UUID, other: UUID, *, at: datetime) -> None:
    """A later decision takes its place."""
    lower, upper = sorted((one, other))
    KeptApart.objects.filter(lower=lower, upper=upper, ended_at=None).update(ended_at=at)


def kept_apart_among(children: Collection[UUID]) -> tuple[Apart, ...]:
    """What was said about any two of these records, in sets."""
    both = Q(lower__in=children, upper__in=children, ended_at=None)
    rows = list(KeptApart.objects.filter(both).select_related("by").order_by("at"))
    now = prints({child for row in rows for child in (row.lower_id, row.upper_id)}, what=WHO)
    return tuple(_apart(row, now) for row in rows)


def _apart(row: KeptApart, now: dict[UUID, dict[str, str]]) -> Apart:
    pair = (row.lower_id, row.upper_id)
    words = {word: None for child in pair for word in changed(row.compared[str(child)], now[child])}
    return Apart(*pair, row.by.name, timezone.localtime(row.at), tuple(words))
