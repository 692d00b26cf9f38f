"""Does matching in sets find and judge the same pairs as the Python scorer would? (R-FEED-5)"""

from collections.abc import Iterator
from datetime import date
from itertools import product
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper

from registry.matching.blocking import RULES, Rule, index_ddl
from registry.matching.party import COLUMNS, Party, party
from registry.matching.score import Decision, Score, score
from registry.matching.sets import Relation, columns_sql, compare_sets, copy_parties
from tests.registry.test_matching import AMINA, somebody

pytestmark = pytest.mark.django_db
Pair = tuple[int, int]
DAYS = [*(date(2001, 1, 1 + n) for n in range(28)), *[None] * 7]


@pytest.fixture
def cursor() -> Iterator[CursorWrapper]:
    with connection.cursor() as opened:
        yield opened


def relation(cursor: CursorWrapper, table: str, rows: list[tuple[int, Party]]) -> Relation:
    cursor.execute(f"CREATE TEMP TABLE {table} (id integer NOT NULL, {columns_sql()})")
    found = Relation(table)
    copy_parties(cursor, found, rows)
    for statement in (*index_ddl(table), f"CREATE INDEX ON {table} (id)", f"ANALYZE {table}"):
        cursor.execute(statement)
    return found


def pairs(
    cursor: CursorWrapper, left: Relation, right: Relation, *, only_later: bool = False
) -> dict[Pair, tuple[Any, ...]]:
    compare_sets(cursor, left=left, right=right, into="pairs", only_later=only_later)
    cursor.execute("SELECT left_id, right_id, weight, guarded, conflict, decision FROM pairs")
    found = {(left_id, right_id): tuple(rest) for left_id, right_id, *rest in cursor.fetchall()}
    cursor.execute("DROP TABLE pairs")
    return found


def test_sets_judge_every_pair_as_the_python_scorer_does(cursor: CursorWrapper) -> None:
    """Some children have a second name: the best score counts."""
    chance = Random(5)
    sides = [[(n % 150, somebody(chance)) for n in range(200)] for _ in range(2)]
    left, right = relation(cursor, "one", sides[0]), relation(cursor, "other", sides[1])
    found = pairs(cursor, left, right)
    best: dict[Pair, Score] = {}
    for (mine, one), (theirs, other) in product(*sides):
        outcome = score(one, other)
        key = (outcome.weight, outcome.guarded)
        if (mine, theirs) not in best or key > (best[mine, theirs].weight, best[mine, theirs].guarded):
            best[mine, theirs] = outcome
    for pair, (weight, guarded, conflict, decision) in found.items():
        expected = best[pair]
        assert weight == pytest.approx(expected.weight), pair
        assert (guarded, conflict, decision) == (expected.guarded, expected.conflict, expected.decision), pair
    same = {pair for pair, outcome in best.items() if outcome.decision is Decision.SAME}
    assert len(same - set(found)) <= len(same) / 50, "what shares neither day, home, number nor name is not sought"
    assert {decision for *_, decision in found.values()} == {Decision.SAME, Decision.WAITING}


def named(forename: str, surname: str) -> dict[str, Any]:
    """AMINA with another name, and neither number nor home to be found by."""
    other = party(forename=forename, surname=surname)
    kept = {field: getattr(other, field) for field in COLUMNS if "name" in field}
    return {**kept, "upn": None, "nhs_number": None}


@pytest.mark.parametrize(
    "slip",
    [
        pytest.param(named("Amna", "Hussain"), id="a letter left out of the first name"),
        pytest.param(named("Amina", "Hussian"), id="two letters of the last name change places"),
        pytest.param(named("Amina", "Hussaim"), id="another letter in the last name"),
        pytest.param(named("Hussain", "Amina"), id="names swapped"),
        pytest.param(named("Amina", "Hussain-Khan"), id="half of a last name left out"),
        pytest.param(named("Ameena", "Hussain"), id="another spelling"),
        pytest.param({"birth_date": date(2001, 4, 3)}, id="day and month swapped"),
        pytest.param({"birth_date": date(2001, 3, 14)}, id="one digit of the day"),
        pytest.param({"birth_date": date(2011, 3, 4)}, id="one digit of the year"),
        pytest.param({"birth_date": None}, id="no date of birth"),
        pytest.param({"postcode": None, "address_norm": None}, id="no address"),
        pytest.param({"postcode": "BD71DP", "address_norm": None}, id="moved"),
        pytest.param({"gender": None}, id="no gender"),
        pytest.param({"upn": None, "nhs_number": None}, id="no number"),
    ],
)
def test_one_slip_of_any_kind_does_not_hide_a_child(slip: dict[str, Any], cursor: CursorWrapper) -> None:
    """Without numbers; a child with the very same description otherwise."""
    without = AMINA._replace(upn=None, nhs_number=None)
    left = relation(cursor, "one", [(1, without._replace(**slip))])
    assert set(pairs(cursor, left, relation(cursor, "other", [(2, without)]))) == {(1, 2)}


@pytest.mark.parametrize("number", ["upn", "nhs_number"])
def test_a_number_finds_a_child_of_whom_all_else_changed(number: str, cursor: CursorWrapper) -> None:
    alone = party(forename="Amina", surname="Kelly", birth_date=date(2001, 3, 5))
    alone = alone._replace(**{number: getattr(AMINA, number)})
    found = pairs(cursor, relation(cursor, "one", [(1, alone)]), relation(cursor, "other", [(2, AMINA)]))
    assert set(found) == {(1, 2)}


def test_a_relation_with_itself_gives_each_pair_once_and_nobody_beside_themselves(cursor: CursorWrapper) -> None:
    one = relation(cursor, "one", [(1, AMINA), (2, AMINA), (3, party(forename="Jack", surname="Oakes"))])
    assert set(pairs(cursor, one, one, only_later=True)) == {(2, 1)}


def test_twins_of_two_relations_wait(cursor: CursorWrapper) -> None:
    twin = AMINA._replace(**named("Bushra", "Hussain"))
    found = pairs(cursor, relation(cursor, "one", [(1, twin)]), relation(cursor, "other", [(2, AMINA)]))
    assert found[1, 2][-1] == Decision.WAITING


def test_a_child_called_null_keeps_the_other_spellings_of_the_name(cursor: CursorWrapper) -> None:
    known = relation(cursor, "one", [(1, AMINA._replace(forename_also=("null", 'a"b')))])
    cursor.execute(f"SELECT forename_also FROM {known.table}")
    assert cursor.fetchone() == (["null", 'a"b'],)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_is_a_look_up_in_its_index(rule: Rule, cursor: CursorWrapper) -> None:
    """With other scans priced out, the plan asks the index for every column that it has."""
    chance = Random(7)
    left, right = (
        relation(cursor, side, [(n, somebody(chance)._replace(birth_date=DAYS[n % 35])) for n in range(size)])
        for side, size in (("one", 30), ("other", 500))
    )
    compare_sets(cursor, left=left, right=right, into="pairs")
    near = "JOIN matching_near_day n ON n.born = l.birth_date" if rule.near else ""
    found = f"SELECT 1 FROM other r WHERE {rule.where.format(l='l', r='r', n='n')} OFFSET 0"
    for method in ("seqscan", "bitmapscan"):
        cursor.execute(f"SET LOCAL enable_{method} = off")
    cursor.execute(f"EXPLAIN SELECT 1 FROM one l {near} CROSS JOIN LATERAL ({found}) x")
    plan = [line for (line,) in cursor.fetchall()]
    on_the_right = next(n for n, line in enumerate(plan) if "on other r" in line)
    assert all(column in plan[on_the_right + 1] for column in rule.index), "\n".join(plan)
