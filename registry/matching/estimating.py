"""What do the comparisons weigh in real files? Estimated by Splink, the Ministry of Justice's linkage library.

The settings follow from definition.toml, test by test, so that what is estimated is what is compared; the same settings
link a first national load in DuckDB. Splink is imported where it is used: no page and no delivery waits for it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from registry.matching.agreement import TESTS, column
from registry.matching.definition import Comparison, Definition, Level
from registry.matching.party import COLUMNS, Party

if TYPE_CHECKING:
    from splink import Linker

MOST_LESS = 2.0  # an m falls to half at most: two files never err in all the ways that there are
SEEN_OFTEN = 0.0001  # a u below is not measured on a million random pairs
# Where one person is nearly certain: each trains the comparisons that do not read its columns, as those of names do
# each other's. Never the day of birth alone: too few of its pairs are one person.
TRAINING = (("birth_date", "surname_norm"), ("postcode", "forename_norm"), ("birth_date", "postcode"))
Keyed = tuple[str, Party]


def settings(by: Definition) -> dict[str, Any]:
    """The definition as Splink has it, in PostgreSQL's dialect, which Splink translates."""
    return {
        "link_type": "link_only",
        "probability_two_random_records_match": 1 / by.children,
        "comparisons": [_comparison(one) for one in by.comparisons],
        "blocking_rules_to_generate_predictions": [_rule(columns) for columns in PREDICTING],
        "retain_matching_columns": False,
    }


PREDICTING = (
    ("nhs_number",), ("upn",), ("birth_date", "surname_sound"), ("birth_date", "forename_sound"),
    ("postcode", "forename_sound"), ("postcode", "surname_sound"), ("postcode", "birth_date"),
    ("surname_norm", "forename_norm"),
)  # fmt: skip


def _rule(columns: Iterable[str]) -> dict[str, str]:
    return {"blocking_rule": " AND ".join(f"l.{name} = r.{name}" for name in columns), "sql_dialect": "duckdb"}


def _comparison(one: Comparison) -> dict[str, Any]:
    known = column(one.name)
    elsewhere = [f" AND NOT coalesce({_sql(level, one)}, false)" for level in one.levels if TESTS[level.test].needs]
    nothing = f"({known}_l IS NULL OR {known}_r IS NULL){''.join(elsewhere)}"
    levels = [
        {
            "sql_condition": "ELSE" if level is one.levels[-1] else _sql(level, one),
            "label_for_charts": level.key,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        for level in one.levels
    ]
    null = {"sql_condition": nothing, "label_for_charts": "unknown", "is_null_level": True}
    return {"output_column_name": one.name, "comparison_levels": [null, *levels]}


def _sql(level: Level, comparison: Comparison) -> str:
    """The test of PostgreSQL, in the names that Splink gives the two sides. DuckDB understands it as it stands."""
    text = TESTS[level.test].sql.format(l="l", r="r", f=comparison.name, c=column(comparison.name))
    return (
        re.sub(r"\b([lr])\.(\w+)", r"\2_\1", text)
        .replace("to_char(birth_date_l, 'YYYYMMDD')", "strftime(birth_date_l, '%Y%m%d')")
        .replace("to_char(birth_date_r, 'YYYYMMDD')", "strftime(birth_date_r, '%Y%m%d')")
    )


def linker(one: Iterable[Keyed], other: Iterable[Keyed], *, by: Definition) -> "Linker":
    """Two sets of parties, in DuckDB in memory."""
    from splink import Linker
    from splink.backends.duckdb import DuckDBAPI

    database = DuckDBAPI()
    tables = [database.register(_arrow(rows), dataset_display_name=name) for rows, name in ((one, "a"), (other, "b"))]
    return Linker(tables, settings(by), log_level="WARNING")


def _arrow(rows: Iterable[Keyed]) -> Any:
    """A table of DuckDB's kind. The types are said, for a column may be empty throughout."""
    import pyarrow as pa

    kinds = {"birth_date": pa.date32(), "forename_known": pa.bool_()}
    kinds |= dict.fromkeys(("forename_also", "surname_also"), pa.list_(pa.string()))
    kinds |= dict.fromkeys(("forename_rarity", "surname_rarity"), pa.float64())
    kept = list(rows)
    columns = {"unique_id": pa.array([key for key, _ in kept], pa.string())}
    for name in COLUMNS:
        values = [getattr(party, name) for _, party in kept]
        columns[name] = pa.array(values, kinds.get(name, pa.string()))
    return pa.table(columns)


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
