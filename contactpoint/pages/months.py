"""Which month does an address ask for, and when does a month begin and end?"""

from datetime import date, datetime, time

from dateutil.relativedelta import relativedelta
from django.utils import timezone


def month_asked(asked: str) -> date | None:
    """Its first day, from "2009-03"; None for anything else."""
    try:
        return date.fromisoformat(f"{asked}-01")
    except ValueError:
        return None


def bounds(month: date) -> tuple[datetime, datetime]:
    """From when, and until before when, in London."""
    days = (month, month + relativedelta(months=1))
    since, until = (timezone.make_aware(datetime.combine(day, time.min)) for day in days)
    return since, until
