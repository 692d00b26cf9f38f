"""What does a year of looks at children hold, and which of them are misuse? A model of 2,000 people at work.

Areas hold organisations; organisations hold people and know some hundred children each, of whom everybody has a
caseload. On a working day somebody looks at a few children: mostly the own caseload, then the own organisation's, then
whom a notice, a request or a queue led to; now and then a new case, whose involvement is mostly recorded on the same
day; and now and then a child to whom nothing leads, as with a duty team. People and children have surnames (few common,
many rare) and live in postcodes, so that some honest looks are at namesakes and neighbours by chance. Offices have
networks and telephones have others; people go away for months and come back; a caseload is gone through in one day; a
bad night brings many children at once; an accident brings several services to one child within a day.

Misuse is put in between, by kinds. Nothing here is read by the detection, and neither is the seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Final, NamedTuple
from uuid import UUID

from oversight.ranking import Look
from registry.ties import Tie

AREAS, PEOPLE_EACH, KNOWN_EACH, CASELOAD = 10, 20, 300, 25
RARE: Final = 0.002  # of the population: below this a surname is rare, as registry.ties has it
HOMES: Final = 4_000  # postcodes of an area: the children of the model are some of all who live there
DAYS: Final = 365
FIRST: Final = date(2025, 1, 1)


class Service(NamedTuple):
    """`share` of the people; looks on a working day; `duty`: the share that works at night."""

    role: str
    share: float
    a_day: float
    duty: float = 0.0
    casework: bool = True


SERVICES: Final = (
    Service("school", 0.40, 0.5),
    Service("health", 0.25, 0.7),
    Service("social_care", 0.20, 0.9, duty=0.15),
    Service("police", 0.05, 0.4, duty=0.5),
    Service("youth", 0.05, 0.5),
    Service("administrator", 0.05, 0.1, casework=False),
)
# What leads somebody to a child, of honest looks; the rest nothing does.
LED: Final = (
    (0.75, Tie.OWN_INVOLVEMENT),
    (0.03, Tie.SELF_STATED),
    (0.12, Tie.OWN_ORGANISATION),
    (0.03, Tie.NOTICE),
    (0.015, Tie.CONTACT),
    (0.01, Tie.QUEUE),
)


class Child(NamedTuple):
    number: str
    area: int
    surname: int
    home: int


@dataclass
class Person:
    user: UUID
    service: Service
    organisation: int
    area: int
    surname: int
    home: int
    duty: bool
    known: list[Child]
    caseload: list[Child]
    away: tuple[int, int] = (0, 0)  # days of the year
    colleagues: list["Person"] = field(default_factory=list)


class Incident(NamedTuple):
    """One misuse: of a child, or of the account (`child` empty)."""

    kind: str
    user: UUID
    child: str


@dataclass
class Year:
    looks: list[Look] = field(default_factory=list)
    misuse: dict[int, Incident] = field(default_factory=dict)  # by event
    organisation_of: dict[UUID, int] = field(default_factory=dict)


class World:
    """Everybody, and who looks at whom."""

    def __init__(self, *, users: int, seed: int) -> None:
        self.chance = Random(seed)
        # Surnames by Zipf, as in any population: the first ones are common.
        self.shares = [1 / (rank + 8) for rank in range(8_000)]
        total = sum(self.shares)
        self.shares = [share / total for share in self.shares]
        self.by_area = [self._children(area, users * 30 // AREAS) for area in range(AREAS)]
        self.people = [self._person(number, users) for number in range(users)]
        self._acquaint()
        self.events = count(1)
        self.year = Year(organisation_of={one.user: one.organisation for one in self.people})

    def _surname(self) -> int:
        return self.chance.choices(range(len(self.shares)), self.shares)[0]

    def _children(self, area: int, many: int) -> list[Child]:
        surnames = self.chance.choices(range(len(self.shares)), self.shares, k=many)
        return [Child(f"{area}{number:09}", area, surname, self._home(area)) for number, surname in enumerate(surnames)]

    def _home(self, area: int) -> int:
        return area * HOMES + self.chance.randrange(HOMES)

    def _person(self, number: int, users: int) -> Person:
        organisation = number // PEOPLE_EACH
        area = organisation % AREAS
        if number % PEOPLE_EACH == 0:
            self._service = self.chance.choices(SERVICES, [one.share for one in SERVICES])[0]
            self._known = self.chance.sample(self.by_area[area], min(KNOWN_EACH, len(self.by_area[area])))
        return Person(
            UUID(int=self.chance.getrandbits(128)),
            self._service,
            organisation,
            area,
            self._surname(),
            self._home(area),
            self.chance.random() < self._service.duty,
            self._known,
            self.chance.sample(self._known, min(CASELOAD, len(self._known))),
        )

    def _acquaint(self) -> None:
        teams: dict[int, list[Person]] = {}
        for one in self.people:
            teams.setdefault(one.organisation, []).append(one)
        for one in self.people:
            one.colleagues = teams[one.organisation]

    # --- One look -------------------------------------------------------------------------------------------

    def look(
        self,
        who: Person,
        child: Child,
        at: datetime,
        *led: Tie,
        misuse: Incident | None = None,
        network: str = "",
    ) -> None:
        """What the registry would write: the ties are those that hold, however the look came about."""
        event = next(self.events)
        office = f"office {who.organisation}"
        self.year.looks.append(
            Look(
                event,
                at,
                who.user,
                who.service.role,
                child.number,
                frozenset((*led, *self._ties(who, child))),
                network or office,
                who.service.casework,
            )
        )
        if misuse:
            self.year.misuse[event] = misuse

    def _ties(self, who: Person, child: Child) -> Iterator[Tie]:
        if child.area == who.area:
            yield Tie.OWN_AREA
        if child.surname == who.surname:
            yield Tie.RARE_SURNAME if self.shares[child.surname] < RARE else Tie.SURNAME
        if child.home == who.home:
            yield Tie.HOME
        elif any(child.home == one.home for one in who.colleagues):
            yield Tie.COLLEAGUE_HOME
        if child in who.caseload:
            yield Tie.OWN_INVOLVEMENT
        if child in who.known:
            yield Tie.OWN_ORGANISATION

    def moment(self, day: int, *, night: bool = False) -> datetime:
        hour = self.chance.choice((20, 21, 22, 23, 0, 1, 2, 3, 4)) if night else self.chance.randrange(8, 18)
        start = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC)
        return start + timedelta(hours=hour, minutes=self.chance.randrange(60), seconds=self.chance.randrange(60))

    def child_at(self, home: int) -> Child:
        """Somebody who lives there, and whom nobody of the organisations knows."""
        area = home // HOMES
        made = Child(f"{area}{len(self.by_area[area]):09}", area, self._surname(), home)
        self.by_area[area].append(made)
        return made

    def any_child(self, who: Person, *, away: float = 0.25) -> Child:
        area = self.chance.randrange(AREAS) if self.chance.random() < away else who.area
        return self.chance.choice(self.by_area[area])
