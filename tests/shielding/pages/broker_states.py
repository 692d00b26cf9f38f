"""Every page of a brokered request in every state: as whom, what it takes, and where it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from registry.assertion import but
from registry.disclosure import give_reason
from registry.models import Involvement, Reason
from shielding import answering, asking_services, checking
from shielding.answering import Given, Tell
from shielding.models import Answer, ContactRequest, ServiceAsked, TurnedAway, Urgency
from tests import people
from tests.registry import children
from tests.shielding.contact_requests import TWO_SENSITIVE, asks, counsellor, counsels


@dataclass
class Cast:
    """Pat asks, Shona is an officer of her team, Mark of another, Connie counsels; each with a browser."""

    pat: Practitioner
    shona: Practitioner
    mark: Practitioner
    connie: Practitioner


def cast() -> Cast:
    children.surroundings()
    return Cast(
        pat=people.social_worker(),
        shona=people.person("Shona", "shielding_officer", job_title="Shielding officer"),
        mark=people.person("Mark", "shielding_officer", where=people.manchester()),
        connie=counsellor(),
    )


def browser_of(who: Practitioner) -> Client:
    client = Client()
    people.sign_in(client, who)
    return client


def url(name: str, *arguments: UUID) -> str:
    return reverse(name, args=arguments)


def child_of(them: Cast, *, area: str = "own", shielded: bool = False) -> UUID:
    """With two sensitive services, and Connie."""
    now = timezone.now()
    where = people.liverpool() if area == "own" else people.manchester()
    services = (*children.JOHN.services, *TWO_SENSITIVE)
    child = children.child(but(children.JOHN, services=services), at=now, area=where)
    counsels(them.connie, child, at=now)
    if shielded:
        children.shield(child, at=now)
    return child


def opened(who: Practitioner, child: UUID) -> UUID:
    give_reason(child, reason=Reason.PROVIDING, viewer=who, at=timezone.now())
    return child


def asked(them: Cast, *, hours_ago: int = 0, **more: object) -> ContactRequest:
    child = child_of(them, **more)  # type: ignore[arg-type]
    return asks(them.pat, child, at=timezone.now() - timedelta(hours=hours_ago))


def handled(them: Cast, *, hours_ago: int = 0) -> ContactRequest:
    """All services are asked."""
    request = asked(them, hours_ago=hours_ago)
    at = request.asked_at
    keys = [one.key for one in asking_services.open_to_broker(request.pk, by=them.shona, at=at).to_ask]
    asking_services.ask_services(request.pk, keys, by=them.shona, at=at)
    return request


def hers(request: ContactRequest, them: Cast) -> ServiceAsked:
    return ServiceAsked.objects.get(contact_request=request, practitioner=them.connie)


def to_ring(request: ContactRequest) -> ServiceAsked:
    rows = ServiceAsked.objects.filter(contact_request=request, practitioner=None)
    return rows.exclude(involvement=None).order_by("pk")[0]


def every_answer(them: Cast) -> str:
    """A yes, nothing, one turned away, one that waits."""
    request = handled(them, hours_ago=9)
    given = Given(Answer.DETAILS, frozenset({Tell.NAME, Tell.SERVICE}), "0151 496 0099")
    answering.answer(hers(request, them).pk, given, by=them.connie, at=request.asked_at)
    asked(them, hours_ago=9)
    turned = asked(them)
    checking.turn_away(turned.pk, TurnedAway.NOT_REACHED, by=them.shona, at=timezone.now())
    asked(them)
    return url("my_requests")


def full_queue(them: Cast) -> str:
    handled(them)
    asked(them)
    asked(them, area="other")
    asks(them.pat, child_of(them), at=timezone.now(), urgency=Urgency.WEEK)
    return url("contact_requests")


def late(them: Cast) -> str:
    request = asked(them, hours_ago=5)
    checking.pass_on_unchecked(request.pk, at=timezone.now())
    return url("view_contact_request", request.pk)


def nobody_works_with(them: Cast) -> str:
    child = children.john(at=timezone.now(), services=(), settings=(), practice=None)
    request = asks(them.pat, child, at=timezone.now())
    asking_services.ask_services(request.pk, [], by=them.shona, at=timezone.now())
    return url("view_contact_request", request.pk)


def withdraw(them: Cast) -> str:
    child = child_of(them)
    row = Involvement.objects.get(child=child, service="Young people’s clinic")
    return url("withdraw_for_service", child, row.pk)


def withdraw_own(them: Cast) -> str:
    return url("withdraw_consent", Involvement.objects.get(child=child_of(them), practitioner=them.connie).pk)


def own_record(them: Cast) -> str:
    return url("view_child", child_of(them))


Way = Callable[[Cast], str]
STATES: Final[dict[str, tuple[str, Way]]] = {
    "ask": ("pat", lambda them: url("ask_whether_involved", opened(them.pat, child_of(them)))),
    "brief record": ("pat", lambda them: url("view_child", opened(them.pat, child_of(them, shielded=True)))),
    "no requests": ("pat", lambda them: url("my_requests")),
    "my requests": ("pat", every_answer),
    "empty queue": ("shona", lambda them: url("contact_requests")),
    "queue": ("shona", full_queue),
    "check": ("shona", lambda them: url("view_contact_request", asked(them, area="other").pk)),
    "turn away": ("shona", lambda them: url("turn_away_request", asked(them).pk)),
    "check and ask": ("shona", lambda them: url("view_contact_request", asked(them).pk)),
    "asked": ("shona", lambda them: url("view_contact_request", handled(them).pk)),
    "passed on late": ("shona", late),
    "nobody to ask": ("shona", nobody_works_with),
    "record answer": ("shona", lambda them: url("record_answer", to_ring(handled(them)).pk)),
    "answer": ("connie", lambda them: url("answer_request", hers(handled(them), them).pk)),
    "sensitive services": ("shona", lambda them: url("sensitive_services", child_of(them))),
    "withdraw": ("shona", withdraw),
    "withdraw own": ("connie", withdraw_own),
    "own sensitive record": ("connie", own_record),
    "own children": ("connie", lambda them: url("my_children") if child_of(them) else ""),
}
