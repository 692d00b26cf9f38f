"""Whose record is asked for? John's: three sources, 400 looks, a service that is nobody's business, a hidden sister."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.access import actor
from accounts.models import Kind as OrganisationKind
from accounts.models import Organisation, Practitioner
from audit.log import record
from contactpoint.pages.dates import moment_in_words
from registry.assertion import Assertion, CarerSaid, Place, ServiceSaid, but
from registry.models import Reason
from registry.number import shown
from registry.record import Decision, apply_assertions
from tests import people
from tests.oversight.access import number_of
from tests.oversight.looking import look
from tests.registry import children

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
SISTER = but(
    children.JOHN,
    names=(but(children.JOHN.names[0], forename="Jane", middle_names=""),),
    gender="female",
    services=(),
    caf=None,
    identifiers={},
)
SPEECH = ServiceSaid("health", "Speech therapy", date(2025, 9, 1), "Alder Clinic", contact_name="Una Low")
HEALTH = Assertion(
    names=children.JOHN.names[:1],
    date_of_birth=date(2017, 3, 5),
    carers=(CarerSaid("Bob Smith", "father", True, "07700 900456"),),
    addresses=(Place("current", "2 Old Road", "Liverpool", "L1 1AA"),),
)
SECRETS = ("drug", "bridge", "kit", "moss,", "counsellor", "4960044", "cora", "jane")
SAFE, HELP = Reason.SAFEGUARDING.label, Reason.PROVIDING.label


class Row(NamedTuple):
    section: str
    label: str
    value: str
    source: str = ""
    as_at: str = ""


class Family:
    """`sensitive`: whether the drug service, its counsellor and her colleague are anywhere in it."""

    def __init__(self, *, sensitive: bool = True, sister: bool = True, key: str = "john", looks: int = 12) -> None:
        self.count = looks - 5  # those of Pat
        self.at = timezone.now()
        self.before = self.at - timedelta(days=9)
        self.child = children.child(children.JOHN, at=self.at - timedelta(days=5), key=key)
        self.number = number_of(self.child)
        self.say("health", "Child health", HEALTH, key)
        services = (SPEECH, children.SENSITIVE) if sensitive else (SPEECH,)
        self.say("social", "Social care cases", Assertion(names=children.JOHN.names[:1], services=services), key)
        self.pat, self.hana = people.social_worker(), people.health_visitor()
        self.looks()
        if sensitive:
            self.secret_looks()
        if sister:
            self.sister = children.child(SISTER, at=self.at - timedelta(days=5), key=f"{key}'s sister")
            children.shield(self.sister, at=self.at)

    def say(self, code: str, name: str, said: Assertion, key: str) -> None:
        where = people.liverpool().pk
        made = Decision(f"{code} {key}", said, self.before, self.child, where)
        apply_assertions([made], source=children.source(code, name), at=self.at)

    def looks(self) -> None:
        """So many, and three times in a list: two of them are one line."""
        for hour in range(self.count):
            look(self.pat, self.number, at=NOON + timedelta(hours=hour))
        for hour in range(5):
            look(self.hana, self.number, at=NOON - timedelta(days=1, hours=hour), because="providing_service")
        named(self.pat, self.number, because="search")
        named(self.pat, self.number, because="search", at=NOON + timedelta(minutes=1))
        named(self.hana, self.number, because="my_children")

    def secret_looks(self) -> None:
        bridge = people.organisation("The Bridge", "BRIDGE", kind=OrganisationKind.SUPPLYING_BODY, sector="health")
        self.kit = counsellor("Kit", "Moss", bridge)
        cora = counsellor("Cora", "Hill", bridge)
        look(self.kit, self.number, at=NOON, because="providing_service")
        look(cora, self.number, at=NOON, because="providing_service")
        named(self.kit, self.number, because="my_children")

    def held(self, *, secret: bool = False, others: bool = True, guarded: bool = False) -> list[Row]:
        """The list that is checked: all that the answer holds, without who looked.

        `others`: what is about somebody else; `guarded`: what leads to the hidden sister.
        """
        school = ("School records", moment_in_words(self.at - timedelta(days=7)))
        health = ("Child health", moment_in_words(self.before))
        social = ("Social care cases", moment_in_words(self.before))
        works = "People and services who work with the child"
        mo = "Mo Ali, Social worker, Liverpool City Council, 0151 496 0033, mo.ali@example.org, from 3 February 2025"
        kit = "Kit Moss, Counsellor, The Bridge, 0151 496 0044, from 1 May 2025"
        gp = "Sefton Park Surgery, 0151 496 0022, from 9 January 2018"
        carers, reach = "Parents and carers", "How to reach a parent or carer"
        rows = (
            (True, Row("The child", "ContactPoint number", shown(self.number), "ContactPoint gave it")),
            (True, Row("The child", "Date of birth", "4 March 2017", *school)),
            (True, Row("The child", "Gender", "Male", *school)),
            (True, Row("The child", "Name", "John Peter Smith", *school)),
            (True, Row("The child", "Former name", "John Okafor", *school)),
            (guarded, Row("Where the child lives", "Address", "14 Fern Bank, Liverpool, L18 5TE", *school)),
            (True, Row("Where the child lives", "Former address", "2 Old Road, Liverpool, L1 1AA", *health)),
            (others, Row(carers, "Has parental responsibility", "Ann Smith (mother)", *school)),
            (guarded and others, Row(carers, reach, "Ann Smith: 07700 900123", *school)),
            (others, Row(carers, "Has parental responsibility", "Bob Smith (father)", *health)),
            (others, Row(carers, reach, "Bob Smith: 07700 900456", *health)),
            (guarded, Row("School", "School", "Mossley Hill School, 0151 496 0011, from 5 September 2022", *school)),
            (guarded, Row("Doctor", "GP practice", gp, *school)),
            (True, Row(works, "Children’s social care", mo, *school)),
            (secret, Row(works, "Young people’s drug service", kit, *social)),
            (True, Row(works, "Speech therapy", "Una Low, Alder Clinic, from 1 September 2025", *social)),
            (True, Row(works, "Lead professional", "Mo Ali, from 3 February 2025", *school)),
            (True, Row("Assessment", "Common Assessment Framework", "20 February 2025, held by Mo Ali", *school)),
            (True, Row("Numbers in other systems", "Unique pupil number", "Z999999999991", *school)),
            (True, Row("Numbers in other systems", "NHS number", "9990000018", *school)),
            (True, Row("What our sources also told us", "Date of birth", "5 March 2017", *health)),
            (True, Row("What our sources also told us", "Address", "2 Old Road, Liverpool, L1 1AA", *health)),
        )
        return [row for there, row in rows if there]

    def looked(self, *, secret: bool = False) -> list[Row]:
        """Who looked, the newest first; then who saw the name in a list."""
        opened, lists = "Who looked at your record", "Who saw your name in a list"
        day = "10 March 2026"
        pats = [NOON + timedelta(hours=hour) for hour in range(self.count - 1, -1, -1)]
        hanas = [NOON - timedelta(days=1, hours=hour) for hour in range(5)]
        pat = [Row(opened, moment_in_words(at), f"Pat Example; Liverpool; Practitioner; {SAFE}") for at in pats]
        hana = [Row(opened, moment_in_words(at), f"Hana Example; Manchester; Practitioner; {HELP}") for at in hanas]
        theirs = [
            Row(opened, moment_in_words(NOON), f"{name}; Liverpool; Practitioner; {HELP}")
            for name in ("Cora Hill", "Kit Moss")
        ]
        works_with = "Your name was in the list of children that the person works with"
        named = [Row(lists, day, f"Hana Example; Manchester; Practitioner; {works_with}")]
        found = Row(lists, day, "Pat Example; Liverpool; Practitioner; Your name was in the result of a search")
        kits = [Row(lists, day, f"Kit Moss; Liverpool; Practitioner; {works_with}")]
        if secret:
            return [*pat[:-1], *theirs, pat[-1], *hana, found, *kits, *named]
        return [*pat, *hana, found, *named]


def counsellor(forename: str, surname: str, employer: Organisation) -> Practitioner:
    made = people.person(forename, "practitioner", employer=employer, job_title="Counsellor")
    Practitioner.objects.filter(pk=made.pk).update(surname=surname)
    made.refresh_from_db()
    return made


def named(by: Practitioner, number: str, *, because: str, at: datetime = NOON) -> None:
    """As registry.giving records it."""
    with transaction.atomic():
        record("child.named", at=at, actor=actor(by), child_number=number, because=because)
