"""Which rows of two files are one person? By the registry's matching in temporary tables, nothing stored (R-FEED-5)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp2

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from registry.copying import copy_rows
from registry.matching.blocking import LOOSE, RULES, Rule, index_ddl
from registry.matching.by_splink import compare_by_splink, nobody_twice_by_splink
from registry.matching.definition import Comparison, Definition, definition
from registry.matching.engines import Engine
from registry.matching.fitting import Seen, fit
from registry.matching.headers import words
from registry.matching.one_to_one import Pair, clean_up
from registry.matching.party import COLUMNS
from registry.matching.people import Compared, Person, Shares, in_common, is_nearly_unique, parties
from registry.matching.score import Decision
from registry.matching.sets import Relation, candidates_sql, columns_sql, compare_sets
from registry.matching.sql import level_sql

A, B = Relation("link_a"), Relation("link_b")
RANDOM_PAIRS = 100_000
MOST_PAIRS = 40  # that a loose rule may find for each row, or it is left out
ENOUGH_ROWS = 200  # of children, in which there are always siblings
FAMILIES = 0.005  # pairs of siblings for each row: a tenth of what any list of children has
DUPLICATES = 0.01  # of a file's rows: above it the file may have a person twice


@dataclass(frozen=True)
class Linked:
    """One pair, by the ids of the files."""

    id_a: str
    id_b: str
    probability: float
    decision: Decision


@dataclass(frozen=True)
class Links:
    """What came out, and by which weights."""

    pairs: list[Linked]
    by: Definition
    others: tuple[str, ...]  # the further columns compared, by header
    once: tuple[bool, bool]  # whether each file has nobody twice


def link(one: Sequence[Person], other: Sequence[Person], *, fitted: bool = True) -> Links:
    """Link the rows of two files. Without `fitted` every weight is as shipped, but for the prior."""
    shared = in_common(one, other)
    start = _for_these(definition(), one, other, shared)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")  # it compiles longer than these statements run
        shares = Shares([*one, *other])
        for relation, people in ((A, one), (B, other)):
            _fill(cursor, relation, people, shares, shared)
        if not any(_has_families(cursor, relation, len(people)) for relation, people in ((A, one), (B, other))):
            start = replace(start, guard={}, shared=())
        rules = _rules(cursor, shared, len(one) + len(other))
        by = fit(start, _seen(cursor, start, rules, (len(one), len(other)))) if fitted else start
        once = (_nobody_twice(cursor, A, by, len(one)), _nobody_twice(cursor, B, by, len(other)))
        found = clean_up(_compared(cursor, by, rules), left_once=once[0], right_once=once[1])
        transaction.set_rollback(True)
    return Links(_named(found, one, other), by, shared.others, once)


def link_by_splink(one: Sequence[Person], other: Sequence[Person], *, engine: Engine) -> Links:
    """The same for a first national load, outside the database: the shipped weights, and the prior of these files."""
    shares, shared = Shares([*one, *other]), in_common(one, other)
    a, b = ([list(parties(person, shares, shared.trusted)) for person in people] for people in (one, other))
    by = replace(definition(), children=max(len(one), len(other), 2))
    once = tuple(nobody_twice_by_splink(side, by=by, engine=engine, share=DUPLICATES) for side in (a, b))
    found = clean_up(compare_by_splink(a, b, by=by, engine=engine), left_once=once[0], right_once=once[1])
    return Links(_named(found, one, other), by, (), (once[0], once[1]))


def _for_these(shipped: Definition, one: Sequence[Person], other: Sequence[Person], shared: Compared) -> Definition:
    """The shipped definition, one pair in as many as the files make it, and the further columns."""
    further = tuple(
        replace(shipped.other, name=f"x{at}", identifier=all(is_nearly_unique(name, people) for people in (one, other)))
        for at, name in enumerate(shared.others)
    )
    families = tuple(f"x{at}" for at, name in enumerate(shared.others) if name in words("other")["shared"])
    return replace(
        shipped,
        children=max(len(one), len(other), 2),
        comparisons=shipped.comparisons + further,
        shared=shipped.shared + families,
    )


def _fill(
    cursor: CursorWrapper, relation: Relation, people: Sequence[Person], shares: Shares, shared: Compared
) -> None:
    """A table for a file: a row for each name. `n` counts the names of a row of the file."""
    others = [f"x{at}" for at in range(len(shared.others))]
    cursor.execute(
        f"CREATE TEMP TABLE {relation.table} (id integer NOT NULL, n integer NOT NULL, {columns_sql()}"
        f"{''.join(f', {name} text' for name in others)}) ON COMMIT DROP"
    )
    rows = (
        (at, n, *party, *(person.others.get(name) for name in shared.others))
        for at, person in enumerate(people)
        for n, party in enumerate(parties(person, shares, shared.trusted))
    )
    copy_rows(cursor, relation.table, ("id", "n", *COLUMNS, *others), rows)
    for statement in (*index_ddl(relation.table), f"CREATE INDEX ON {relation.table} (id)"):
        cursor.execute(statement)
    cursor.execute(f"ANALYZE {relation.table}")


def _has_families(cursor: CursorWrapper, relation: Relation, rows: int) -> bool:
    """False when in all these rows hardly two people share last name and home: then there can be no twins."""
    if rows < ENOUGH_ROWS:
        return True
    cursor.execute(
        f"SELECT count(*) FROM {relation.table} l JOIN {relation.table} r ON l.id < r.id"  # noqa: S608
        " AND l.surname_norm = r.surname_norm AND l.forename_sound <> r.forename_sound"
        " AND l.birth_date <> r.birth_date"
        " AND l.postcode IS NOT DISTINCT FROM r.postcode AND l.address_norm IS NOT DISTINCT FROM r.address_norm"
        " WHERE l.postcode IS NOT NULL OR l.address_norm IS NOT NULL"
    )
    siblings: int = cursor.fetchone()[0]
    return siblings > FAMILIES * rows


def _rules(cursor: CursorWrapper, shared: Compared, rows: int) -> list[Rule]:
    """The registry's rules, and the loose ones that do not find too much here."""
    further = [Rule(f"x{at}", f"{{r}}.x{at} = {{l}}.x{at}", (f"x{at}",)) for at in range(len(shared.others))]
    return [*RULES, *(rule for rule in (*LOOSE, *further) if _found_by(cursor, rule) <= MOST_PAIRS * rows)]


def _found_by(cursor: CursorWrapper, rule: Rule) -> int:
    columns = ", ".join(rule.index)
    one, other = (
        f"(SELECT {columns}, count(*) n FROM {relation.table} GROUP BY {columns})"  # noqa: S608
        for relation in (A, B)
    )
    cursor.execute(f"SELECT coalesce(sum(l.n * r.n), 0) FROM {one} l JOIN {other} r USING ({columns})")  # noqa: S608
    return int(cursor.fetchone()[0])


def _seen(cursor: CursorWrapper, start: Definition, rules: Sequence[Rule], sizes: tuple[int, int]) -> Seen:
    found = f"({candidates_sql(cursor, left=A, right=B, rules=rules)}) pair"
    cursor.execute("SELECT setseed(0.2009)")
    one, other = f"floor(random() * {sizes[0]})::int", f"floor(random() * {sizes[1]})::int"
    drawn = f"(SELECT {one} AS left_id, {other} AS right_id FROM generate_series(1, {RANDOM_PAIRS})) pair"  # noqa: S608
    return Seen(
        found=_patterns(cursor, start.comparisons, found),
        random=_patterns(cursor, start.comparisons, drawn),
        pairs=sizes[0] * sizes[1],
    )


def _patterns(
    cursor: CursorWrapper, comparisons: Sequence[Comparison], pairs: str
) -> dict[tuple[str | None, ...], int]:
    levels = ", ".join(level_sql(comparison, "l", "r") for comparison in comparisons)
    by = ", ".join(str(at + 1) for at in range(len(comparisons)))
    rows = f"{pairs} JOIN {A.table} l ON l.id = left_id AND l.n = 0 JOIN {B.table} r ON r.id = right_id AND r.n = 0"
    cursor.execute(f"SELECT {levels}, count(*) FROM {rows} GROUP BY {by}")  # noqa: S608
    return {tuple(pattern): count for *pattern, count in cursor.fetchall()}


def _nobody_twice(cursor: CursorWrapper, relation: Relation, by: Definition, rows: int) -> bool:
    """True when hardly a row of the file is the same person as another."""
    compare_sets(cursor, left=relation, right=relation, into="link_twice", only_later=True, by=by)
    cursor.execute("SELECT count(DISTINCT left_id) FROM link_twice WHERE decision = 'same'")
    twice: int = cursor.fetchone()[0]
    cursor.execute("DROP TABLE link_twice")
    return twice <= DUPLICATES * rows


def _compared(cursor: CursorWrapper, by: Definition, rules: Sequence[Rule]) -> list[Pair]:
    compare_sets(cursor, left=A, right=B, into="link_pair", by=by, rules=rules)
    cursor.execute("SELECT left_id, right_id, weight, decision FROM link_pair")
    return [Pair(left, right, weight, Decision(decision)) for left, right, weight, decision in cursor.fetchall()]


def _named(pairs: Sequence[Pair], one: Sequence[Person], other: Sequence[Person]) -> list[Linked]:
    return [
        Linked(one[pair.left].id, other[pair.right].id, 1 / (1 + exp2(-pair.weight)), pair.decision) for pair in pairs
    ]
