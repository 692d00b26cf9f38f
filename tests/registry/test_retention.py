"""Is the day of every change in a record's life right, to the day? (R-REC-3, R-REC-5)"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.retention import (
    Because,
    Due,
    Facts,
    Periods,
    birthday,
    due,
    is_over_age,
    latest_birth,
    latest_start,
    years_after,
)

PERIODS = Periods(included=18, extended=25, after_death=1, after_leaving=3, area_reads=1, kept=6)
BORN = date(2008, 6, 10)
days = st.dates(date(1990, 1, 1), date(2050, 12, 31))
years = st.integers(1, 30)


def gone(**facts: date | bool) -> Due | None:
    return due(Facts(**facts), PERIODS)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("born", "age", "day"),
    [
        (date(2008, 6, 10), 18, date(2026, 6, 10)),
        (date(2008, 2, 29), 18, date(2026, 3, 1)),
        (date(2008, 2, 29), 25, date(2033, 3, 1)),
        (date(2008, 2, 28), 18, date(2026, 2, 28)),
        (date(2008, 2, 29), 20, date(2028, 2, 29)),
        (date(2008, 12, 31), 18, date(2026, 12, 31)),
    ],
)
def test_a_birthday_of_29_february_is_on_1_march_where_there_is_none(born: date, age: int, day: date) -> None:
    assert birthday(born, age) == day


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        (date(2028, 2, 29), 1, date(2029, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2027, 2, 28), 1, date(2028, 2, 28)),
        (date(2026, 11, 30), 6, date(2032, 11, 30)),
    ],
)
def test_a_period_of_years_ends_on_the_same_date_or_the_last_day_of_february(
    start: date, number: int, end: date
) -> None:
    assert years_after(start, number) == end


@given(born=days, number=years, today=days)
def test_who_is_old_enough_by_the_birthday_is_so_by_the_latest_birth(born: date, number: int, today: date) -> None:
    """What the database is asked and what is reckoned for each child are one rule."""
    assert (birthday(born, number) <= today) == (born <= latest_birth(number, on=today))


@given(start=days, number=years, today=days)
def test_a_period_is_over_exactly_for_what_began_by_the_latest_start(start: date, number: int, today: date) -> None:
    assert (years_after(start, number) <= today) == (start <= latest_start(number, on=today))


@given(born=days, number=years)
def test_nobody_comes_of_age_a_day_early_or_late(born: date, number: int) -> None:
    day = birthday(born, number)
    assert latest_birth(number, on=day) >= born
    assert latest_birth(number, on=day - timedelta(days=1)) < born
    assert day - years_after(born, number) in (timedelta(0), timedelta(days=1))


@given(first=days, second=days, number=years)
def test_the_older_is_never_archived_after_the_younger(first: date, second: date, number: int) -> None:
    older, younger = sorted((first, second))
    assert birthday(older, number) <= birthday(younger, number)
    assert years_after(older, number) <= years_after(younger, number)


@given(
    born=st.none() | days,
    died=st.none() | days,
    left=st.none() | days,
    consented=st.booleans(),
    withdrawn_on=st.none() | days,
)
def test_the_first_reason_counts_and_one_more_never_puts_it_off(
    born: date | None, died: date | None, left: date | None, consented: bool, withdrawn_on: date | None
) -> None:
    together = due(Facts(born, died, left, consented, withdrawn_on), PERIODS)
    alone = [
        due(one, PERIODS)
        for one in (
            Facts(born=born, consented=consented, withdrawn_on=withdrawn_on),
            Facts(died=died),
            Facts(left=left),
        )
    ]
    assert together == min((one for one in alone if one), key=lambda one: one.on, default=None)


def test_a_child_goes_on_the_18th_birthday_and_with_consent_on_the_25th() -> None:
    assert gone(born=BORN) == Due(date(2026, 6, 10), Because.BIRTHDAY)
    assert gone(born=BORN, consented=True) == Due(date(2033, 6, 10), Because.EXTENDED_BIRTHDAY)


def test_withdrawn_consent_ends_it_that_day_but_never_before_the_18th_birthday() -> None:
    assert gone(born=BORN, withdrawn_on=date(2029, 1, 5)) == Due(date(2029, 1, 5), Because.CONSENT_WITHDRAWN)
    assert gone(born=BORN, withdrawn_on=date(2025, 1, 5)) == Due(date(2026, 6, 10), Because.BIRTHDAY)
    assert gone(born=BORN, withdrawn_on=date(2026, 6, 10)) == Due(date(2026, 6, 10), Because.BIRTHDAY)
    assert gone(born=BORN, withdrawn_on=date(2034, 1, 5)) == Due(date(2033, 6, 10), Because.EXTENDED_BIRTHDAY)


def test_death_and_departure_have_periods_of_their_own() -> None:
    assert gone(died=date(2024, 2, 29)) == Due(date(2025, 2, 28), Because.DIED)
    assert gone(born=BORN, left=date(2022, 1, 1)) == Due(date(2025, 1, 1), Because.LEFT_ENGLAND)
    assert gone(born=BORN, left=date(2025, 1, 1)) == Due(date(2026, 6, 10), Because.BIRTHDAY)


def test_of_whom_nothing_is_known_no_day_follows() -> None:
    assert gone() is None
    assert not is_over_age(None, on=date(2026, 11, 30))


def test_the_periods_are_settings(settings: object) -> None:
    settings.INCLUDED_UNTIL_YEARS, settings.ARCHIVE_KEPT_YEARS = 16, 2  # type: ignore[attr-defined]
    assert (Periods.now().included, Periods.now().kept) == (16, 2)
    assert is_over_age(date(2010, 1, 1), on=date(2026, 1, 1))
    assert not is_over_age(date(2010, 1, 2), on=date(2026, 1, 1))
