"""Who is reminded of requests for what is held that are due? Once a day, by counts alone (R-AUDIT-4)"""

from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.holding import active_holders
from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from oversight.subject_access.models import AccessRequest
from oversight.subject_access.seeing import SOON, due_on, open_to
from registry.keepers import is_keeper
from registry.shields import KEEPS


def remind_of_requests(*, at: datetime) -> int:
    """Everybody who can see one that is due within a week, or overdue. How many requests."""
    today = timezone.localdate(at)
    with transaction.atomic():
        due = [row for row in _going_on(at=at) if (last := due_on(row)) and last - timedelta(days=SOON) <= today]
        told: Counter[Practitioner] = Counter()
        areas = Organisation.objects.filter(pk__in={row.authority_id for row in due})
        for person in {one for area in areas for one in _team(area)}:
            if is_keeper(person, at=at):
                told[person] = open_to(person, at=at).filter(pk__in=[row.pk for row in due]).count()
        for person, count in told.items():
            if count:
                tell(person, "access_due", at=at, path=reverse("access_requests"), requests=count)
        AccessRequest.objects.filter(pk__in=[row.pk for row in due]).update(reminded_on=today)
    return len(due)


def _going_on(*, at: datetime) -> list[AccessRequest]:
    rows = AccessRequest.objects.filter(made_at=None, withdrawn_at=None)
    return list(rows.exclude(reminded_on=timezone.localdate(at)).select_for_update(of=("self",)))


def _team(area: Organisation) -> set[Practitioner]:
    return {holder for permission in KEEPS.values() for holder in active_holders(permission, area)}
