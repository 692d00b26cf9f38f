"""Does a clearance end on the day of its third anniversary, and not a day later? (R-USER-1, S-21)"""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.clearance import ends_on, is_current


def test_it_counts_from_its_day_of_issue_to_the_day_before_the_third_anniversary() -> None:
    issued = date(2023, 11, 20)
    assert is_current(issued, on=issued)
    assert is_current(issued, on=date(2026, 11, 19))
    assert not is_current(issued, on=date(2026, 11, 20))


def test_one_that_was_never_issued_does_not_count() -> None:
    assert not is_current(None, on=date(2026, 11, 20))


def test_one_dated_in_the_future_does_not_count_yet() -> None:
    assert not is_current(date(2026, 11, 21), on=date(2026, 11, 20))


def test_one_of_29_february_ends_on_28_february_where_there_is_no_29th() -> None:
    """The earlier of the two days that could be meant: access never lasts longer than three years."""
    issued = date(2024, 2, 29)
    assert ends_on(issued) == date(2027, 2, 28)
    assert is_current(issued, on=date(2027, 2, 27))
    assert not is_current(issued, on=date(2027, 2, 28))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_whatever_the_day_of_issue_it_lasts_three_years_and_never_longer(issued: date) -> None:
    days = (ends_on(issued) - issued).days
    assert days in (1095, 1096)
    assert is_current(issued, on=ends_on(issued) - timedelta(days=1))
    assert not is_current(issued, on=ends_on(issued))
