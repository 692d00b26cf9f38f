"""How does an authority confirm what was added by hand? Until then nobody but the maker finds it (R-SEARCH-5)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.access import actor, require
from accounts.models import Organisation, Practitioner
from audit.log import record
from registry.disclosure import NotThere
from registry.giving import give
from registry.known import known
from registry.matching.net import resembled
from registry.models import Child, Status
from registry.number import shown
from registry.particulars import details, shown_carers, shown_name, shown_names, shown_places
from registry.record import rebuild
from registry.record.parts import parts_of
from registry.shields import shielded_now
from registry.shown import ShownCarer, ShownName, ShownPlace, ShownValue

ON_A_PAGE: Final = 50  # so that a long queue does not use up the children of a day (R-USER-7)


class WaitsForColleague(Exception):
    """This record waits for a colleague: says no more, to anybody (R-SHIELD-3)."""


@dataclass(frozen=True)
class Unconfirmed:
    """A record in the queue: as little as tells it from the others."""

    child: UUID
    number: str
    name: str
    made_by: str
    made_at: datetime

    @property
    def reference(self) -> str:
        return shown(self.number)


@dataclass(frozen=True)
class Queue:
    """One page of it; `total` counts all of it."""

    records: tuple[Unconfirmed, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class AddedByHand:
    """Everything that its maker said."""

    queued: Unconfirmed
    details: tuple[ShownValue, ...]
    names: tuple[ShownName, ...]
    places: tuple[ShownPlace, ...]
    carers: tuple[ShownCarer, ...]


def unconfirmed_in(area: Organisation, *, hidden: bool = False) -> QuerySet[Child]:
    """Those that data officers confirm; the `hidden` ones, of which only shielding officers know (R-SHIELD-1)."""
    rows = Child.objects.filter(responsible_authority=area, status=Status.UNCONFIRMED)
    return rows.annotate(hidden=shielded_now("pk")).filter(hidden=hidden)


def unconfirmed_of(area: Organisation, *, by: Practitioner, at: datetime, page: int = 1) -> Queue:
    """A page of the queue, oldest first; every child on it is named in the log. Raises Refused, LimitReached."""
    require(by, "manage_data", area, at=at)
    queue = unconfirmed_in(area).select_related("made_by").prefetch_related("names").order_by("made_at", "pk")
    shown = Paginator(queue, ON_A_PAGE).get_page(page)
    with transaction.atomic():
        give("child.named", shown.object_list, to=by, because="unconfirmed_records", at=at)
    return Queue(tuple(_queued(row) for row in shown), shown.paginator.count, shown.number, shown.paginator.num_pages)


def added_by_hand(child: UUID, *, by: Practitioner, at: datetime) -> AddedByHand:
    """One record of the queue. Raises Refused, LimitReached, NotThere."""
    with transaction.atomic():
        row = _waiting(child, by=by, at=at)
        return _shown(row, by=by, at=at)


def _shown(row: Child, *, by: Practitioner, at: datetime) -> AddedByHand:
    give("child.opened", [row], to=by, because="unconfirmed_records", at=at)
    parts = parts_of([row.pk])[row.pk]
    whole = (details(row, parts, at=at), shown_names(parts), shown_places(parts), shown_carers(parts))
    return AddedByHand(_queued(row), *whole)


def confirm(child: UUID, *, by: Practitioner, at: datetime) -> None:
    """Everybody who may find the area's children finds this one from now on (R-SEARCH-5).

    Raises Refused, NotThere, and WaitsForColleague for a record that somebody else has to look at first: only the
    shielding team learns why (R-SHIELD-3).
    """
    with transaction.atomic():
        row = _waiting(child, by=by, at=at)
        if resembled(known([row.pk])[row.pk]) - {row.pk}:
            raise WaitsForColleague
        _confirm(row, by=by, at=at)


def _confirm(row: Child, *, by: Practitioner, at: datetime) -> None:
    Child.objects.filter(pk=row.pk).update(status=Status.OPEN)
    rebuild([row.pk])
    record("child.confirmed", at=at, actor=actor(by), child_number=row.number)


class NotTheSecond(Exception):
    """Another shielding officer confirms a record that you added."""


def hidden_of(area: Organisation, *, by: Practitioner, at: datetime) -> tuple[Unconfirmed, ...]:
    """A page of those that were added hidden, oldest first, each named in the log. Raises Refused, LimitReached."""
    require(by, "shield_children", area, at=at)
    queue = unconfirmed_in(area, hidden=True).select_related("made_by").prefetch_related("names")
    rows = queue.order_by("made_at", "pk")[:ON_A_PAGE]
    with transaction.atomic():
        give("child.named", rows, to=by, because="unconfirmed_records", at=at)
    return tuple(map(_queued, rows))


def added_hidden(child: UUID, *, by: Practitioner, at: datetime) -> AddedByHand:
    """One that was added hidden, as another officer sees it. Raises Refused, LimitReached, NotThere."""
    with transaction.atomic():
        return _shown(_hidden(child, by=by, at=at), by=by, at=at)


def confirm_hidden(child: UUID, *, by: Practitioner, at: datetime) -> None:
    """The second person: the record is one like others from now on, and stays hidden.

    What it resembles does not count: it is hidden itself, and the page must not say of a new identity that an old one
    is like it (R-REC-7). Raises Refused, NotThere, NotTheSecond.
    """
    with transaction.atomic():
        row = _hidden(child, by=by, at=at)
        if row.made_by_id == by.pk:
            raise NotTheSecond
        _confirm(row, by=by, at=at)


def _hidden(child: UUID, *, by: Practitioner, at: datetime) -> Child:
    require(by, "shield_children", by.organisation, at=at)
    rows = unconfirmed_in(by.organisation, hidden=True).select_for_update(of=("self",)).select_related("made_by")
    if row := rows.filter(pk=child).first():
        return row
    raise NotThere


def _waiting(child: UUID, *, by: Practitioner, at: datetime) -> Child:
    require(by, "manage_data", by.organisation, at=at)
    rows = unconfirmed_in(by.organisation).select_for_update(of=("self",)).select_related("made_by")
    if row := rows.filter(pk=child).first():
        return row
    raise NotThere


def _queued(row: Child) -> Unconfirmed:
    return Unconfirmed(
        child=row.pk,
        number=row.number,
        name=shown_name(row),
        made_by=row.made_by.name if row.made_by else "",
        made_at=timezone.localtime(row.made_at),
    )
