"""Who agrees with one child alone in names, day of birth and postcode: as the Python scorer weighs them? (R-FEED-5)"""

from collections import defaultdict
from datetime import date
from random import Random

import pytest
from django.db import connection

from registry.matching.definition import definition
from registry.matching.exact import FIELDS, agreed_with
from registry.matching.party import COLUMNS, Party, party
from registry.matching.score import Decision, Score, score
from tests.registry.test_matching import AMINA, somebody
from tests.registry.test_matching_sets import relation

pytestmark = pytest.mark.django_db
Numbered = list[tuple[int, Party]]  # the names of one child have one number
GRACE = party(forename="Grace", surname="Okafor", birth_date=date(2001, 1, 1), postcode="L15 3HQ")


def agreed(left: Numbered, right: Numbered) -> dict[int, tuple[int, float]]:
    with connection.cursor() as cursor:
        one, other = relation(cursor, "one", left), relation(cursor, "other", right)
        return agreed_with(cursor, left=one, right=other, by=definition())


def test_who_agrees_is_weighed_as_the_python_scorer_weighs_them() -> None:
    """Of 1,500 with 1,500, of whom some have two names and many agree with several."""
    chance = Random(11)
    sides: list[Numbered] = [[(n % 1_400, somebody(chance)) for n in range(1_500)] for _ in range(2)]
    theirs = defaultdict(list)
    for child, other in sides[1]:
        theirs[_agreeing(other)].append((child, other))
    best: dict[int, dict[int, Score]] = defaultdict(dict)
    for mine, one in sides[0]:
        for child, other in theirs[_agreeing(one)] if None not in _agreeing(one) else ():
            weighed = score(one, other)
            best[mine][child] = max(weighed, best[mine].get(child, weighed), key=lambda scored: scored.weight)
    alone = {mine: next(iter(children.items())) for mine, children in best.items() if len(children) == 1}
    expected = {mine: pair for mine, pair in alone.items() if pair[1].decision is Decision.SAME}
    assert 0 < len(expected) < len(alone) < len(best), "some agree with two children, some contradict the one"
    found = agreed(*sides)
    assert {mine: child for mine, (child, _) in found.items()} == {mine: child for mine, (child, _) in expected.items()}
    assert all(weight == pytest.approx(expected[mine][1].weight) for mine, (_, weight) in found.items())


def _agreeing(one: Party) -> tuple[object, ...]:
    return tuple(getattr(one, field) for field in FIELDS)


def test_who_agrees_with_two_children_is_looked_at_in_full() -> None:
    twice = AMINA._replace(upn=None, nhs_number=None)
    assert set(agreed([(1, AMINA), (2, GRACE)], [(3, AMINA), (4, twice), (5, GRACE)])) == {2}


@pytest.mark.parametrize("field", FIELDS)
def test_what_neither_side_knows_agrees_with_nothing(field: str) -> None:
    unknown = Party._make(None if column == field else said for column, said in zip(COLUMNS, AMINA, strict=True))
    assert set(agreed([(1, unknown), (2, GRACE)], [(3, unknown), (4, GRACE)])) == {2}


def test_whose_number_contradicts_the_childs_is_looked_at_in_full() -> None:
    other = AMINA._replace(nhs_number="9990000026")
    assert set(agreed([(1, AMINA), (2, GRACE)], [(3, other), (4, GRACE)])) == {2}
