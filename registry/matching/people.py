"""Who is described in somebody's file, and by what can two such files be compared?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from stdnum.gb import nhs, upn

from registry.matching.days import day_comes_first, read_day
from registry.matching.headers import Cells, Sheet, read_sheet, words
from registry.matching.party import Party, party
from registry.names.frequency import share_of_forename, share_of_surname
from registry.names.normal import PARTICLES, joined, normalise

FILLED = 0.05  # of a column, so that it is compared
CHECKED = 0.9  # of the numbers are right by their check digit, so that they are NHS numbers or pupil numbers
MOST_OTHERS = 8
ENGLAND = 5_000  # people: what the national counts of names weigh beside the files' own
CHECKS = {"nhs_number": nhs.is_valid, "upn": upn.is_valid}
Name = tuple[str, str]


@dataclass(frozen=True)
class Person:
    """One row: a name, former and preferred ones, and what else is said."""

    id: str
    names: tuple[Name, ...]
    born: date | None
    gender: str
    postcode: str
    address: str
    school: str
    others: dict[str, str] = field(default_factory=dict)  # headers in plain letters, and numbers of any kind


def read_people(path: Path) -> list[Person]:
    """Every row of a file. Raises UnreadableFile."""
    sheet = read_sheet(path)
    day_first = day_comes_first(_born(row) for row in sheet.rows)
    ids = _ids(sheet)
    return [_person(id_, row, day_first) for id_, row in zip(ids, sheet.rows, strict=True)]


def _ids(sheet: Sheet) -> list[str]:
    """The column of that name, else a first column in which every value stands once, else the numbers of the rows."""
    found = [row.one("id") for row in sheet.rows]
    if all(found):
        return found
    first = [row.row[0].strip() if row.row else "" for row in sheet.rows]
    unnamed = all(0 not in at for at in sheet.columns.known.values())
    return first if unnamed and all(first) and len(set(first)) == len(first) else [str(row.line) for row in sheet.rows]


def _person(id_: str, row: Cells, day_first: bool) -> Person:
    numbers = {item: value for item in CHECKS if (value := joined(row.one(item)))}
    others = {name: value for name in row.columns.others if (value := normalise(row.other(name)))}
    return Person(
        id=id_,
        names=tuple(_names(row)),
        born=read_day(_born(row), day_first=day_first),
        gender=_gender(row.one("gender").lower()),
        postcode=row.one("postcode"),
        address=row.all("address"),
        school=row.one("school"),
        others={**others, **numbers},
    )


def _born(row: Cells) -> str:
    whole = row.one("birth_date")
    return whole or "-".join(row.one(part) for part in ("birth_year", "birth_month", "birth_day"))


def _gender(said: str) -> str:
    return next((gender for gender in ("female", "male") if said in words("values")[gender]), "")


def _names(row: Cells) -> Iterator[Name]:
    forename, surname = row.all("forename"), row.all("surname")
    if not forename and not surname:
        forename, surname = _split(row.one("name"))
    yield forename, surname
    if former := row.one("former_surname"):
        yield forename, former
    if preferred := row.one("preferred_forename"):
        yield preferred, surname


def _split(name: str) -> Name:
    """A whole name: "Smith, John" or "John van der Berg"."""
    if "," in name:
        surname, _, forename = name.partition(",")
        return forename.strip(), surname.strip()
    found = name.split()
    at = max(len(found) - 1, 0)
    while at > 1 and normalise(found[at - 1]) in PARTICLES:
        at -= 1
    return " ".join(found[:at]), " ".join(found[at:])


@dataclass(frozen=True)
class Compared:
    """What the two files both say beyond names, birth and home."""

    trusted: tuple[str, ...]  # nhs_number, upn, where their check digits are right
    others: tuple[str, ...]  # headers in plain letters


def in_common(one: Sequence[Person], other: Sequence[Person]) -> Compared:
    """The further columns that are worth comparing: both files fill them, and not with one value throughout."""
    counts = [Counter(name for person in people for name in person.others) for people in (one, other)]
    filled = [
        {name for name, count in found.items() if count >= FILLED * len(people)}
        for found, people in zip(counts, (one, other), strict=True)
    ]
    both = [name for name in counts[0] if name in filled[0] & filled[1] and _varies(name, one, other)]
    trusted = [name for name in both if name in CHECKS and _are_right(name, (*one, *other))]
    return Compared(tuple(trusted), tuple(name for name in both if name not in trusted)[:MOST_OTHERS])


def _values(name: str, people: Iterable[Person]) -> list[str]:
    return [person.others[name] for person in people if name in person.others]


def _varies(name: str, one: Sequence[Person], other: Sequence[Person]) -> bool:
    return len(set(_values(name, [*one, *other]))) > 1


def _are_right(name: str, people: Iterable[Person]) -> bool:
    values = _values(name, people)
    return sum(map(CHECKS[name], values)) >= CHECKED * len(values)


def is_nearly_unique(name: str, people: Sequence[Person], *, share: float = 0.9) -> bool:
    """True for a column that identifies: hardly any value stands twice in a file."""
    values = _values(name, people)
    return len(set(values)) >= share * len(values)


class Shares:
    """How common is a name among the people of two files? Where they are few, the names of England help out."""

    def __init__(self, people: Iterable[Person]) -> None:
        names = [person.names[0] for person in people]
        self._counts = [Counter(joined(name[at]) for name in names) for at in (0, 1)]
        self._everyone = len(names)

    def forename(self, norm: str) -> float:
        name = norm.replace(" ", "")
        return self._share(self._counts[0][name], share_of_forename(name))

    def surname(self, norm: str) -> float:
        name = norm.replace(" ", "")
        return self._share(self._counts[1][name], share_of_surname(name))

    def _share(self, count: int, national: float) -> float:
        return (count + ENGLAND * national) / (self._everyone + ENGLAND)


def parties(person: Person, shares: Shares, trusted: Sequence[str]) -> Iterator[Party]:
    """One party for each name, the first name first."""
    for forename, surname in dict.fromkeys(person.names):
        yield party(
            forename=forename,
            surname=surname,
            birth_date=person.born,
            gender=person.gender,
            postcode=person.postcode,
            address=person.address,
            school=person.school,
            forename_share=shares.forename,
            surname_share=shares.surname,
            **{name: person.others.get(name, "") for name in trusted},
        )
