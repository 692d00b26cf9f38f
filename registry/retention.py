"""On which day does a record's life change: archived, closed to its own area, destroyed? (R-REC-3, R-REC-5)

Pure: facts and periods in, days out. An age is reached on the birthday, and whoever was born on 29 February has it on
1 March of a year without one, as the law of England has it. Any other period of years ends on the day of the same
date, or on 28 February where there is no such day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Self

from dateutil.relativedelta import relativedelta
from django.conf import settings


class Because(StrEnum):
    """Why a record goes to the archive."""

    label: str

    def __new__(cls, code: str, label: str = "") -> "Because":
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    BIRTHDAY = "birthday", "Reached the age up to which children are included"
    EXTENDED_BIRTHDAY = "extended_birthday", "Reached the age up to which consent can include somebody"
    CONSENT_WITHDRAWN = "consent_withdrawn", "Consent to stay included was withdrawn"
    DIED = "died", "Died"
    LEFT_ENGLAND = "left_england", "Left England without intending to return"


@dataclass(frozen=True)
class Periods:
    """In years."""

    included: int
    extended: int
    after_death: int
    after_leaving: int
    area_reads: int
    kept: int

    @classmethod
    def now(cls) -> Self:
        """As they are set."""
        return cls(
            included=settings.INCLUDED_UNTIL_YEARS,
            extended=settings.EXTENDED_UNTIL_YEARS,
            after_death=settings.ARCHIVED_YEARS_AFTER_DEATH,
            after_leaving=settings.ARCHIVED_YEARS_AFTER_LEAVING,
            area_reads=settings.ARCHIVE_READ_BY_AREA_YEARS,
            kept=settings.ARCHIVE_KEPT_YEARS,
        )


@dataclass(frozen=True)
class Facts:
    """What of a child decides it. `consented`: consent is in force; `withdrawn_on`: the last one was withdrawn then."""

    born: date | None = None
    died: date | None = None
    left: date | None = None  # England, without intending to return
    consented: bool = False
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class Due:
    """From `on` the record belongs into the archive."""

    on: date
    because: Because


def birthday(born: date, years: int) -> date:
    """On which day somebody is so many years old."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def years_after(day: date, years: int) -> date:
    return day + relativedelta(years=years)


@lru_cache(maxsize=1_000)  # a delivery asks it of every child on one day
def latest_birth(years: int, *, on: date) -> date:
    """Whoever was born on this day or before it is so many years old, and nobody who was born after it."""
    return on - relativedelta(years=years)


def latest_start(years: int, *, on: date) -> date:
    """The last day from which so many years are over on that day: the other way round than `years_after`."""
    day = on - relativedelta(years=years)
    return following if years_after(following := day + timedelta(days=1), years) <= on else day


def is_over_age(born: date | None, *, on: date) -> bool:
    """Whether this is no child any more: included by consent alone (R-REC-3)."""
    return born is not None and born <= latest_birth(settings.INCLUDED_UNTIL_YEARS, on=on)


def due(facts: Facts, periods: Periods) -> Due | None:
    """The first of the days on which the record has to go; None where none follows from what is known."""
    found = [one for one in (_by_age(facts, periods), _by_death(facts, periods), _by_leaving(facts, periods)) if one]
    return min(found, key=lambda one: one.on, default=None)


def _by_age(facts: Facts, periods: Periods) -> Due | None:
    if facts.born is None:
        return None
    grown_up = birthday(facts.born, periods.included)
    if facts.consented:
        return Due(birthday(facts.born, periods.extended), Because.EXTENDED_BIRTHDAY)
    if facts.withdrawn_on and facts.withdrawn_on > grown_up:
        last = Due(birthday(facts.born, periods.extended), Because.EXTENDED_BIRTHDAY)
        return min(Due(facts.withdrawn_on, Because.CONSENT_WITHDRAWN), last, key=lambda one: one.on)
    return Due(grown_up, Because.BIRTHDAY)


def _by_death(facts: Facts, periods: Periods) -> Due | None:
    return Due(years_after(facts.died, periods.after_death), Because.DIED) if facts.died else None


def _by_leaving(facts: Facts, periods: Periods) -> Due | None:
    return Due(years_after(facts.left, periods.after_leaving), Because.LEFT_ENGLAND) if facts.left else None


def area_reads_until(archived_on: date) -> date:
    """The first day on which the responsible authority reads it by a release alone."""
    return years_after(archived_on, Periods.now().area_reads)


def destroyed_on(archived_on: date) -> date:
    return years_after(archived_on, Periods.now().kept)
