"""How are the reference tables read, and how is one row of a weighted table drawn?"""

import csv
import gzip
from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Generic, TypeVar

ROOT = Path(__file__).resolve().parents[2]
OWN = Path(__file__).resolve().parent / "data"
REGISTRY = ROOT / "registry" / "reference"
ACCOUNTS = ROOT / "accounts" / "reference"

T = TypeVar("T")


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file, or of the same file compressed."""
    packed = path.with_name(path.name + ".gz")
    if packed.exists():
        with gzip.open(packed, "rt", encoding="utf-8", newline="") as source:
            yield from csv.DictReader(source)
    else:
        with path.open(encoding="utf-8", newline="") as source:
            yield from csv.DictReader(source)


class Weighted(Generic[T]):
    """Values that come up as often as their weight says."""

    __slots__ = ("_cumulative", "_total", "values")

    def __init__(self, values: Sequence[T], weights: Sequence[float]) -> None:
        self.values = list(values)
        self._cumulative = list(accumulate(weights))
        self._total = self._cumulative[-1]

    def draw(self, rng: Random) -> T:
        return self.values[bisect(self._cumulative, rng.random() * self._total, 0, len(self.values) - 1)]
