"""When a request must be passed on, and when its answer is released: from the asking alone (R-INV-2)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shielding.models import Urgency
from shielding.times import after_working_days, answer_at, pass_on_by

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
        (in_london(24, 10, 12), in_london(30, 10, 12), datetime(2027, 1, 5, 10, tzinfo=LONDON)),  # before Christmas
        (in_london(23, 10, 10), in_london(27, 10, 10), in_london(30, 10, 10)),  # the clocks go back in between
    ],
)
def test_other_requests_take_2_and_5_working_days(asked: datetime, passed: datetime, answered: datetime) -> None:
    assert pass_on_by(Urgency.WEEK, asked_at=asked) == passed
    assert answer_at(Urgency.WEEK, asked_at=asked) == answered


@pytest.mark.parametrize(
    "day",
    [
        date(2008, 5, 5),
        date(2009, 4, 10),  # Good Friday
        date(2010, 12, 28),  # for Boxing Day, a Sunday
        date(2011, 4, 29),  # a royal wedding
        date(2012, 6, 5),  # a jubilee
        date(2020, 5, 8),  # the early May day, moved
        date(2022, 9, 19),  # a funeral
        date(2023, 5, 8),  # a coronation
        date(2026, 8, 31),
        date(2030, 4, 22),  # Easter Monday
    ],
)
def test_a_bank_holiday_of_england_is_no_working_day(day: date) -> None:
    noon = datetime.combine(day, time(12), LONDON)
    assert after_working_days(noon - timedelta(days=1), 1).date() > day


@pytest.mark.parametrize(
    "day",
    [date(2026, 1, 2), date(2026, 11, 30), date(2026, 3, 17), date(2020, 5, 4)],
)
def test_a_holiday_of_scotland_or_northern_ireland_or_one_that_was_moved_is_a_working_day(day: date) -> None:
    noon = datetime.combine(day, time(12), LONDON)
    assert after_working_days(noon - timedelta(days=1), 1).date() == day
