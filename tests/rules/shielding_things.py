"""What of shielding may an address name, and how does a test make one of an organisation? (SEC-11)"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import (
    Kind,
    Organisation,
)
from registry import expecting
from registry.assertion import Assertion, Name
from registry.brokering import Service
from registry.disclosure import give_reason, override
from registry.models import Child, Reason
from registry.record import rebuild
from registry.shields import put_on
from shielding.asking import new_shield
from shielding.identities import ask_to_close
from shielding.models import ContactRequest, Investigation, ListedChild, Partner, Proposal, ServiceAsked
from shielding.said import Said, seal_said, seal_service
from shielding.words import REQUESTED
from tests import people
from tests.registry.children import shield as shield_child
from tests.rules.makers import child, someone_of


def investigation(organisation: Organisation) -> Any:
    """Of a look by somebody of that organisation."""
    at, looked_at = timezone.now(), child(organisation)
    shield_child(looked_at, at=at)
    where = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    by = people.override_holder(where=where)
    give_reason(looked_at, reason=Reason.SAFEGUARDING, viewer=by, at=at)
    override(looked_at, because="She was taken from school", viewer=by, at=at)
    return Investigation.objects.get(practitioner=by).pk


def shield(organisation: Organisation) -> Any:
    """One that nobody has confirmed yet."""
    by = someone_of(organisation)
    row = new_shield(child(organisation), because=REQUESTED, at=timezone.now())
    row.put_on_by = by
    with transaction.atomic():
        put_on([row.child_id], because=REQUESTED, by=by, at=row.put_on_at)
        rebuild([row.child_id])
        row.save(force_insert=True)
    return row.pk


def proposal(organisation: Organisation) -> Any:
    by = someone_of(organisation)
    return Proposal.objects.create(shield_id=shield(organisation), what="lift", asked_by=by, asked_at=timezone.now()).pk


def contact_request(organisation: Organisation) -> Any:
    """About a child of this organisation's area, asked by somebody there."""
    of, by, now = child(organisation), someone_of(organisation), timezone.now()
    row = ContactRequest(child_id=of, asker=by, team=by.organisation, urgency="today", asked_at=now)
    row.pass_on_by, row.due_at = now + timedelta(hours=1), now + timedelta(hours=2)
    row.said = seal_said(row, Said("An enquiry", "0151 496 0777"))
    row.save(force_insert=True)
    return row.pk


def service_asked(organisation: Organisation) -> Any:
    """A service without an account, which somebody asked."""
    ContactRequest.objects.filter(pk=contact_request(organisation)).update(passed_at=timezone.now())
    request = ContactRequest.objects.latest("asked_at")
    row = ServiceAsked(contact_request=request, service_token=b"1" * 16, asked_by=request.asker)
    row.asked_at = timezone.now()
    row.service = seal_service(row, Service("setting|1", "education", "School", "Mossley Hill School"))
    row.save(force_insert=True)
    return row.pk


def closing(organisation: Organisation) -> Any:
    """What one officer asked for, about a record of that organisation."""
    where = organisation if organisation.kind == Kind.AUTHORITY else people.liverpool()
    by = people.person("Sara", "shielding_officer", where=where)
    number = Child.objects.get(pk=child(where)).number
    return ask_to_close(number, because="Adopted", by=by, at=timezone.now())


def partner(organisation: Organisation) -> Any:
    """One that the area asks for its start-up list."""
    by, now = someone_of(organisation), timezone.now()
    dates = {"asked_on": now.date(), "due_on": now.date()}
    told = {"sort": "refuges", "body": "A refuge", "contact": "Ruth Dale", "phone": "0113 496 0123"}
    return Partner.objects.create(area=organisation, added_by=by, added_at=now, **told, **dates).pk


def listed(organisation: Organisation) -> Any:
    """An expected child."""
    now, of = timezone.now(), Partner.objects.get(pk=partner(organisation))
    said = Assertion(names=(Name("current", "Grace", "", "Whitfield"),), date_of_birth=now.date())
    with transaction.atomic():
        row = expecting.expect(said, area=organisation, by=of.added_by, at=now)
    return ListedChild.objects.create(partner=of, expected=row, by=of.added_by, at=now).pk


SHIELDING: Final[dict[str, Callable[[Organisation], Any]]] = {
    "investigation": investigation,
    "shield": shield,
    "proposal": proposal,
    "contact_request": contact_request,
    "asked": service_asked,
    "closing": closing,
    "partner": partner,
    "listed": listed,
}
