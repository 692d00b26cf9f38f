"""How are millions linked with millions on one machine, before there is a registry? Splink finds, the scorer decides.

A first national load: DuckDB reads the candidates with the very tests of definition.toml, and each pair that may be one
child is decided by `registry.matching.score`, twins guarded, with the national prior. Every name as rare as the next is
how Splink weighs, so it passes on pairs well below the lower threshold.
"""

from collections.abc import Sequence

from registry.matching.definition import definition
from registry.matching.estimating import linker
from registry.matching.one_to_one import Pair
from registry.matching.party import Party
from registry.matching.score import Decision, score

RARE_NAMES = 20.0  # bits by which two rare names may outweigh two usual ones


def compare_in_memory(left: Sequence[Party], right: Sequence[Party]) -> list[Pair]:
    """Every pair that is the same child or has to wait, by place in the two lists."""
    keyed = ([(str(at), party) for at, party in enumerate(side)] for side in (left, right))
    predicted = linker(*keyed, by=definition()).inference.predict(
        threshold_match_weight=definition().new - RARE_NAMES, warning_mode="never"
    )
    found = predicted.as_record_list()
    pairs = [_pair(int(row["unique_id_l"]), int(row["unique_id_r"]), left, right) for row in found]
    return [pair for pair in pairs if pair.decision is not Decision.NEW]


def _pair(one: int, other: int, left: Sequence[Party], right: Sequence[Party]) -> Pair:
    outcome = score(left[one], right[other])
    return Pair(one, other, outcome.weight, outcome.decision)
