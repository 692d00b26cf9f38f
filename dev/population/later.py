"""What do the sources say some time later? Families move, marry and change schools; clerks err anew."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from dev.population.children import Attendance, Child, age_at_start, school_year
from dev.population.identifiers import upn
from dev.population.names import Names
from dev.population.places import Places

A_MONTH = timedelta(days=30)
LATE_SERIALS = 900  # no school of a synthetic population gives out so many numbers in a year


@dataclass(frozen=True)
class Rates:
    """How likely is it that this happens to a family, or to a child, from one edition to the next?"""

    move: float
    rename: float
    new_school: float
    new_pupil_number: float  # by a school that does not know the old one


ORDINARY = Rates(move=0.03, rename=0.01, new_school=0.03, new_pupil_number=0.002)
FLEEING = Rates(move=0.6, rename=0.3, new_school=0.5, new_pupil_number=0.3)


@dataclass
class Later:
    """The edition so many months after the first; `fleeing` are children to whom much happens, as to who must hide."""

    edition: int
    seed: int
    first: date  # the day of the first edition
    fleeing: frozenset[str] = frozenset()
    only_changed: bool = False  # a delta: rows of those alone to whom something happened
    changed: set[str] = field(default_factory=set)

    @property
    def today(self) -> date:
        return self.first + self.edition * A_MONTH

    def happen(self, household: Iterable[Child], places: Places, names: Names) -> None:
        """All that happened up to this edition, one after the other, so that editions follow from each other."""
        children = list(household)
        for edition in range(1, self.edition + 1):
            for child in children:
                if self._happens(edition, child, places, names) and edition == self.edition:
                    self.changed.add(child.key)

    def _happens(self, edition: int, child: Child, places: Places, names: Names) -> bool:
        rates = FLEEING if child.key in self.fleeing else ORDINARY
        family, own = (Random(f"{self.seed}/{edition}/{who}") for who in (child.household, child.key))
        day = self.first + edition * A_MONTH - timedelta(days=family.randrange(1, 25))
        happened = [
            family.random() < rates.move and _move(family, child, places, day),
            family.random() < rates.rename and _rename(family, child, names, day),
            own.random() < rates.new_school and _change_school(own, child, places, day),
            own.random() < rates.new_pupil_number and _new_number(own, child, day),
        ]
        return any(happened)


def _move(rng: Random, child: Child, places: Places, day: date) -> bool:
    """Half of the time to another authority; the family finds a new practice."""
    to = places.authority(rng) if rng.random() < 0.5 else child.address.authority
    child.old_address, child.address, child.address_since = child.address, places.address(rng, to), day
    child.practice = rng.choice(places.practices_near(child.address)).ods_code
    return True


def _rename(rng: Random, child: Child, names: Names, day: date) -> bool:
    """Whoever flees says nothing of the name before."""
    child.surname = names.origins["british"].surnames.draw(rng)
    child.former_surname, child.surname_changed_on = "", None
    return True


def _change_school(rng: Random, child: Child, places: Places, day: date) -> bool:
    if not child.schools:
        return False
    last = child.schools[-1]
    phase = "secondary" if age_at_start(child.born, school_year(day)) >= 11 else "primary"
    school = rng.choice(places.schools_near(child.address, phase))
    if school == last.school or last.since >= day:
        return False
    last.until = day - timedelta(days=1)
    child.schools.append(Attendance(school, day))
    return True


def _new_number(rng: Random, child: Child, day: date) -> bool:
    """The pupil file speaks of the child under a key that it never used."""
    if not child.upn:
        return False
    child.upn = upn(child.schools[-1].school.number, day.year, rng.randrange(LATE_SERIALS, 1000))
    child.schools = child.schools[-1:]
    return True
