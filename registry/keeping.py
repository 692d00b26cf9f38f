"""How long is this record kept, and what may an officer say that changes it? (R-REC-3, R-REC-5)

Consent to stay included, and its withdrawal; that the child has left England, and is back. Each takes effect at once:
the record goes to the archive, or comes back from it, in the same transaction.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from registry.archiving import OPEN, due_among, in_archive, look_again, why_archived
from registry.departing import departures_of, in_words, record_departure, record_return
from registry.disclosure import NotThere
from registry.extending import Consent, consent_of, give_consent, withdraw_consent
from registry.giving import give
from registry.keepers import child_to_keep, require_keeper
from registry.models import Child, Returning, Status
from registry.number import parse, shown
from registry.particulars import shown_name
from registry.record.parts import parts_of
from registry.retention import Periods, area_reads_until, birthday, destroyed_on

KEPT: Final = (*OPEN, Status.ARCHIVED)


class NotFound(NotThere):
    """No record of your authority has this number. Check it, and whether a colleague keeps the record."""


@dataclass(frozen=True)
class Kept:
    """One record as the page about its time shows it: who it is, and what decides how long it is kept."""

    child: UUID
    number: str
    name: str
    date_of_birth: date | None
    goes_on: date | None  # to the archive; None where nothing that is known says when
    because: str
    archived_on: date | None
    destroyed_on: date | None
    consent: Consent | None
    until: date | None  # the birthday up to which consent can include this person
    away: str  # that the child has left England, in words; empty for who has not

    @property
    def reference(self) -> str:
        return shown(self.number)


def find_kept(typed: str, *, by: Practitioner, at: datetime) -> UUID:
    """The record of the own area with this number. Raises Refused, NotFound."""
    require_keeper(by, at=at)
    found = Child.objects.filter(number=parse(typed) or "").values_list("pk", flat=True).first()
    try:
        return _keep(found or uuid4(), by=by, at=at).pk
    except NotThere:
        raise NotFound from None


def _keep(child: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> Child:
    """An archived one for as long as the authority reads it without a release. Raises Refused, NotThere."""
    row = child_to_keep(child, KEPT, by=by, at=at, lock=lock)
    if row.status == Status.ARCHIVED and timezone.localdate(at) >= area_reads_until(in_archive(row).on):
        raise NotThere
    return row


def kept(child: UUID, *, by: Practitioner, at: datetime) -> Kept:
    """The child is named in the log. Raises Refused, LimitReached, NotThere."""
    with transaction.atomic():
        row = _keep(child, by=by, at=at)
        give("child.named", [row], to=by, because="retention", at=at)
        return _shown(row)


def _shown(row: Child) -> Kept:
    there = in_archive(row) if row.status == Status.ARCHIVED else None
    goes = due_among([row.pk]).get(row.pk)
    born = row.date_of_birth
    because = why_archived(row, there) if there else goes.because if goes else None
    return Kept(
        child=row.pk,
        number=row.number,
        name=shown_name(row),
        date_of_birth=born,
        goes_on=None if there or goes is None else goes.on,
        because=because.label if because else "",
        archived_on=there.on if there else None,
        destroyed_on=destroyed_on(there.on) if there else None,
        consent=consent_of(row),
        until=birthday(born, Periods.now().extended) if born else None,
        away=in_words(parts_of([row.pk])[row.pk], departures_of([row.pk]).get(row.pk)),
    )


def record_consent(child: UUID, consent: Consent, *, by: Practitioner, at: datetime) -> None:
    """The person stays included up to the later birthday. Raises Refused, NotThere, ConsentGiven, TooOld."""

    def act(row: Child) -> dict[str, str]:
        if row.date_of_birth and timezone.localdate(at) >= birthday(row.date_of_birth, Periods.now().extended):
            raise TooOld
        return {"extension": str(give_consent(row, consent, by=by, at=at).pk)}

    _change(child, "extension.recorded", act, by=by, at=at)


class TooOld(Exception):
    """This person is older than consent can include anybody."""


def withdraw(child: UUID, *, on: date, by: Practitioner, at: datetime) -> bool:
    """Whoever is over the age of a child goes to the archive at once; whether that happened.

    Raises Refused, NotThere, NoConsent.
    """

    def act(row: Child) -> dict[str, str]:
        return {"extension": str(withdraw_consent(row, on=on, by=by, at=at).pk)}

    return _change(child, "extension.withdrawn", act, by=by, at=at)


def leave_england(child: UUID, *, on: date, returning: Returning, by: Practitioner, at: datetime) -> bool:
    """Whether the record is in the archive now. Raises Refused, NotThere, AlreadyRecorded."""

    def act(row: Child) -> dict[str, str]:
        record_departure(row, on=on, returning=returning, by=by, at=at)
        return {}

    return _change(child, "departure.recorded", act, by=by, at=at)


def return_to_england(child: UUID, *, by: Practitioner, at: datetime) -> bool:
    """The child lives here again: an archived record comes back, unless it belongs there for another reason.

    Whether it is archived still. Raises Refused, NotThere.
    """

    def act(row: Child) -> dict[str, str]:
        record_return(row, by=by, at=at)
        return {}

    return _change(child, "departure.ended", act, by=by, at=at)


def _change(child: UUID, verb: str, act: Callable[[Child], dict[str, str]], *, by: Practitioner, at: datetime) -> bool:
    """One fact, its event and what follows from it."""
    with transaction.atomic():
        row = _keep(child, by=by, at=at, lock=True)
        facts = act(row)
        record(verb, at=at, actor=actor(by), child_number=row.number, facts=facts)
        return look_again(row.pk, by=by, at=at)
