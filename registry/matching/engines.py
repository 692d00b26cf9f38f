"""How does Splink read definition.toml, and on which engine does it run? DuckDB on one machine, Spark on many.

The settings follow from the definition, test by test: one file for PostgreSQL, DuckDB and Spark. Splink and the engines
are imported where they are used: no page and no delivery waits for them.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from registry.matching.agreement import TESTS, column
from registry.matching.definition import Comparison, Definition, Level
from registry.matching.party import COLUMNS, Party

if TYPE_CHECKING:
    from splink import Linker
    from splink.internals.database_api import DatabaseAPI

SAME: Final = "l.{0} = r.{0}"
PREDICTING: Final = (
    *(
        " AND ".join(SAME.format(name) for name in names)
        for names in (
            ("nhs_number",), ("upn",), ("birth_date", "surname_sound"), ("birth_date", "forename_sound"),
            ("postcode", "forename_sound"), ("postcode", "surname_sound"), ("postcode", "birth_date"),
            ("surname_norm", "forename_norm"),
        )
    ),
    "l.surname_norm = r.forename_norm AND l.forename_norm = r.surname_norm AND l.birth_date = r.birth_date",
)  # fmt: skip
# Where the environment says nothing else: what suits one machine (Spark's own 200 partitions are made for a cluster),
# and no generated code, for these comparisons are longer than a method of Java may be.
SPARK: Final = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.shuffle.partitions": "8",
    "spark.default.parallelism": "8",
    "spark.sql.adaptive.enabled": "true",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
Keyed = tuple[str, Party]


class NoEngine(Exception):
    """The text says what is missing on this machine."""


@dataclass(frozen=True)
class Engine:
    """Where Splink's statements run. `writes` are the few of PostgreSQL's expressions that it writes otherwise."""

    name: str
    start: "Callable[[], DatabaseAPI[Any]]"
    writes: tuple[tuple[str, str], ...]

    def sql(self, text: str) -> str:
        for pattern, instead in self.writes:
            text = re.sub(pattern, instead, text)
        return text


def _duckdb() -> "DatabaseAPI[Any]":
    from splink.backends.duckdb import DuckDBAPI

    return DuckDBAPI()


def _spark() -> "DatabaseAPI[Any]":
    """The Spark of this machine, or the cluster that the environment names (PYSPARK_SUBMIT_ARGS)."""
    try:
        from pyspark import SparkConf
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise NoEngine("Spark is not installed here. Install requirements-spark.txt and Java 17.") from error
    from splink.backends.spark import SparkAPI, similarity_jar_location

    said = SparkConf().setAppName("contactpoint link").set("spark.jars", similarity_jar_location())
    for name, value in SPARK.items():
        said.setIfMissing(name, value)
    started = SparkSession.builder.config(conf=said).getOrCreate()
    fresh = started.newSession()  # each comparison names its tables alike
    return SparkAPI(spark_session=fresh, break_lineage_method="persist")  # type: ignore[no-untyped-call]


_WORDS = r"string_to_array\((\w+), ' '\)"
_VALUE = r"(replace\(\w+, ' ', ''\))"
ENGINES: Final = {
    "duckdb": Engine("duckdb", _duckdb, ((r"to_char\((\w+), 'YYYYMMDD'\)", r"strftime(\1, '%Y%m%d')"),)),
    "spark": Engine(
        "spark",
        _spark,
        (
            (r"to_char\((\w+), 'YYYYMMDD'\)", r"date_format(\1, 'yyyyMMdd')"),
            (rf"{_WORDS} && {_WORDS}", r"arrays_overlap(split(\1, ' '), split(\2, ' '))"),
            (rf"{_VALUE} = ANY\((\w+)\)", r"array_contains(\2, \1)"),
            (r"left\((\w+), -(\d)\)", r"substring(\1, 1, length(\1) - \2)"),
        ),
    ),
}


def settings(by: Definition, engine: Engine) -> dict[str, Any]:
    """The definition as Splink has it."""
    return {
        "link_type": "link_only",
        "probability_two_random_records_match": 1 / by.children,
        "comparisons": [_comparison(one, engine) for one in by.comparisons],
        "blocking_rules_to_generate_predictions": [
            {"blocking_rule": rule, "sql_dialect": engine.name} for rule in PREDICTING
        ],
        "retain_matching_columns": False,
    }


def _comparison(one: Comparison, engine: Engine) -> dict[str, Any]:
    known = column(one.name)
    elsewhere = [
        f" AND NOT coalesce({_sql(level, one, engine)}, false)" for level in one.levels if TESTS[level.test].needs
    ]
    nothing = f"({known}_l IS NULL OR {known}_r IS NULL){''.join(elsewhere)}"
    levels = [
        {
            "sql_condition": "ELSE" if level is one.levels[-1] else _sql(level, one, engine),
            "label_for_charts": level.key,
            "m_probability": level.m,
            "u_probability": level.u,
        }
        for level in one.levels
    ]
    null = {"sql_condition": nothing, "label_for_charts": "unknown", "is_null_level": True}
    return {"output_column_name": one.name, "comparison_levels": [null, *levels]}


def _sql(level: Level, comparison: Comparison, engine: Engine) -> str:
    """The test of PostgreSQL, in the names that Splink gives the two sides and the words of the engine."""
    text = TESTS[level.test].sql.format(l="l", r="r", f=comparison.name, c=column(comparison.name))
    return engine.sql(re.sub(r"\b([lr])\.(\w+)", r"\2_\1", text))


def linker(
    one: Iterable[Keyed], other: Iterable[Keyed], *, by: Definition, engine: Engine = ENGINES["duckdb"]
) -> "Linker":
    """Two sets of parties, as tables of the engine. Raises NoEngine."""
    from splink import Linker

    database = engine.start()
    tables = [database.register(_arrow(rows), dataset_display_name=name) for rows, name in ((one, "a"), (other, "b"))]
    return Linker(tables, settings(by, engine), log_level="WARNING")


def _arrow(rows: Iterable[Keyed]) -> Any:
    """A table that every engine reads. The types are said, for a column may be empty throughout."""
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
