"""How do rows of a delivery wait for a person, and how do they end when the person has decided? (R-FEED-4, R-FEED-5)"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.dispatch import receiver

from feeds.counts import move_counts
from feeds.match import Judgement
from feeds.models import RowState, StagedRow
from feeds.opened import Opened, Pending
from feeds.reasons import Reason
from registry.closing import authorities_of
from registry.models import Child, Source, WaitingRow, Why
from registry.record import Outcome
from registry.waiting import Content, Held, Place, hold, leave, row_ended

WHY = {Reason.NEEDS_PERSON: Why.NEAR, Reason.NO_AUTHORITY: Why.NO_AUTHORITY}


def hold_rows(held: Iterable[tuple[Pending, Judgement, Reason]], opened: Opened, *, at: datetime) -> None:
    """Makes these rows wait, in the place of what waited of their keys."""
    rows = list(held)
    areas = _areas({child for _, judged, _ in rows for child in judged.near})
    teams = areas | _teams({near for _, judged, _ in rows for near in judged.hidden})
    waiting = [_held(one, judged, reason, opened, areas, teams) for one, judged, reason in rows]
    end_rows(hold(waiting, source=opened.delivery.source, at=at), RowState.UNCHANGED, Reason.STALE)


def overtake(rows: Iterable[Pending], source: Source, *, at: datetime) -> None:
    """What waits of these keys was said before, and is stale from now on."""
    end_rows(leave(source=source, keys=[one.said.key for one in rows], at=at), RowState.UNCHANGED, Reason.STALE)


def _held(
    one: Pending,
    judged: Judgement,
    reason: Reason,
    opened: Opened,
    areas: Mapping[UUID, UUID],
    teams: Mapping[UUID, UUID],
) -> Held:
    """A person of the hidden child's authority decides, else of the authority where the row's child lives.

    Where no authority is known an operator refers the row, unseen; so that nobody can tell what it resembles, such a
    row always waits for the same reason and near no record (R-SHIELD-3).
    """
    hidden = next((teams[near] for near in sorted(judged.hidden) if near in teams), None)
    children = sorted(judged.near & areas.keys())
    authority = hidden or opened.responsible(one) or next((areas[child] for child in children), None)
    return Held(
        place=(opened.delivery.pk, one.row.number),
        content=Content(one.said.key, one.assertion.as_dict(), tuple(map(str, children))),
        as_at=one.row.as_at or opened.delivery.received_at,
        why=WHY[reason] if authority else Why.NO_AUTHORITY,
        authority=authority,
        for_shielding=bool(judged.hidden) or one.assertion.restricted,
        restricted=one.assertion.restricted,
    )


def _areas(children: Iterable[UUID]) -> dict[UUID, UUID]:
    return dict(Child.objects.filter(pk__among=set(children)).values_list("pk", "responsible_authority"))


def _teams(hidden: Iterable[UUID]) -> dict[UUID, UUID]:
    """Who decides about closed records, and about rows that say that a child must be hidden who has no record yet."""
    near = set(hidden)
    rows = WaitingRow.objects.filter(pk__in=near).exclude(authority=None)
    found = {row: authority for row, authority in rows.values_list("pk", "authority_id") if authority}
    return found | authorities_of(near)


ENDS = {Outcome.CREATED: RowState.CREATED, Outcome.UPDATED: RowState.UPDATED, Outcome.UNCHANGED: RowState.UNCHANGED}


@receiver(row_ended)
def end_row(row: WaitingRow, outcome: Outcome | None, **facts: Any) -> None:
    """A person has decided: the row ends where the decision put it, and the delivery's counts with it."""
    reason = "" if outcome else Reason.NOT_WANTED
    end_rows([(row.delivery, row.number)], ENDS[outcome] if outcome else RowState.REFUSED, reason)


def end_rows(places: Iterable[Place], state: RowState, reason: str) -> None:
    """Moves rows from waiting to where they end; deliveries in one order, so that nobody waits in a ring."""
    numbers: dict[UUID, set[int]] = {}
    for delivery, number in places:
        numbers.setdefault(delivery, set()).add(number)
    for delivery in sorted(numbers):
        rows = StagedRow.objects.filter(delivery=delivery, number__among=numbers[delivery], state=RowState.WAITING)
        if moved := rows.update(state=state, reason_code=reason):
            move_counts(delivery, {RowState.WAITING: -moved, state: moved})
