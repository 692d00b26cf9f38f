"""What do the comparisons weigh in real files? Estimated by Splink, the Ministry of Justice's linkage library."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from registry.matching.definition import Comparison, Definition, Level
from registry.matching.engines import Keyed, linker

MOST_LESS = 2.0  # an m falls to half at most: two files never err in all the ways that there are
SEEN_OFTEN = 0.0001  # a u below is not measured on a million random pairs
# Where one person is nearly certain: each trains the comparisons that do not read its columns, as those of names do
# each other's. Never the day of birth alone: too few of its pairs are one person.
TRAINING = (("birth_date", "surname_norm"), ("postcode", "forename_norm"), ("birth_date", "postcode"))


def estimate(one: Iterable[Keyed], other: Iterable[Keyed], *, by: Definition, version: str) -> Definition:
    """The definition with the m, and the u of names, days and genders, as these two files have them."""
    from splink import block_on

    model = linker(one, other, by=by)
    model.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=2009)
    for columns in TRAINING:
        model.training.estimate_parameters_using_expectation_maximisation(block_on(*columns), max_pairs=10_000_000)
    trained = {one["output_column_name"]: one for one in model.misc.save_model_to_json()["comparisons"]}
    comparisons = tuple(_trained(comparison, trained[comparison.name]) for comparison in by.comparisons)
    return replace(by, version=version, comparisons=comparisons)


def _trained(comparison: Comparison, model: dict[str, Any]) -> Comparison:
    """What was never seen keeps what it had; then each adds up to one again."""
    found = {level["label_for_charts"]: level for level in model["comparison_levels"]}
    levels = [_level(level, found[level.key], comparison) for level in comparison.levels]
    total_m, total_u = sum(level.m for level in levels), sum(level.u for level in levels)
    return replace(
        comparison, levels=tuple(replace(level, m=level.m / total_m, u=level.u / total_u) for level in levels)
    )


def _level(level: Level, found: dict[str, Any], comparison: Comparison) -> Level:
    m, u = float(found.get("m_probability") or level.m), float(found.get("u_probability") or 0.0)
    measured = u >= SEEN_OFTEN and not (comparison.of_the_country or level.by_name)
    return replace(level, m=max(m, level.m / MOST_LESS), u=u if measured else level.u)


def written(by: Definition, text: str, *, made: Sequence[str]) -> str:
    """The TOML text of the definition in force with other figures: its order and its comments stay."""
    levels = iter([level for one in (by.other, *by.comparisons) for level in one.levels])

    def put(found: re.Match[str]) -> str:
        level = next(levels)
        return f"m = {_figure(level.m)}, u = {_figure(level.u)}"

    text = re.sub(r"m = [0-9.e-]+, u = [0-9.e-]+", put, text)
    text = re.sub(r"^version = .*$", f'version = "{by.version}"', text, flags=re.MULTILINE)
    return "".join(f"# {line}\n" for line in made) + text


def _figure(share: float) -> str:
    """Enough figures to add up to one, never in powers of ten."""
    return f"{share:.9f}".rstrip("0")
