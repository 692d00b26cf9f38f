"""How is a merge undone, by whom and until when? Both records return; what was said since stays said (R-FEED-6)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.access import actor, require
from accounts.models import Practitioner
from audit.log import record
from registry.comparing import COMPARING
from registry.disclosure import NotThere
from registry.giving import Verb, give
from registry.keepers import require_keeper
from registry.keeping_apart import keep_apart
from registry.merge_asking import words_place
from registry.merging import Moved, arrived_since, locked, part
from registry.models import Merge, Source
from registry.number import shown
from registry.previewing import Preview, after_split
from registry.shields import shielded_among
from registry.statements import Kept
from registry.telling import tell_others
from registry.withdrawals import keep_for

UNDONE_BY_ONE: Final = timedelta(days=90)  # later it takes two people


@dataclass(frozen=True)
class Arrived:
    """A statement that was first made after the merge: of which of the two is for a person to say."""

    id: UUID
    source: str
    received_at: datetime


@dataclass(frozen=True)
class ToUndo:
    """What the page shows before a merge is undone."""

    kept: str
    closed: str
    merged_at: datetime
    arrived: tuple[Arrived, ...]
    stays: Preview
    returns: Preview
    needs_two: bool
    asked_by: str


def merge_of(merge: UUID, *, by: Practitioner, at: datetime) -> Merge:
    """A merge of two records of which the own authority holds one. Raises Refused, NotThere.

    What is for shielding officers, or has become so since, is not there for anybody else (R-SHIELD-3).
    """
    require_keeper(by, at=at)
    own = Q(kept__responsible_authority=by.organisation) | Q(closed__responsible_authority=by.organisation)
    rows = without_closed(Merge.objects.filter(own, pk=merge)).select_related(
        "kept__responsible_authority", "closed__responsible_authority", "by", "second_by", "asked_by", "undo_asked_by"
    )
    found = rows.first()
    if found is None:
        raise NotThere
    if found.for_shielding or shielded_among([found.kept_id, found.closed_id]):
        if not by.has_perm("accounts.shield_children", by.organisation):
            raise NotThere
    else:
        require(by, "manage_data", by.organisation, at=at)
    return found


def without_closed(rows: QuerySet[Merge]) -> QuerySet[Merge]:
    """Not those of a record that closed for a new identity: they are undone by nobody, and in no list (R-REC-7)."""
    return rows.filter(kept__closing=None, closed__closing=None)


def to_undo(merge: UUID, *, by: Practitioner, at: datetime) -> ToUndo:
    """Both records as they will be; they are counted and in the log. Raises as merge_of, LimitReached, NotThere."""
    with transaction.atomic():
        row = _in_force(merge, by=by, at=at)
        moved = Moved(**row.moved)
        stays, returns = after_split(row.kept_id, [UUID(one) for one in moved.source_records], viewer=by)
        verb: Verb = "child.named" if stays.brief else "child.opened"
        give(verb, [row.kept, row.closed], to=by, because=COMPARING, at=at)
        arrived = arrived_since(row.kept_id, moved)
    return ToUndo(
        kept=shown(row.kept.number),
        closed=shown(row.closed.number),
        merged_at=timezone.localtime(row.at or row.asked_at),
        arrived=_arrived(arrived),
        stays=stays,
        returns=returns,
        needs_two=_needs_two(row, at=at),
        asked_by=row.undo_asked_by.name if row.undo_asked_by else "",
    )


def _arrived(statements: Iterable[Kept]) -> tuple[Arrived, ...]:
    names = dict(Source.objects.values_list("pk", "name"))
    return tuple(Arrived(one.id, names[one.source], timezone.localtime(one.received_at)) for one in statements)


def _in_force(merge: UUID, *, by: Practitioner, at: datetime) -> Merge:
    row = merge_of(merge, by=by, at=at)
    if row.at is None or row.undone_at is not None:
        raise NotThere
    return row


def _needs_two(row: Merge, *, at: datetime) -> bool:
    """After 90 days; and always where one of the two is shielded, who would show again (R-SHIELD-3)."""
    late = row.at is not None and at - row.at > UNDONE_BY_ONE
    return late or row.for_shielding or bool(shielded_among([row.kept_id, row.closed_id]))


def undo(merge: UUID, *, because: str, going: Collection[UUID] = (), by: Practitioner, at: datetime) -> bool:
    """Parts the two records again; False when a second person has to do it too.

    `going` are statements made since that belong to the record that returns. Raises as merge_of does, NotThere for
    what is not in force, and merging.NotPossible.
    """
    with transaction.atomic():
        if found := Merge.objects.select_for_update(of=("self",)).filter(pk=merge).first():
            locked([found.kept_id, found.closed_id])  # whether one is shielded stays as it is from here on
        row = _in_force(merge, by=by, at=at)
        if _needs_two(row, at=at) and row.undo_asked_by_id in (None, by.pk):
            Merge.objects.filter(pk=row.pk).update(undo_asked_by=by)
            _log("merge.undo_asked", row, by=by, at=at)
            return False
        moved = Moved(**row.moved)
        there = {one.id for one in arrived_since(row.kept_id, moved)}
        keep_for(row.kept_id, row.closed_id, since=row.at or at)
        part(row.kept_id, row.closed_id, moved, also=there & set(going))
        key = row.kept.words_key
        words = key.seal(because, place=f"{words_place(row)}|undone")
        Merge.objects.filter(pk=row.pk).update(undone_by=by, undone_at=at, undone_because=words)
        keep_apart(row.kept_id, row.closed_id, by=by, because=because, at=at)
        _log("child.split", row, by=by, at=at)
    return True


def _log(verb: str, row: Merge, *, by: Practitioner, at: datetime) -> None:
    for child in (row.kept, row.closed):
        record(verb, at=at, actor=actor(by), child_number=child.number, facts={"merge": str(row.pk)})
        if verb == "child.split":
            tell_others(child, "records_split", by=by, at=at)
