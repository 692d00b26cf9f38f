"""How likely are two descriptions the same child, and what follows from it?"""

from dataclasses import dataclass
from enum import StrEnum
from math import exp2

from registry.matching.agreement import TESTS, column
from registry.matching.definition import Comparison, Level, definition
from registry.matching.party import Party

UPPER = definition().same  # bits: the same child without a person looking, unless guarded
LOWER = definition().new  # bits: below it, another child


class Decision(StrEnum):
    SAME = "same"
    WAITING = "waiting"
    NEW = "new"


@dataclass(frozen=True)
class Compared:
    """The outcome of one comparison."""

    comparison: str
    level: str
    bits: float
    words: str


@dataclass(frozen=True)
class Score:
    """The whole outcome. `weight` is in bits, prior included; 0 is as likely as not."""

    weight: float
    compared: tuple[Compared, ...]
    guarded: bool
    conflict: bool

    @property
    def probability(self) -> float:
        return 1 / (1 + exp2(-self.weight))

    @property
    def decision(self) -> Decision:
        """Twins, siblings and conflicting identifiers are never merged without a person (R-FEED-5)."""
        if self.weight < LOWER or (self.guarded and self.conflict):
            return Decision.NEW
        if self.weight < UPPER or self.guarded or self.conflict:
            return Decision.WAITING
        return Decision.SAME


def score(one: Party, other: Party) -> Score:
    """Compare two descriptions; the rarity of an agreeing name is taken from the first."""
    compared = tuple(
        found for comparison in definition().comparisons if (found := _compare(comparison, one, other)) is not None
    )
    levels = {found.comparison: found.level for found in compared}
    identifiers = [levels.get(c.name) for c in definition().comparisons if c.identifier]
    return Score(
        weight=definition().prior + sum(found.bits for found in compared),
        compared=compared,
        guarded="exact" not in identifiers and _looks_like_a_twin(levels),
        conflict="different" in identifiers,
    )


def _compare(comparison: Comparison, one: Party, other: Party) -> Compared | None:
    """The first level that holds; None when one side says nothing."""
    known = column(comparison.name)
    if getattr(one, known) is None or getattr(other, known) is None:
        return None
    level = next(level for level in comparison.levels if TESTS[level.test].python(one, other, comparison.name))
    return Compared(comparison.name, level.key, _bits(level, comparison, one), level.words)


def _bits(level: Level, comparison: Comparison, one: Party) -> float:
    rarity: float = getattr(one, f"{comparison.name}_rarity") if level.by_name else 0.0
    return level.bits + rarity


def _looks_like_a_twin(levels: dict[str, str]) -> bool:
    """Surname, birthday and home agree and the forename does not."""
    return all(levels.get(name) in keys for name, keys in definition().guard.items())
