"""When was the child born, as far as the user knows?"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from dateutil.relativedelta import relativedelta

OLDEST = 25  # years (R-REC-3)
GENERATION = 25  # years; nobody is mistaken for a child of another one
MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
MONTHS |= {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
YEAR_IS_MISSING = "Date of birth must include a year"
NOT_A_DATE = "Date of birth must be a real date, like 27 3 2001, March 2001 or 2001"
NOT_PAST = "Date of birth must be in the past"
NOT_AN_AGE = "Age must be a number, or a range like 6 to 8"
TOO_OLD = f"Age must be {OLDEST} or under"


class UnclearBirth(ValueError):
    """The date or age can't be read; the text is for the user."""


@dataclass(frozen=True)
class Birth:
    """The days on which the child may have been born, both included."""

    first: date
    last: date
    by_age: bool = False

    @property
    def exact(self) -> bool:
        return self.first == self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def whole_year(self) -> bool:
        return not self.by_age and self.days > 31


def read_birth_parts(day: str, month: str, year: str, *, on: date) -> Birth | None:
    """A date of birth from three boxes, of which the day, or the day and the month, may stay empty.

    None when nothing was typed; raises UnclearBirth. `on` is today: years of two digits lie before it.
    """
    day, month, year = (part.strip().lower() for part in (day, month, year))
    if not (day or month or year):
        return None
    if not year or (not year.isdigit() and year in MONTHS):
        raise UnclearBirth(YEAR_IS_MISSING)
    if day and not month:
        raise UnclearBirth(NOT_A_DATE)
    found = _days(day, month, _year(year, on))
    if found.first > on:
        raise UnclearBirth(NOT_PAST)
    return Birth(found.first, min(found.last, on))


def _days(day: str, month: str, year: int) -> Birth:
    try:
        if not month:
            return Birth(date(year, 1, 1), date(year, 12, 31))
        number = MONTHS.get(month) or int(month)
        if not day:
            return Birth(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))
        born = date(year, number, int(day))
    except (ValueError, calendar.IllegalMonthError) as error:
        raise UnclearBirth(NOT_A_DATE) from error
    return Birth(born, born)


def _year(typed: str, on: date) -> int:
    if not typed.isdecimal() or len(typed) not in (1, 2, 4):
        raise UnclearBirth(NOT_A_DATE)
    year = int(typed)
    if len(typed) == 4:
        return year
    century = on.year - on.year % 100
    return century + year if century + year <= on.year else century - 100 + year


def read_age(typed: str, *, on: date) -> Birth | None:
    """A rough age: "7", "about 7" (a year either way), "6-8", "6 to 8", "18 months", "under 1"; None when empty."""
    text = typed.strip().lower()
    if not text:
        return None
    numbers = [int(number) for number in re.findall(r"\d{1,3}", text)]
    if not 1 <= len(numbers) <= 2 or text[0] in "-–" or re.search(r"[^\d\sa-z.,~–-]", text):
        raise UnclearBirth(NOT_AN_AGE)
    if re.search(r"\b(months?|mths?)\b", text):
        return _months_old(numbers[0], numbers[-1], on)
    youngest, oldest = min(numbers), max(numbers)
    if re.search(r"\b(under|below|less)\b", text):
        youngest, oldest = 0, max(oldest - 1, 0)
    elif re.search(r"\b(about|around|roughly|circa|c)\b|~", text):
        youngest, oldest = max(youngest - 1, 0), oldest + 1
    if oldest > OLDEST:
        raise UnclearBirth(TOO_OLD)
    return _years_old(youngest, oldest, on)


def _years_old(youngest: int, oldest: int, on: date) -> Birth:
    first = on - relativedelta(years=oldest + 1) + timedelta(days=1)
    return Birth(first, on - relativedelta(years=youngest), by_age=True)


def _months_old(youngest: int, oldest: int, on: date) -> Birth:
    """Ages in months are rough: one month either way."""
    if oldest > OLDEST * 12:
        raise UnclearBirth(TOO_OLD)
    first = on - relativedelta(months=max(youngest, oldest) + 2) + timedelta(days=1)
    return Birth(first, on - relativedelta(months=max(min(youngest, oldest) - 1, 0)), by_age=True)


@lru_cache(maxsize=1000)
def near_dates(born: date) -> tuple[date, ...]:
    """The days that a clerk's slip may have turned into this one: day and month swapped, one digit wrong.

    Of the year only the last two digits: a child of 1901 or 3001 is not sought.
    """
    slips = [
        (born.year, born.day, born.month),
        *((born.year - born.year % 100 + other, born.month, born.day) for other in _one_digit_off(born.year % 100)),
        *((born.year, other, born.day) for other in _one_digit_off(born.month)),
        *((born.year, born.month, other) for other in _one_digit_off(born.day)),
    ]
    found = {_real(*slip) for slip in slips}
    return tuple(sorted(day for day in found if day is not None and day != born))


@lru_cache(maxsize=20_000)
def near_days(born: date) -> tuple[date, ...]:
    """The near dates of the same generation: what is compared with each other when records are."""
    return tuple(day for day in near_dates(born) if abs(day.year - born.year) < GENERATION)


def likely_dates(born: date) -> list[date]:
    """The day itself, and the one with day and month swapped."""
    swapped = _real(born.year, born.day, born.month)
    return [born] if swapped in (None, born) else [born, swapped]


@cache
def _one_digit_off(number: int) -> tuple[int, ...]:
    """The numbers of two digits that differ from this one in a single digit."""
    tens, units = divmod(number, 10)
    changed = {10 * other + units for other in range(10)} | {10 * tens + other for other in range(10)}
    return tuple(sorted(changed - {number}))


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
