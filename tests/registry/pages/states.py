"""Every page about children in every state: what it takes to see it, as whom, and where it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Practitioner
from registry.assertion import Name, Place
from registry.disclosure import give_reason
from registry.models import Involvement, Reason, SearchMade
from tests import people
from tests.registry import children

ADDED = {
    "forename": "Katie",
    "surname": "Okafor",
    "born_year": "2019",
    "gender": "female",
    "lines": "3 Fern Bank",
    "postcode": "L18 5TE",
    "carer_1_name": "Ada Okafor",
    "carer_1_relationship": "mother",
    "why": "new_to_area",
}
WORK = {
    "group": "health",
    "service": "School nursing",
    "role": "School nurse",
    "phone": "0151 496 0055",
    "started_on_day": "1",
    "started_on_month": "9",
    "started_on_year": "2025",
}


@dataclass
class Scene:
    """A signed-in person and what they can do to get to a page."""

    who: Practitioner
    client: Client

    def search(self, **typed: str) -> str:
        """The address of the result."""
        return self.client.post(reverse("find_child"), typed).headers["Location"]

    def search_id(self) -> UUID:
        return SearchMade.objects.filter(practitioner=self.who).latest("made_at").pk

    def john(self, **instead: object) -> UUID:
        return children.john(at=timezone.now(), **instead)

    def opened(self, child: UUID) -> UUID:
        give_reason(child, reason=Reason.PROVIDING, viewer=self.who, at=timezone.now())
        return child

    def involved(self, child: UUID) -> UUID:
        self.opened(child)
        self.client.post(reverse("record_involvement", args=[child]), WORK)
        return Involvement.objects.get(practitioner=self.who, child=child).pk

    def draft(self) -> UUID:
        self.search(forename="Katie", surname="Okafor", born_year="2019")
        self.client.post(reverse("create_record", args=[self.search_id()]), ADDED)
        return self.search_id()


Way = Callable[[Scene], str]


def url(name: str, *arguments: UUID) -> str:
    return reverse(name, args=arguments)


def one_match(scene: Scene) -> str:
    scene.john()
    return scene.search(forename="Jon", surname="Smyth", born_year="2017")


def some_match(scene: Scene) -> str:
    for forename in ("John", "Jon", "James"):
        scene.john(names=(Name("current", forename, "", "Smith"), Name("former", forename, "", "Okafor")))
    return scene.search(forename="John", surname="Smith", born_day="4", born_month="mar", born_year="17")


def too_many(scene: Scene) -> str:
    for n in range(14):
        scene.john(
            date_of_birth=date(2017, 1, 1) + timedelta(days=n * 9),
            addresses=(Place("current", f"{n} Fern Bank", "Liverpool", f"L18 5T{'ABCDEFGHJKLMNP'[n]}"),),
        )
    return scene.search(forename="John", surname="Smith", age="5-12")


def shielded(scene: Scene) -> UUID:
    child = scene.john()
    children.shield(child, at=timezone.now())
    return scene.opened(child)


def bare(scene: Scene) -> UUID:
    """A record on which nobody is named."""
    return scene.opened(scene.john(settings=(), practice=None, services=(), caf=None))


def stale(scene: Scene) -> str:
    Involvement.objects.filter(pk=scene.involved(scene.john())).update(
        confirmed_at=timezone.now() - timedelta(days=100)
    )
    return url("my_children")


def near(scene: Scene) -> str:
    scene.john(names=(Name("current", "Katy", "", "Okafor"),), date_of_birth=date(2019, 5, 1), gender="female")
    return url("check_record", scene.draft())


def created(scene: Scene) -> str:
    search = scene.draft()
    answer = scene.client.post(url("check_record", search))
    child = UUID(answer.headers["Location"].split("/")[-1])
    scene.opened(child)
    return url("view_child", child)


def home_with_children(scene: Scene) -> str:
    stale(scene)
    return url("home")


def own_record(scene: Scene) -> str:
    stale(scene)
    return url("view_child", Involvement.objects.get(practitioner=scene.who).child_id)


def none(scene: Scene) -> str:
    return scene.search(forename="Katie", surname="Okafor", born_year="2019")


def create(scene: Scene) -> str:
    none(scene)
    return url("create_record", scene.search_id())


def on_john(name: str) -> Way:
    """A page about John Smith, for whom a reason is stated."""
    return lambda scene: url(name, scene.opened(scene.john()))


STATES: dict[str, Way] = {
    "home": lambda scene: url("home"),
    "home with children": home_with_children,
    "find": lambda scene: url("find_child"),
    "one match": one_match,
    "some match": some_match,
    "too many": too_many,
    "none": none,
    "reason": lambda scene: url("state_reason", scene.john()),
    "record": on_john("view_child"),
    "record with own involvement": own_record,
    "record with nobody": lambda scene: url("view_child", bare(scene)),
    "brief record": lambda scene: url("view_child", shielded(scene)),
    "ask": on_john("ask_whether_involved"),
    "team": lambda scene: url("your_team"),
    "involvement": on_john("record_involvement"),
    "sensitive": on_john("record_sensitive_involvement"),
    "colleague": on_john("record_colleague_involvement"),
    "end": lambda scene: url("end_involvement", scene.involved(scene.john())),
    "lead": on_john("name_lead"),
    "lead with nobody": lambda scene: url("name_lead", bare(scene)),
    "caf": on_john("flag_caf"),
    "no children": lambda scene: url("my_children"),
    "my children": stale,
    "create": create,
    "check": lambda scene: url("check_record", scene.draft()),
    "check with near match": near,
    "created": created,
}


def entered(scene: Scene) -> UUID:
    """A record that another practitioner added by hand."""
    maker = Scene(people.social_worker(), Client())
    people.sign_in(maker.client, maker.who)
    return UUID(created(maker).split("/")[-1])


def officer_home(scene: Scene) -> str:
    entered(scene)
    return url("home")


def queue(scene: Scene) -> str:
    entered(scene)
    return url("unconfirmed_records")


OFFICER_STATES: dict[str, Way] = {
    "officer home": officer_home,
    "no unconfirmed": lambda scene: url("unconfirmed_records"),
    "unconfirmed": queue,
    "confirm": lambda scene: url("confirm_record", entered(scene)),
}
