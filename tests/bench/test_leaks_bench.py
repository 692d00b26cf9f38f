"""The measurement of what time tells does what it measures, and leaves nobody behind (SEC-5)."""

from random import Random

import pytest

from accounts.models import Practitioner
from bench import leaks
from bench.equal_times import Times, mann_whitney
from registry.models import Child


def noisy(around: float, *, seed: int) -> list[float]:
    chance = Random(seed)
    return [chance.gauss(around, 5) for _ in range(1_000)]


def test_times_of_one_kind_are_equal_within_the_bound() -> None:
    found = Times(noisy(50, seed=1), noisy(50, seed=2)).compared(bound=0.05)

    assert found["equivalent"] is True
    assert found["mann_whitney_p"] > 0.01


def test_times_that_differ_are_not() -> None:
    found = Times(noisy(53, seed=1), noisy(50, seed=2)).compared(bound=0.05)

    assert found["equivalent"] is False
    assert found["mann_whitney_p"] < 0.01


def test_too_few_pairs_show_nothing() -> None:
    """No difference found is not the same as no difference there."""
    found = Times(noisy(50, seed=1)[:8], noisy(50, seed=2)[:8]).compared(bound=0.01)

    assert found["equivalent"] is False


def test_the_p_of_ranks_is_the_one_in_the_books() -> None:
    assert mann_whitney([1, 2, 3, 4, 5], [6, 7, 8, 9, 10]) == pytest.approx(0.00902, abs=1e-4)


@pytest.mark.django_db
def test_it_asks_the_pages_and_takes_everything_back() -> None:
    found = leaks.measure(children=30, pairs=4, say=lambda _: None)

    assert found["search_by_what_is_hidden"]["pairs"] == 4
    assert found["shielding"]["history_rows"] == 1_000
    assert [model.objects.count() for model in (Practitioner, Child)] == [0, 0]
