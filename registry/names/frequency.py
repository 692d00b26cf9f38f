"""How common is a name in England?"""

import csv
from collections import Counter
from functools import cache
from pathlib import Path

from registry.names.normal import joined

REFERENCE = Path(__file__).resolve().parent.parent / "reference"


def share_of_forename(name: str) -> float:
    """The share of children who bear a forename in joined normal form; 0 for one that was not counted."""
    return _forenames().get(name, 0.0)


def share_of_surname(name: str) -> float:
    """The share of people who bear a surname in joined normal form; 0 for one that was not counted."""
    return _surnames().get(name, 0.0)


@cache
def _forenames() -> dict[str, float]:
    counts: Counter[str] = Counter()
    with (REFERENCE / "forename_counts.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            counts[joined(row["forename"])] += int(row["count"])
    everyone = counts.total()
    return {name: count / everyone for name, count in counts.items()}


@cache
def _surnames() -> dict[str, float]:
    with (REFERENCE / "surname_frequencies.csv").open(encoding="utf-8", newline="") as file:
        return {joined(row["surname"]): float(row["frequency"]) for row in csv.DictReader(file, strict=True)}
