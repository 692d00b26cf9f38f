"""Which comparisons are made between two descriptions of a child, and what does each outcome weigh?"""

import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log2
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("definition.toml")


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison."""

    key: str
    test: str
    m: float
    u: float
    words: str
    by_name: bool = False

    @property
    def bits(self) -> float:
        """The weight of this outcome; counted by name, that of m alone (add the name's rarity)."""
        return log2(self.m) if self.by_name else log2(self.m / self.u)


@dataclass(frozen=True)
class Comparison:
    """One thing that is compared, its outcomes in the order in which they are tried."""

    name: str
    levels: tuple[Level, ...]
    identifier: bool = False  # agreeing on it says who the child is
    of_the_country: bool = False  # its u is that of all children: files of a part of them tell nothing of it
    trusted: bool = False  # and differing on it, that these are two: a person decides

    def level(self, key: str) -> Level:
        return next(level for level in self.levels if level.key == key)


@dataclass(frozen=True)
class Definition:
    """All comparisons, the prior and the thresholds, under one version."""

    version: str
    children: float
    rarest: float
    same: float
    new: float
    shared: tuple[str, ...]
    guard: dict[str, tuple[str, ...]]
    other: Comparison
    comparisons: tuple[Comparison, ...]

    @property
    def prior(self) -> float:
        """The weight, in bits, of a pair about which nothing is known yet."""
        return -log2(self.children)

    def comparison(self, name: str) -> Comparison:
        return next(comparison for comparison in self.comparisons if comparison.name == name)


@cache
def definition() -> Definition:
    """The definition in force."""
    return parse(FILE.read_text(encoding="utf-8"))


def parse(text: str) -> Definition:
    """A definition from its TOML. Unknown or missing fields raise TypeError or KeyError."""
    read: dict[str, Any] = tomllib.loads(text)
    guard = {name: tuple(keys) for name, keys in read.pop("guard").items()}
    other, shared = _comparison(read.pop("other")), tuple(read.pop("shared"))
    comparisons = tuple(map(_comparison, read.pop("comparison")))
    return Definition(**read, shared=shared, guard=guard, other=other, comparisons=comparisons)


def _comparison(one: dict[str, Any]) -> Comparison:
    return Comparison(**{**one, "levels": tuple(Level(**level) for level in one["levels"])})


@lru_cache(maxsize=100_000)  # a name has one share throughout a batch
def rarity(share: float, *, rarest: float | None = None) -> float:
    """The weight, in bits, that agreeing on a name held by this share of people carries, before m."""
    return -log2(min(1.0, max(share, rarest or definition().rarest)))
