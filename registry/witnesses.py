"""Who saw two records as one while they were merged? For putting right what a wrong merge told people (R-AUDIT-1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from audit.models import Event
from registry.choices import Reason
from registry.models import Merge
from registry.number import shown
from registry.splitting import merge_of

SEEN: Final = {"child.opened": "Opened the record", "child.named": "Saw the name in a list"}
_LISTS: Final = {
    "search": "A search",
    "my_children": "The list of own children",
    "asking_reason": "Asked for a reason",
    "compare_records": "Comparing records",
    "near_match_check": "Adding a child",
    "unconfirmed_records": "Confirming records",
}


@dataclass(frozen=True)
class Witness:
    """One look at the mixed record."""

    at: datetime
    name: str
    job_title: str
    organisation: str
    what: str
    why: str


@dataclass(frozen=True)
class Witnesses:
    """Everybody between the merge and its undoing, or until now."""

    kept: str
    closed: str
    since: datetime
    until: datetime
    undone: bool
    rows: tuple[Witness, ...]
    people: int


def witnesses_of(merge: UUID, *, by: Practitioner, at: datetime) -> Witnesses:
    """The report, newest first; that it was read is in the log too. Raises Refused, NotThere."""
    row = merge_of(merge, by=by, at=at)
    since, until = row.at or at, row.undone_at or at
    events = list(_events(row, since, until))
    who = Practitioner.objects.select_related("organisation").in_bulk({event.actor for event in events})
    with transaction.atomic():
        facts = {"merge": str(row.pk), "rows": len(events)}
        record("merge.witnesses_listed", at=at, actor=actor(by), child_number=row.kept.number, facts=facts)
    return Witnesses(
        kept=shown(row.kept.number),
        closed=shown(row.closed.number),
        since=timezone.localtime(since),
        until=timezone.localtime(until),
        undone=row.undone_at is not None,
        rows=tuple(_witness(event, who.get(event.actor)) for event in events),
        people=len(who),
    )


def _events(row: Merge, since: datetime, until: datetime) -> QuerySet[Event]:
    numbers = [row.kept.number, row.closed.number]
    seen = Event.objects.filter(child_number__in=numbers, verb__in=list(SEEN), at__gte=since, at__lte=until)
    return seen.exclude(actor=None).order_by("-at", "-pk")


def _witness(event: Event, who: Practitioner | None) -> Witness:
    return Witness(
        at=timezone.localtime(event.at),
        name=who.name if who else "An account that is gone",
        job_title=who.job_title if who else "",
        organisation=who.organisation.name if who else "",
        what=SEEN[event.verb],
        why=_why(event.because),
    )


def _why(code: str) -> str:
    return _LISTS.get(code) or (str(Reason(code).label) if code in Reason.values else "Another page")
