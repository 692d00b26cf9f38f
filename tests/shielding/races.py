"""What may happen to a child in the very moment in which an officer hides it? (SEC-3)

Each race is about a child whom nobody else resembles, and all that is said of it is known by words of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from io import BytesIO
from typing import Any, Final
from uuid import UUID

from accounts.models import Practitioner
from bench.at_rest import found_at_rest
from feeds.advance import finish, step
from feeds.models import Delivery, DeliveryState
from feeds.receive import receive
from registry import splitting, statements
from registry.assertion import Assertion, Name, Place
from registry.disclosure import give_reason
from registry.involving import Work, record_involvement
from registry.merged import standing
from registry.models import Child, Group, HiddenStatement, Reason, Source
from registry.shields import is_shielded, shielded_among
from shielding import deciding
from tests import people
from tests.canary.invented import FORENAMES, SURNAMES
from tests.feeds import files
from tests.feeds.conftest import load_now
from tests.registry import children
from tests.registry.matching import merged, one_child
from tests.shielding import requests

Act = Callable[[], Any]
YOUNGEST: Final = date(2024, 6, 9)


@dataclass(frozen=True)
class Office:
    """Shona hides and Simon decides; Dora and Dan merge and part."""

    shona: Practitioner
    simon: Practitioner
    dora: Practitioner
    dan: Practitioner
    now: datetime

    @classmethod
    def opened(cls, *, at: datetime) -> "Office":
        shona, simon = (people.person(name, "shielding_officer") for name in ("Shona", "Simon"))
        dora, dan = (people.person(name, "data_officer") for name in ("Dora", "Dan"))
        return cls(shona, simon, dora, dan, at)


class Zora:
    """The child of one race, whom the health service knows."""

    def __init__(self, number: int, office: Office) -> None:
        self.number, self.office = number, office
        self.forename, self.surname = FORENAMES[number % 8], SURNAMES[number % 24]
        self.born = YOUNGEST - timedelta(days=211 * number)
        self.words: dict[str, set[str]] = {}  # by a source's key of the child: what it says, and stands nowhere else
        self.others = set(Child.objects.values_list("pk", flat=True))
        load_now("health-demographics", self.patient("wick"), at=office.now)
        self.record = Child.objects.exclude(pk__in=self.others).get().pk
        self.records = {self.record}
        self.until_tonight: set[tuple[str, str]] = set()

    def own(self, what: str) -> str:
        """A word that nobody else has."""
        tens, ones = divmod(self.number, 10)
        return f"Zq{chr(97 + tens)}{chr(97 + ones)}{what}"

    def patient(self, what: str, *, day: int = 10, postcode: str = "L15 3HQ") -> bytes:
        """As the health service says it on that day: at that street."""
        key, street = files.nhs_of(self.number), self.own(what)
        self.words[key] = self.words.get(key, {key}) | {street}
        named = {"forename": self.forename, "surname": self.surname, "born": self.born.isoformat()}
        place = {"street": f"4 {street} Bank", "postcode": postcode, "as_at": f"2009-01-{day}T00:00:00Z"}
        return files.ndjson(files.patient(number=key, **named, **place))

    def pupil(self) -> bytes:
        """As a school says it, which never spoke of the child before."""
        key, street = files.upn_of(self.number), self.own("wick")
        self.words[key] = {key, street}
        named = {"forename": self.forename, "surname": self.surname, "born": self.born.isoformat()}
        return files.ctf(files.pupil(upn=key, **named, street=f"4 {street} Bank"))

    def second_record(self) -> UUID:
        """What another system made of the child; the NHS number differs, so that two people have to say that it is."""
        key, number, street = f"second-{self.number}", files.nhs_of(500 + self.number), self.own("lane")
        self.words[key] = {number, street}
        said = Assertion(
            names=(Name("current", self.forename, "", self.surname),),
            date_of_birth=self.born,
            addresses=(Place("current", f"4 {street} Lane", "Liverpool", "L15 3HQ"),),
            identifiers={"nhs_number": (number,)},
        )
        made = children.child(said, at=self.office.now, key=key)
        self.records.add(made)
        return made

    def is_hidden(self) -> bool:
        """The record, or what it has become."""
        return is_shielded(standing([self.record])[self.record])

    def in_the_clear(self) -> set[tuple[str, str]]:
        """Of what is said of a hidden record of the child: what lies in which table as it was said.

        A street that nobody says any more, and nobody is filed under, leaves the dictionary in the night.
        """
        hidden = shielded_among(self.records)
        said = {kept.key for kept in statements.of(hidden, withdrawn=True)}
        words = (words for key, words in self.words.items() if any(key in whole for whole in said))
        return found_at_rest(set().union(*words)) - self.until_tonight

    def sealed(self) -> int:
        """How many statements about it lie under seal."""
        return HiddenStatement.objects.filter(child__in=self.records).count()

    def copies(self) -> set[UUID]:
        """Records that the race made of the child and that lie open."""
        made = set(Child.objects.exclude(pk__in=self.others | self.records).values_list("pk", flat=True))
        return made - shielded_among(made)


def hide(zora: Zora) -> Act:
    return partial(requests.hidden, zora.record, by=zora.office.shona, at=zora.office.now)


def lift(zora: Zora) -> Act:
    """It was hidden until now; the second person agrees that the shield comes off."""
    office = zora.office
    shield = requests.confirmed(zora.record, by=office.shona, second=office.simon, at=office.now)
    asked = requests.lift_asked(shield, by=office.shona, at=office.now)
    return partial(deciding.agree, asked.pk, seen=requests.seen(shield), by=office.simon, at=office.now)


def deliver_news(zora: Zora) -> Act:
    """The child has moved to an address of another authority."""
    zora.until_tonight = {("registry_place", zora.own("wick"))}
    return _applied("health-demographics", zora.patient("moor", day=15, postcode="M14 5RG"), at=zora.office.now)


def deliver_under_a_new_key(zora: Zora) -> Act:
    """As in March 2009."""
    return _applied("pupil-data", zora.pupil(), at=zora.office.now)


def _applied(source: str, content: bytes, *, at: datetime) -> Act:
    """Read and judged; its row is about to be applied."""
    delivery = receive(BytesIO(content), source=Source.objects.get(code=source), file_name="delivery", at=at)
    while Delivery.objects.get(pk=delivery.pk).state != DeliveryState.APPLYING:
        step(delivery.pk, at=at)
    return partial(finish, delivery.pk, now=lambda: at)


def merge(zora: Zora) -> Act:
    """One person has said that the second record is the child's, and another agrees."""
    office, pair = zora.office, (zora.record, zora.second_record())
    one_child(*pair, by=office.dora, at=office.now)
    return partial(one_child, *pair, by=office.dan, at=office.now)


def split(zora: Zora) -> Act:
    office = zora.office
    whole = merged((zora.record, zora.second_record()), office.dora, office.dan, at=office.now)
    return partial(splitting.undo, whole.pk, because="Cousins", by=office.dora, at=office.now)


def enter_work(zora: Zora) -> Act:
    """A practitioner says that she works with the child."""
    office, pat = zora.office, people.social_worker()
    give_reason(zora.record, reason=Reason.PROVIDING, viewer=pat, at=office.now)
    word = zora.own("mentoring")
    zora.words[files.nhs_of(zora.number)].add(word)
    work = Work(Group.OTHER, word, "Mentor", "0151 496 0999", "pat@example.org", office.now.date())
    return partial(record_involvement, zora.record, work, by=pat, at=office.now)
