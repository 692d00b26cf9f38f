"""When an enhanced clearance counts, and when it has run out."""

from datetime import date
from typing import Final

from dateutil.relativedelta import relativedelta

LIFETIME: Final = relativedelta(years=3)
REMINDERS: Final = (90, 60, 30, 7)  # days before the end (R-USER-2)


def ends_on(issued_on: date) -> date:
    """The first day without access: the third anniversary (R-USER-1, S-21)."""
    return issued_on + LIFETIME


def is_current(issued_on: date | None, *, on: date) -> bool:
    """A clearance that was never issued is an expired one; one dated in the future does not count yet."""
    return issued_on is not None and issued_on <= on < ends_on(issued_on)
