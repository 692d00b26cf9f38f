"""Which moves does this officer see, and how much of each? (R-REC-4)"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.models import Practitioner
from registry.disclosure import NotThere
from registry.dispute_queue import OPEN
from registry.giving import give
from registry.keepers import is_keeper, kept_by
from registry.models import Move, MoveState
from registry.number import shown
from registry.particulars import birth, shown_name
from registry.shields import shielded_now

ON_A_PAGE: Final = 50


@dataclass(frozen=True)
class Listed:
    """One move, by the number of the record alone. `other` is empty where this person may not know which authority."""

    id: UUID
    reference: str
    here: bool  # the record is to move, or has moved, to this person's authority
    other: str
    proposed_by: str  # empty: not told, or a source
    by_source: bool
    proposed_at: datetime
    state: str
    waits: bool
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True)
class MoveList:
    rows: tuple[Listed, ...]
    waiting: int
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Shown:
    """One move with whom it is about and the words; of a record that has left, no more than its number."""

    listed: Listed
    name: str
    born: str
    gender: str
    because: str
    answer: str
    can_accept: bool
    mine: bool


def moves_to_see(by: Practitioner, *, at: datetime) -> QuerySet[Move]:
    """Of the own authority, from it or to it; those of shielded children for shielding officers alone.

    Not of a record that closed: it is not there for anybody (R-REC-7). Raises Refused.
    """
    area, mine = by.organisation, kept_by(by, at=at)
    rows = Move.objects.filter(Q(of=area) | Q(to=area), child__status__in=OPEN)
    return rows.annotate(hidden=shielded_now("child")).filter(hidden__in=mine)


def found(move: UUID, *, by: Practitioner, at: datetime) -> Move:
    """Raises Refused, NotThere."""
    related = ("child__words_key", "words_key", "of", "to", "proposed_by", "answered_by")
    if row := moves_to_see(by, at=at).select_related(*related).filter(pk=move).first():
        return row
    raise NotThere


def moves_of(by: Practitioner, *, at: datetime, page: str = "1") -> MoveList:
    """What waits first, then the newest. Raises Refused."""
    first = Case(When(state=MoveState.PROPOSED, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = moves_to_see(by, at=at).select_related("child", "of", "to", "proposed_by", "answered_by")
    listed = Paginator(rows.order_by(first, "-proposed_at", "pk"), ON_A_PAGE).get_page(page)
    waiting = rows.filter(state=MoveState.PROPOSED).count()
    told = tuple(_listed(row, by=by) for row in listed)
    return MoveList(told, waiting, listed.paginator.count, listed.number, listed.paginator.num_pages)


def count_for(person: Practitioner, *, at: datetime) -> int | None:
    """How many wait for this person's authority to answer; None for somebody who answers none."""
    if not is_keeper(person, at=at):
        return None
    waiting = moves_to_see(person, at=at).filter(to=person.organisation, state=MoveState.PROPOSED)
    return waiting.exclude(proposed_by=person).count()


def open_move(move: UUID, *, by: Practitioner, at: datetime) -> Shown:
    """The child is named, and that is in the log, unless the record has left. Raises as found, and LimitReached."""
    row = found(move, by=by, at=at)
    here, waits = row.to_id == by.organisation_id, row.state == MoveState.PROPOSED
    named = here if row.state == MoveState.ACCEPTED else (waits or not here)
    if named:
        with transaction.atomic():
            give("child.named", [row.child], to=by, because="move", at=at)
    child = row.child
    return Shown(
        listed=_listed(row, by=by),
        name=shown_name(child) if named else "",
        born=birth(child.date_of_birth, estimated=child.birth_date_estimated) if named else "",
        gender=str(child.get_gender_display()) if named else "",
        because=_words(row, "because", row.proposed_by, by=by),
        answer=_words(row, "answer", row.answered_by, by=by),
        can_accept=here and waits,
        mine=row.proposed_by_id == by.pk,
    )


def _hidden(row: Move) -> bool:
    return bool(getattr(row, "hidden", True))  # as moves_to_see annotates


def _may_know(row: Move, author: Practitioner | None, *, by: Practitioner) -> bool:
    """Of a shielded child the old authority's team learns nothing that the new one's says (R-REC-4)."""
    return not _hidden(row) or row.to_id == by.organisation_id or _own(author, by)


def _own(author: Practitioner | None, by: Practitioner) -> bool:
    return author is not None and author.organisation_id == by.organisation_id


def _other(row: Move, *, by: Practitioner) -> str:
    """The other authority. Of a shielded child the old one knows only what it proposed itself, and the new one reads
    who holds the record once it is its own (R-SHIELD-1).
    """
    if row.to_id == by.organisation_id:
        return row.of.name if not _hidden(row) or row.state == MoveState.ACCEPTED else ""
    return row.to.name if not _hidden(row) or _own(row.proposed_by, by) else ""


def _listed(row: Move, *, by: Practitioner) -> Listed:
    return Listed(
        id=row.pk,
        reference=shown(row.child.number),
        here=row.to_id == by.organisation_id,
        other=_other(row, by=by),
        proposed_by=_name(row, row.proposed_by, by=by),
        by_source=row.proposed_by_id is None,
        proposed_at=timezone.localtime(row.proposed_at),
        state=str(MoveState(row.state).label),
        waits=row.state == MoveState.PROPOSED,
        answered_by=_name(row, row.answered_by, by=by),
        answered_at=timezone.localtime(row.answered_at) if row.answered_at else None,
    )


def _name(row: Move, person: Practitioner | None, *, by: Practitioner) -> str:
    """Of a shielded child each team reads the names of its own officers alone: a name may say where."""
    return person.name if person and (not _hidden(row) or _own(person, by)) else ""


def _words(row: Move, what: str, author: Practitioner | None, *, by: Practitioner) -> str:
    sealed = getattr(row, what)
    if sealed is None or not _may_know(row, author, by=by):
        return ""
    return row.words_key.unseal(sealed, place=f"registry_move.{what}|{row.pk}")
