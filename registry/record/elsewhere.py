"""What if a source says that a child lives in another authority's area now? It proposes a move (R-REC-4).

Only what the record shows counts, so a source that is believed less moves nobody, nor one that a correction overrules.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.urls import reverse

from accounts.holding import active_holders
from accounts.models import Organisation
from accounts.notices import tell
from audit.log import record as log
from contactpoint.vault.tokens import token
from registry.models import AddressKind, Child, Move, MoveState, PostcodeDistrict, Status
from registry.record.compute import Record
from registry.shields import KEEPS, shielded_among

TOLD: Final = "moves_proposed"
A_SOURCE: Final = "a source"  # which one it was stands nowhere: the child may be hidden, or be so later (R-SHIELD-7)


def propose_moves(changed: Iterable[tuple[UUID, Record, Record]], *, at: datetime) -> None:
    """Of records that were, and are now, inside the caller's transaction; the children are locked.

    Nothing where a move waits already, or one to this place was declined.
    """
    homes = {child: now for child, was, now in _homes(changed) if now and now != was}
    if not homes:
        return
    districts = {postcode.partition(" ")[0] for postcode in homes.values()}
    areas = dict(PostcodeDistrict.objects.filter(district__among=districts).values_list("district", "authority"))
    rows = Child.objects.filter(pk__among=homes, status=Status.OPEN).select_related("words_key")
    gone = {row: area for row in rows if (area := areas.get(homes[row.pk].partition(" ")[0]))}
    away = {row: area for row, area in gone.items() if area != row.responsible_authority_id}
    known = _known([row.pk for row in away])
    proposed: list[tuple[Child, UUID]] = []
    for row, area in away.items():
        place = token(f"{row.pk}|{homes[row.pk]}", purpose="move.place")
        declined = known.get(row.pk, set())
        if declined is not None and place not in declined:
            _propose(row, area, place, at=at)
            proposed.append((row, area))
    _tell(proposed, at=at)


def _homes(changed: Iterable[tuple[UUID, Record, Record]]) -> Iterable[tuple[UUID, str, str]]:
    return ((child, _home(was), _home(now)) for child, was, now in changed)


def _home(record: Record) -> str:
    """The postcode of the place where a child lives now."""
    first = record.addresses[0].value if record.addresses else None
    return first.postcode if first and first.kind == AddressKind.CURRENT else ""


def _known(children: list[UUID]) -> Mapping[UUID, set[bytes] | None]:
    """None where a move waits; else the places to which moves were declined."""
    found: dict[UUID, set[bytes] | None] = {}
    rows = Move.objects.filter(child__in=children, state__in=[MoveState.PROPOSED, MoveState.DECLINED])
    for child, state, place in rows.values_list("child", "state", "place"):
        declined = found.setdefault(child, set())
        if state == MoveState.PROPOSED:
            found[child] = None
        elif place is not None and declined is not None:
            declined.add(bytes(place))
    return found


def _propose(row: Child, area: UUID, place: bytes, *, at: datetime) -> None:
    of = row.responsible_authority_id
    made = Move.objects.create(child=row, of_id=of, to_id=area, proposed_at=at, place=place, words_key=row.words_key)
    facts, key = {"move": str(made.pk)}, row.words_key
    log("move.proposed", at=at, child_number=row.number, source=A_SOURCE, facts=facts, words=str(area), words_key=key)


def _tell(proposed: Collection[tuple[Child, UUID]], *, at: datetime) -> None:
    """The teams of both authorities, once until they read it: a delivery may propose thousands."""
    hidden = shielded_among([row.pk for row, _ in proposed])
    told = {(KEEPS[row.pk in hidden], area) for row, to in proposed for area in (row.responsible_authority_id, to)}
    areas = Organisation.objects.in_bulk({area for _, area in told})
    for permission, area in sorted(told):
        for officer in active_holders(permission, areas[area]):
            if not officer.notices.filter(kind=TOLD, read_at=None).exists():
                tell(officer, TOLD, at=at, path=reverse("moves"))
