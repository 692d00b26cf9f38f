"""What do the comparisons weigh between these two files? Estimated from the files themselves, without the truth.

Expectation and maximisation after Fellegi and Sunter, on counts of patterns: which level each comparison came to.
How often levels agree by chance is counted on random pairs; how often they agree for one and the same person, and how
many people the files share, is estimated from the pairs that the blocking rules find. The shipped weights are the
start, and count as much as `WEIGHT_OF_SHIPPED` pairs of the same person: small files stay near them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import exp2, log2

from registry.matching.definition import Comparison, Definition, Level

WEIGHT_OF_SHIPPED = 20.0
DIFFERING, SOME_DIFFER = 5.0, 0.05  # times what is shipped; a share that is never too high
ROUNDS = 40
RARELY = 10  # times seen among random pairs: below it a count says little
SMALLEST = 1e-6  # no outcome is impossible
Pattern = tuple[str | None, ...]  # the level of each comparison; None where nothing is said
Counts = Mapping[Pattern, int]


@dataclass(frozen=True)
class Seen:
    """What was counted in two files."""

    found: Counts  # pairs found by the rules
    random: Counts  # pairs drawn at random
    pairs: int  # that there are at all


def fit(start: Definition, seen: Seen) -> Definition:
    """The definition with the weights of these files."""
    by = with_chance(start, seen)
    for _ in range(ROUNDS):
        by = _again(by, start, seen)
    return by


def with_chance(start: Definition, seen: Seen) -> Definition:
    """How often strangers come to each level, as the random pairs show it; rarely seen levels keep the greater u."""
    strangers = _strangers(start, seen.random)
    comparisons = []
    for at, comparison in enumerate(start.comparisons):
        counts = _tally(strangers, at)
        total = sum(counts.values())
        levels = tuple(
            replace(level, u=_chance(level, counts.get(level.key, 0.0), total)) for level in comparison.levels
        )
        comparisons.append(replace(comparison, levels=levels))
    return replace(start, comparisons=tuple(comparisons))


def _strangers(start: Definition, random: Counts) -> Counts:
    """Without those who look like one person: few though they are, they are nearly all that agree."""
    weigh = _weigher(start)
    return {pattern: count for pattern, count in random.items() if weigh(pattern) < 0}


def _chance(level: Level, count: float, total: float) -> float:
    if not total:
        return level.u
    measured = max(count, 0.5) / total
    return measured if count >= RARELY else max(min(level.u, RARELY / total), measured)


def _tally(counts: Mapping[Pattern, float], at: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for pattern, count in counts.items():
        if (level := pattern[at]) is not None:
            found[level] = found.get(level, 0.0) + count
    return found


def _again(by: Definition, start: Definition, seen: Seen) -> Definition:
    """One round: how likely each pattern is the same person, and from that the m and the prior anew."""
    weigh = _weigher(by)
    same = {pattern: count / (1 + exp2(-weigh(pattern))) for pattern, count in seen.found.items()}
    matches = max(sum(same.values()), 1.0)
    comparisons = tuple(
        _comparison(comparison, start.comparisons[at], _tally(same, at)) for at, comparison in enumerate(by.comparisons)
    )
    return replace(by, children=max(seen.pairs / matches, 2.0), comparisons=comparisons)


def _weigher(by: Definition) -> Callable[[Pattern], float]:
    """The weight of a pattern, every name as rare as the next."""
    weights = [{level.key: log2(level.m / level.u) for level in one.levels} for one in by.comparisons]
    shared = [one.name in by.shared for one in by.comparisons]

    def weigh(pattern: Pattern) -> float:
        bits = [0.0 if level is None else weights[at][level] for at, level in enumerate(pattern)]
        together = sum(bit for bit, is_shared in zip(bits, shared, strict=True) if is_shared)
        return by.prior + sum(bits) - max(together + by.prior, 0.0)

    return weigh


def _comparison(comparison: Comparison, shipped: Comparison, counts: Mapping[str, float]) -> Comparison:
    """The m of one comparison. Its last level is that the two differ: where few are the same person, siblings and
    namesakes would make that seem usual, so it stays near what is shipped; but anyone may move house.
    """
    total = sum(counts.values()) + WEIGHT_OF_SHIPPED
    seen = [(counts.get(was.key, 0.0) + WEIGHT_OF_SHIPPED * was.m) / total for was in shipped.levels]
    most = 1.0 if shipped.of_the_country else max(DIFFERING * shipped.levels[-1].m, SOME_DIFFER)
    differing = min(seen[-1], most)
    agreeing = [m * (1 - differing) / (1 - seen[-1]) for m in seen[:-1]]
    levels = tuple(
        replace(level, m=max(m, SMALLEST)) for level, m in zip(comparison.levels, (*agreeing, differing), strict=True)
    )
    return replace(comparison, levels=levels)
