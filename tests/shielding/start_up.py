"""Whom does Leeds ask in the tests of its start-up list, and how does it get so far that it can be signed?"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import Organisation, Practitioner, Stage
from registry.assertion import Assertion, Name, Place
from shielding import partners, signing
from shielding.models import Sort
from shielding.partners import Body, Reply
from tests import people
from tests.registry import children

GRACE = Assertion(
    names=(Name("current", "Grace", "", "Whitfield"), Name("former", "Grace", "", "Oyelaran")),
    date_of_birth=date(2019, 3, 14),
    addresses=(Place("current", "7 Larkspur Row", "Leeds", "LS6 2AB"),),
    identifiers={"nhs_number": ("9990000077",)},
)
SAID = ("Grace", "Whitfield", "Oyelaran", "Larkspur", "LS6 2AB", "9990000077", "2019-03-14")
REASONS = {sort.value: "Nobody of this kind works here" for sort in Sort}


def leeds(stage: str = Stage.SHIELDING) -> Organisation:
    """It may only shield: nobody has signed its list."""
    return people.organisation("Leeds", "383", stage=stage)


def officer(name: str = "Shona") -> Practitioner:
    return people.person(name, "shielding_officer", job_title="Shielding officer", where=leeds())


def director(name: str = "Dina") -> Practitioner:
    return people.person(name, "director", job_title="Director", where=leeds())


def child_of_leeds(at: datetime) -> UUID:
    return children.child(at=at, area=leeds())


def refuge(by: Practitioner, at: datetime, *, sort: Sort = Sort.REFUGES, name: str = "Leeds Refuge") -> UUID:
    """Asked ten days ago, to answer within a week from now."""
    today = timezone.localdate(at)
    dates = {"asked_on": today - timedelta(days=10), "due_on": today + timedelta(days=7)}
    body = Body(sort, name, "Ruth Dale", "0113 496 0123", "refuge@example.org", **dates)
    return partners.add(body, by=by, at=at)


def replied(partner: UUID, by: Practitioner, at: datetime, *, names: int = 0) -> None:
    partners.keep_reply(partner, Reply("Ruth Dale", timezone.localdate(at), names), by=by, at=at)


def everybody_replied(by: Practitioner, at: datetime) -> None:
    """One partner of each sort, each with a nil return."""
    for sort in Sort:
        replied(refuge(by, at, sort=sort, name=f"Leeds {sort.label.lower()}"), by, at)


def signed_by_both(lead: Practitioner, second: Practitioner, at: datetime) -> None:
    signing.sign_as_lead(REASONS, by=lead, at=at)
    waits = signing.to_sign(second, at=at)
    assert waits is not None
    signing.sign_as_director(waits.id, by=second, at=at)


def opened(area: Organisation) -> None:
    """Its stage has moved on, whatever it has signed."""
    Organisation.objects.filter(pk=area.pk).update(stage=Stage.LIVE)
