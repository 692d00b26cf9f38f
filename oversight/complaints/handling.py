"""Who answers a complaint? The authority's data officers and administrators; then the national team (R-AUDIT-5)

Nobody answers a complaint about what they themselves answered: the national step is another organisation's.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.access import NotYours, actor, may, require
from accounts.granting import NotDone
from accounts.models import Kind, Practitioner
from audit.log import record
from oversight.complaints.complaining import NATIONAL, Said, said_of, sealed, unsealed
from oversight.complaints.models import Complaint

DATA: Final = "manage_data"
MANAGE: Final = "manage_users"
SOON: Final = 3  # days before it is due
ANSWERED: Final = "Somebody else has answered this complaint"


@dataclass(frozen=True)
class Listed:
    """One complaint, by its number alone."""

    id: UUID
    number: int
    authority: str
    received_on: date
    due_on: date
    overdue: bool
    owner: str
    answered: bool
    national: bool


@dataclass(frozen=True)
class Shown:
    listed: Listed
    way: str
    said: Said
    answer: str
    answered_by: str
    answered_at: datetime | None
    passed_on_because: str
    national_answer: str
    mine: bool
    may_answer: bool


def require_handler(by: Practitioner, *, at: datetime) -> None:
    """Raises Refused."""
    if not is_handler(by, at=at):
        require(by, NATIONAL, by.organisation, at=at)


def is_handler(by: Practitioner, *, at: datetime) -> bool:
    """Of the own authority's complaints; who administers a team or a supplier answers none."""
    of_authority = by.organisation.kind == Kind.AUTHORITY
    return of_authority and any(may(by, one, by.organisation, at=at) for one in (DATA, MANAGE))


def complaints_for(by: Practitioner, *, at: datetime) -> QuerySet[Complaint]:
    """The authority's own; to the national team those that were passed on to it. Raises Refused."""
    require_handler(by, at=at)
    rows = Complaint.objects.select_related("authority", "owner", "answered_by", "national_owner")
    if is_national(by, at=at):
        return rows.filter(passed_on_at__isnull=False)
    return rows.filter(authority=by.organisation_id)


def is_national(by: Practitioner, *, at: datetime) -> bool:
    return may(by, NATIONAL, by.organisation, at=at)


def listed(by: Practitioner, *, at: datetime) -> tuple[Listed, ...]:
    """What is not answered first, the nearest due first. Raises Refused."""
    national = is_national(by, at=at)
    found = [_listed(row, national=national, at=at) for row in complaints_for(by, at=at)]
    return tuple(sorted(found, key=lambda one: (one.answered, one.due_on, one.number)))


def waiting_for(by: Practitioner, *, at: datetime) -> int:
    """How many this person could answer."""
    if not (is_national(by, at=at) or is_handler(by, at=at)):
        return 0
    return complaints_for(by, at=at).filter(_open(national=is_national(by, at=at))).count()


def to_read(complaint: UUID, *, by: Practitioner, at: datetime) -> Shown:
    """That it was read is in the log. Raises Refused, NotYours."""
    row = _find(complaint, by=by, at=at)
    with transaction.atomic():
        record("complaint.read", at=at, actor=actor(by), facts={"complaint": row.number})
    national = is_national(by, at=at)
    one = _listed(row, national=national, at=at)
    return Shown(
        listed=one,
        way=str(row.get_way_display()),
        said=said_of(row),
        answer=unsealed(row, "answer"),
        answered_by=row.answered_by.name if row.answered_by else "",
        answered_at=row.answered_at,
        passed_on_because=unsealed(row, "passed_on_because"),
        national_answer=unsealed(row, "national_answer"),
        mine=(row.national_owner_id if national else row.owner_id) == by.pk,
        may_answer=not one.answered,
    )


def take(complaint: UUID, *, by: Practitioner, at: datetime) -> None:
    """It is this person's from now on, whoever's it was. Raises Refused, NotYours, NotDone."""
    with transaction.atomic():
        row = _open_one(complaint, by=by, at=at)
        owner = "national_owner" if is_national(by, at=at) else "owner"
        Complaint.objects.filter(pk=row.pk).update(**{owner: by})
        record("complaint.taken", at=at, actor=actor(by), facts={"complaint": row.number})


def answer(complaint: UUID, *, words: str, by: Practitioner, at: datetime) -> None:
    """Read by whoever complained with number and code. Raises Refused, NotYours, NotDone."""
    with transaction.atomic():
        row = _open_one(complaint, by=by, at=at)
        national = is_national(by, at=at)
        field = "national_answer" if national else "answer"
        told: dict[str, Any] = {field: sealed(row, field, words)}
        told |= {f"{'national_' if national else ''}answered_{what}": value for what, value in (("at", at), ("by", by))}
        owner = "national_owner" if national else "owner"
        Complaint.objects.filter(pk=row.pk).update(**told, **{owner: getattr(row, owner) or by})
        record("complaint.answered", at=at, actor=actor(by), facts={"complaint": row.number})


def _open(*, national: bool) -> Q:
    return Q(national_answered_at=None) if national else Q(answered_at=None)


def _open_one(complaint: UUID, *, by: Practitioner, at: datetime) -> Complaint:
    Complaint.objects.select_for_update().filter(pk=complaint).first()
    row = _find(complaint, by=by, at=at)
    if (row.national_answered_at if is_national(by, at=at) else row.answered_at) is not None:
        raise NotDone(ANSWERED)
    return row


def _find(complaint: UUID, *, by: Practitioner, at: datetime) -> Complaint:
    if row := complaints_for(by, at=at).filter(pk=complaint).first():
        return row
    raise NotYours(DATA, by.organisation_id)


def _listed(row: Complaint, *, national: bool, at: datetime) -> Listed:
    due = row.national_due_on if national and row.national_due_on else row.due_on
    answered = (row.national_answered_at if national else row.answered_at) is not None
    owner = row.national_owner if national else row.owner
    return Listed(
        id=row.pk,
        number=row.number,
        authority=row.authority.name,
        received_on=row.received_on,
        due_on=due,
        overdue=not answered and timezone.localdate(at) > due,
        owner=owner.name if owner else "",
        answered=answered,
        national=row.passed_on_at is not None,
    )


def due_soon(*, at: datetime) -> tuple[list[Complaint], list[Complaint]]:
    """Of authorities, and of the national team: what is due soon or overdue, and nobody was reminded of today."""
    today = timezone.localdate(at)
    rows = Complaint.objects.exclude(reminded_on=today).select_related("authority", "owner", "national_owner")
    last = today + timedelta(days=SOON)
    local = rows.filter(answered_at=None, due_on__lte=last)
    return list(local), list(rows.filter(national_answered_at=None, national_due_on__lte=last))
