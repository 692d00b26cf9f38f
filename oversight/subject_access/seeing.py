"""Which requests may this officer see, how far is each, and when is it due? (R-AUDIT-4, R-SHIELD-2)

An authority's data officers and shielding officers see its requests. Of a shielded child only its shielding officers
do. A request that was taken in without a number is theirs from the beginning, whoever it is about: that no record is
held can be said only by somebody who sees every record, and nothing may be learned from how long it takes.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.access import may
from accounts.models import Practitioner
from oversight.subject_access.models import AccessMoved, AccessRequest, Part
from registry.disclosure import NotThere
from registry.for_officers import SHIELD
from registry.keepers import require_keeper
from registry.models import Child, Status
from registry.number import shown
from registry.shields import shielded_now
from registry.visible import records_of_area

SOON: Final = 7  # days before it is due


@dataclass(frozen=True)
class Progress:
    """`step` says in words what is next."""

    id: UUID
    reference: str
    received_on: date
    due_on: date | None
    overdue: bool
    step: str
    over: bool
    elsewhere: bool  # with the shielding officers or another authority, and not for this officer to follow


IDENTITY: Final = "Waiting for proof of identity"
COLLECTING: Final = "Being collected"
FAILED: Final = "Stopped: look at it"
REVIEW: Final = "To review"
AGREE: Final = "Waiting for a second person"
MAKING: Final = "The documents are being made"
READY: Final = "Ready"
WITHDRAWN: Final = "Withdrawn"
DESTROYED: Final = "Answered; the documents are destroyed"
MOVED: Final = "Went with the record to another authority, which answers it"
WITH_OFFICERS: Final = "With your shielding officers, who answer it"


def is_officer(by: Practitioner, *, at: datetime) -> bool:
    """Whether this person sees what is hidden and what is sensitive."""
    return may(by, SHIELD, by.organisation, at=at)


def open_to(by: Practitioner, *, at: datetime) -> QuerySet[AccessRequest]:
    """Those that this person may open. Raises Refused for who answers none."""
    require_keeper(by, at=at)
    rows = AccessRequest.objects.filter(authority=by.organisation_id)
    children = records_of_area(by.organisation).filter(number=OuterRef("child_number"))
    if is_officer(by, at=at):
        return rows.filter(Q(child_number="") | _about(children))
    return rows.filter(_about(children.annotate(hidden=shielded_now("pk")).filter(hidden=False)), without_number=False)


def _about(children: QuerySet[Child]) -> Q:
    """An archived record is there for its answer alone, until that is destroyed or nobody wants it (R-REC-5)."""
    for_answer = Q(Exists(children), withdrawn_at=None, destroyed_at=None)
    return for_answer | Q(Exists(children.exclude(status=Status.ARCHIVED)))


def find(request: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> AccessRequest:
    """Raises Refused, NotThere."""
    if lock:
        AccessRequest.objects.select_for_update(no_key=True).filter(pk=request).first()
    people = ("authority", "taken_by", "passed_on_by", "agreed_by")
    if row := open_to(by, at=at).select_related(*people).filter(pk=request).first():
        return row
    raise NotThere


def child_of(row: AccessRequest, *, by: Practitioner) -> Child:
    """The record it is about. Raises NotThere."""
    rows = records_of_area(by.organisation).select_related("words_key", "responsible_authority")
    if found := rows.filter(number=row.child_number).first():
        return found
    raise NotThere


def listed(by: Practitioner, *, at: datetime) -> tuple[Progress, ...]:
    """What is not over first, the nearest due first. Raises Refused."""
    here, officer = list(open_to(by, at=at)), is_officer(by, at=at)
    gone = list(_gone(by, officer=officer).exclude(pk__in=[row.pk for row in here]))
    found = [progress(row, at=at) for row in here] + [_elsewhere(row, officer=officer) for row in gone]
    return tuple(sorted(found, key=lambda one: (one.over, one.due_on or date.max, one.received_on)))


def _gone(by: Practitioner, *, officer: bool) -> QuerySet[AccessRequest]:
    """Those of which this officer sees that they are elsewhere, and no more.

    What was taken in here without a number is with the shielding officers for every data officer of this authority, for
    ever, and comes to those of no other authority: nothing may be learned from where it went (R-SHIELD-2).
    """
    went = AccessMoved.objects.filter(request=OuterRef("pk"), of=by.organisation_id)
    if officer:
        return AccessRequest.objects.filter(Exists(went)).exclude(authority=by.organisation_id)
    taken_in = Q(authority=by.organisation_id) & ~Exists(AccessMoved.objects.filter(request=OuterRef("pk")))
    known = Exists(went.filter(open=True))
    return AccessRequest.objects.filter(
        Q(taken_in, without_number=True) | Q(known, without_number=True) | Q(known, ~Q(authority=by.organisation_id))
    )


def _elsewhere(row: AccessRequest, *, officer: bool) -> Progress:
    step = WITH_OFFICERS if row.without_number and not officer else MOVED
    return Progress(row.pk, "", row.received_on, None, False, step, step == MOVED, True)


def progress(row: AccessRequest, *, at: datetime) -> Progress:
    due, over = due_on(row), row.withdrawn_at is not None or row.made_at is not None
    late = not over and due is not None and timezone.localdate(at) > due
    reference = shown(row.child_number) if row.child_number else ""
    return Progress(row.pk, reference, row.received_on, due, late, step_of(row), over, False)


def due_on(row: AccessRequest) -> date | None:
    """The last of the calendar days, without those in which proof of identity was waited for; None meanwhile."""
    due: date = row.received_on + timedelta(days=settings.SUBJECT_ACCESS_DAYS)
    if row.identity_asked_on is None:
        return due
    return due + (row.identity_seen_on - row.identity_asked_on) if row.identity_seen_on else None


def step_of(row: AccessRequest) -> str:
    """The first that is so."""
    steps = (
        (row.withdrawn_at is not None, WITHDRAWN),
        (row.destroyed_at is not None, DESTROYED),
        (row.made_at is not None, READY),
        (row.identity_seen_on is None, IDENTITY),
        (bool(row.failed_part), FAILED),
        (row.agreed_at is not None, MAKING),
        (row.passed_on_at is not None, AGREE),
        (row.collected_at is None and bool(row.child_number), COLLECTING),
    )
    return next((words for holds, words in steps if holds), REVIEW)


def failed_part_of(row: AccessRequest) -> str:
    return str(Part(row.failed_part).label) if row.failed_part else ""
