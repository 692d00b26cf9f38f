"""How does a record close because the child has a new identity, and what still stands around it? (R-REC-7)

The record says nothing any more to anybody (registry.statements); what was said of it lies sealed. What remains is a
row that says that it closed, and a net of tokens around that row: whatever comes with the old names, numbers or keys
waits for the shielding officers of the authority that was responsible. Nothing leads to the new record, which is made
elsewhere, by an act of its own, like any other that an officer adds (registry.creation).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Greatest
from django.utils import timezone

from registry.assertion import Assertion
from registry.matching.described import NOBODY, Described, describe
from registry.matching.net import bearing, cast, caught
from registry.merging import NotPossible, locked
from registry.models import Child, Closing, Involvement, KeptOut, LeadProfessional, Move, MoveState, Status, WaitingRow
from registry.record import rebuild
from registry.record.around import around
from registry.shields import is_shielded

OPEN: Final = (Status.OPEN, Status.UNCONFIRMED)


@dataclass(frozen=True)
class Meant:
    """Closed records that a row may be about. `bound`: it has a number of one, or its source's own key of it."""

    closings: frozenset[UUID] = frozenset()
    bound: bool = False


def close(child: UUID, *, at: datetime) -> Closing:
    """Closes it for ever, inside the caller's transaction. It is shielded already, as its closing was asked for.

    Raises NotPossible.
    """
    row = locked([child])[child]
    if row.status not in OPEN or not is_shielded(child):
        raise NotPossible("This record is not open, or not hidden, any longer")
    described = around([child])[child]  # while it still says something, believed or not
    closing = Closing.objects.create(child=row, authority=row.responsible_authority, at=at)
    _end_work(child, at=at)
    Move.objects.filter(child=child, state=MoveState.PROPOSED).update(state=MoveState.OVERTAKEN, answered_at=at)
    Child.objects.filter(pk=child).update(status=Status.CLOSED)
    rebuild([child])  # the tables, the index and the match rows: empty
    cast({closing.pk: described})
    return closing


def _end_work(child: UUID, *, at: datetime) -> None:
    """Nobody is told, asked whether they are still involved, or hands it over: it is not in any list."""
    today = timezone.localdate(at)
    LeadProfessional.objects.filter(child=child, until=None).update(until=Greatest("since", today))
    Involvement.objects.filter(child=child, ended_on=None).update(ended_on=Greatest("started_on", today))


def bearing_closed(rows: Mapping[int, Described]) -> dict[int, set[UUID]]:
    """Which closed records' numbers these rows bear: whoever else they fit, they are joined to nobody."""
    return of_closings(bearing(rows))


def of_closings(found: Mapping[int, Collection[UUID]]) -> dict[int, set[UUID]]:
    """Of those whom rows resemble, the closed ones."""
    every = {near for nears in found.values() for near in nears}
    closings = set(Closing.objects.filter(pk__among=every).values_list("pk", flat=True)) if every else set()
    return {row: mine for row, nears in found.items() if (mine := closings & set(nears))}


def authorities_of(closings: Collection[UUID]) -> dict[UUID, UUID]:
    """By closing, the authority whose officers alone know of it."""
    return dict(Closing.objects.filter(pk__in=list(closings)).values_list("pk", "authority"))


def meant_by(said: Assertion, *, owner: UUID | None, resembles_others: bool) -> Meant:
    """Which closed records officers have to think of first.

    By key, number, or last name and day of birth. What shares less with one, a first name and the day, say, is what a
    new identity may share, too: it counts only where the row resembles no other record, so that no page ever says of a
    new record that an old one resembles it.
    """
    row = describe(said, shares=NOBODY)
    by_number = bearing({0: row}).get(0, set())
    near = by_number | caught({0: _by_surname(row) if resembles_others else row}).get(0, set())
    found = dict(Closing.objects.filter(Q(pk__in=near) | Q(child=owner)).values_list("pk", "child"))
    bound = any(closing in by_number or child == owner for closing, child in found.items())
    return Meant(frozenset(found), bound)


def _by_surname(row: Described) -> Described:
    nothing: dict[str, Any] = {"forename_norm": None, "postcode": None}
    return Described(tuple(one._replace(**nothing) for one in row.parties), row.numbers, estimated=row.estimated)


def keep_out(row: WaitingRow, *, at: datetime) -> None:
    """Whatever comes under this key of its source is not taken from now on, and nobody is asked."""
    KeptOut.objects.get_or_create(key_token=bytes(row.key_token), defaults={"at": at})
