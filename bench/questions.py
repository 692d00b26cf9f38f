"""What would users ask, and what did each of them get wrong? Each kind of query is made from a child who exists."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random
from uuid import UUID

from bench.crowd import YOUNGEST
from bench.mistakes import misdate, misspell, nickname
from registry.index import IndexEntry
from registry.search.birth import Birth
from registry.search.criteria import Criteria, Part, PostcodeGiven


@dataclass(frozen=True)
class Asked:
    """One query and the child that is meant by it."""

    kind: str
    criteria: Criteria
    child: UUID


@dataclass(frozen=True)
class Known:
    """What the user would know without any mistake."""

    forename: str
    surname: str
    born: date

    def asked(self, forename: str = "", surname: str = "", born: date | None = None) -> Criteria:
        day = born or self.born
        return Criteria(forename=forename or self.forename, surname=surname or self.surname, birth=Birth(day, day))


Make = Callable[[Known, IndexEntry, Random], Criteria | None]


def _no_error(known: Known, child: IndexEntry, chance: Random) -> Criteria:
    return known.asked()


def _one_error(known: Known, child: IndexEntry, chance: Random) -> Criteria:
    """One slip, in the forename, in the surname or in the date."""
    where = chance.choice(("forename", "surname", "born"))
    if where == "born":
        return known.asked(born=misdate(known.born, chance))
    if where == "forename":
        return known.asked(forename=misspell(known.forename, chance))
    return known.asked(surname=misspell(known.surname, chance))


def _two_errors(known: Known, child: IndexEntry, chance: Random) -> Criteria:
    """One slip in each of two of the three."""
    left_alone = chance.choice(("forename", "surname", "born"))
    return known.asked(
        forename="" if left_alone == "forename" else misspell(known.forename, chance),
        surname="" if left_alone == "surname" else misspell(known.surname, chance),
        born=None if left_alone == "born" else misdate(known.born, chance),
    )


def _two_in_one_name(known: Known, child: IndexEntry, chance: Random) -> Criteria:
    return known.asked(surname=misspell(misspell(known.surname, chance), chance))


def _year_only(known: Known, child: IndexEntry, chance: Random) -> Criteria:
    year = Birth(date(known.born.year, 1, 1), date(known.born.year, 12, 31))
    return Criteria(forename=known.forename, surname=known.surname, birth=year)


def _year_only_one_error(known: Known, child: IndexEntry, chance: Random) -> Criteria:
    year = Birth(date(known.born.year, 1, 1), date(known.born.year, 12, 31))
    return Criteria(forename=known.forename, surname=misspell(known.surname, chance), birth=year)


def _nickname(known: Known, child: IndexEntry, chance: Random) -> Criteria | None:
    other = nickname(known.forename, chance)
    return known.asked(forename=other) if other else None


def _swapped(known: Known, child: IndexEntry, chance: Random) -> Criteria:
    return known.asked(forename=known.surname, surname=known.forename)


def _former_name(known: Known, child: IndexEntry, chance: Random) -> Criteria | None:
    former = [surname for _, surname, kind in child.names if kind == "former"]
    return known.asked(surname=former[0]) if former else None


def _half_a_double_name(known: Known, child: IndexEntry, chance: Random) -> Criteria | None:
    halves = known.surname.split("-")
    return known.asked(surname=chance.choice(halves)) if len(halves) > 1 else None


def _name_and_postcode(known: Known, child: IndexEntry, chance: Random) -> Criteria:
    return Criteria(
        forename=known.forename,
        surname=misspell(known.surname, chance),
        postcode=PostcodeGiven(child.postcode, Part.UNIT),
    )


def _surname_and_district(known: Known, child: IndexEntry, chance: Random) -> Criteria:
    district = PostcodeGiven(child.postcode[:-3], Part.DISTRICT)
    return Criteria(forename=misspell(known.forename, chance), surname=known.surname, postcode=district)


KINDS: dict[str, Make] = {
    "no_error_name_birthdate": _no_error,
    "one_error_name_birthdate": _one_error,
    "two_errors_name_birthdate": _two_errors,
    "two_errors_in_one_name_birthdate": _two_in_one_name,
    "year_only": _year_only,
    "year_only_one_error": _year_only_one_error,
    "nickname_birthdate": _nickname,
    "swapped_birthdate": _swapped,
    "former_name_birthdate": _former_name,
    "half_double_name_birthdate": _half_a_double_name,
    "one_error_name_postcode": _name_and_postcode,
    "one_error_name_district": _surname_and_district,
}


def questions(children: list[IndexEntry], *, each: int, seed: int) -> Iterator[Asked]:
    """As many queries of every kind as asked for, as far as there are children who fit."""
    chance = Random(seed)
    for kind, make in KINDS.items():
        made = 0
        for child in chance.sample(children, len(children)):
            forename, surname, _ = child.names[0]
            criteria = make(Known(forename, surname, child.birth_date or YOUNGEST), child, chance)
            if criteria is not None:
                yield Asked(kind, criteria, child.child_id)
                made += 1
            if made == each:
                break
