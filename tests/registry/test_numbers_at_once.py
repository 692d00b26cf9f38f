"""Two who draw the same number in the same moment: each child gets one of its own (R-REC-1).

Found in loading a million children by two workers, where it happens about twice.
"""

import threading
from collections import defaultdict
from collections.abc import Sequence
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from registry.models import Child, Status
from registry.number import new_number
from registry.record import making
from registry.record.compute import compute
from tests import people
from tests.at_once import at_once


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_draws_anew_and_nothing_else_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    area, nothing = people.liverpool().pk, compute([])
    both, draws = threading.Barrier(2, timeout=20), defaultdict[int, int](int)

    def drawn() -> str:
        draws[threading.get_ident()] += 1
        first = draws[threading.get_ident()] == 1
        if first:
            both.wait()  # neither has written
        return "6575814879" if first else new_number()

    monkeypatch.setattr(making, "new_number", drawn)

    def load() -> None:
        with transaction.atomic():
            making.make_children([(uuid4(), nothing)], [area], at=timezone.now())

    assert at_once(load, load) == [None, None]
    numbers = set(Child.objects.values_list("number", flat=True))
    assert len(numbers) == 2
    assert "6575814879" in numbers
    assert sorted(draws.values()) == [1, 2]


@pytest.mark.django_db
def test_another_refusal_of_the_database_is_not_tried_again() -> None:
    def write(numbers: Sequence[str]) -> None:
        Child.objects.create(number=numbers[0], status=Status.OPEN, made_at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        making.with_new_numbers(1, write)
