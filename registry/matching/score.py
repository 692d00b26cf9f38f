"""How likely are two descriptions the same child, and what follows from it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import exp2

from registry.matching.agreement import TESTS, column
from registry.matching.definition import Comparison, Definition, Level, definition
from registry.matching.party import Party

UPPER = definition().same  # bits: the same child without a person looking, unless guarded
LOWER = definition().new  # bits: below it, another child


SHARED = "Brothers and sisters have the same last name and home"


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


def score(one: Party, other: Party, *, by: Definition | None = None) -> Score:
    """Compare two descriptions; the rarity of an agreeing name is taken from the first. `by`: else as shipped."""
    by = by or definition()
    comparisons = by.comparisons
    compared = tuple(found for comparison in comparisons if (found := _compare(comparison, one, other)) is not None)
    compared += _shared(compared, by)
    levels = {found.comparison: found.level for found in compared}
    return Score(
        weight=by.prior + sum(found.bits for found in compared),
        compared=compared,
        guarded=not _any(levels, "exact", [c for c in comparisons if c.identifier]) and _looks_like_a_twin(levels, by),
        conflict=_any(levels, "different", [c for c in comparisons if c.trusted]),
    )


def _compare(comparison: Comparison, one: Party, other: Party) -> Compared | None:
    """The first level that holds; None when one side says nothing."""
    level = next((level for level in comparison.levels if _holds(level, comparison.name, one, other)), None)
    if level is None:
        return None
    return Compared(comparison.name, level.key, _bits(level, comparison, one), level.words)


def _holds(level: Level, name: str, one: Party, other: Party) -> bool:
    test = TESTS[level.test]
    needs = test.needs or column(name)
    known = None not in (getattr(one, needs), getattr(other, needs))
    return known and test.python(one, other, name)


def _bits(level: Level, comparison: Comparison, one: Party) -> float:
    rarity: float = getattr(one, f"{comparison.name}_rarity") if level.by_name else 0.0
    return level.bits + rarity


def _shared(compared: tuple[Compared, ...], by: Definition) -> tuple[Compared, ...]:
    """What a family has in common cannot tell its children apart: the bits too many are taken away again."""
    bits = sum(found.bits for found in compared if found.comparison in by.shared)
    too_many = bits + by.prior
    return (Compared("family", "shared", -too_many, SHARED),) if too_many > 0 else ()


def _any(levels: dict[str, str], level: str, comparisons: Iterable[Comparison]) -> bool:
    return any(levels.get(comparison.name) == level for comparison in comparisons)


def _looks_like_a_twin(levels: dict[str, str], by: Definition) -> bool:
    """Surname, birthday and home agree and the forename does not."""
    return all(levels.get(name) in keys for name, keys in by.guard.items())
