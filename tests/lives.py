"""Whose records live and end in ten simulated years? One of each kind of end, with days reckoned by hand."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from io import BytesIO
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction

from accounts.models import Practitioner
from feeds.advance import finish
from feeds.receive import receive
from feeds.sources import load_sources
from registry import keeping
from registry.assertion import Assertion, CarerSaid, Name, Place, ServiceSaid, but
from registry.extending import Consent, ExtendedFor, How
from registry.merging import join
from registry.models import Child, Merge, Reason, Returning, ShieldEvent, Source
from registry.record import Decision, apply_assertions, rebuild
from registry.shields import put_on
from registry.visits import state_reason
from shielding.asking import new_shield
from shielding.words import REQUESTED
from tests import people
from tests.feeds import files
from tests.registry import children

BEGIN: Final = date(2026, 12, 1)
END: Final = date(2036, 12, 1)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


@dataclass(frozen=True)
class Life:
    """A child. `archived` and `destroyed`: the days by the rules, None for who stays. `said` is in no other record."""

    forename: str
    surname: str
    born: date
    archived: date | None = None
    destroyed: date | None = None
    died: date | None = None
    left: Place | None = None

    @property
    def street(self) -> str:
        return f"{self.surname} Grange"

    @property
    def carer(self) -> str:
        return f"Rosamund {self.surname}brook"

    @property
    def said(self) -> Assertion:
        return Assertion(
            names=(Name("current", self.forename, "", self.surname), Name("former", self.forename, "", self.former)),
            date_of_birth=self.born,
            gender="female",
            date_of_death=self.died,
            addresses=(self.left or Place("current", f"4 {self.street}", "Liverpool", "L18 5TE"),),
            carers=(CarerSaid(self.carer, "mother", True, "07700 900771"),),
            services=(ServiceSaid("health", "School nursing", date(2026, 1, 5), f"{self.surname} Clinic"),),
        )

    @property
    def former(self) -> str:
        return f"{self.surname}worth"

    @property
    def words(self) -> tuple[str, ...]:
        """What no table may hold of it once it is destroyed."""
        return (self.forename, self.surname, self.former, self.street, self.carer, f"{self.surname} Clinic")


LENA = Life("Lenore", "Aldershaw", date(2012, 2, 29), date(2030, 3, 1), date(2036, 3, 1))
ADAM = Life("Adamina", "Birtwhistle", date(2010, 6, 10), date(2028, 6, 10), date(2034, 6, 10))
BETH = Life("Bethia", "Cattermole", date(2010, 6, 10), date(2028, 6, 10), date(2034, 6, 10))
EVE = Life("Evadne", "Dunkerley", date(2009, 9, 1), date(2034, 9, 1))
WILL = Life("Wilmot", "Entwhistle", date(2009, 3, 3), date(2029, 5, 5), date(2035, 5, 5))
DAN = Life("Danica", "Fothergill", date(2015, 5, 5), date(2029, 2, 28), date(2035, 2, 28), died=date(2028, 2, 29))
AWAY = Place("left_england", from_date=date(2027, 4, 15), returning="not_intended")
LOU = Life("Louella", "Garstang", date(2018, 7, 7), date(2030, 4, 15), date(2036, 4, 15), left=AWAY)
BACK = Life("Ramona", "Hebblethwaite", date(2019, 7, 7), left=but(AWAY, returning="intended"))
TOLD = Life("Theodora", "Ibbotson", date(2019, 1, 1), date(2030, 2, 28), date(2036, 2, 28))
SAM = Life("Samphire", "Jessop", date(2010, 1, 2), date(2028, 1, 2), date(2034, 1, 2))
MARY = Life("Maryann", "Killigrew", date(2011, 8, 8), date(2029, 8, 8), date(2035, 8, 8))
STAN = Life("Stanislava", "Lofthouse", date(2020, 1, 1))
EVERYBODY: Final = (LENA, ADAM, BETH, EVE, WILL, DAN, LOU, BACK, TOLD, SAM, MARY, STAN)


@dataclass
class World:
    """Everybody, and who looks after them."""

    pat: Practitioner
    of: dict[Life, UUID] = field(default_factory=dict)
    numbers: dict[Life, str] = field(default_factory=dict)

    def look(self, life: Life) -> Any:
        """Pat opens it with words of his own, as somebody does now and then."""
        child = Child.objects.select_related("words_key").get(pk=self.of[life])
        return state_reason(child, by=self.pat, reason=Reason.OTHER, words=f"About {life.surname}", at=noon(BEGIN))

    def shields_of(self, life: Life) -> list[int]:
        return list(ShieldEvent.objects.filter(child=self.of[life]).values_list("pk", flat=True))


def made() -> World:
    """All of them as they are on the first day, and what has happened to some by then."""
    children.surroundings()
    load_sources(at=noon(BEGIN))
    Source.objects.update(accredited_at=noon(BEGIN))
    world = World(people.social_worker())
    for life in EVERYBODY:
        world.of[life] = _delivered(life) if life is BETH else _made(life)
        world.numbers[life] = Child.objects.get(pk=world.of[life]).number
        world.look(life)
    _merge(world)
    _shield(world)
    return world


def _made(life: Life, key: str = "") -> UUID:
    key = key or str(uuid4())
    said = [Decision(key, life.said, noon(BEGIN), None, people.liverpool().pk)]
    with transaction.atomic():
        apply_assertions(said, source=children.source(), at=noon(BEGIN))
    return children.source().records.get(key=key).child_id


def _delivered(life: Life) -> UUID:
    """By a real file, with its pieces, its rows and their tokens."""
    row = files.birth(
        7, forenames=life.forename, surname=life.surname, birth_date=life.born.isoformat(), registered_on="2026-11-20",
        address_1=f"4 {life.street}", postcode="L18 5TE",
    )  # fmt: skip
    content = BytesIO(files.csv_file(files.BIRTHS, [row]))
    source = Source.objects.get(code="births")
    delivery = receive(content, source=source, file_name="births.csv", at=noon(BEGIN))
    finish(delivery.pk, now=lambda: noon(BEGIN))
    return Child.objects.get(names__surname=life.surname).pk


@transaction.atomic
def _merge(world: World) -> None:
    """Mary's record was made twice, and is one since."""
    twin = _made(replace(MARY, forename="Maryanne"), key="twice")
    moved = join(world.of[MARY], twin, at=noon(BEGIN))
    made = Merge(kept_id=world.of[MARY], closed_id=twin, asked_by=world.pat, asked_at=noon(BEGIN), by=world.pat)
    made.at, made.moved, made.because = noon(BEGIN), moved.as_dict(), b"sealed"
    made.save(force_insert=True)


@transaction.atomic
def _shield(world: World) -> None:
    """Sam is hidden, by an officer, with the rows that go with it."""
    row = new_shield(world.of[SAM], because=REQUESTED, at=noon(BEGIN))
    row.put_on_by = world.pat
    put_on([world.of[SAM]], because=REQUESTED, by=world.pat, at=noon(BEGIN))
    rebuild([world.of[SAM]])
    row.save(force_insert=True)


def consent_of(*whose: Life, world: World, on: date) -> None:
    for life in whose:
        consent = Consent(ExtendedFor.CARE_LEAVER, f"{life.forename} herself", on, How.WRITING, "Dora Example")
        keeping.record_consent(world.of[life], consent, by=officer(on), at=noon(on))


def withdraws(life: Life, world: World, *, on: date) -> None:
    keeping.withdraw(world.of[life], on=on, by=officer(on), at=noon(on))


def has_left(life: Life, world: World, *, on: date) -> None:
    child = world.of[life]
    keeping.leave_england(child, on=on, returning=Returning.NOT_INTENDED, by=officer(on), at=noon(on))


def officer(on: date) -> Practitioner:
    """Somebody who is cleared on that day."""
    return people.person("Dora", "data_officer", at=noon(on))
