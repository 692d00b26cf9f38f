"""How does a draft become the version that is asked? One person proposes it and another publishes it (R-LARA-1).

What is proposed is not changed any more, and starts with a month to come: no return that is begun is asked otherwise.
"""

from datetime import date, datetime
from typing import Final

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.holding import active_holders
from accounts.models import Practitioner
from accounts.notices import tell
from readiness.editing.differing import differences
from readiness.editing.drafts import NotChanged, copied_from, locked, next_month, record_version
from readiness.models import FrameworkVersion, VersionState
from readiness.returning import SIGN, WRITE

MONTHS_AHEAD: Final = 12


def months_to_start(draft: FrameworkVersion, *, at: datetime) -> list[date]:
    """The firsts of the coming months, none before the version that it follows."""
    earliest = max(next_month(at), copied_from(draft).effective_from)
    return [earliest + relativedelta(months=number) for number in range(MONTHS_AHEAD)]


def propose(*, effective_from: date, changes: str, by: Practitioner, at: datetime) -> None:
    """With a sentence on what changed. Raises Refused, NoDraft, NotChanged."""
    with transaction.atomic():
        row = locked(VersionState.DRAFT, by=by, at=at)
        if not differences(copied_from(row), row.framework):
            raise NotChanged("Nothing is changed yet, so there is nothing to propose")
        _refuse_day(row, effective_from, at=at)
        row.effective_from, row.changes = effective_from, changes
        row.state, row.proposed_by, row.proposed_at = VersionState.PROPOSED, by, at
        row.save()
        record_version(
            "framework.proposed", row, by=by, at=at, words=changes, effective_from=effective_from.isoformat()
        )


def take_back(*, by: Practitioner, at: datetime) -> None:
    """It is a draft again and can be changed. Raises Refused, NoDraft, NotChanged."""
    with transaction.atomic():
        row = locked(VersionState.PROPOSED, by=by, at=at)
        row.state, row.proposed_by, row.proposed_at = VersionState.DRAFT, None, None
        row.save()
        record_version("framework.taken_back", row, by=by, at=at)


def publish(*, seen: str, by: Practitioner, at: datetime) -> FrameworkVersion:
    """What the person has `seen`, by another than who proposed it. Raises Refused, NoDraft, NotChanged."""
    with transaction.atomic():
        row = locked(VersionState.PROPOSED, by=by, at=at)
        if row.proposed_by_id == by.pk:
            raise NotChanged("You proposed it, so another person publishes it")
        if seen != proposal(row):
            raise NotChanged("It was proposed anew after you opened the page: read it again")
        _refuse_day(row, row.effective_from, at=at)
        row.state, row.published_by, row.published_at = VersionState.PUBLISHED, by, at
        row.save()
        record_version("framework.published", row, by=by, at=at, effective_from=row.effective_from.isoformat())
        _tell_everybody(row, at=at)
    return row


def _tell_everybody(row: FrameworkVersion, *, at: datetime) -> None:
    """Whoever completes or signs a return, wherever it is, has a month to prepare."""
    people = {person.pk: person for right in (WRITE, SIGN) for person in active_holders(right, None)}
    where = reverse("view_framework_version", args=[row.version])
    for person in people.values():
        tell(person, "framework_published", at=at, path=where, start=row.effective_from)


def proposal(row: FrameworkVersion) -> str:
    """Which proposal this is: another one once it was taken back."""
    return row.proposed_at.isoformat() if row.proposed_at else ""


def can_publish(row: FrameworkVersion, person: Practitioner) -> bool:
    return row.state == VersionState.PROPOSED and row.proposed_by_id != person.pk


def to_publish(by: Practitioner) -> bool:
    """Whether a proposal waits for this person."""
    return FrameworkVersion.objects.filter(state=VersionState.PROPOSED).exclude(proposed_by=by).exists()


def _refuse_day(row: FrameworkVersion, day: date, *, at: datetime) -> None:
    if day.day != 1 or day <= timezone.localdate(at) or day < copied_from(row).effective_from:
        raise NotChanged("It must start with a month to come, and not before the version it follows")
