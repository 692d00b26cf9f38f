"""A source that delivers everything each night says each night what waits already: who goes on with it? (R-FEED-5)"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from accounts.models import Practitioner
from registry.assertion import but
from registry.deciding import Given, Kinds, Result
from registry.models import Answer, Step, WaitingRow
from registry.queueing import claimed, queue_of
from tests import people
from tests.registry import children
from tests.registry.matching import DIFFERENT, JON, TWIN, answer, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_second_look")]


def test_whoever_is_at_work_on_it_goes_on_and_it_waits_since_the_first_time(
    john: UUID, dora: Practitioner, now: datetime
) -> None:
    row = waiting(near=[john], key="k", at=now, held_for=timedelta(days=2))
    claimed(row, by=dora, at=now)
    before = WaitingRow.objects.get(pk=row)

    assert waiting(near=[john], key="k", at=now + timedelta(hours=1)) == row

    after = WaitingRow.objects.get()
    assert (after.held_at, after.claimed_by) == (now - timedelta(days=2), dora)
    assert after.as_at == before.as_at + timedelta(hours=1)
    assert after.delivery != before.delivery


def test_what_the_first_of_two_answered_stays(john: UUID, dora: Practitioner, dan: Practitioner, now: datetime) -> None:
    row = waiting(TWIN, near=[john], key="k", at=now)
    assert answer(row, DIFFERENT, by=dora, at=now) is Result.SECOND

    assert waiting(TWIN, near=[john], key="k", at=now) == row

    assert WaitingRow.objects.get().step == Step.SECOND
    assert queue_of(dora, at=now).total == 0
    assert answer(row, DIFFERENT, by=dan, at=now) is Result.DONE


def test_a_row_that_was_referred_stays_where_it_is(john: UUID, dora: Practitioner, now: datetime) -> None:
    row = waiting(near=[john], key="k", at=now)
    answer(row, Given(Kinds.REFER, authority=str(people.manchester().pk), because="Moved"), by=dora, at=now)

    assert waiting(near=[john], key="k", at=now) == row

    assert WaitingRow.objects.get().authority == people.manchester()


@pytest.mark.parametrize(
    "another",
    [
        {"said": but(JON, gender="female")},
        {"near": []},
        {"for_shielding": True},
    ],
)
def test_what_says_or_resembles_something_else_waits_anew(
    another: dict[str, Any], john: UUID, dora: Practitioner, now: datetime
) -> None:
    asked: dict[str, Any] = {"said": TWIN, "near": [john], "key": "k", "at": now}
    row = waiting(**asked)
    answer(row, DIFFERENT, by=dora, at=now)

    assert waiting(**{**asked, **another}) != row

    assert WaitingRow.objects.get(pk=row).ended_at == now
    assert not Answer.objects.exclude(sealed=None).exists()
    assert WaitingRow.objects.get(ended_at=None).step == Step.FIRST


def test_what_waits_for_shielding_officers_goes_to_nobody_else(john: UUID, now: datetime) -> None:
    """R-SHIELD-3: until one of them has decided."""
    row = waiting(near=[john], key="k", at=now, for_shielding=True)

    assert waiting(near=[john], key="k", at=now) == row

    assert WaitingRow.objects.get().for_shielding


def test_a_row_of_no_area_goes_to_the_area_that_is_known_now(john: UUID, now: datetime) -> None:
    row = waiting(near=[john], key="k", at=now, nowhere=True)

    assert waiting(near=[john], key="k", at=now, nowhere=True) == row
    assert waiting(near=[john], key="k", at=now) != row

    assert WaitingRow.objects.get(ended_at=None).authority == people.liverpool()


def test_the_same_of_another_source_is_another_row(john: UUID, now: datetime) -> None:
    row = waiting(near=[john], key="k", at=now)

    assert waiting(near=[john], key="k", at=now, source=children.source()) != row

    assert WaitingRow.objects.filter(ended_at=None).count() == 2
