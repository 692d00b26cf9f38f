"""How do two records become one, and two again? Nothing is deleted: what moves is remembered by its id (R-FEED-6).

The statements of sources are the record; what people entered on the pages stands beside them. Both move to the record
that stays, and every shown row is computed anew. Audit events keep the number under which they happened.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Max

from registry import statements
from registry.index import forget_children
from registry.matching.net import lift
from registry.matching.rows import forget_match_rows
from registry.models import (
    Address,
    Attendance,
    Caf,
    Carer,
    Child,
    ChildName,
    Dispute,
    Identifier,
    Involvement,
    LeadProfessional,
    Merge,
    Move,
    MoveState,
    PracticeRegistration,
    Provenance,
    ShieldEvent,
    Status,
)
from registry.record import rebuild
from registry.record.compute import service_key
from registry.record.objecting import hear
from registry.record.settling import seal_entered
from registry.record.write import sayings_of
from registry.shields import put_on
from registry.statements import Kept

# What is computed from statements: empty on a closed record, so that nothing is found or matched by it.
_COMPUTED: Final[tuple[Any, ...]] = (
    ChildName,
    Address,
    Carer,
    Attendance,
    PracticeRegistration,
    Identifier,
    Provenance,
)


class NotPossible(Exception):
    """These two records cannot be joined or parted now; the text says why."""


@dataclass
class Moved:
    """Ids of what came from the closed record, and what is needed to part the two again."""

    status: str
    source_records: list[str] = field(default_factory=list)
    stayed: list[str] = field(default_factory=list)  # statements that the kept record had already
    involvements: list[str] = field(default_factory=list)
    leads: list[int] = field(default_factory=list)
    disputes: list[str] = field(default_factory=list)
    caf: int | None = None
    lead_copied: int | None = None  # made on the kept record, for one that names a source's involvement
    shield: int | None = None  # the last event of the kept record's shield

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def locked(children: Collection[UUID]) -> dict[UUID, Child]:
    """The rows, locked in one order, so that nobody waits in a ring."""
    rows = Child.objects.select_for_update(of=("self",)).filter(pk__in=children).order_by("pk")
    return {row.pk: row for row in rows.select_related("words_key", "responsible_authority")}


def join(kept: UUID, closed: UUID, *, at: datetime) -> Moved:
    """Closes the second record into the first, inside the caller's transaction. Raises NotPossible."""
    rows = locked([kept, closed])
    if any(row.status not in (Status.OPEN, Status.UNCONFIRMED) for row in rows.values()):
        raise NotPossible("One of the records is not open any longer")
    moved = Moved(status=rows[closed].status)
    moved.stayed, moved.source_records = statements.ids_of(kept), statements.ids_of(closed)
    statements.move(list(map(UUID, moved.source_records)), to=kept)
    moved.involvements = _moved(_movable(kept, closed), to=kept)
    moved.caf = _move_caf(kept, closed)
    moved.leads = _move_leads(kept, closed, moved)
    Move.objects.filter(child=closed, state=MoveState.PROPOSED).update(state=MoveState.OVERTAKEN, answered_at=at)
    moved.disputes = _moved(Dispute.objects.filter(child=closed), to=kept)
    _shield_too(kept, closed, at=at)
    moved.shield = ShieldEvent.objects.filter(child=kept).aggregate(last=Max("pk"))["last"]
    Child.objects.filter(pk=closed).update(status=Status.CLOSED)
    for model in _COMPUTED:
        model.objects.filter(child_id=closed).delete()
    forget_children([closed])
    forget_match_rows([closed])
    lift([closed])
    rebuild([kept])
    hear(sayings_of([kept]), at=at)
    moved.lead_copied = _copy_lead(kept, closed)
    _leave_nothing_open(closed)
    return moved


def part(kept: UUID, closed: UUID, moved: Moved, *, also: Collection[UUID] = ()) -> None:
    """Both records as they were, with what was said of each since; `also` are new statements that go with the second.

    Inside the caller's transaction. Raises NotPossible while the record that stayed is itself merged away, or archived.
    """
    rows = locked([kept, closed])
    if rows[kept].status == Status.ARCHIVED:
        raise NotPossible("The record that stayed is in the archive")
    if rows[kept].status == Status.CLOSED or rows[closed].status != Status.CLOSED:
        raise NotPossible("The record that stayed was merged into another one later: undo that first")
    going = [*moved.source_records, *map(str, also)]
    statements.move([UUID(one) for one in going], to=closed)
    Involvement.objects.filter(child=kept, pk__in=moved.involvements).update(child=closed)
    Dispute.objects.filter(child=kept, pk__in=moved.disputes).update(child=closed)
    _return_leads(kept, closed, moved)
    if moved.caf is not None:
        Caf.objects.filter(child=kept, pk=moved.caf).update(child=closed)
    Child.objects.filter(pk=closed).update(status=moved.status)
    _shield_returning(kept, closed, moved)
    rebuild([kept, closed])


def arrived_since(kept: UUID, moved: Moved) -> list[Kept]:
    """What was first said after the merge, and did not come by another one: nobody knows yet of which of the two."""
    others = Merge.objects.filter(kept=kept, at__isnull=False, undone_at=None).values_list("moved", flat=True)
    known = [*moved.stayed, *moved.source_records, *(one for other in others for one in other["source_records"])]
    rows = (one for one in statements.of([kept]) if str(one.id) not in known)
    return sorted(rows, key=lambda one: one.received_at)


def _texts(rows: Any) -> list[str]:
    return [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]


def _moved(rows: Any, *, to: UUID) -> list[str]:
    ids = _texts(rows)
    rows.model.objects.filter(pk__in=ids).update(child=to)
    return ids


def _movable(kept: UUID, closed: UUID) -> Any:
    """What people entered; not a second open involvement of somebody who has one there already."""
    there = Involvement.objects.filter(child=kept, ended_on=None).exclude(practitioner=None)
    mine = Involvement.objects.filter(child=closed, source=None)
    return mine.exclude(ended_on=None, practitioner__in=list(there.values_list("practitioner", flat=True)))


def _move_caf(kept: UUID, closed: UUID) -> int | None:
    """The one that a person entered, where the other record has none of that kind."""
    if Caf.objects.filter(child=kept, source=None).exists():
        return None
    mine = Caf.objects.filter(child=closed, source=None).first()
    if mine is None:
        return None
    Caf.objects.filter(child=kept).delete()  # a source's: computed again
    Caf.objects.filter(pk=mine.pk).update(child=kept)
    return mine.pk


def _move_leads(kept: UUID, closed: UUID, moved: Moved) -> list[int]:
    """Leads go with their involvements. Where both have one now, that of the record that stays goes on."""
    mine = LeadProfessional.objects.filter(
        child=closed, source=None, involvement__in=list(map(UUID, moved.involvements))
    )
    if LeadProfessional.objects.filter(child=kept, source=None, until=None).exists():
        mine = mine.exclude(until=None)
    ids = list(mine.values_list("pk", flat=True))
    if mine.filter(until=None).exists():
        LeadProfessional.objects.filter(child=kept, until=None).delete()  # a source's: computed again
    LeadProfessional.objects.filter(pk__in=ids).update(child=kept)
    return ids


def _copy_lead(kept: UUID, closed: UUID) -> int | None:
    """A person named somebody of whom a source speaks: the same involvement has another id on the other record."""
    leads = LeadProfessional.objects.filter(child=closed, source=None, until=None, sealed=None)
    named = leads.select_related("involvement").first()
    if named is None or LeadProfessional.objects.filter(child=kept, source=None, until=None).exists():
        return None
    wanted = _key(named.involvement) if named.involvement else None
    there = Involvement.objects.filter(child=kept, source__isnull=False, ended_on=None, sensitive=False)
    same = next((row for row in there if _key(row) == wanted), None)
    if same is None:
        return None
    LeadProfessional.objects.filter(child=kept, until=None).delete()
    copy = LeadProfessional(child_id=kept, involvement=same, since=named.since, stated_by=named.stated_by)
    copy.as_at = named.as_at
    copy.save(force_insert=True)
    return copy.pk


def _key(row: Involvement) -> tuple[str, ...]:
    return service_key(row)  # type: ignore[arg-type]  # the same four fields


def _return_leads(kept: UUID, closed: UUID, moved: Moved) -> None:
    """With their involvements, also those that were named since the merge."""
    if moved.lead_copied is not None:
        LeadProfessional.objects.filter(pk=moved.lead_copied).delete()
    ours = LeadProfessional.objects.filter(child=kept, involvement__in=list(map(UUID, moved.involvements)))
    if newest := ours.filter(until=None).first():
        left = LeadProfessional.objects.filter(child=closed, until=None)
        left.exclude(source=None).delete()
        left.filter(source=None).update(until=newest.since)
    ours.update(child=closed)


def _shield_too(kept: UUID, closed: UUID, *, at: datetime) -> None:
    """The record that stays is shielded when one of the two was; parting them lifts nothing (R-SHIELD-3)."""
    last = ShieldEvent.objects.filter(child=closed).select_related("source", "by").order_by("-id").first()
    if last and last.shielded:
        put_on([kept], because="merged_with_shielded", source=last.source, by=last.by, at=at)


def _shield_returning(kept: UUID, closed: UUID, moved: Moved) -> None:
    """A shield put on while the two were one may be meant for either: both keep it (R-SHIELD-3)."""
    events = ShieldEvent.objects.filter(child=kept).select_related("source", "by").order_by("pk")
    states = [event.shielded for event in events.filter(pk=moved.shield or 0)] or [False]
    since = list(events.filter(pk__gt=moved.shield or 0))
    states += [event.shielded for event in since]
    begun = [event for before, event in zip(states, since, strict=False) if event.shielded and not before]
    if begun and states[-1]:
        first = begun[-1]
        put_on([closed], because="shielded_as_one", source=first.source, by=first.by, at=first.at)


def _leave_nothing_open(closed: UUID) -> None:
    """What stays behind on the closed record is about the same child, and nobody reads it there (R-SHIELD-7).

    Sealed whether the record that stays is hidden or not: who hides that one later does not look here.
    """
    seal_entered([closed])
    for model in (LeadProfessional, Involvement, Caf):
        model.objects.filter(child=closed).exclude(source=None).delete()


def which_stays(rows: Iterable[Child]) -> tuple[Child, Child]:
    """A confirmed record before one that is not, then the older one: nobody chooses, so nobody chooses wrongly."""
    one, other = sorted(rows, key=lambda row: (row.status != Status.OPEN, row.made_at, row.number))
    return one, other
