"""When must a request for contact be passed on, and when is its answer released? (R-INV-2, docs/adr/0009)

Both follow from the moment of asking alone, so that no waiting time says who was asked, or what they answered. The bank
holidays are a library's: it knows the rules, the days that were moved and those that were given once.
"""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone
from holidays import country_holidays

from shielding.models import Urgency

PASS_ON_TODAY: Final = timedelta(hours=4)
ANSWER_TODAY: Final = timedelta(hours=8)
PASS_ON_WEEK: Final = 2  # working days
ANSWER_WEEK: Final = 5
BANK_HOLIDAYS: Final = country_holidays("GB", subdiv="ENG")


def pass_on_by(urgency: Urgency, *, asked_at: datetime) -> datetime:
    """After this it goes on without the asker's team."""
    return asked_at + PASS_ON_TODAY if urgency == Urgency.TODAY else after_working_days(asked_at, PASS_ON_WEEK)


def answer_at(urgency: Urgency, *, asked_at: datetime) -> datetime:
    """The one moment of every answer, and of there being none."""
    return asked_at + ANSWER_TODAY if urgency == Urgency.TODAY else after_working_days(asked_at, ANSWER_WEEK)


def after_working_days(moment: datetime, days: int) -> datetime:
    """The same time of day in London so many days later; days of the weekend and bank holidays count for nothing."""
    local = timezone.localtime(moment)
    while days:
        local += timedelta(days=1)
        days -= local.weekday() < 5 and local.date() not in BANK_HOLIDAYS
    return local
