"""What do the people of the tests ask, and how does it go on? Given, when and then in their own words."""

import re
from datetime import date, datetime
from uuid import UUID

from django.test.utils import CaptureQueriesContext

from accounts.models import Practitioner
from audit.models import Event
from registry.assertion import ServiceSaid
from registry.disclosure import give_reason
from registry.involving import record_involvement
from registry.models import Involvement, Reason
from shielding import requesting
from shielding.models import ContactRequest, Urgency
from shielding.requesting import Mine
from shielding.said import Said
from tests import people
from tests.registry.children import SENSITIVE
from tests.registry.work import COUNSELLING

WHY, CALL_BACK = "His mother rang the duty desk in tears", "0151 496 0777"
CLINIC = ServiceSaid(
    "health",
    "Young people’s clinic",
    date(2025, 6, 2),
    "Brook Liverpool",
    contact_name="Rae Lund",
    role="Nurse",
    phone="0151 496 0088",
    sensitive=True,
    consent_basis="child",
    consent_on=date(2025, 6, 2),
)
TWO_SENSITIVE = (SENSITIVE, CLINIC)


def counsellor() -> Practitioner:
    """Connie, who counsels young people about drugs, in Liverpool."""
    return people.person("Connie", "practitioner", job_title="Counsellor")


def counsels(who: Practitioner, child: UUID, *, at: datetime) -> UUID:
    """Her involvement, which nobody else sees."""
    give_reason(child, reason=Reason.PROVIDING, viewer=who, at=at)
    return record_involvement(child, COUNSELLING, by=who, at=at)


def asks(who: Practitioner, child: UUID, *, at: datetime, urgency: Urgency = Urgency.TODAY) -> ContactRequest:
    row, sent = requesting.ask(child, Said(WHY, CALL_BACK), urgency=urgency, by=who, at=at)
    assert sent
    return row


def reads(who: Practitioner, *, at: datetime) -> Mine:
    """The one request of theirs."""
    (mine,) = requesting.requests_of(who, at=at).rows
    return mine


def sensitive(child: UUID, service: str) -> Involvement:
    return Involvement.objects.get(child=child, service=service, ended_on=None)


def verbs() -> list[str]:
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


def statements(asked: CaptureQueriesContext) -> list[str]:
    """What was asked of the database, without the values in it."""
    return [re.sub(r"'[^']*'(::\w+)?|\b\d+\b|\bs\d+_x\d+\b", "?", query["sql"]) for query in asked.captured_queries]
