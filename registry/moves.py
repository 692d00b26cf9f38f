"""How does a record move to another authority: who proposes, who answers, and when does it take effect? (R-REC-4)

Every record has one responsible authority at every moment: the move is one change of one column, when the receiving
authority accepts. Of a shielded child only the two shielding teams see it, and the old one does not learn where to.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import actor
from accounts.holding import active_holders
from accounts.models import Kind, Organisation, Practitioner
from accounts.notices import tell
from audit.log import record
from registry import number as numbers
from registry.disclosure import NotThere
from registry.giving import give
from registry.keepers import kept_by
from registry.models import Child, Move, MoveState, Status
from registry.move_list import found
from registry.particulars import birth, shown_name
from registry.record import lock_children, rebuild
from registry.shields import KEEPS, is_shielded, shielded_now
from registry.signals import moved
from registry.visible import findable_among


class NotFound(ValueError):
    """There is no record with this number that you can propose to move."""


class WaitsAlready(ValueError):
    """A move of this record waits for an answer already."""


class NotTheSecond(ValueError):
    """Another officer of your authority accepts what you proposed."""


class Elsewhere(ValueError):
    """Select another authority: this one is responsible for the record."""


def authorities(by: Practitioner) -> list[tuple[UUID, str]]:
    """To which a record of the own authority can be proposed to move."""
    rows = Organisation.objects.filter(kind=Kind.AUTHORITY).exclude(pk=by.organisation_id)
    return list(rows.order_by("name").values_list("pk", "name"))


@dataclass(frozen=True)
class Named:
    """Whose record it is. `own`: of the officer's own authority; else it is proposed to move here."""

    child: UUID
    reference: str
    name: str
    born: str
    gender: str
    own: bool


def to_propose(child: UUID, *, by: Practitioner, at: datetime) -> Named:
    """The child is named, and that is in the log. Raises Refused, NotThere, LimitReached."""
    row = _row(by, at=at, pk=child)
    if row is None:
        raise NotThere
    with transaction.atomic():
        give("child.named", [row], to=by, because="move", at=at)
    return Named(
        child=row.pk,
        reference=numbers.shown(row.number),
        name=shown_name(row),
        born=birth(row.date_of_birth, estimated=row.birth_date_estimated),
        gender=str(row.get_gender_display()),
        own=row.responsible_authority_id == by.organisation_id,
    )


def to_move(typed: str, *, by: Practitioner, at: datetime) -> UUID:
    """The record with this number.

    Data officers are told of no shielded child, nor of another area's whom nobody may find yet (R-SHIELD-9); shielding
    officers of shielded ones alone. Raises Refused, NotFound.
    """
    row = _row(by, at=at, number=numbers.parse(typed))
    if row is None:
        raise NotFound
    return row.pk


def _row(by: Practitioner, *, at: datetime, **which: object) -> Child | None:
    mine = kept_by(by, at=at)
    rows = Child.objects.filter(status=Status.OPEN, **which).annotate(hidden=shielded_now("pk"))
    row = rows.filter(hidden__in=mine).select_related("responsible_authority", "words_key").first()
    if row is None or row.responsible_authority_id == by.organisation_id:
        return row
    return row if is_shielded(row.pk) or findable_among([row.pk]) else None


def propose(child: UUID, *, to: UUID | None, because: str, by: Practitioner, at: datetime) -> UUID:
    """`to`: where a record of the own authority moves; another authority's moves here.

    Raises Refused, NotThere, WaitsAlready, Elsewhere.
    """
    with transaction.atomic():
        lock_children([child])
        row = _row(by, at=at, pk=child)
        if row is None:
            raise NotThere
        if Move.objects.filter(child=row, state=MoveState.PROPOSED).exists():
            raise WaitsAlready
        area = _where(row, to, by=by)
        made = Move(child=row, of=row.responsible_authority, to=area, proposed_by=by, proposed_at=at)
        made.words_key = row.words_key
        made.because = _sealed(made, "because", because)
        made.save(force_insert=True)
        _log("move.proposed", made, because, by=by, at=at)
        _tell(made, by=by, at=at)
    return made.pk


def _where(row: Child, to: UUID | None, *, by: Practitioner) -> Organisation:
    if row.responsible_authority_id != by.organisation_id:
        return by.organisation
    area = Organisation.objects.filter(pk=to, kind=Kind.AUTHORITY).first() if to else None
    if area is None or area.pk == row.responsible_authority_id:
        raise Elsewhere
    return area


def accept(move: UUID, *, by: Practitioner, at: datetime) -> None:
    """The record is the receiving authority's from now on, with everything that is in it.

    Raises Refused, NotThere, NotTheSecond.
    """
    with transaction.atomic():
        row = _locked(move, by=by, at=at)
        if row.to_id != by.organisation_id:
            raise NotThere
        if row.proposed_by_id == by.pk:
            raise NotTheSecond
        Child.objects.filter(pk=row.child_id).update(responsible_authority=row.to)
        _answer(row, MoveState.ACCEPTED, "", by=by, at=at)
        moved.send(sender=Move, child=row.child, of=row.of, to=row.to, at=at)
        rebuild([row.child_id])  # who may find it depends on the area (R-SHIELD-9)


def decline(move: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """Either authority says that the record stays, with a reason. Raises Refused, NotThere."""
    with transaction.atomic():
        _answer(_locked(move, by=by, at=at), MoveState.DECLINED, because, by=by, at=at)


def _locked(move: UUID, *, by: Practitioner, at: datetime) -> Move:
    lock_children([found(move, by=by, at=at).child_id])
    row = found(move, by=by, at=at)
    if row.state != MoveState.PROPOSED:
        raise NotThere
    return row


def _answer(row: Move, state: MoveState, because: str, *, by: Practitioner, at: datetime) -> None:
    sealed = _sealed(row, "answer", because) if because else None
    Move.objects.filter(pk=row.pk).update(state=state, answered_by=by, answered_at=at, answer=sealed)
    _log(f"move.{state}", row, because, by=by, at=at)
    _tell(row, by=by, at=at)


def _sealed(row: Move, what: str, text: str) -> bytes:
    return row.words_key.seal(text, place=f"registry_move.{what}|{row.pk}")


def _log(verb: str, row: Move, because: str, *, by: Practitioner, at: datetime) -> None:
    """Where to stands under the key of the child's record: whoever reads the log may be of the old authority."""
    facts, words = {"move": str(row.pk)}, f"{row.to_id} {because}"
    number, key = row.child.number, row.words_key
    record(verb, at=at, actor=actor(by), child_number=number, facts=facts, words=words, words_key=key)


def _tell(row: Move, *, by: Practitioner, at: datetime) -> None:
    """Those of both authorities whose it is, in the same words, but whoever acts."""
    permission = KEEPS[is_shielded(row.child_id)]
    for area in (row.of, row.to):
        for officer in active_holders(permission, area):
            if officer.pk != by.pk:
                tell(officer, "move_changed", at=at, path=reverse("view_move", args=[row.pk]))
