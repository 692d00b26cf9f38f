"""Which other names may stand for this one: nicknames, short forms and spellings of other cultures?

Nicknames point both ways but are never chained: Jack is John and Ian is John, yet Jack is not Ian.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import permutations

from registry.names.frequency import REFERENCE, children_called
from registry.names.normal import joined

# Two columns each: a name, and another name for it.
PAIRS = {"forename": ("forename_variants.csv", "nicknames.csv"), "surname": ("surname_variants.csv",)}
BORNE = 150  # children in 17 years; rarer spellings are mostly slips of rarer or commoner names
COMMON = 1_500  # beside a name so common it is the gender that is more likely wrong
NO_NAMES: frozenset[str] = frozenset()

Table = dict[str, frozenset[str]]


def also_forename(forename: str) -> frozenset[str]:
    """The forenames that a child called by this one may also be recorded under, in normal form."""
    return _table("forename").get(forename, NO_NAMES)


def is_forename(name: str, *, gender: str = "") -> bool:
    """True when people of this gender are called this, so that it is hardly a slip of the pen for a name like it.

    Girls are called Kia: of a boy it is a slip for Kai.
    """
    return children_called(name, gender=gender) >= BORNE or children_called(name) >= COMMON


def also_surname(surname: str) -> frozenset[str]:
    """The surnames that are known spellings or forms of this one, in normal form."""
    return _table("surname").get(surname, NO_NAMES)


@cache
def _table(field: str) -> Table:
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in [*_pairs(field), *_cultures(field)]:
        if one and other and one != other:
            found[one].add(other)
            found[other].add(one)
    return {name: frozenset(others) for name, others in found.items()}


def _pairs(field: str) -> Iterator[tuple[str, str]]:
    for name in PAIRS[field]:
        with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, strict=True)
            next(rows)
            yield from ((joined(row[0]), joined(row[1])) for row in rows)


def _cultures(field: str) -> Iterator[tuple[str, str]]:
    """Every spelling of one name with every other: here the group really is one name."""
    with (REFERENCE / "culture_variants.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            if row["field"] in (field, "both"):
                yield from permutations([joined(spelling) for spelling in row["spellings"].split()], 2)
