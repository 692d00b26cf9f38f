"""Which pairs of two whole relations are the same child, or may be? Found and scored in PostgreSQL (R-FEED-5).

A relation has the columns of `Party` and a key. A key with several rows is one child under several names: the best
score over the names of both counts, as it does in Python.
Tables and columns are this program's own words, never anyone's input.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from operator import itemgetter

from django.db.backends.utils import CursorWrapper

from registry.copying import copy_rows
from registry.matching.blocking import RULES, Rule
from registry.matching.definition import Definition, definition
from registry.matching.party import COLUMNS, Party
from registry.matching.score import Decision
from registry.matching.sql import conflict_sql, guarded_sql, score_sql, verdict_sql
from registry.search.birth import near_days

KINDS = {
    "birth_date": "date",
    "forename_known": "boolean NOT NULL",
    **dict.fromkeys(("forename_also", "surname_also"), "text[]"),
    **dict.fromkeys(("forename_rarity", "surname_rarity"), "double precision"),
}
NEAR = "matching_near_day"
SOUGHT = tuple(dict.fromkeys(column for rule in RULES for column in rule.index))


@dataclass(frozen=True)
class Relation:
    """A table of parties, the column that says whose they are, and what it holds of them."""

    table: str
    key: str = "id"
    columns: tuple[str, ...] = COLUMNS


def columns_sql(columns: Iterable[str] = COLUMNS) -> str:
    """Columns of `Party`, for CREATE TABLE."""
    return ", ".join(f"{column} {KINDS.get(column, 'text')}" for column in columns)


def fill(cursor: CursorWrapper, relation: Relation, rows: Iterable[tuple[int, Party]]) -> None:
    """Makes a temporary relation anew, of these, for what is left of the transaction."""
    cursor.execute(f"DROP TABLE IF EXISTS {relation.table}")
    columns = f"{relation.key} bigint, {columns_sql(relation.columns)}"
    cursor.execute(f"CREATE TEMP TABLE {relation.table} ({columns}) ON COMMIT DROP")
    copy_parties(cursor, relation, rows)


def copy_parties(cursor: CursorWrapper, relation: Relation, rows: Iterable[tuple[object, Party]]) -> None:
    """Add parties, each with its key. A relation just filled is to be analysed before it is compared."""
    wanted = itemgetter(*map(COLUMNS.index, relation.columns))
    copy_rows(cursor, relation.table, (relation.key, *relation.columns), ((key, *wanted(party)) for key, party in rows))


def analyse(cursor: CursorWrapper, relation: Relation) -> None:
    """Statistics of the columns by which candidates are sought: of the lists they take longest and say nothing."""
    cursor.execute(f"ANALYZE {relation.table} ({', '.join((relation.key, *SOUGHT))})")


def compare_sets(
    cursor: CursorWrapper,
    *,
    left: Relation,
    right: Relation,
    into: str,
    only_later: bool = False,
    by: Definition | None = None,
    rules: Sequence[Rule] = RULES,
    indexed: bool = False,
) -> None:
    """Make the temporary table `into`: left_id, right_id, weight, guarded, conflict, decision.

    It has a row for every pair that is the same child or has to wait for a person. The right relation needs the
    indexes of `blocking.index_ddl` and one on its key, the left one on its key. Names that agree weigh what they weigh
    on the left. `only_later` is for a relation compared with itself: each pair once, the greater key on the left.
    `indexed`: the right one is many times the left, and each party is looked up. Belongs in a transaction.
    """
    cursor.execute("SET LOCAL jit = off")  # it would compile longer than the statement runs
    pairs = candidates_sql(cursor, left=left, right=right, rules=rules, only_later=only_later)
    weighed = _weighed(left, right, by or definition())
    with looking_up(cursor) if indexed else nullcontext():
        cursor.execute(f"CREATE TEMP TABLE {into} AS WITH pair AS MATERIALIZED ({pairs}) {weighed}")


@contextmanager
def looking_up(cursor: CursorWrapper) -> Iterator[None]:
    """Row by row in the indexes of the other side, whatever the statistics say: of a table just filled they say little.

    Otherwise the plan could read every child for each batch, the longer the more children there are.
    """
    cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    yield
    cursor.execute("SET LOCAL enable_hashjoin TO DEFAULT; SET LOCAL enable_mergejoin TO DEFAULT")


def candidates_sql(
    cursor: CursorWrapper,
    *,
    left: Relation,
    right: Relation,
    rules: Sequence[Rule] = RULES,
    only_later: bool = False,
) -> str:
    """A query for left_id, right_id of the pairs that the rules find, each pair once."""
    _near_days(cursor, left)
    later = f" AND l.{left.key} > r.{right.key}" if only_later else ""
    return " UNION ".join(_found_by(rule, left, right) + later for rule in rules)


def _found_by(rule: Rule, left: Relation, right: Relation) -> str:
    lefts = f"(SELECT l.*, n.days FROM {left.table} l JOIN {NEAR} n ON n.born = l.birth_date OFFSET 0)"  # noqa: S608
    keys = f"l.{left.key} AS left_id, r.{right.key} AS right_id"
    where = rule.where.format(l="l", r="r", n="l")
    return f"SELECT {keys} FROM {lefts if rule.near else left.table} l JOIN {right.table} r ON {where} WHERE true"  # noqa: S608


def _weighed(left: Relation, right: Relation, by: Definition) -> str:
    """The best of each pair. OFFSET 0 makes the database reckon a weight once and drop the pair by it."""
    return f"""
        SELECT * FROM (
            SELECT DISTINCT ON (left_id, right_id) left_id, right_id, weight, guarded, conflict,
                {verdict_sql("weight", "guarded", "conflict", by=by)} AS decision
            FROM (
                SELECT pair.*, w.weight, {guarded_sql("l", "r", by=by)} AS guarded,
                    {conflict_sql("l", "r", by=by)} AS conflict
                FROM pair JOIN {left.table} l ON l.{left.key} = left_id
                JOIN {right.table} r ON r.{right.key} = right_id
                CROSS JOIN LATERAL (SELECT {score_sql("l", "r", by=by)} AS weight OFFSET 0) w
                WHERE w.weight >= {by.new!r}
            ) scored ORDER BY left_id, right_id, weight DESC, guarded DESC
        ) best WHERE decision <> '{Decision.NEW}'
    """  # noqa: S608


def _near_days(cursor: CursorWrapper, left: Relation) -> None:
    """The days one slip from each day of birth on the left, kept for the connection."""
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {NEAR} (born date PRIMARY KEY, days date[] NOT NULL)")
    cursor.execute(
        f"SELECT DISTINCT birth_date FROM {left.table} WHERE birth_date IS NOT NULL EXCEPT SELECT born FROM {NEAR}"  # noqa: S608
    )
    if days := [born for (born,) in cursor.fetchall()]:
        copy_rows(cursor, NEAR, ("born", "days"), ((born, tuple(map(str, near_days(born)))) for born in days))
        cursor.execute(f"ANALYZE {NEAR}")
