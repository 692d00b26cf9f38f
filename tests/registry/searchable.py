"""The children whom the tests of search look for."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from registry.index import IndexEntry
from registry.search.birth import Birth
from registry.search.candidates import Found

SPACE = UUID("00000000-0000-0000-0000-000000000009")
BORN = date(2001, 3, 4)


def day(born: date) -> Birth:
    return Birth(born, born)


def year(number: int) -> Birth:
    return Birth(date(number, 1, 1), date(number, 12, 31))


def entry(forename: str, surname: str, born: date | None = BORN, **more: object) -> IndexEntry:
    given = IndexEntry(
        child_id=uuid5(SPACE, f"{forename} {surname} {born} {more.get('postcode', '')}"),
        names=((forename, surname, "current"),),
        birth_date=born,
        gender="female",
        postcode="LS6 2AB",
        street="12 Fern Bank",
        school="Park Road Primary School, Leeds",
    )
    return replace(given, **more)  # type: ignore[arg-type]


AMINA = entry("Amina", "Hussain")
JOHN = entry("John", "Smith", date(1999, 7, 21), gender="male", postcode="M1 1AE", street="3 High Street")
OTHERS = [
    entry(forename, surname, date(1995 + n, 1 + n, 2 + 2 * n), postcode=f"B{n + 1} 1AA", street=f"{n} Mill Lane")
    for n, (forename, surname) in enumerate(
        [("Grace", "Okafor"), ("Jack", "Taylor"), ("Sophie", "Brown"), ("Ewa", "Nowak"), ("Li", "Chen")]
    )
]


def first(found: Found) -> UUID | None:
    return found.candidates[0].child_id if found.candidates else None
