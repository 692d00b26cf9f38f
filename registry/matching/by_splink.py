"""How are millions linked with millions before there is a registry? Splink finds the pairs, the scorer decides each.

A first national load: DuckDB on one machine, or Spark on many, reads the candidates with the very tests of
definition.toml, and each pair that may be one child is decided by `registry.matching.score`, twins guarded. Every name
as rare as the next is how Splink weighs, so it passes on pairs well below the lower threshold.
"""

from collections.abc import Sequence

from registry.matching.definition import Definition
from registry.matching.engines import Engine, linker
from registry.matching.one_to_one import Pair
from registry.matching.party import Party
from registry.matching.score import Decision, Score, score

RARE_NAMES = 20.0  # bits by which two rare names may outweigh two usual ones
Parties = Sequence[Party]  # one person under each name


def compare_by_splink(
    left: Sequence[Parties], right: Sequence[Parties], *, by: Definition, engine: Engine
) -> list[Pair]:
    """Every pair that is the same child or has to wait, by place in the two lists. Raises NoEngine."""
    keyed = (
        [(f"{at}.{n}", party) for at, parties in enumerate(side) for n, party in enumerate(parties)]
        for side in (left, right)
    )
    predicted = linker(*keyed, by=by, engine=engine).inference.predict(
        threshold_match_weight=by.new - RARE_NAMES, warning_mode="never"
    )
    best: dict[tuple[int, int], Score] = {}
    for row in predicted.as_record_list():
        (one, name), (other, their_name) = (_place(row[f"unique_id_{side}"]) for side in "lr")
        found = score(left[one][name], right[other][their_name], by=by)
        best[one, other] = max(found, best.get((one, other), found), key=lambda scored: (scored.weight, scored.guarded))
    pairs = (Pair(one, other, found.weight, found.decision) for (one, other), found in best.items())
    return [pair for pair in pairs if pair.decision is not Decision.NEW]


def nobody_twice_by_splink(side: Sequence[Parties], *, by: Definition, engine: Engine, share: float) -> bool:
    """True when at most this share of the rows of one file are the same child as another of its rows."""
    pairs = compare_by_splink(side, side, by=by, engine=engine)
    twice = {pair.left for pair in pairs if pair.left > pair.right and pair.decision is Decision.SAME}
    return len(twice) <= share * len(side)


def _place(key: str) -> tuple[int, int]:
    person, _, name = key.partition(".")
    return int(person), int(name)
