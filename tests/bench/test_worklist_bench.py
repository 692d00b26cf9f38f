"""Does the measurement of the worklist say what it is asked for? (R-REC-8; no time is asserted: machines are noisy)"""

import pytest

from bench import worklist
from bench.worklisted import authority_with, measured
from tests.registry import children


def test_ratios_are_of_the_long_list_to_the_short_one() -> None:
    many = {"children": 700, "listed": 30, "first_ms": 30.0, "last_ms": 50.0}
    few = {"children": 7, "listed": 1, "first_ms": 10.0, "last_ms": 20.0}
    found = worklist.ratios({"many": many, "few": few})
    assert (found["children"], found["few_children"]) == (700, 7)
    assert (found["ratio_first"], found["ratio_last"]) == (3.0, 2.5)


@pytest.mark.django_db
def test_a_long_list_takes_no_more_statements_than_a_short_one_but_for_whom_it_names() -> None:
    """Of 200 children 4 have neither school nor doctor, and 8 more no school, which counts from 5 to 16 alone."""
    children.surroundings()
    many, few = (measured(*authority_with(count, seed=1)) for count in (200, 40))
    assert (many["children"], few["children"]) == (200, 40)
    assert 4 < many["listed"] <= 12
    assert 1 <= few["listed"] <= 2
    each = [one["first_statements"] - one["first_named"] for one in (many, few)]  # a child who is named is in the log
    assert each[0] == each[1]
    assert many["last_statements"] == many["first_statements"]
