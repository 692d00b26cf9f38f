"""Which documents does a person accept before the first search, and in which version? (R-USER-1)"""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import actor
from accounts.activation import activate_if_ready
from accounts.documents import CURRENT, in_force_since
from accounts.granting import NotDone
from accounts.models import Agreement, Practitioner
from accounts.scope import person_to_change
from audit.log import record
from contactpoint.pages.dates import day_in_words

MIDDAY: Final = time(12)  # of a paper only the day is known


def accept(practitioner: Practitioner, *, at: datetime) -> None:
    """This person accepts every document in force."""
    with transaction.atomic():
        Agreement.objects.bulk_create(
            Agreement(practitioner=practitioner, document=document, version=version, accepted_at=at)
            for document, version in CURRENT.items()
        )
        facts = {str(document): version for document, version in CURRENT.items()}
        record("agreement.accepted", actor=actor(practitioner), at=at, facts=facts)
        activate_if_ready(practitioner, by=practitioner, at=at)


def record_paper(practitioner: UUID, *, by: Practitioner, at: datetime, signed_on: date | None = None) -> None:
    """An administrator has the signed paper of every document in force, signed now unless a day is told.

    Raises NotDone, Refused, NotYours, OwnAccount.
    """
    signed_at = at
    if signed_on:
        check_signed(signed_on, on=timezone.localdate(at))
        signed_at = min(at, timezone.make_aware(datetime.combine(signed_on, MIDDAY)))
    with transaction.atomic():
        person = person_to_change(practitioner, by=by, at=at)
        Agreement.objects.bulk_create(
            Agreement(practitioner=person, document=document, version=version, accepted_at=signed_at, recorded_by=by)
            for document, version in CURRENT.items()
        )
        facts = {"practitioner": str(person.pk), **{str(document): version for document, version in CURRENT.items()}}
        record("agreement.recorded", actor=actor(by), at=at, facts=facts)
        activate_if_ready(person, by=by, at=at)


def check_signed(signed_on: date, *, on: date) -> None:
    """Raises NotDone for a day to come, and for a paper that is older than the documents in force."""
    if signed_on > on:
        raise NotDone("The date the agreement was signed must be today or in the past")
    since = max(in_force_since(version) for version in CURRENT.values())
    if signed_on < since:
        raise NotDone(f"The agreement must have been signed on or after {day_in_words(since)}: this one is of that day")


def have_agreed(people: Collection[UUID]) -> set[UUID]:
    """Those of them who have accepted every document in force."""
    accepted: dict[UUID, set[tuple[str, str]]] = {}
    rows = Agreement.objects.filter(practitioner__in=people).values_list("practitioner_id", "document", "version")
    for practitioner, document, version in rows:
        accepted.setdefault(practitioner, set()).add((document, version))
    return {practitioner for practitioner, pairs in accepted.items() if pairs >= set(CURRENT.items())}
