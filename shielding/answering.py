"""What does a service answer to a request for contact, and what is the asker told of it? (R-INV-2)

The service decides, and chooses what is told. Its practitioner answers here; of a service without an account an
officer of the responsible team rings and records the answer. No answer by the due time declines.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import models, transaction
from django.db.models import QuerySet
from django.dispatch import receiver

from accounts.access import actor, require
from accounts.models import Practitioner
from audit.log import record
from registry import brokering
from registry.brokering import Named, Service
from registry.choices import Group
from registry.disclosure import NotThere
from registry.merged import merged_into
from registry.models import Child
from registry.signals import archived, consent_withdrawn
from shielding.asking_services import Asker, asker_of
from shielding.contact_queue import to_broker
from shielding.models import Answer, ContactRequest, ServiceAsked
from shielding.said import said_in, seal_told, service_in

KINDS: Final = {
    Group.EDUCATION: "somebody who works in education",
    Group.HEALTH: "a health professional",
    Group.SOCIAL_CARE: "a social care professional",
    Group.JUSTICE: "somebody who works in youth justice",
    Group.OTHER: "a professional",
}
SOMEBODY: Final = "a professional"


class Tell(models.TextChoices):
    """What an asker may be told about a service."""

    NAME = "name", "Name"
    SERVICE = "service", "Service"
    KIND = "kind", "Kind of service"


@dataclass(frozen=True)
class Given:
    """One answer, with what the asker may be told."""

    answer: Answer
    tell: frozenset[Tell] = frozenset()
    phone: str = ""


@dataclass(frozen=True)
class ToAnswer:
    """What the page shows to whoever answers, for which service."""

    id: UUID
    request: UUID
    asker: Asker
    child: Named
    urgency: str
    why: str
    due_at: datetime
    service: Service


def open_to_answer(asked: UUID, *, by: Practitioner, at: datetime) -> ToAnswer:
    """For the service's practitioner. Raises Refused, LimitReached, NotThere: also when it is answered, or too late."""
    row = _found(_asked_of(by, at=at), asked, by=by)
    return _shown(row, brokering.name_of(row.contact_request.child_id, to=by, at=at))


def open_to_record(asked: UUID, *, by: Practitioner, at: datetime) -> ToAnswer:
    """For the officer who rings the service. Raises as open_to_answer does."""
    row = _found(_to_ring(by, at=at), asked)
    return _shown(row, brokering.name_of(row.contact_request.child_id, to=by, at=at))


def answer(asked: UUID, given: Given, *, by: Practitioner, at: datetime) -> None:
    """The service's practitioner answers. Raises Refused, NotThere."""
    with transaction.atomic():
        _keep(_found(_asked_of(by, at=at).select_for_update(of=("self",)), asked, by=by), given, by=by, at=at)


def record_answer(asked: UUID, given: Given, *, by: Practitioner, at: datetime) -> None:
    """An officer records what the service said. Raises Refused, NotThere."""
    with transaction.atomic():
        _keep(_found(_to_ring(by, at=at).select_for_update(of=("self",)), asked), given, by=by, at=at)


@receiver(consent_withdrawn)
def decline_for(*, involvement: UUID, at: datetime, **_: Any) -> None:
    """A service whose consent was withdrawn answers nothing any more; what was not released is not told."""
    rows = ServiceAsked.objects.filter(involvement=involvement, contact_request__due_at__gt=at)
    rows.update(answer=Answer.DECLINED, told=None)


@receiver(archived)
def decline_from_archive(*, child: Child, at: datetime, **_: Any) -> None:
    """No service is asked any more, and no answer is told: at its one moment the request ends like any other."""
    records = merged_into([child.pk])
    rows = ServiceAsked.objects.filter(contact_request__child__in=records, contact_request__due_at__gt=at)
    rows.update(answer=Answer.DECLINED, told=None)


def sentence(service: Service, given: Given, *, call_back: str) -> str:
    """What the asker reads of an answer that does not decline."""
    who = _who(service, given.tell)
    if given.answer == Answer.CONTACTS:
        return f"{who} will ring you on {call_back}"
    return f"{who}: ring {given.phone}"


def _who(service: Service, tell: Collection[Tell]) -> str:
    parts = (
        (Tell.NAME, service.name),
        (Tell.SERVICE, ", ".join(part for part in (service.service, service.organisation) if part)),
        (Tell.KIND, KINDS[Group(service.group)]),
    )
    words = ", ".join(words for part, words in parts if part in tell and words) or SOMEBODY
    return words[:1].upper() + words[1:]


def _keep(row: ServiceAsked, given: Given, *, by: Practitioner, at: datetime) -> None:
    request = row.contact_request
    kept: dict[str, Any] = {"answer": given.answer, "answered_by": by, "answered_at": at}
    if given.answer != Answer.DECLINED:
        kept["told"] = seal_told(row, sentence(service_in(row), given, call_back=said_in(request).call_back))
    ServiceAsked.objects.filter(pk=row.pk).update(**kept)
    facts = {"request": str(request.pk), "asked": str(row.pk)}
    record("service.answered", at=at, actor=actor(by), child_number=request.child.number, facts=facts)


def _open(at: datetime) -> QuerySet[ServiceAsked]:
    rows = ServiceAsked.objects.filter(answer="", contact_request__ended_at=None, contact_request__due_at__gt=at)
    return rows.select_related("contact_request__child__words_key", "contact_request__asker__employer")


def _asked_of(by: Practitioner, *, at: datetime) -> QuerySet[ServiceAsked]:
    require(by, "keep_records", by.organisation, at=at)
    return _open(at).filter(practitioner=by)


def _to_ring(by: Practitioner, *, at: datetime) -> QuerySet[ServiceAsked]:
    requests = ContactRequest.objects.filter(to_broker(by, at=at), passed_at__isnull=False)
    return _open(at).filter(practitioner=None, contact_request__in=requests)


def _found(rows: QuerySet[ServiceAsked], asked: UUID, *, by: Practitioner | None = None) -> ServiceAsked:
    """One that can still be answered; by its practitioner only as long as they work with the child."""
    row = rows.filter(pk=asked).first()
    if row is None:
        raise NotThere
    if by and not (row.involvement and brokering.works_with(row.contact_request.child_id, row.involvement, by=by)):
        raise NotThere
    return row


def _shown(row: ServiceAsked, child: Named) -> ToAnswer:
    request = row.contact_request
    return ToAnswer(
        id=row.pk,
        request=request.pk,
        asker=asker_of(request),
        child=child,
        urgency=str(request.get_urgency_display()),
        why=said_in(request).why,
        due_at=request.due_at,
        service=service_in(row),
    )
