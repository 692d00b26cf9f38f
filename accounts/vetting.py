"""What has to be seen and recorded before somebody has access? (R-USER-1)

Nobody records it about themselves (R-USER-3).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import actor
from accounts.activation import activate_if_ready
from accounts.clearance import is_current
from accounts.granting import NotDone
from accounts.models import AccountState, Clearance, Identity, Practitioner, Training
from accounts.scope import person_to_change
from audit.log import NOBODY, record


class NotSeen(NotDone):
    """What cannot have been seen like this; the text says what to enter."""


class SeenBefore(NotSeen):
    """The very same is recorded already."""


@dataclass(frozen=True)
class Seen:
    """What somebody has looked at; what was not seen is None."""

    identity_on: date | None
    disclosure_number: str
    clearance_issued_on: date | None
    trained_on: date | None


def record_seen(practitioner: UUID, seen: Seen, *, by: Practitioner, at: datetime) -> None:
    """An administrator records what they have looked at. Raises NotSeen, Refused, NotYours, OwnAccount."""
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        if person.account_state == AccountState.CLOSED:
            raise NotSeen(f"{person.name}'s account is closed")
        check(seen, of=person, on=timezone.localdate(at))
        vet(person, seen, by=by, at=at)
        activate_if_ready(person, by=by, at=at)


def check(seen: Seen, *, of: Practitioner, on: date) -> None:
    """Raises NotSeen for a day to come, a clearance that has ended, and a disclosure recorded before."""
    check_days(seen, on=on)
    if seen.clearance_issued_on:
        check_number(of.pk, holders([seen.disclosure_number])[seen.disclosure_number])


def check_days(seen: Seen, *, on: date) -> None:
    for what, day in (("identity check", seen.identity_on), ("training", seen.trained_on)):
        if day and day > on:
            raise NotSeen(f"The date of the {what} must be today or in the past")
    if seen.clearance_issued_on and not is_current(seen.clearance_issued_on, on=on):
        raise NotSeen("The check must have been issued in the last 3 years")
    if seen.clearance_issued_on and not re.fullmatch("[0-9]{12}", seen.disclosure_number):
        raise NotSeen("The disclosure number must have 12 digits")


def holders(numbers: Collection[str]) -> dict[str, set[UUID]]:
    """For whom each of these disclosures is recorded."""
    found: dict[str, set[UUID]] = {number: set() for number in numbers}
    recorded = Clearance.objects.filter(disclosure_number__in=found)
    for number, practitioner in recorded.values_list("disclosure_number", "practitioner_id"):
        found[number].add(practitioner)
    return found


def check_number(of: UUID, holders: Collection[UUID]) -> None:
    if of in holders:
        raise SeenBefore("This disclosure is recorded already")
    if holders:
        raise NotSeen("This disclosure number is recorded for somebody else. Check the number")


def vet(practitioner: Practitioner, seen: Seen, *, by: Practitioner | None, at: datetime) -> None:
    """Records what was seen. `by` is None for the accounts of a demonstration alone."""
    with transaction.atomic():
        if seen.identity_on:
            Identity.objects.create(practitioner=practitioner, verified_on=seen.identity_on, verified_by=by)
        if seen.clearance_issued_on:
            Clearance.objects.create(
                practitioner=practitioner,
                disclosure_number=seen.disclosure_number,
                issued_on=seen.clearance_issued_on,
                seen_by=by,
                seen_at=at,
            )
        if seen.trained_on:
            Training.objects.create(practitioner=practitioner, completed_on=seen.trained_on, recorded_by=by)
        record(
            "practitioner.vetted",
            at=at,
            actor=actor(by) if by else NOBODY,
            facts={
                "practitioner": str(practitioner.pk),
                "identity": seen.identity_on is not None,
                "clearance": seen.clearance_issued_on is not None,
                "training": seen.trained_on is not None,
            },
        )
