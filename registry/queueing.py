"""Which rows wait for this person to decide, in which order, and who is at which? (R-FEED-5, ux.md 2(f) 6, 8)"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from accounts.access import Refused, may, require
from accounts.models import Practitioner
from registry.disclosure import NotThere
from registry.models import Answer, Step, WaitingRow
from registry.models.source import BY_HAND

CLAIMED_FOR: Final = timedelta(minutes=20)
TARGET: Final = timedelta(days=5)  # a row is decided within so many days
ON_A_PAGE: Final = 50
AGREEMENT_OVER: Final = timedelta(days=90)
_DELIVERED: Final = ~Q(
    source__code=BY_HAND
)  # whoever is expected (registry.expecting) waits for a record, not for an answer


class TakenByColleague(Exception):
    """A colleague is looking at this one."""

    def __init__(self, name: str, until: datetime) -> None:
        super().__init__(name)
        self.name, self.until = name, until


@dataclass(frozen=True)
class Queued:
    """One row in the list: nothing that says who it is about."""

    id: UUID
    source: str
    number: int  # of the row in its delivery
    held_at: datetime
    days: int
    late: bool
    why: str
    records: int
    step: str
    noted: bool
    claimed_by: str
    claimed_until: datetime | None
    mine: bool


@dataclass(frozen=True)
class Queue:
    """One page. `waiting` counts all that waits in the area, also what is with colleagues; `total` what is here."""

    rows: tuple[Queued, ...]
    total: int
    waiting: int
    page: int
    pages: int
    last_cleared: datetime | None
    agreed: int
    looked_at_twice: int

    @property
    def agreement(self) -> int | None:
        """Percent of second looks that came to the same answer."""
        return round(100 * self.agreed / self.looked_at_twice) if self.looked_at_twice else None


def open_to(by: Practitioner, *, at: datetime) -> QuerySet[WaitingRow]:
    """The open rows that this person may decide. Raises Refused for somebody who decides none.

    A data officer those of the area, a shielding officer those that may be about a shielded child, an operator those
    of which no authority is known: without seeing whom they are about, to refer them. Those that may be about a
    shielded child are among these and read like the others (R-SHIELD-3).
    """
    area = by.organisation
    mine = Q(pk__in=[])
    for permission, rows in (
        ("manage_data", Q(authority=area, for_shielding=False)),
        ("shield_children", Q(authority=area, for_shielding=True)),
        ("operate", Q(authority=None)),
    ):
        if may(by, permission, area, at=at):
            mine |= rows
    if mine == Q(pk__in=[]):
        require(by, "manage_data", area, at=at)
    return WaitingRow.objects.filter(mine, _DELIVERED, ended_at=None)


def for_me(by: Practitioner, *, at: datetime) -> QuerySet[WaitingRow]:
    """Those on which this person has not answered, the late ones first, then the riskiest, then the oldest."""
    answered = Answer.objects.filter(row=OuterRef("pk"), by=by, decides=True)
    late = Case(When(held_at__lte=at - TARGET, then=Value(0)), default=Value(1), output_field=IntegerField())
    steps = [When(step=Step.DISAGREED, then=Value(0)), When(step=Step.SECOND, then=Value(1))]
    risk = Case(*steps, default=Value(2), output_field=IntegerField())
    rows = open_to(by, at=at).exclude(Exists(answered)).annotate(late=late, risk=risk)
    return rows.order_by("late", "risk", "-near_count", "held_at", "pk")


def queue_of(by: Practitioner, *, at: datetime, page: int = 1) -> Queue:
    """A page of the list. Raises Refused."""
    mine = for_me(by, at=at)
    noted = Exists(Answer.objects.filter(row=OuterRef("pk"), decides=False))
    rows = mine.select_related("source", "claimed_by").annotate(noted=noted)
    shown = Paginator(rows, ON_A_PAGE).get_page(page)
    area = WaitingRow.objects.filter(_DELIVERED, authority=None if _is_operator(by) else by.organisation)
    looks = Answer.objects.filter(row__in=area, agreed__isnull=False, at__gt=at - AGREEMENT_OVER)
    agreed = list(looks.values_list("agreed", flat=True))
    last = area.exclude(ended_at=None).order_by("-ended_at").values_list("ended_at", flat=True).first()
    return Queue(
        rows=tuple(_queued(row, by=by, at=at) for row in shown),
        total=shown.paginator.count,
        waiting=area.filter(ended_at=None).count(),
        page=shown.number,
        pages=shown.paginator.num_pages,
        last_cleared=timezone.localtime(last) if last else None,
        agreed=sum(1 for one in agreed if one),
        looked_at_twice=len(agreed),
    )


def _is_operator(by: Practitioner) -> bool:
    return by.organisation.kind == "national_team"


def _queued(row: WaitingRow, *, by: Practitioner, at: datetime) -> Queued:
    claimed = row.claimed_by if row.claimed_until and row.claimed_until > at else None
    return Queued(
        id=row.pk,
        source=row.source.name,
        number=row.number,
        held_at=timezone.localtime(row.held_at),
        days=(at - row.held_at).days,
        late=at - row.held_at >= TARGET,
        why=row.get_why_display(),
        records=row.near_count,
        step=row.step,
        noted=getattr(row, "noted", False),
        claimed_by=claimed.name if claimed else "",
        claimed_until=timezone.localtime(row.claimed_until) if claimed and row.claimed_until else None,
        mine=claimed == by,
    )


def count_for(by: Practitioner, *, at: datetime) -> int | None:
    """How many are in this person's list; None for somebody who has none."""
    try:
        return for_me(by, at=at).count()
    except Refused:
        return None


def place_in_queue(row: UUID, *, by: Practitioner, at: datetime) -> tuple[int, int]:
    """The 7 and the 41 of "7 of 41"; 0 when it is not in the list."""
    ids = list(for_me(by, at=at).values_list("pk", flat=True))
    return (ids.index(row) + 1 if row in ids else 0), len(ids)


def next_for(by: Practitioner, *, at: datetime) -> UUID | None:
    """The first row at which nobody else is."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_by=by)
    rows = for_me(by, at=at).filter(free).exclude(answers__by=by)
    return rows.values_list("pk", flat=True).first()


def claimed(row: UUID, *, by: Practitioner, at: datetime) -> WaitingRow:
    """The row, locked, and kept from others for a while; call it inside a transaction.

    Raises Refused, TakenByColleague, and NotThere for what is decided, not this person's, or answered already.
    """
    rows = for_me(by, at=at).select_for_update(of=("self",)).select_related("source", "content_key", "authority")
    found = rows.filter(pk=row).first()
    if found is None:
        raise NotThere
    if found.claimed_by_id not in (None, by.pk) and found.claimed_until and found.claimed_until > at:
        holder = Practitioner.objects.get(pk=found.claimed_by_id)
        raise TakenByColleague(holder.name, timezone.localtime(found.claimed_until))
    until = at + CLAIMED_FOR
    WaitingRow.objects.filter(pk=found.pk).update(claimed_by=by, claimed_until=until)
    found.claimed_by, found.claimed_until = by, until
    return found


def release(row: UUID, *, by: Practitioner, at: datetime) -> None:
    """Gives it back to the list. Raises Refused."""
    open_to(by, at=at).filter(pk=row, claimed_by=by).update(claimed_by=None, claimed_until=None)
