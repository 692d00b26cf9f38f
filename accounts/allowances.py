"""Who lets somebody be given more children a day, what for and until when? Two other persons (R-USER-7)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.access import NotYours, Refused, actor
from accounts.administrators import administrators_of
from accounts.granting import NotDone
from accounts.models import AccountState, Allowance, Practitioner, Purpose
from accounts.notices import tell
from accounts.scope import MANAGE, person_to_change, scope_of
from audit.log import record, words_of
from audit.models import Event

MOST: Final = 1000  # children a day: more is no longer one person reading records
LONGEST: Final = 31  # days: whoever needs it longer is looked at again
ASKED: Final = "allowance.asked"


@dataclass(frozen=True)
class Wish:
    """What one administrator asks for and another agrees to."""

    children: int
    purpose: Purpose
    words: str
    first_day: date
    last_day: date


def ask(practitioner: UUID, wish: Wish, *, by: Practitioner, at: datetime) -> Allowance:
    """Nothing changes until somebody else agrees. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        _refuse(wish, person, at=at)
        made = Allowance.objects.create(
            practitioner=person,
            children=wish.children,
            purpose=wish.purpose,
            first_day=wish.first_day,
            last_day=wish.last_day,
            asked_by=by,
            asked_at=at,
        )
        _log(ASKED, made, by=by, at=at, words=wish.words)
        for other in administrators_of(person.organisation):
            if other.pk not in (by.pk, person.pk):
                path = reverse("view_allowance", args=[made.pk])
                tell(other, "allowance_asked", at=at, path=path, asker=by.pk, person=person.pk)
    return made


def agree(allowance: int, *, by: Practitioner, at: datetime) -> None:
    """In force from its first day on. Raises NotDone, NotYours, OwnAccount; Refused for whoever asked for it."""
    with transaction.atomic():
        row = _to_change(allowance, by=by, at=at)
        if row.asked_by_id == by.pk:
            raise Refused(MANAGE, by.organisation_id)
        if row.agreed_at or row.ended_at or row.last_day < timezone.localdate(at):
            raise NotDone("This can no longer be agreed to")
        Allowance.objects.filter(pk=row.pk).update(agreed_by=by, agreed_at=at)
        _log("allowance.agreed", row, by=by, at=at)
        path = reverse("your_account")
        tell(row.practitioner, "allowance_agreed", at=at, path=path, a_day=row.children, last_day=row.last_day)


def end(allowance: int, *, by: Practitioner, at: datetime) -> None:
    """Before its last day, or instead of agreeing; one is enough. Raises NotDone, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        row = _to_change(allowance, by=by, at=at)
        if is_over(row, at=at):
            raise NotDone("This has ended already")
        Allowance.objects.filter(pk=row.pk).update(ended_by=by, ended_at=at)
        _log("allowance.ended", row, by=by, at=at)
        if row.agreed_at:
            tell(row.practitioner, "allowance_ended", at=at, path=reverse("your_account"))


def is_over(allowance: Allowance, *, at: datetime) -> bool:
    return bool(allowance.ended_at) or allowance.last_day < timezone.localdate(at)


def allowances_of(by: Practitioner, *, at: datetime) -> QuerySet[Allowance]:
    """Those about the people this administrator looks after, the newest first. Raises Refused."""
    rows = Allowance.objects.filter(practitioner__in=scope_of(by, at=at).people())
    return rows.select_related("practitioner", "asked_by", "agreed_by", "ended_by").order_by("-asked_at", "-pk")


def allowance_to_read(allowance: int, *, by: Practitioner, at: datetime) -> Allowance:
    """Raises Refused, NotYours."""
    if row := allowances_of(by, at=at).filter(pk=allowance).first():
        return row
    raise NotYours(MANAGE, by.organisation_id)


def purpose_in_words(allowance: Allowance) -> str:
    """What the first person wrote for the second; kept sealed in the log."""
    asked = Event.objects.filter(actor=allowance.asked_by_id, at=allowance.asked_at, verb=ASKED)
    event = asked.filter(facts__allowance=allowance.pk).first()
    return (words_of(event) if event else None) or ""


def _to_change(allowance: int, *, by: Practitioner, at: datetime) -> Allowance:
    """The row, while its person is locked. Raises Refused, NotYours, OwnAccount."""
    row = allowance_to_read(allowance, by=by, at=at)
    person_to_change(row.practitioner_id, by=by, at=at)
    return allowance_to_read(allowance, by=by, at=at)


def _refuse(wish: Wish, person: Practitioner, *, at: datetime) -> None:
    """Raises NotDone."""
    if person.account_state != AccountState.ACTIVE or not any(role.sees_children for role in roles.held(person)):
        raise NotDone(f"{person.name} has no active account with a role that is given children")
    if wish.children > MOST:
        raise NotDone(f"The number of children must be {MOST} or less")
    if wish.first_day < timezone.localdate(at):
        raise NotDone("The first day must be today or in the future")
    if not 0 <= (wish.last_day - wish.first_day).days < LONGEST:
        raise NotDone(f"The last day must be within {LONGEST} days of the first")


def _log(verb: str, row: Allowance, *, by: Practitioner, at: datetime, words: str = "") -> None:
    facts = {
        "practitioner": str(row.practitioner_id),
        "allowance": row.pk,
        "children": row.children,
        "first_day": str(row.first_day),
        "last_day": str(row.last_day),
    }
    record(verb, at=at, actor=actor(by), because=row.purpose, facts=facts, words=words)
