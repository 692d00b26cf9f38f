"""Which requests for contact wait for this officer's team, in which order? (R-INV-2)

To check, as the asker's own team; to ask the services and record what they say, as the responsible team. Both, where
the two are one. Nothing in the list says who it is about.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from accounts.access import may
from accounts.models import Practitioner
from registry.disclosure import NotThere
from registry.for_officers import SHIELD, require_officer
from registry.models import Status
from shielding.models import ContactRequest, ServiceAsked, Urgency

ON_A_PAGE: Final = 50


@dataclass(frozen=True)
class Queued:
    """One request in the list. `step`: what the team has to do, "check", "ask", "ring", or "wait" for the services."""

    id: UUID
    asker: str
    job_title: str
    urgent: bool
    step: str
    asked_at: datetime
    by: datetime


@dataclass(frozen=True)
class ContactQueue:
    """One page. `to_do` counts all that waits for the team to act; `total` what is in the list."""

    rows: tuple[Queued, ...]
    to_do: int
    total: int
    page: int
    pages: int


def to_check(by: Practitioner, *, at: datetime) -> Q:
    """Those that this officer may check as the asker's own team. Raises NotYours."""
    return _open(by, at=at) & Q(passed_at=None, team=by.organisation)


def to_broker(by: Practitioner, *, at: datetime) -> Q:
    """Those about a child of the own area; with what is still to be checked, where it is the asker's team too.

    Raises NotYours.
    """
    passed = Q(passed_at__isnull=False) | Q(team=by.organisation)
    return _open(by, at=at) & Q(child__responsible_authority=by.organisation) & passed


def _open(by: Practitioner, *, at: datetime) -> Q:
    """Nobody decides about the own request, nor asks services from a record in the archive (R-REC-5)."""
    require_officer(by, at=at)
    return Q(ended_at=None, due_at__gt=at) & ~Q(asker=by) & ~Q(child__status=Status.ARCHIVED)


def brokers(request: UUID, *, by: Practitioner, at: datetime) -> bool:
    """Whether this officer sees the services, or is of the asker's team alone. Raises NotYours, NotThere."""
    if ContactRequest.objects.filter(to_broker(by, at=at), pk=request).exists():
        return True
    if ContactRequest.objects.filter(to_check(by, at=at), pk=request).exists():
        return False
    raise NotThere


def queue_of(by: Practitioner, *, at: datetime, page: str = "1") -> ContactQueue:
    """What the team has to do first, the urgent before the others, the oldest first. Raises NotYours."""
    rows = _rows(by, at=at)
    shown = Paginator(rows, ON_A_PAGE).get_page(page)
    listed = tuple(_queued(row) for row in shown)
    to_do = rows.exclude(step="wait").count()
    return ContactQueue(listed, to_do, shown.paginator.count, shown.number, shown.paginator.num_pages)


def waiting_for(person: Practitioner, *, at: datetime) -> list[tuple[str, str, int]]:
    """How many wait for the team to act, with words and an address; nothing for somebody who is no officer."""
    if not may(person, SHIELD, person.organisation, at=at):
        return []
    to_do = _rows(person, at=at).exclude(step="wait").count()
    return [("Requests for contact", reverse("contact_requests"), to_do)]


def _rows(by: Practitioner, *, at: datetime) -> QuerySet[Any]:
    to_ring = ServiceAsked.objects.filter(contact_request=OuterRef("pk"), practitioner=None, answer="")
    step = Case(
        When(passed_at=None, then=Value("check")),
        When(handled_at=None, then=Value("ask")),
        When(Exists(to_ring), then=Value("ring")),
        default=Value("wait"),
    )
    waits = Case(When(step="wait", then=Value(1)), default=Value(0), output_field=IntegerField())
    later = Case(When(urgency=Urgency.TODAY, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = ContactRequest.objects.filter(to_check(by, at=at) | to_broker(by, at=at)).annotate(step=step)
    return rows.select_related("asker").order_by(waits, later, "asked_at", "pk")


def _queued(row: ContactRequest) -> Queued:
    step: str = getattr(row, "step", "")
    return Queued(
        id=row.pk,
        asker=row.asker.name,
        job_title=row.asker.job_title,
        urgent=row.urgency == Urgency.TODAY,
        step=step,
        asked_at=row.asked_at,
        by=row.pass_on_by if step == "check" else row.due_at,
    )
