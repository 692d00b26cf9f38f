"""Which children shall be made up for a measurement? Names at real frequencies, everything else at random.

Much quicker and much plainer than `make_population`: no families, no feeds, only what the search index holds.
"""

import csv
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from uuid import UUID

import registry
from registry.index import IndexEntry

REFERENCE = Path(registry.__path__[0]) / "reference"
YOUNGEST = date.today()  # noqa: DTZ011 - as the demo: all of them are children (R-REC-3)
DAYS = 365 * 18  # and the oldest still is: 18 years have leap days
DOUBLE_BARRELLED, FORMER_NAME, ALSO_USED = 0.03, 0.05, 0.04  # shares of the children
CHILDREN_OF_A_POSTCODE, CHILDREN_OF_A_SCHOOL = 8, 380
STREETS = [
    f"{first} {last}"
    for first in ("Fern", "Mill", "High", "Station", "Church", "Elm", "Victoria", "Park", "Bramble", "Quarry")
    for last in ("Road", "Street", "Lane", "Avenue", "Close", "Bank", "Terrace", "Way", "Drive", "Grove")
]
SAINTS = ("St Mary's", "St John's", "Park Road", "Oakfield", "Riverside", "Holy Trinity", "Hillside", "Queen's")
INWARD = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True)
class Weighted:
    """Values drawn at given frequencies."""

    values: list[str]
    reach: list[float]

    def draw(self, chance: Random) -> str:
        return self.values[bisect(self.reach, chance.random() * self.reach[-1])]


def _weighted(file: str, name: str, weight: str, **only: str) -> Weighted:
    with (REFERENCE / file).open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if all(row[key] == value for key, value in only.items())]
    return Weighted([row[name] for row in rows], list(accumulate(float(row[weight]) for row in rows)))


@cache
def _forenames(sex: str) -> Weighted:
    return _weighted("forename_counts.csv", "forename", "count", sex=sex)


@cache
def _surnames() -> Weighted:
    return _weighted("surname_frequencies.csv", "surname", "frequency")


@cache
def _districts() -> list[str]:
    with (REFERENCE / "postcode_districts.csv").open(encoding="utf-8", newline="") as opened:
        return [row["district"] for row in csv.DictReader(opened)]


def children(count: int, *, seed: int) -> Iterator[IndexEntry]:
    """As many children, the same for the same seed, one at a time."""
    chance = Random(seed)
    postcodes = [_postcode(chance) for _ in range(max(count // CHILDREN_OF_A_POSTCODE, 1))]
    schools = [
        f"{chance.choice(SAINTS)} Primary School {_surnames().draw(chance)}"
        for _ in range(max(count // CHILDREN_OF_A_SCHOOL, 1))
    ]
    for _ in range(count):
        sex = chance.choice("FM")
        yield IndexEntry(
            child_id=UUID(int=chance.getrandbits(128), version=4),
            names=tuple(_names(chance, sex)),
            birth_date=YOUNGEST - timedelta(days=chance.randrange(DAYS)),
            gender="female" if sex == "F" else "male",
            postcode=chance.choice(postcodes),
            street=f"{chance.randrange(1, 200)} {chance.choice(STREETS)}",
            school=chance.choice(schools),
        )


def _names(chance: Random, sex: str) -> Iterator[tuple[str, str, str]]:
    forename, surname = _forenames(sex).draw(chance), _surnames().draw(chance).capitalize()
    if chance.random() < DOUBLE_BARRELLED:
        surname = f"{surname}-{_surnames().draw(chance).capitalize()}"
    yield forename, surname, "current"
    if chance.random() < FORMER_NAME:
        yield forename, _surnames().draw(chance).capitalize(), "former"
    if chance.random() < ALSO_USED:
        yield _forenames(sex).draw(chance), surname, "also_used"


def _postcode(chance: Random) -> str:
    ending = chance.choice("0123456789") + chance.choice(INWARD) + chance.choice(INWARD)
    return chance.choice(_districts()) + ending
