"""What is true about one synthetic child?"""

from dataclasses import dataclass, field
from datetime import date

from dev.population.places import Address, School


@dataclass(slots=True)
class Carer:
    title: str
    forename: str
    surname: str
    sex: str
    relationship: str  # CBDS contact relationship: PAM, PAF, STF ...
    responsible: bool
    phone: str
    email: str = ""
    with_child: bool = True


@dataclass(slots=True)
class Attendance:
    school: School
    since: date
    until: date | None = None


@dataclass(slots=True)
class Involvement:
    service: str
    sensitive: bool
    organisation: str
    worker: str
    role: str
    phone: str
    email: str
    since: date
    until: date | None = None
    lead: bool = False
    consent_basis: str = ""
    consent_on: date | None = None


@dataclass(slots=True)
class Child:
    key: str
    household: str
    origin: str
    forename: str
    middle_names: list[str]
    surname: str
    sex: str
    born: date
    address: Address
    address_since: date
    former_surname: str = ""
    surname_changed_on: date | None = None
    surname_at_birth: str = ""
    preferred_forename: str = ""
    twin_of: str = ""
    shielded: bool = False
    old_address: Address | None = None
    carers: list[Carer] = field(default_factory=list)
    schools: list[Attendance] = field(default_factory=list)
    practice: str = ""
    upn: str = ""
    nhs_number: str = ""
    case_number: str = ""
    involvements: list[Involvement] = field(default_factory=list)
    caf_on: date | None = None
    caf_holder: str = ""
    died_on: date | None = None
    in_health: bool = True
    in_births: bool = False
    spelt: dict[str, str] = field(default_factory=dict)  # source -> its own spelling of the forename


def years_before(day: date, years: int) -> date:
    """The same day that many years ago; 29 February counts as the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def school_year(day: date) -> int:
    """The year in which the school year of that day began (1 September)."""
    return day.year if day.month >= 9 else day.year - 1


def age_at_start(born: date, year: int) -> int:
    """Age on 31 August, which decides a child's school year."""
    return year - born.year - (born.month >= 9)
