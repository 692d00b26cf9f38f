"""Where does a family live, and which schools and practices are near?"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from math import hypot
from random import Random

from dev.population.tables import ACCOUNTS, OWN, REGISTRY, Weighted, rows

NEAR = 5  # a family chooses among so many nearest places
PRIMARY = re.compile(r"primary|infant|junior|first school|\bprep", re.IGNORECASE)
SECONDARY = re.compile(r"high school|secondary|grammar|upper school|\bcollege\b", re.IGNORECASE)
NO_SCHOOL = re.compile(r"nursery|universit|hospital|special|centre|unit\b|sixth|further|adult", re.IGNORECASE)
FULL = 7  # children of a postcode, as in England: 11 million in about 1.5 million
UNITS = "ABDEFGHJLNPQRSTUWXYZ"  # the letters that a postcode may end in
STREET_KINDS = ("Road", "Street", "Avenue", "Close", "Drive", "Lane", "Rise", "Gardens", "Grove", "Way")


@dataclass(frozen=True, slots=True)
class Authority:
    code: str
    name: str
    la_type: str


@dataclass(frozen=True, slots=True)
class School:
    urn: str
    number: str
    name: str
    town: str
    authority: str
    district: str


@dataclass(frozen=True, slots=True)
class Practice:
    ods_code: str
    district: str
    authority: str


@dataclass(frozen=True, slots=True)
class Address:
    line_1: str
    line_2: str
    town: str
    postcode: str
    authority: str


def district(postcode: str) -> str:
    return postcode.split(" ")[0]


def phases(name: str) -> tuple[str, ...]:
    """The source does not say a school's phase; its name mostly does. Unclear names count as neither."""
    if PRIMARY.search(name):
        return ("primary",)
    if NO_SCHOOL.search(name):
        return ()
    return ("secondary",) if SECONDARY.search(name) else ("unclear",)


class Places:
    """The chosen authorities with their postcodes, schools and practices."""

    def __init__(self, chosen: Iterable[str], always: Iterable[str], *, children: int = 0) -> None:
        self.chosen = sorted(set(chosen))
        wanted = {*self.chosen, *always}
        self.authorities = {
            row["dfe_code"]: Authority(row["dfe_code"], row["name"], row["la_type"])
            for row in rows(ACCOUNTS / "authorities.csv")
            if row["dfe_code"] in wanted
        }
        if unknown := wanted - self.authorities.keys():
            raise ValueError(f"There is no local authority with the code {', '.join(sorted(unknown))}.")
        self._load_postcodes()
        self._units = self._units_for(children)
        self._load_schools()
        self._practices = [
            Practice(row["ods_code"], district(row["postcode"]), row["authority"])
            for row in rows(REGISTRY / "practices.csv")
            if row["authority"] in self.authorities
        ]
        self._near: dict[tuple[str, str, str], list[School]] = {}
        self._near_practices: dict[tuple[str, str], list[Practice]] = {}
        self._streets = [row["word"] for row in rows(OWN / "streets.csv")]

    def _load_postcodes(self) -> None:
        self._postcodes: dict[str, list[str]] = defaultdict(list)
        points: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row in rows(REGISTRY / "postcodes.csv"):
            if row["authority"] in self.authorities:
                self._postcodes[row["authority"]].append(row["postcode"])
                points[district(row["postcode"])].append((int(row["easting"]), int(row["northing"])))
        self._middle = {
            name: (sum(x for x, _ in found) // len(found), sum(y for _, y in found) // len(found))
            for name, found in points.items()
        }

    def _units_for(self, children: int) -> int:
        """How many postcodes are made in each neighbourhood, so that not all children live in the few of the sample."""
        known = len({postcode[:-2] for code in self.chosen for postcode in self._postcodes[code]})
        return max(1, min(len(UNITS) ** 2, round(children / FULL / known)))

    def _load_schools(self) -> None:
        self._schools: dict[tuple[str, str], list[School]] = defaultdict(list)
        towns: dict[str, Counter[str]] = defaultdict(Counter)
        for row in rows(REGISTRY / "schools.csv"):
            if row["authority"] not in self.authorities:
                continue
            at = district(row["postcode"])
            school = School(row["urn"], row["dfe_number"], row["name"], row["town"], row["authority"], at)
            for phase in phases(row["name"]):
                self._schools[row["authority"], phase].append(school)
            towns[at][row["town"]] += 1
        self._towns = {at: found.most_common(1)[0][0] for at, found in towns.items()}

    @cached_property
    def school_numbers(self) -> list[str]:
        return sorted({school.number for found in self._schools.values() for school in found})

    @cached_property
    def _by_size(self) -> Weighted[str]:
        """An authority has children about as it has schools: pupil counts are not in the reference data."""
        sizes = [
            sum(len(self._schools[code, phase]) for phase in ("primary", "secondary", "unclear"))
            for code in self.chosen
        ]
        return Weighted(self.chosen, sizes)

    def authority(self, rng: Random) -> str:
        return self._by_size.draw(rng)

    def address(self, rng: Random, authority: str) -> Address:
        postcode = self._postcode(rng, authority)
        house = f"{rng.randrange(1, 180)} {rng.choice(self._streets)} {rng.choice(STREET_KINDS)}"
        flat = f"Flat {rng.randrange(1, 30)}" if rng.random() < 0.12 else ""
        town = self._towns.get(district(postcode)) or self.authorities[authority].name
        return Address(flat or house, house if flat else "", town, postcode, authority)

    def _postcode(self, rng: Random, authority: str) -> str:
        known = rng.choice(self._postcodes[authority])
        unit = rng.randrange(self._units) if self._units > 1 else 0
        return f"{known[:-2]}{UNITS[unit // len(UNITS)]}{UNITS[unit % len(UNITS)]}" if unit else known

    def schools_near(self, address: Address, phase: str) -> list[School]:
        """The nearest schools of the same authority, `primary` or `secondary`."""
        key = (address.authority, district(address.postcode), phase)
        if key not in self._near:
            known = self._fitting(address.authority, phase)
            self._near[key] = sorted(known, key=lambda found: (self._far(key[1], found.district), found.urn))[:NEAR]
        return self._near[key]

    def practices_near(self, address: Address) -> list[Practice]:
        key = (address.authority, district(address.postcode))
        if key not in self._near_practices:
            known = [found for found in self._practices if found.authority == address.authority]
            known.sort(key=lambda found: (self._far(key[1], found.district), found.ods_code))
            self._near_practices[key] = known[:NEAR]
        return self._near_practices[key]

    def _fitting(self, authority: str, phase: str) -> list[School]:
        """Scilly has one school: where none fits, any will do."""
        kinds = dict.fromkeys((phase, "unclear", "primary", "secondary"))
        return next(found for kind in kinds if (found := self._schools[authority, kind]))

    def _far(self, one: str, other: str) -> float:
        if one == other:
            return 0
        if one not in self._middle or other not in self._middle:
            return float("inf")
        (east, north), (east_2, north_2) = self._middle[one], self._middle[other]
        return hypot(east - east_2, north - north_2)
