"""How does the responsible team ask the services that work with a child, and record what they say? (R-INV-2)

It sees all of them, the sensitive ones and what a shield hides too (R-SHIELD-5); each look is given and in the log.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from accounts.access import actor
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from contactpoint.vault.tokens import token
from registry import brokering
from registry.brokering import Named, Service
from registry.disclosure import NotThere
from registry.for_officers import child_of_area
from registry.ties import Tie, lead_to
from shielding import checking
from shielding.contact_queue import to_broker, to_check
from shielding.models import ContactRequest, Passed, ServiceAsked
from shielding.said import said_in, seal_service, service_in


@dataclass(frozen=True)
class Asker:
    """Who asks, and how they are reached to check that it is they."""

    name: str
    job_title: str
    employer: str
    organisation: str
    account_phone: str
    call_back: str


@dataclass(frozen=True)
class AskedOf:
    """A service that was asked: `waits_for` its practitioner, or with "officer" for the team to ring and record."""

    id: UUID
    service: Service
    answer: str
    waits_for: str


@dataclass(frozen=True)
class ToCheck:
    """What the asker's own team sees: not why, and of the child what the asker has seen."""

    id: UUID
    asker: Asker
    child: Named
    urgency: str
    asked_at: datetime
    pass_on_by: datetime


@dataclass(frozen=True)
class ToBroker:
    """What the responsible team sees. `checked` is empty while the same team has to check it first."""

    id: UUID
    asker: Asker
    child: Named
    urgency: str
    why: str
    checked: str
    handled: bool
    asked_at: datetime
    due_at: datetime
    to_ask: tuple[Service, ...]
    asked: tuple[AskedOf, ...]


def open_to_check(request: UUID, *, by: Practitioner, at: datetime) -> ToCheck:
    """Raises NotYours, LimitReached, NotThere."""
    row = _found(ContactRequest.objects.filter(to_check(by, at=at), pk=request))
    child = brokering.name_of(row.child_id, to=by, at=at)
    urgency = str(row.get_urgency_display())
    return ToCheck(row.pk, asker_of(row), child, urgency, row.asked_at, row.pass_on_by)


def open_to_broker(request: UUID, *, by: Practitioner, at: datetime) -> ToBroker:
    """Raises NotYours, LimitReached, NotThere."""
    row = _found(ContactRequest.objects.filter(to_broker(by, at=at), pk=request))
    involved = brokering.involved_with(row.child_id, by=by, at=at)
    rows = row.services.select_related("practitioner", "contact_request__child__words_key")
    asked = tuple(sorted(map(_asked_of, rows), key=lambda one: brokering.order(one.service)))
    known = {one.service.key for one in asked}
    return ToBroker(
        id=row.pk,
        asker=asker_of(row),
        child=involved.child,
        urgency=str(row.get_urgency_display()),
        why=said_in(row).why,
        checked=str(row.get_passed_how_display()),
        handled=row.handled_at is not None,
        asked_at=row.asked_at,
        due_at=row.due_at,
        to_ask=tuple(one for one in _others(row, involved.services) if one.key not in known),
        asked=asked,
    )


def ask_services(request: UUID, keys: Collection[str], *, by: Practitioner, at: datetime) -> None:
    """Asks these services, or with none says that there is nobody to ask; passes it on first where that waits.

    Raises NotYours, NotThere, and ValueError for a service that does not work with the child.
    """
    with transaction.atomic():
        rows = ContactRequest.objects.select_for_update(of=("self",)).filter(to_broker(by, at=at), pk=request)
        row = _found(rows)
        if row.passed_at is None:
            checking.pass_on(row, Passed.CHECKED, by=by, at=at)
        child = child_of_area(row.child_id, by=by, at=at)
        services = {one.key: one for one in _others(row, brokering.services_of(child, on=at.date()))}
        if unknown := set(keys) - services.keys():
            raise ValueError(len(unknown))
        ContactRequest.objects.filter(pk=row.pk, handled_at=None).update(handled_at=at, handled_by=by)
        for key in keys:
            _ask(row, services[key], by=by, at=at)
        facts = {"request": str(row.pk)}
        record("contact_request.handled", at=at, actor=actor(by), child_number=child.number, facts=facts)


def _ask(row: ContactRequest, service: Service, *, by: Practitioner, at: datetime) -> None:
    """Once: asked again, nothing happens."""
    which = token(f"{row.pk}|{service.key}", purpose="contact_request.service")
    if row.services.filter(service_token=which).exists():
        return
    asked = ServiceAsked(contact_request=row, service_token=which, asked_by=by, asked_at=at)
    asked.involvement = UUID(service.involvement) if service.involvement else None
    asked.practitioner_id = UUID(service.practitioner) if service.practitioner else None
    asked.service = seal_service(asked, service)
    asked.save(force_insert=True)
    facts = {"request": str(row.pk), "asked": str(asked.pk)}
    record("service.asked", at=at, actor=actor(by), child_number=row.child.number, facts=facts)
    if asked.practitioner:
        lead_to(row.child, asked.practitioner, Tie.CONTACT, at=at)
        tell(asked.practitioner, "service_asked", at=at, path=reverse("answer_request", args=[asked.pk]))


def _found(rows: Iterable[ContactRequest]) -> ContactRequest:
    for row in rows:
        return row
    raise NotThere


def _others(row: ContactRequest, services: Iterable[Service]) -> tuple[Service, ...]:
    """Nobody is asked whether they may be put in touch with themselves."""
    return tuple(one for one in services if one.practitioner != str(row.asker_id))


def asker_of(row: ContactRequest) -> Asker:
    who = row.asker
    employer = (who.employer or who.organisation).name
    return Asker(who.name, who.job_title, employer, row.team.name, who.phone, said_in(row).call_back)


def _asked_of(row: ServiceAsked) -> AskedOf:
    waits_for = (row.practitioner.name if row.practitioner else "officer") if not row.answer else ""
    return AskedOf(row.pk, service_in(row), str(row.get_answer_display()), waits_for)
