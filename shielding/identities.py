"""How does a record close because the child has a new identity: who asks, who answers, and what do they see? (R-REC-7)

To everybody but the shielding officers of the responsible authority these pages are not there. They speak of the old
record alone; the new one is added by an act of its own (registry.creation), and nothing leads from one to the other.
"""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.access import actor, may
from accounts.models import Organisation, Practitioner
from accounts.notices import tell
from audit.log import record
from registry import closing
from registry import number as numbers
from registry.disclosure import NotThere
from registry.for_officers import SHIELD, officers_of, require_officer
from registry.giving import give
from registry.index import lock_index
from registry.merging import locked
from registry.models import Child
from registry.particulars import shown_name
from registry.record import rebuild
from registry.shields import put_on
from shielding.models import ClosingRequest
from shielding.officers import tell_first
from shielding.words import CLOSING_ASKED

SHOWN: Final = 100  # the newest


class NotFound(ValueError):
    """No open record of your authority has this number."""


class AskedAlready(ValueError):
    """Somebody has asked for this already."""


class NotTheSecond(ValueError):
    """Another shielding officer answers what you asked for."""


@dataclass(frozen=True)
class Words:
    """What is sealed: why, and whose record it was."""

    because: str
    name: str


@dataclass(frozen=True)
class Listed:
    """One request, by the number of the record alone."""

    id: UUID
    reference: str
    asked_by: str
    asked_at: datetime
    answered_by: str
    answered_at: datetime | None
    agreed: bool | None
    mine: bool


@dataclass(frozen=True)
class Shown:
    """One request with its words. `works`: how many people have recorded that they work with the child."""

    listed: Listed
    name: str
    because: str
    works: int


def requests_of(by: Practitioner, *, at: datetime) -> tuple[Listed, ...]:
    """What waits first, then the newest: the records that closed among them. Raises NotYours."""
    require_officer(by, at=at)
    rows = _of_area(by.organisation).order_by("-asked_at")
    return tuple(_listed(row, by=by) for row in (*rows.filter(agreed=None), *rows.exclude(agreed=None)[:SHOWN]))


def waiting_for(person: Practitioner, *, at: datetime) -> list[tuple[str, str, int]]:
    """For the team's own page: words, address, how many. Nothing for who shields nobody."""
    if not may(person, SHIELD, person.organisation, at=at):
        return []
    count = _of_area(person.organisation).filter(agreed=None).exclude(asked_by=person).count()
    return [("Records to close for a new identity", reverse("closings"), count)]


def ask_to_close(typed: str, *, because: str, by: Practitioner, at: datetime) -> UUID:
    """Hides the record at once and asks for a second person. Raises NotYours, NotFound, AskedAlready."""
    require_officer(by, at=at)
    with transaction.atomic():
        child = _open_child(typed, by=by)
        if ClosingRequest.objects.filter(child=child, agreed=None).exists():
            raise AskedAlready
        asked = ClosingRequest(child=child, asked_by=by, asked_at=at)
        asked.words = _sealed(asked, Words(because, shown_name(child)))
        lock_index()  # as shielding.asking
        if put_on([child.pk], because=CLOSING_ASKED, by=by, at=at):
            rebuild([child.pk])
        asked.save(force_insert=True)
        _log("closing.asked", asked, because, by=by, at=at)
        for officer in officers_of(by.organisation):
            if officer != by:
                tell(officer, "closing_asked", at=at, path=reverse("view_closing", args=[asked.pk]), by=by.pk)
    return asked.pk


def request_to_read(asked: UUID, *, by: Practitioner, at: datetime) -> Shown:
    """The record is named, and that is in the log, before and after it closed. Raises NotYours, NotThere."""
    row = _found(asked, by=by, at=at)
    with transaction.atomic():
        give("child.named", [row.child], to=by, because="closing", at=at)
    words = Words(**json.loads(row.child.words_key.unseal(row.words, place=_place(row))))
    works = row.child.involvements.filter(ended_on=None).exclude(practitioner=None).count()
    return Shown(_listed(row, by=by), words.name, words.because, works)


def answer(asked: UUID, *, agrees: bool, by: Practitioner, at: datetime) -> None:
    """The second person closes the record for ever, or does not; hidden it stays.

    Raises NotYours, NotThere, NotTheSecond, AskedAlready when it is answered, and merging.NotPossible.
    """
    with transaction.atomic():
        ClosingRequest.objects.select_for_update().filter(pk=asked).first()
        row = _found(asked, by=by, at=at)
        if row.agreed is not None:
            raise AskedAlready
        if row.asked_by_id == by.pk:
            raise NotTheSecond
        ClosingRequest.objects.filter(pk=row.pk).update(answered_by=by, answered_at=at, agreed=agrees)
        if agrees:
            closing.close(row.child_id, at=at)
        _log("closing.agreed" if agrees else "closing.refused", row, "", by=by, at=at)
        path = reverse("view_closing", args=[row.pk])
        tell_first(row.asked_by, "closing_answered", by=by, at=at, path=path)


def _open_child(typed: str, *, by: Practitioner) -> Child:
    rows = Child.objects.filter(number=numbers.parse(typed), responsible_authority=by.organisation)
    found = rows.filter(status__in=closing.OPEN).values_list("pk", flat=True).first()
    row = locked([found])[found] if found else None
    if row is None or row.status not in closing.OPEN:
        raise NotFound
    return row


def _of_area(area: Organisation) -> QuerySet[ClosingRequest]:
    rows = ClosingRequest.objects.filter(child__responsible_authority=area)
    return rows.select_related("child__words_key", "asked_by", "answered_by")


def _found(asked: UUID, *, by: Practitioner, at: datetime) -> ClosingRequest:
    require_officer(by, at=at)
    if row := _of_area(by.organisation).filter(pk=asked).first():
        return row
    raise NotThere


def _listed(row: ClosingRequest, *, by: Practitioner) -> Listed:
    return Listed(
        id=row.pk,
        reference=numbers.shown(row.child.number),
        asked_by=row.asked_by.name,
        asked_at=timezone.localtime(row.asked_at),
        answered_by=row.answered_by.name if row.answered_by else "",
        answered_at=timezone.localtime(row.answered_at) if row.answered_at else None,
        agreed=row.agreed,
        mine=row.asked_by_id == by.pk,
    )


def _sealed(row: ClosingRequest, words: Words) -> bytes:
    return row.child.words_key.seal(json.dumps(asdict(words)), place=_place(row))


def _place(row: ClosingRequest) -> str:
    return f"shielding_closingrequest.words|{row.pk}"


def _log(verb: str, row: ClosingRequest, because: str, *, by: Practitioner, at: datetime) -> None:
    facts = {"closing": str(row.pk)}
    key = row.child.words_key
    number = row.child.number
    record(verb, at=at, actor=actor(by), child_number=number, facts=facts, words=because, words_key=key)
