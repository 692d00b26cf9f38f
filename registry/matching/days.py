"""Which day does a date of birth in somebody's file mean? A day that cannot be is not known."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

from registry.search.birth import MONTHS

CENTURY = 30  # a year of two digits from here on is of the last century
OLDEST, LATEST = 1700, 2100
COUNTED_FROM = date(1899, 12, 30)  # the days that a spreadsheet counts; five digits are 1927 and after
PARTS = re.compile(r"\d+|[a-z]+")


def day_comes_first(typed: Iterable[str]) -> bool:
    """True unless the file puts months before days: some second number of "3/14/2001" is above 12, and fewer first."""
    numbers = [words for text in typed if (words := _words(text)) and len(words) == 3 and len(words[0]) <= 2]
    too_high = Counter(at for words in numbers for at in (0, 1) if words[at].isdigit() and int(words[at]) > 12)
    return too_high[0] >= too_high[1]


@lru_cache(maxsize=100_000)
def read_day(typed: str, *, day_first: bool = True) -> date | None:
    """A day from "2001-03-14", "20010314", "14/03/2001", "14 Mar 2001", with or without a time behind it.

    And from "36964", as Excel counts.
    """
    words = _words(typed)
    if len(words) == 1 and words[0].isdigit():
        if len(words[0]) == 5:
            return COUNTED_FROM + timedelta(days=int(words[0]))
        words = _eight_digits(words[0]) if len(words[0]) == 8 else words
    if len(words) != 3:
        return None
    if len(words[0]) == 4:
        year, month, day = words
    else:
        (day, month, year) = words if day_first or not words[0].isdigit() else (words[1], words[0], words[2])
    if not day.isdigit():  # March 14 2001
        day, month = month, day
    return _real(year, month, day)


def _words(typed: str) -> list[str]:
    """Numbers and names of months; a time of the day is left out."""
    text = re.sub(r"\.0$|[t ]\d{1,2}:\d\d.*$|(?<=\d)(st|nd|rd|th)\b", "", typed.strip().lower())
    return PARTS.findall(text)


def _eight_digits(text: str) -> list[str]:
    if OLDEST <= int(text[:4]) <= LATEST:
        return [text[:4], text[4:6], text[6:]]
    return [text[:2], text[2:4], text[4:]]


def _real(year: str, month: str, day: str) -> date | None:
    number = MONTHS.get(month) or (int(month) if month.isdigit() else 0)
    if not (year.isdigit() and day.isdigit()):
        return None
    whole = int(year) if len(year) > 2 else int(year) + (1900 if int(year) >= CENTURY else 2000)
    try:
        return date(whole, number, int(day)) if OLDEST <= whole <= LATEST else None
    except ValueError:
        return None
