"""How common is a name in England?"""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

from registry.names.normal import joined

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
GENDERS = {"F": "female", "M": "male"}


def share_of_forename(name: str) -> float:
    """The share of children who bear a forename in joined normal form; 0 for one that was not counted."""
    return children_called(name) / _children()


def children_called(name: str, *, gender: str = "") -> int:
    """How many children born in 17 years bear a forename in joined normal form: "female", "male", or all of them."""
    return _forenames()[gender][name]


def share_of_surname(name: str) -> float:
    """The share of people who bear a surname in joined normal form; 0 for one that was not counted."""
    return _surnames().get(name, 0.0)


@cache
def _children() -> int:
    return _forenames()[""].total()


@cache
def _forenames() -> dict[str, Counter[str]]:
    """By gender; all of them under ""."""
    counts: dict[str, Counter[str]] = {gender: Counter() for gender in ("", *GENDERS.values())}
    with (REFERENCE / "forename_counts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            for gender in ("", GENDERS[row["sex"]]):
                counts[gender][joined(row["forename"])] += int(row["count"])
    return counts


@cache
def _surnames() -> dict[str, float]:
    with (REFERENCE / "surname_frequencies.csv").open(encoding="utf-8", newline="") as file:
        return {joined(row["surname"]): float(row["frequency"]) for row in csv.DictReader(file, strict=True)}
