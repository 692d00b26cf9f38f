"""Every page of the start-up list in every state: what it takes to see it as an officer of Leeds, or its director."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.test import Client
from django.utils import timezone

from accounts.models import Practitioner
from shielding import listing, partners, signing
from shielding.models import Sort
from tests import people
from tests.registry import children
from tests.shielding import start_up
from tests.shielding.pages.states import Team, TeamWay, url
from tests.shielding.start_up import GRACE, REASONS, everybody_replied, refuge, replied

Who = Callable[[], Practitioner]


def team_of(who: Practitioner) -> Team:
    children.surroundings()
    team = Team(who, Client())
    people.sign_in(team.client, who)
    return team


def lead() -> Practitioner:
    """The officer; where a director looks at the page, somebody else."""
    return Practitioner.objects.filter(forename="Shona").first() or start_up.officer()


def partner(team: Team) -> UUID:
    return refuge(lead(), team.now)


def busy(team: Team) -> UUID:
    """The refuge gave three names: one has a record, one is expected, one is missing; another partner is late."""
    asked, at = partner(team), team.now
    replied(asked, lead(), at, names=3)
    listing.hide_listed(asked, start_up.child_of_leeds(at), why="There", evidence="Their list", by=lead(), at=at)
    listing.expect_listed(asked, GRACE, by=lead(), at=at)
    late = refuge(lead(), at - timedelta(days=30), sort=Sort.SOCIAL_CARE, name="Leeds Children’s Services")
    today = timezone.localdate(at)
    partners.remind(late, on=today - timedelta(days=9), due_on=today - timedelta(days=2), by=lead(), at=at)
    replied(refuge(lead(), at, sort=Sort.POLICE, name="West Yorkshire Police"), lead(), at)
    return asked


def under_way(name: str) -> TeamWay:
    def lists(team: Team) -> str:
        busy(team)
        return url(name)

    return lists


def expected(team: Team) -> UUID:
    return listing.expect_listed(partner(team), GRACE, by=lead(), at=team.now)


def about(name: str) -> TeamWay:
    """A page about a partner who was asked and has not replied."""
    return lambda team: url(name, partner(team))


def found(team: Team) -> str:
    start_up.child_of_leeds(team.now)
    return searched(team)


def searched(team: Team) -> str:
    typed = {"forename": "Jon", "surname": "Smyth", "born_year": "2017"}
    return team.client.post(url("list_child", partner(team)), typed).headers["Location"]


def signed(name: str) -> TeamWay:
    """By the lead officer, with a reason for whatever is missing."""

    def lists(team: Team) -> str:
        signing.sign_as_lead(REASONS, by=lead(), at=team.now)
        return url(name)

    return lists


def signed_by_both(name: str) -> TeamWay:
    def lists(team: Team) -> str:
        everybody_replied(lead(), team.now)
        second = team.who if team.who.forename == "Dina" else start_up.director()
        start_up.signed_by_both(lead(), second, team.now)
        return url(name)

    return lists


def nothing_missing(team: Team) -> str:
    everybody_replied(lead(), team.now)
    return url("sign_start_up")


OFFICER, DIRECTOR = start_up.officer, start_up.director
STATES: Final[dict[str, tuple[Who, TeamWay]]] = {
    "nobody asked": (OFFICER, lambda team: url("start_up")),
    "list": (OFFICER, under_way("start_up")),
    "waits for the director": (OFFICER, signed("start_up")),
    "signed list": (OFFICER, signed_by_both("start_up")),
    "add a partner": (OFFICER, lambda team: url("add_partner")),
    "partner asked": (OFFICER, about("view_partner")),
    "partner": (OFFICER, lambda team: url("view_partner", busy(team))),
    "reply": (OFFICER, about("record_reply")),
    "reminder": (OFFICER, about("record_reminder")),
    "enter a child": (OFFICER, about("list_child")),
    "found": (OFFICER, found),
    "none found": (OFFICER, searched),
    "hide": (OFFICER, lambda team: url("list_one", partner(team), start_up.child_of_leeds(team.now))),
    "expect": (OFFICER, about("expect_child")),
    "expected": (OFFICER, lambda team: url("view_expected", expected(team))),
    "take back": (OFFICER, lambda team: url("take_back_expected", expected(team))),
    "sign": (OFFICER, under_way("sign_start_up")),
    "sign what is whole": (OFFICER, nothing_missing),
    "officer at home": (OFFICER, under_way("home")),
    "nothing to sign": (DIRECTOR, lambda team: url("start_up_to_sign")),
    "to sign": (DIRECTOR, signed("start_up_to_sign")),
    "signed": (DIRECTOR, signed_by_both("start_up_to_sign")),
    "director at home": (DIRECTOR, signed("home")),
}
