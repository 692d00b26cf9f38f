"""When a request must be passed on, and when its answer is released: from the asking alone (R-INV-2)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from shielding.models import Urgency
from shielding.times import answer_at, pass_on_by

LONDON = ZoneInfo("Europe/London")


def in_london(day: int, hour: int, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LONDON)


def test_an_urgent_request_is_passed_on_in_4_hours_and_answered_in_8() -> None:
    asked = in_london(5, 16)
    assert pass_on_by(Urgency.TODAY, asked_at=asked) == asked + timedelta(hours=4)
    assert answer_at(Urgency.TODAY, asked_at=asked) == asked + timedelta(hours=8)


@pytest.mark.parametrize(
    ("asked", "passed", "answered"),
    [
        (in_london(1, 10), in_london(3, 10), in_london(8, 10)),  # a Monday
        (in_london(5, 10), in_london(9, 10), in_london(12, 10)),  # a Friday
        (in_london(6, 10), in_london(9, 10), in_london(12, 10)),  # a Saturday
        (in_london(23, 10, 10), in_london(27, 10, 10), in_london(30, 10, 10)),  # the clocks go back in between
    ],
)
def test_other_requests_take_2_and_5_working_days(asked: datetime, passed: datetime, answered: datetime) -> None:
    assert pass_on_by(Urgency.WEEK, asked_at=asked) == passed
    assert answer_at(Urgency.WEEK, asked_at=asked) == answered
