"""Which children are always there, whatever the seed?

John Smith            boy, 9, Liverpool: the child of the README's walk; social worker, lead professional, CAF
Amina, Amira Hassan   twins, 6, Manchester: one birthday, one address, one letter between their names
Siobhán O'Brien-Murphy   girl, 13, Manchester, formerly Kelly: accent, apostrophe, hyphen
Muhammad Khan         boy, 11, Manchester: one name, three sources, three spellings
Grace Okafor          girl, 8, Wigan: restricted by the health service, and at school all the same
Kayleigh Rimmer       girl, 15, Liverpool: three services, one of them sensitive and by her consent
"""

from collections.abc import Iterator
from datetime import date, timedelta

from dev.population.children import Attendance, Carer, Child, age_at_start, school_year, years_before
from dev.population.identifiers import Upns, cast_nhs_numbers
from dev.population.involvements import Services
from dev.population.places import Address, Places

LIVERPOOL, MANCHESTER, WIGAN = "341", "352", "359"
AUTHORITIES = (LIVERPOOL, MANCHESTER, WIGAN)
SIZE = 7
LIKE_JOHN = {"shaun", "shane", "giovanni"}  # short names, Ian and Sean among them, are left out whole
LIKE_SMITH = ("smi", "smy", "sma", "sme", "schm")
JOHN_AGE, JOHN_DAYS = 9, 120


def john_born(today: date) -> date:
    return years_before(today, JOHN_AGE) - timedelta(days=JOHN_DAYS)


def resembles_john(forename: str, surname: str, born: date, *, today: date) -> bool:
    """Nobody else born in his year may answer a search for "Jon Smyth": not by sound, slip or nickname."""
    if born.year != john_born(today).year:
        return False
    parts = surname.casefold().replace("-", " ").split()
    if not any(part.startswith(LIKE_SMITH) for part in parts):
        return False
    name = forename.casefold()
    return name.startswith(("j", "gi", "ge")) or name in LIKE_JOHN or len(name) <= 4


def _carer(title: str, forename: str, surname: str, sex: str, relationship: str, phone: str) -> Carer:
    return Carer(title, forename, surname, sex, relationship, True, phone)


class Cast:
    """The seven, with the same numbers, places and workers every time; only their ages follow the day."""

    def __init__(self, places: Places, services: Services, upns: Upns, today: date) -> None:
        self._places, self._services, self._upns, self._today = places, services, upns, today
        self._nhs = cast_nhs_numbers()

    def households(self) -> Iterator[list[Child]]:
        yield [self._john()]
        yield self._twins()
        yield [self._siobhan()]
        yield [self._muhammad()]
        yield [self._grace()]
        yield [self._kayleigh()]

    def _child(
        self, key: str, name: str, sex: str, born: date, home: Address, carers: list[Carer], origin: str
    ) -> Child:
        forename, *middle, surname = name.split(" ")
        child = Child(key, f"H-{key}", origin, forename, middle, surname, sex, born, home, born)
        child.carers, child.nhs_number, child.surname_at_birth = carers, next(self._nhs), surname
        child.practice = self._places.practices_near(home)[0].ods_code
        self._enrol(child)
        return child

    def _enrol(self, child: Child) -> None:
        year = school_year(self._today)
        entered = year - (age_at_start(child.born, year) - 4)
        first = self._places.schools_near(child.address, "primary")[0]
        child.upn = self._upns.issue(first.number, entered) or ""
        child.schools = [Attendance(first, date(entered, 9, 4))]
        if entered + 7 <= year:
            child.schools[0].until = date(entered + 7, 7, 22)
            second = self._places.schools_near(child.address, "secondary")[0]
            child.schools.append(Attendance(second, date(entered + 7, 9, 4)))

    def _ago(self, *, years: int, days: int) -> date:
        return years_before(self._today, years) - timedelta(days=days)

    def _john(self) -> Child:
        home = Address("14 Larkspur Rise", "", "Liverpool", "L15 4LF", LIVERPOOL)
        carers = [
            _carer("Mrs", "Karen", "Smith", "F", "PAM", "07700 900341"),
            _carer("Mr", "David", "Smith", "M", "PAF", "07700 900342"),
        ]
        born = john_born(self._today)
        john = self._child("C-JOHN", "John Michael Smith", "M", born, home, carers, "british")
        john.case_number, john.caf_on = "LIV-000001", self._ago(years=0, days=200)
        social = self._services.at(LIVERPOOL, "social care", 0, since=self._ago(years=0, days=240))
        social.lead, john.caf_holder = True, social.organisation
        john.involvements = [social]
        return john

    def _twins(self) -> list[Child]:
        home = Address("Flat 3", "52 Tansyfield Road", "Manchester", "M14 4UH", MANCHESTER)
        born = self._ago(years=6, days=100)
        carers = [
            _carer("Mrs", "Hodan", "Ali", "F", "PAM", "07700 900352"),
            _carer("Mr", "Yusuf", "Hassan", "M", "PAF", "07700 900353"),
        ]
        amina = self._child("C-AMINA", "Amina Hassan", "F", born, home, carers, "somali")
        amira = self._child("C-AMIRA", "Amira Hassan", "F", born, home, carers, "somali")
        amira.household, amira.twin_of = amina.household, amina.key
        return [amina, amira]

    def _siobhan(self) -> Child:
        home = Address("8 Wrenholt Avenue", "", "Manchester", "M21 7AL", MANCHESTER)
        carers = [_carer("Ms", "Gráinne", "O'Brien-Murphy", "F", "PAM", "07700 900354")]
        born = self._ago(years=13, days=40)
        child = self._child("C-SIOBHAN", "Siobhán Mary O'Brien-Murphy", "F", born, home, carers, "irish")
        child.former_surname = child.surname_at_birth = "Kelly"
        child.surname_changed_on = self._ago(years=2, days=10)
        return child

    def _muhammad(self) -> Child:
        home = Address("31 Rookwhistle Street", "", "Manchester", "M13 0QY", MANCHESTER)
        carers = [
            _carer("Mrs", "Shazia", "Begum", "F", "PAM", "07700 900355"),
            _carer("Mr", "Imran", "Khan", "M", "PAF", "07700 900356"),
        ]
        born = self._ago(years=11, days=75)
        child = self._child("C-MUHAMMAD", "Muhammad Khan", "M", born, home, carers, "pakistani")
        child.spelt = {"pupil-data": "Mohammed", "social-care": "Mohamed"}
        child.case_number = "MAN-000001"
        since = self._ago(years=0, days=150)
        child.involvements = [self._services.at(MANCHESTER, "educational psychology", 0, since=since)]
        return child

    def _grace(self) -> Child:
        home = Address("5 Copperbeck Close", "", "Wigan", "WN1 2RA", WIGAN)
        carers = [_carer("Mrs", "Ngozi", "Okafor", "F", "PAM", "07700 900359")]
        born = self._ago(years=8, days=60)
        child = self._child("C-GRACE", "Grace Chioma Okafor", "F", born, home, carers, "nigerian")
        child.shielded = True
        return child

    def _kayleigh(self) -> Child:
        home = Address("27 Hobbleton Grove", "", "Liverpool", "L4 5TN", LIVERPOOL)
        carers = [_carer("Miss", "Donna", "Rimmer", "F", "PAM", "07700 900343")]
        born = self._ago(years=15, days=90)
        child = self._child("C-KAYLEIGH", "Kayleigh Ann Rimmer", "F", born, home, carers, "british")
        child.case_number = "LIV-000002"
        at, since = self._services.at, self._ago(years=0, days=300)
        sensitive = at(LIVERPOOL, "substance misuse", 0, since=self._ago(years=0, days=90))
        sensitive.consent_basis, sensitive.consent_on = "child", sensitive.since
        child.involvements = [
            at(LIVERPOOL, "social care", 1, since=since),
            at(LIVERPOOL, "youth offending", 0, since=self._ago(years=0, days=120)),
            sensitive,
        ]
        return child
