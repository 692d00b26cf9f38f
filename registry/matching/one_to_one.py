"""Which of the pairs that may be one person are, when a file has nobody twice?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from registry.matching.score import Decision

CLEARLY_BEST = 4.0  # bits by which a pair must lead before any other of either side


@dataclass(frozen=True)
class Pair:
    """One row of each file."""

    left: int
    right: int
    weight: float
    decision: Decision


def clean_up(pairs: Iterable[Pair], *, left_once: bool, right_once: bool) -> list[Pair]:
    """Best first: a link uses up the rows of a file that has nobody twice; one that another comes near to waits.

    `left_once`: nobody stands twice in the left file, so that a row of the right one has at most one partner.
    """
    ranked = sorted(pairs, key=lambda pair: (-pair.weight, pair.left, pair.right))
    of_left, of_right = _weights(ranked, by="left"), _weights(ranked, by="right")
    taken_left: set[int] = set()
    taken_right: set[int] = set()
    kept: list[Pair] = []
    for pair in ranked:
        if pair.left in taken_left or pair.right in taken_right:
            continue
        rivals = [
            *((row, weight) for row, weight in of_right[pair.right] if left_once and row not in taken_left),
            *((row, weight) for row, weight in of_left[pair.left] if right_once and row not in taken_right),
        ]
        clear = sum(weight > pair.weight - CLEARLY_BEST for _, weight in rivals) <= left_once + right_once
        decided = pair if clear or pair.decision is not Decision.SAME else replace(pair, decision=Decision.WAITING)
        kept.append(decided)
        if decided.decision is Decision.SAME:
            taken_left |= {pair.left} if right_once else set()
            taken_right |= {pair.right} if left_once else set()
    return _not_yet_decided(kept, taken_left, taken_right)


def _weights(pairs: Iterable[Pair], *, by: str) -> dict[int, list[tuple[int, float]]]:
    found: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for pair in pairs:
        one, other = (pair.left, pair.right) if by == "left" else (pair.right, pair.left)
        found[one].append((other, pair.weight))
    return found


def _not_yet_decided(pairs: list[Pair], left: set[int], right: set[int]) -> list[Pair]:
    """A pair that waits says nothing new when a row of it was linked after."""
    return [pair for pair in pairs if pair.decision is Decision.SAME or not (pair.left in left or pair.right in right)]
