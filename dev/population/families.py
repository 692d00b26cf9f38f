"""Who lives in this household, and what happened to them?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dev.population.children import Attendance, Carer, Child, age_at_start, school_year, years_before
from dev.population.identifiers import Upns, mobile
from dev.population.involvements import Services
from dev.population.names import Names, Origin, Surnames
from dev.population.places import Address, Places, School
from dev.population.tables import Weighted

BIRTHS = Weighted([1, 2, 3, 4], [42, 38, 14, 6])
MOVED = 0.15  # within the last three years
MOVED_FAR = 0.15  # of those, from another authority
RENAMED = 0.06
LONE_PARENT = 0.22
STEP_FATHER = 0.08
NO_NHS_NUMBER = 0.04
AT_NO_SCHOOL = 0.03
BORN_HERE = 0.9
BOYS = 0.512
SAME_SEX_TWINS = 0.65
NAMED_ALIKE = 0.1  # of twins
DIED = 0.0004
RECENT_BIRTHS = 5  # years that the births file goes back

Resembles = Callable[[str, str, date], bool]


class TooManyPupils(ValueError):
    """The chosen authorities' schools have given out every pupil number there is."""


@dataclass(frozen=True, slots=True)
class Family:
    """What brothers and sisters share."""

    household: str
    origin: Origin
    surnames: Surnames
    address: Address


class Families:
    """Makes one household after another, each by its own number, so that none depends on another's luck."""

    def __init__(
        self, places: Places, names: Names, services: Services, upns: Upns, nhs: Iterator[str],
        *, today: date, resembles: Resembles,
    ) -> None:  # fmt: skip
        self._places, self._names, self._services = places, names, services
        self._upns, self._nhs, self._today, self._resembles = upns, nhs, today, resembles

    def make(self, number: int, *, seed: int, twins: float, shielded: float) -> list[Child]:
        rng = Random(f"{seed}/{number}")
        authority = self._places.authority(rng)
        origin = self._names.origin(rng, authority)
        surnames = self._names.surnames(rng, origin)
        family = Family(f"H{number:07d}", origin, surnames, self._places.address(rng, authority))
        children = self._siblings(rng, family, twins)
        self._rename(rng, children, surnames)
        self._move(rng, children, family.address)
        carers = self._carers(rng, origin, surnames)
        hidden = rng.random() < shielded
        practice = rng.choice(self._places.practices_near(family.address)).ods_code
        for child in children:
            child.carers, child.shielded, child.practice = carers, hidden, practice
            self.settle(rng, child)
            self._services.involve(rng, child, self._today)
        return children

    def settle(self, rng: Random, child: Child) -> None:
        """Numbers, school and files that the child's age brings."""
        child.surname_at_birth = child.surname_at_birth or child.former_surname or child.surname
        recent = child.born > years_before(self._today, RECENT_BIRTHS)
        child.in_births = recent and rng.random() < BORN_HERE
        if rng.random() >= NO_NHS_NUMBER:
            child.nhs_number = next(self._nhs)
        child.in_health = bool(child.nhs_number)
        if rng.random() < DIED and child.in_health:
            child.died_on = child.born + (self._today - child.born) * rng.random()
        elif rng.random() >= AT_NO_SCHOOL:
            self.enrol(rng, child)

    def enrol(self, rng: Random, child: Child) -> None:
        """A primary school near home, then a secondary one; the primary school gives the pupil number."""
        year = school_year(self._today)
        age = age_at_start(child.born, year)
        if not 4 <= age <= 17:
            return
        entered = year - (age - 4)
        before = child.old_address if child.old_address and child.address_since.year > entered else None
        first = rng.choice(self._places.schools_near(before or child.address, "primary"))
        child.upn = self._upn(first, entered)
        child.schools = [Attendance(first, date(entered, 9, 2 + rng.randrange(5)))]
        if age >= 11:
            leave, enter = date(year - (age - 11), 7, 22), date(year - (age - 11), 9, 2 + rng.randrange(5))
            child.schools[0].until = leave
            second = rng.choice(self._places.schools_near(child.address, "secondary"))
            child.schools.append(Attendance(second, enter))
        elif before and before.authority != child.address.authority:
            child.schools[0].until = child.address_since - timedelta(days=3)
            after = rng.choice(self._places.schools_near(child.address, "primary"))
            child.schools.append(Attendance(after, child.address_since + timedelta(days=4)))

    def _upn(self, school: School, year: int) -> str:
        issued = self._upns.issue(school.number, year)
        if issued:
            return issued
        for number in self._places.school_numbers:
            if number[:3] == school.authority and (issued := self._upns.issue(number, year)):
                return issued
        raise TooManyPupils(f"The schools of {school.authority} have no pupil numbers left for {year}.")

    def _birth_dates(self, rng: Random) -> list[date]:
        """One birth at any time in 18 years, the others around it."""
        oldest = years_before(self._today, 18) + timedelta(days=1)
        latest = self._today - timedelta(days=8)
        some_day = oldest + timedelta(days=rng.randrange((latest - oldest).days))
        births = BIRTHS.draw(rng)
        place = rng.randrange(births)
        found, day = [some_day], some_day
        for _ in range(place):
            day -= timedelta(days=rng.randrange(320, 1700))
            found.append(day)
        day = some_day
        for _ in range(births - place - 1):
            day += timedelta(days=rng.randrange(320, 1700))
            found.append(day)
        return sorted(day for day in found if oldest <= day <= latest)

    def _siblings(self, rng: Random, family: Family, twins: float) -> list[Child]:
        children: list[Child] = []
        for born in self._birth_dates(rng):
            sex = "M" if rng.random() < BOYS else "F"
            first = self._child(rng, family, sex, born, children)
            children.append(first)
            if rng.random() < twins / (2 - twins):  # the share is of children, this is a birth
                if rng.random() >= SAME_SEX_TWINS:
                    sex = "F" if sex == "M" else "M"
                second = self._child(rng, family, sex, born, children)
                second.twin_of = first.key
                self._name_alike(first, second, family, {child.forename for child in children})
                children.append(second)
        return children

    def _child(self, rng: Random, family: Family, sex: str, born: date, elder: list[Child]) -> Child:
        origin, surname = family.origin, family.surnames.of(sex)
        taken = {child.forename for child in elder}
        forename = self._names.forename(rng, origin, sex, taken)
        while self._resembles(forename, surname, born):
            forename = self._names.forename(rng, origin, sex, taken)
        drawn = self._names.middle_names(rng, origin, sex, family.surnames)
        middle = [name for name in drawn if not self._resembles(name, surname, born)]
        key = f"C{family.household[1:]}{len(elder) + 1}"
        child = Child(key, family.household, origin.label, forename, middle, surname, sex, born, family.address, born)
        preferred = self._names.preferred(rng, forename)
        if not self._resembles(preferred, surname, born):
            child.preferred_forename = preferred
        return child

    def _name_alike(self, first: Child, second: Child, family: Family, taken: set[str]) -> None:
        """By a luck of its own: no other child is another for it."""
        rng = Random(f"alike/{second.key}/{first.born}/{first.forename}")
        if rng.random() >= NAMED_ALIKE:
            return
        alike = self._names.forename_like(rng, family.origin, second.sex, first.forename, taken)
        if alike and not self._resembles(alike, second.surname, second.born):
            second.forename, second.preferred_forename = alike, ""

    def _rename(self, rng: Random, children: list[Child], surnames: Surnames) -> None:
        """Some families' children change their surname together: a marriage, a parent who left."""
        if rng.random() >= RENAMED:
            return
        before = surnames.mother if surnames.mother != surnames.boy else self._british_surname(rng)
        changed = self._today - timedelta(days=rng.randrange(30, 2500))
        for child in children:
            if self._resembles(child.forename, before, child.born):
                continue
            if child.born < changed and before != child.surname:
                child.former_surname, child.surname_changed_on = before, changed

    def _british_surname(self, rng: Random) -> str:
        return self._names.origins["british"].surnames.draw(rng)

    def _move(self, rng: Random, children: list[Child], address: Address) -> None:
        moved_on = self._today - timedelta(days=rng.randrange(7, 1100))
        if rng.random() < MOVED:
            far = rng.random() < MOVED_FAR
            before = self._places.authority(rng) if far else address.authority
            old = self._places.address(rng, before)
            for child in children:
                if child.born < moved_on and old.postcode != address.postcode:
                    child.old_address, child.address_since = old, moved_on

    def _carers(self, rng: Random, origin: Origin, surnames: Surnames) -> list[Carer]:
        mother = self._carer(rng, origin, "F", "PAM", surnames.mother)
        if rng.random() < LONE_PARENT:
            father = self._carer(rng, origin, "M", "PAF", surnames.father)
            father.with_child, father.responsible = False, rng.random() < 0.7
            return [mother, father] if rng.random() < 0.5 else [mother]
        if rng.random() < STEP_FATHER:
            father = self._carer(rng, origin, "M", "STF", self._british_surname(rng))
            father.responsible = False
            return [mother, father]
        return [mother, self._carer(rng, origin, "M", "PAF", surnames.father)]

    def _carer(self, rng: Random, origin: Origin, sex: str, relationship: str, surname: str) -> Carer:
        forename = self._names.carer(rng, origin, sex)
        title = "Mr" if sex == "M" else rng.choice(("Mrs", "Ms", "Miss"))
        email = ""
        if rng.random() < 0.4:
            email = f"{_ascii(forename)}.{_ascii(surname)}{rng.randrange(100)}@example.org"
        return Carer(title, forename, surname, sex, relationship, True, mobile(rng), email)


def _ascii(name: str) -> str:
    return "".join(c for c in name.lower() if c.isascii() and c.isalnum()) or "parent"
