"""Every page about shields in every state: what it takes to see it as Shona, a shielding officer of Liverpool."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from registry.assertion import Name, but
from registry.record.parts import parts_of
from registry.shields import name_token
from shielding import deciding, deputies, showing
from shielding.models import Shield
from tests import people
from tests.registry import children
from tests.shielding.requests import confirmed, hidden, lift_asked, seen

SISTER = but(children.JOHN, names=(Name("current", "Amy", "", "Smith"),), identifiers={}, gender="female")
ASKED = {
    "asker": "refuge",
    "name": "Women’s Refuge",
    "reach": "0151 496 0777",
    "why": "Her father follows the mother",
    "evidence": "A letter of the refuge",
}


@dataclass
class Team:
    """Shona is signed in; Simon is her colleague."""

    who: Practitioner
    client: Client

    @property
    def simon(self) -> Practitioner:
        found = Practitioner.objects.filter(forename="Simon").first()
        return found or people.person("Simon", "shielding_officer", job_title="Shielding officer")

    @property
    def now(self) -> datetime:
        return timezone.now()

    def john(self) -> UUID:
        return children.john(at=self.now)

    def hidden(self, *, by: Practitioner | None = None, ago: timedelta = timedelta()) -> Shield:
        """By a colleague, unless told."""
        return hidden(self.john(), by=by or self.simon, at=self.now - ago)

    def confirmed(self, *, review: timedelta = timedelta(days=180)) -> Shield:
        shield = confirmed(self.john(), by=self.who, second=self.simon, at=self.now)
        Shield.objects.filter(pk=shield.pk).update(review_on=timezone.localdate() + review)
        return shield

    def lift_asked(self, *, by: Practitioner | None = None) -> UUID:
        return lift_asked(self.confirmed(), by=by or self.simon, at=self.now).pk

    def more_asked(self) -> UUID:
        shield = self.confirmed()
        names = [name_token(shield.child_id, name) for name in parts_of([shield.child_id])[shield.child_id].names]
        said = {"because": "School knows this one", "seen": seen(shield), "by": self.simon, "at": self.now}
        showing.change(shield.pk, names, carers_hidden=False, **said)  # type: ignore[arg-type]
        return shield.proposals.get().pk

    def search(self, **typed: str) -> str:
        return self.client.post(reverse("shielding_search"), typed).headers["Location"]


TeamWay = Callable[[Team], str]


def url(name: str, *arguments: UUID) -> str:
    return reverse(name, args=arguments)


def busy_home(team: Team) -> str:
    team.hidden(ago=timedelta(days=2))
    team.confirmed(review=-timedelta(days=9))
    team.lift_asked()
    return url("shielding_home")


def in_state(show: str) -> TeamWay:
    def lists(team: Team) -> str:
        busy_home(team)
        return f"{url('shields')}?show={show}"

    return lists


def one_found(team: Team) -> str:
    team.john()
    return team.search(forename="Jon", surname="Smyth", born_year="2017")


def lifted(team: Team) -> str:
    shield = team.confirmed()
    asked = lift_asked(shield, by=team.who, at=team.now)
    deciding.agree(asked.pk, seen=seen(shield), by=team.simon, at=team.now)
    return url("view_shield", shield.pk)


def with_sister(team: Team) -> str:
    children.child(SISTER, at=team.now)
    other = children.child(but(SISTER, names=(Name("current", "Zoe", "", "Smith"),)), at=team.now)
    children.shield(other, at=team.now)
    return url("shield_others", team.hidden().pk)


def with_deputy(team: Team) -> str:
    deputies.name(team.simon.pk, by=team.who, at=team.now)
    return url("shielding_deputies")


STATES: dict[str, TeamWay] = {
    "home": lambda team: url("shielding_home"),
    "busy home": busy_home,
    "start page": lambda team: busy_home(team) and url("home"),
    "no records": lambda team: url("shields"),
    "to confirm": in_state("confirm"),
    "to decide": in_state("decide"),
    "reviews": in_state("review"),
    "all": in_state("all"),
    "search": lambda team: url("shielding_search"),
    "found": one_found,
    "none found": lambda team: team.search(forename="Katie", surname="Okafor", born_year="2019"),
    "child": lambda team: url("shielding_child", team.john()),
    "hidden child": lambda team: url("shielding_child", team.hidden().child_id),
    "ask": lambda team: url("ask_shield", team.john()),
    "others": with_sister,
    "nobody near": lambda team: url("shield_others", team.hidden().pk),
    "unconfirmed": lambda team: url("view_shield", team.hidden(ago=timedelta(days=2)).pk),
    "confirmed": lambda team: url("view_shield", team.confirmed().pk),
    "lifted": lifted,
    "lift waits": lambda team: (team.lift_asked(), url("view_shield", Shield.objects.get().pk))[1],
    "confirm": lambda team: url("confirm_shield", team.hidden().pk),
    "answer": lambda team: url("decide_proposal", team.lift_asked()),
    "answer more": lambda team: url("decide_proposal", team.more_asked()),
    "review": lambda team: url("review_shield", team.confirmed().pk),
    "lift": lambda team: url("ask_to_lift", team.confirmed().pk),
    "appeal": lambda team: (team.lift_asked(), url("record_appeal", Shield.objects.get().pk))[1],
    "names": lambda team: url("choose_names", team.confirmed().pk),
    "deputies": with_deputy,
}
