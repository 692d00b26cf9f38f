"""Which records did this person open, as the log says? Shown to that person alone (R-AUDIT-1, ux.md 2(j))"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from django.core.paginator import Paginator
from django.db import transaction
from django.utils import timezone

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from audit.models import Event
from oversight.looks import OPENED
from registry import number
from registry.looks_in_words import reason_in_words
from registry.models import Closing

ON_A_PAGE: Final = 25


@dataclass(frozen=True)
class Opened:
    at: datetime
    number: str
    reason: str


@dataclass(frozen=True)
class Day:
    day: date
    opened: tuple[Opened, ...]


@dataclass(frozen=True)
class Activity:
    days: tuple[Day, ...]
    total: int
    page: int
    pages: int


def activity_of(by: Practitioner, *, page: int | str = 1, at: datetime) -> Activity:
    """The own openings of records, the newest first. That it was read is in the log.

    A record that closed for a new identity is no more there than on any other page (R-REC-7); the log keeps the look.
    """
    gone = Closing.objects.values("child__number")
    events = Event.objects.filter(actor=by.pk, verb=OPENED).exclude(child_number__in=gone).order_by("-at", "-pk")
    shown = Paginator(events, ON_A_PAGE).get_page(page)
    with transaction.atomic():
        record("activity.read", at=at, actor=actor(by), facts={"page": shown.number})
    return Activity(_days(list(shown)), shown.paginator.count, shown.number, shown.paginator.num_pages)


def _days(events: Sequence[Event]) -> tuple[Day, ...]:
    by_day = groupby(events, key=lambda event: timezone.localdate(event.at))
    return tuple(Day(day, tuple(map(_opened, theirs))) for day, theirs in by_day)


def _opened(event: Event) -> Opened:
    return Opened(timezone.localtime(event.at), number.shown(event.child_number), reason_in_words(event.because))
