"""How much of a date is known, and how is a date written on a page?"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta
from django.utils import timezone

MONTHS = tuple(calendar.month_name)  # MONTHS[1] is January


@dataclass(frozen=True)
class PartialDate:
    """A year, a month of a year, or a day; raises ValueError when there is no such day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("A day needs its month.")
        self.earliest  # noqa: B018 - asked for its ValueError

    @property
    def earliest(self) -> date:
        return date(self.year, first_unless_known(self.month), first_unless_known(self.day))

    @property
    def latest(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        words = (str(self.day or ""), MONTHS[self.month or 0], str(self.year))
        return " ".join(word for word in words if word)


def first_unless_known(part: int | None) -> int:
    return 1 if part is None else part


def month_number(words: str) -> int | None:
    """1 to 12 from "3", "03", "mar", "Sept." or "march"; None when it is no month."""
    words = words.strip().rstrip(".").lower()
    if re.fullmatch("0?[1-9]|1[0-2]", words):
        return int(words)
    if len(words) < 3:
        return None
    words = "sep" if words == "sept" else words
    return next((n for n, name in enumerate(MONTHS) if name.lower().startswith(words)), None)


def full_year(year: int, *, latest: int) -> int:
    """2009 from 9, 1997 from 97: two figures mean the last such year that is not after `latest`."""
    return latest - (latest - year) % 100


def day_in_words(day: date | PartialDate) -> str:
    """3 June 2026; for a moment, its day where the service is."""
    if isinstance(day, datetime):
        day = local(day)
    return str(day) if isinstance(day, PartialDate) else f"{day.day} {MONTHS[day.month]} {day.year}"


def month_in_words(day: date) -> str:
    """March 2009."""
    return f"{MONTHS[day.month]} {day.year}"


def time_in_words(moment: datetime | time) -> str:
    """9:32am; midnight and midday by name."""
    clock = local(moment) if isinstance(moment, datetime) else moment
    if clock.minute == 0 and clock.hour in (0, 12):
        return "midday" if clock.hour else "midnight"
    return f"{clock.hour % 12 or 12}:{clock.minute:02}{'am' if clock.hour < 12 else 'pm'}"


def moment_in_words(moment: datetime) -> str:
    return f"{day_in_words(moment)} at {time_in_words(moment)}"


def age_in_words(born: date, *, on: date) -> str:
    """Years, or months below two years: "6 years", "1 month"."""
    age = relativedelta(on, born)
    if age.years >= 2:
        return f"{age.years} years"
    months = age.years * 12 + age.months
    return f"{months} month{'' if months == 1 else 's'}"


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment
