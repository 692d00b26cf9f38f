"""Which merges wait for this person, and which were made? By numbers alone: nobody is named in a list. (ux.md 2(f))"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Practitioner
from registry.keepers import require_keeper
from registry.merge_asking import words_place
from registry.models import Child, Merge
from registry.number import shown
from registry.risk import WORDS
from registry.shields import KEEPS, shielded_among
from registry.splitting import UNDONE_BY_ONE, merge_of, without_closed

SHOWN: Final = 100  # the newest


@dataclass(frozen=True)
class Listed:
    """One merge. `state` is "waiting", "merged", "undone" or "refused"."""

    id: UUID
    one: UUID
    other: UUID
    kept: str
    closed: str
    state: str
    asked_by: str
    asked_at: datetime
    at: datetime | None
    people: tuple[str, ...]
    two_because: tuple[str, ...]
    mine: bool  # asked or answered by this person already: somebody else goes on
    undo_asked_by: str = ""
    because: str = ""
    alone_until: datetime | None = None


def merges_for(by: Practitioner, *, at: datetime) -> tuple[Listed, ...]:
    """Those of the own area's records, what waits first, then the newest. Raises Refused."""
    require_keeper(by, at=at)
    rows = list(_visible(by).order_by("-at", "-asked_at")[:SHOWN])
    hidden = shielded_among({child for row in rows for child in (row.kept_id, row.closed_id)})
    sees = by.has_perm("accounts.shield_children", by.organisation)
    shown_ = [row for row in rows if sees or not {row.kept_id, row.closed_id} & hidden]
    return tuple(sorted((listed(row, by=by) for row in shown_), key=lambda one: one.state != "waiting"))


def _visible(by: Practitioner) -> QuerySet[Merge]:
    own = Q(kept__responsible_authority=by.organisation) | Q(closed__responsible_authority=by.organisation)
    held = [hidden for hidden, may in KEEPS.items() if by.has_perm(f"accounts.{may}", by.organisation)]
    return without_closed(Merge.objects.filter(own, for_shielding__in=held)).select_related(
        "kept", "closed", "asked_by", "by", "second_by", "undo_asked_by"
    )


def listed(row: Merge, *, by: Practitioner) -> Listed:
    state = "undone" if row.undone_at else "merged" if row.at else "refused" if row.refused_at else "waiting"
    return Listed(
        id=row.pk,
        one=row.kept_id,
        other=row.closed_id,
        kept=shown(row.kept.number),
        closed=shown(row.closed.number),
        state=state,
        asked_by=row.asked_by.name,
        asked_at=timezone.localtime(row.asked_at),
        at=timezone.localtime(row.at) if row.at else None,
        people=tuple(person.name for person in (row.by, row.second_by) if person),
        two_because=tuple(WORDS[code] for code in row.two_because),
        mine=by.pk in (row.by_id, row.asked_by_id),
        undo_asked_by=row.undo_asked_by.name if row.undo_asked_by else "",
        alone_until=timezone.localtime(row.at + UNDONE_BY_ONE) if row.at else None,
    )


def one_merge(merge: UUID, *, by: Practitioner, at: datetime) -> Listed:
    """With the words that were typed. Raises Refused, NotThere."""
    row = merge_of(merge, by=by, at=at)
    words = ""
    if row.at or row.by_id == by.pk or row.asked_by_id == by.pk:  # a second person answers without them
        key = Child.objects.select_related("words_key").get(pk=row.kept_id).words_key
        words = key.unseal(row.because, place=words_place(row))
    found = listed(row, by=by)
    return Listed(**{**vars(found), "because": words})
