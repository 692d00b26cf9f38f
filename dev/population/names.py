"""What are the members of this family called?"""

import tomllib
from dataclasses import dataclass
from random import Random
from typing import Any

from rapidfuzz.distance import Levenshtein

from dev.population.tables import ACCOUNTS, OWN, REGISTRY, Weighted, rows

RAREST = 60  # of 17 years' births: names rarer than that are mostly from cultures with a list of their own
SHARED_WEIGHT = 900  # a name that is also British has no count of its own for the origin
ALIKE = 2  # letters between names that parents choose for twins because they go together
PREFERRED = 0.06  # of those whose name has a short form
BRITISH_DOUBLE = 0.08
BRITISH_MOTHERS = 0.2
O_NAMES = frozenset({
    "obrien", "oneill", "oconnor", "oreilly", "osullivan", "odonnell", "ohara", "okeefe", "oleary",
    "oshea", "odwyer", "ogrady", "orourke", "ohagan", "okane", "otoole", "omalley", "omara",
    "oloughlin", "ogorman", "ofarrell", "odowd", "odriscoll", "ocallaghan", "oflynn", "ohare",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a family's names come from."""

    label: str
    middle: float
    surnames_of: str
    forenames: dict[str, Weighted[str]]
    surnames: Weighted[str]
    mothers: Weighted[str] | None


@dataclass(frozen=True, slots=True)
class Surnames:
    """The surnames of one family: siblings share them, by sex where the language has it so."""

    boy: str
    girl: str
    father: str
    mother: str
    middle_boy: str = ""
    middle_girl: str = ""

    def of(self, sex: str) -> str:
        return self.boy if sex == "M" else self.girl


def british_case(surname: str) -> str:
    if surname in O_NAMES:
        return f"O'{surname[1:].capitalize()}"
    if surname.startswith("mc") and len(surname) > 4:
        return f"Mc{surname[2:].capitalize()}"
    return surname.capitalize()


def listed(words: str) -> list[str]:
    return [word.replace("_", " ") for word in words.split()]


def by_rank(words: list[str]) -> Weighted[str]:
    return Weighted(words, [1 / (rank + 3) for rank in range(len(words))])


def nicknames() -> dict[str, list[str]]:
    """Short forms by forename in lower case."""
    found: dict[str, list[str]] = {}
    for row in rows(REGISTRY / "nicknames.csv"):
        found.setdefault(row["forename"], []).append(row["nickname"].capitalize())
    return found


class Names:
    """Forenames and surnames with their frequencies, by origin."""

    def __init__(self, *, even: bool = False) -> None:
        self._even = even
        lists = _lists()
        counts = {(row["sex"], row["forename"]): int(row["count"]) for row in rows(REGISTRY / "forename_counts.csv")}
        self.origins = {label: _origin(label, found, counts) for label, found in lists.items()}
        self._other = Weighted(list(lists), [found["share"] for found in lists.values()])
        self.origins["british"] = _british(lists, counts)
        self._nicknames = nicknames()
        self._carers = {sex: _carer_forenames(sex) for sex in "FM"}
        shares = {row["la_type"]: float(row["share"]) for row in rows(OWN / "diversity_by_type.csv")}
        self._not_british = {row["dfe_code"]: shares[row["la_type"]] for row in rows(ACCOUNTS / "authorities.csv")} | {
            row["authority"]: float(row["share"]) for row in rows(OWN / "diversity.csv")
        }

    def origin(self, rng: Random, authority: str) -> Origin:
        """By who lives there; or each as often as the next."""
        if self._even:
            return self.origins[rng.choice(list(self.origins))]
        if rng.random() < self._not_british[authority]:
            return self.origins[self._other.draw(rng)]
        return self.origins["british"]

    def carer(self, rng: Random, origin: Origin, sex: str) -> str:
        return self._carers[sex].draw(rng) if origin.label == "british" else origin.forenames[sex].draw(rng)

    def forename(self, rng: Random, origin: Origin, sex: str, taken: set[str]) -> str:
        """A name that no brother or sister has."""
        for _ in range(50):
            name = origin.forenames[sex].draw(rng)
            if name not in taken:
                return name
        return self.origins["british"].forenames[sex].draw(rng)

    def forename_like(self, rng: Random, origin: Origin, sex: str, first: str, taken: set[str]) -> str:
        """A twin's name one or two letters from the first one's, as Amira is from Amina; empty where there is none."""
        names = origin.forenames[sex].values
        near = [name for name in names if name not in taken and Levenshtein.distance(name, first) <= ALIKE]
        return rng.choice(near) if near else ""

    def middle_names(self, rng: Random, origin: Origin, sex: str, surnames: Surnames) -> list[str]:
        fixed = surnames.middle_boy if sex == "M" else surnames.middle_girl
        if fixed:
            return [fixed]
        if rng.random() >= origin.middle:
            return []
        how_many = 2 if rng.random() < 0.12 else 1
        return [origin.forenames[sex].draw(rng) for _ in range(how_many)]

    def preferred(self, rng: Random, forename: str) -> str:
        """What the child is called at school, if it is not the forename."""
        known = self._nicknames.get(forename.lower())
        return rng.choice(known) if known and rng.random() < PREFERRED else ""

    def surnames(self, rng: Random, origin: Origin) -> Surnames:
        father, mother = origin.surnames.draw(rng), (origin.mothers or origin.surnames).draw(rng)
        boy, _, girl = father.partition("/")
        if origin.surnames_of == "gendered":
            return Surnames(boy, girl or boy, boy, girl or boy)
        if origin.surnames_of == "two":
            both = f"{father} {mother}" if rng.random() < 0.5 else father
            return Surnames(both, both, father, mother)
        if origin.surnames_of == "mother_own":
            return Surnames(father, father, father, mother)
        if origin.surnames_of == "sikh":
            return _sikh(rng, father)
        return _of_father(rng, father, mother)


def _lists() -> dict[str, dict[str, Any]]:
    """Each origin's own names, with those that it shares with others."""
    lists: dict[str, dict[str, Any]] = tomllib.loads((OWN / "origins.toml").read_text(encoding="utf-8"))
    for group in lists.pop("more").values():
        for label in group["origins"]:
            for kind in ("boys", "girls"):
                lists[label][kind] += " " + group[kind]
    for found in lists.values():
        for kind in ("boys", "girls"):
            found[kind] = " ".join(dict.fromkeys(found[kind].split()))
    return lists


def _carer_forenames(sex: str) -> Weighted[str]:
    found = [row for row in rows(OWN / "carer_forenames.csv") if row["sex"] == sex]
    return Weighted([row["forename"] for row in found], [int(row["weight"]) for row in found])


def _sikh(rng: Random, family: str) -> Surnames:
    if rng.random() < 0.3 or family == "Singh":
        return Surnames("Singh", "Kaur", "Singh", "Kaur")
    return Surnames(family, family, family, family, middle_boy="Singh", middle_girl="Kaur")


def _of_father(rng: Random, father: str, mother: str) -> Surnames:
    chance = rng.random()
    if chance < BRITISH_DOUBLE and "-" not in father + mother and father != mother:
        return Surnames(f"{father}-{mother}", f"{father}-{mother}", father, mother)
    if chance < BRITISH_DOUBLE + BRITISH_MOTHERS:
        return Surnames(mother, mother, father, mother)
    return Surnames(father, father, father, father if rng.random() < 0.7 else mother)


def _origin(label: str, found: dict[str, Any], counts: dict[tuple[str, str], int]) -> Origin:
    shared = listed(found.get("shared", ""))
    forenames = {}
    for sex, own in (("M", listed(found["boys"])), ("F", listed(found["girls"]))):
        both = own + [name for name in shared if _more_often(name, sex, counts)]
        least = max(20, min(counts.get((sex, name), 20) for name in own))
        weights = [counts.get((sex, name), least) if name in own else SHARED_WEIGHT for name in both]
        forenames[sex] = Weighted(both, [weight**0.7 for weight in weights])
    mothers = by_rank(listed(found["mothers"])) if "mothers" in found else None
    surnames = by_rank(listed(found["surnames"]))
    return Origin(label, found["middle"], found["surnames_of"], forenames, surnames, mothers)


def _more_often(name: str, sex: str, counts: dict[tuple[str, str], int]) -> bool:
    other = "F" if sex == "M" else "M"
    return counts.get((sex, name), 0) >= counts.get((other, name), 0)


def _british(lists: dict[str, dict[str, Any]], counts: dict[tuple[str, str], int]) -> Origin:
    """What is left of the ONS counts when the names of the other origins are taken out."""
    elsewhere = {n for found in lists.values() for n in listed(found["boys"]) + listed(found["girls"])}
    forenames = {}
    for sex in "FM":
        left = [n for s, n in counts if s == sex and n not in elsewhere and counts[s, n] >= RAREST]
        forenames[sex] = Weighted(left, [counts[sex, name] for name in left])
    foreign = {s.casefold() for found in lists.values() for s in listed(found["surnames"])}
    british = {s.casefold() for label in ("irish", "caribbean") for s in listed(lists[label]["surnames"])}
    left_out = foreign - british
    known = [
        (british_case(row["surname"]), float(row["frequency"]))
        for row in rows(REGISTRY / "surname_frequencies.csv")
        if row["surname"] not in left_out
    ]
    surnames = Weighted([name for name, _ in known], [frequency for _, frequency in known])
    return Origin("british", 0.85, "father", forenames, surnames, None)
