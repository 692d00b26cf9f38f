"""Who is to be reminded tonight that an enhanced clearance ends? (R-USER-2)

What counts is the nearest of the days in REMINDERS that has come: after nights off nobody gets all that was missed.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.administrators import administrators_of
from accounts.clearance import LIFETIME, REMINDERS, ends_on
from accounts.models import AccountState, Clearance, Organisation, Reminder
from accounts.notices import tell
from accounts.post import send
from audit.log import record

_LEAP: Final = timedelta(days=1)  # 29 February has no third anniversary: ends_on decides, the query only narrows


def remind_of_clearances(*, at: datetime) -> int:
    """Tells each person, and once for all of them the administrators of their organisation. How many people."""
    due: dict[Organisation, list[tuple[Clearance, int]]] = defaultdict(list)
    for clearance, days in _due(on=timezone.localdate(at)):
        due[clearance.practitioner.organisation].append((clearance, days))
    return sum(_remind_all(organisation, those, at=at) for organisation, those in due.items())


def nearest(end: date, *, on: date) -> int | None:
    """Of which of the REMINDERS it is time; None before the first and once the clearance has ended."""
    left = (end - on).days
    return min((days for days in REMINDERS if left <= days), default=None) if left > 0 else None


def _due(*, on: date) -> Iterator[tuple[Clearance, int]]:
    for clearance in _ending(on=on).select_related("practitioner__organisation").prefetch_related("reminders"):
        days = nearest(ends_on(clearance.issued_on), on=on)
        if days and days not in {reminder.days for reminder in clearance.reminders.all()}:
            yield clearance, days


def _ending(*, on: date) -> QuerySet[Clearance]:
    """The newest clearances of open accounts, of those whose end is near."""
    same = Clearance.objects.filter(practitioner=OuterRef("practitioner"))
    newer = same.filter(
        Q(issued_on__gt=OuterRef("issued_on")) | Q(issued_on=OuterRef("issued_on"), pk__gt=OuterRef("pk"))
    )
    return Clearance.objects.filter(
        ~Exists(newer),
        practitioner__account_state=AccountState.ACTIVE,
        issued_on__gte=on - LIFETIME - _LEAP,
        issued_on__lte=on + timedelta(days=max(REMINDERS)) - LIFETIME + _LEAP,
    ).order_by("issued_on", "pk")


def _remind_all(organisation: Organisation, those: list[tuple[Clearance, int]], *, at: datetime) -> int:
    with transaction.atomic():
        people = sum(_remind(clearance, days, at=at) for clearance, days in those)
        for administrator in administrators_of(organisation) if people else ():
            tell(administrator, "clearances_end", at=at, path=reverse("people_expiring"), mail=False, people=people)
            send(administrator, "clearances_end", at=at, people=people)
    return people


def _remind(clearance: Clearance, days: int, *, at: datetime) -> bool:
    """False when somebody else has just done it."""
    _, made = Reminder.objects.get_or_create(clearance=clearance, days=days, defaults={"sent_at": at})
    if made:
        person, end = clearance.practitioner, ends_on(clearance.issued_on)
        tell(person, "clearance_ends", at=at, mail=False, ends_on=end)
        send(person, "clearance_ends", at=at, ends_on=end)
        facts = {"practitioner": str(person.pk), "days": days}
        record("clearance.reminded", at=at, source="nightly", facts=facts)
    return made
