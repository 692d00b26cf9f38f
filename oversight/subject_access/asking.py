"""How is a request for what is held taken in: by whom, with which evidence, and with whose agreement? (R-AUDIT-4)

Data Protection Act 1998 section 7: 40 calendar days from the day on which it arrived, or on which what was needed to
know who asks had come.
"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from audit.log import record
from contactpoint.vault.box import CannotOpen
from contactpoint.vault.models import DataKey
from oversight.subject_access.collecting import begin
from oversight.subject_access.destroying import empty
from oversight.subject_access.models import AccessRequest, Asker
from oversight.subject_access.seeing import find, is_officer
from registry import number as numbers
from registry.disclosure import NotThere
from registry.keepers import require_keeper
from registry.models import Child, Status
from registry.releases import let_answer
from registry.shields import is_shielded
from registry.ties import Tie, lead_to
from registry.visible import records_of_area

OVER: Final = "This request is over"


@dataclass(frozen=True)
class Said:
    """What is sealed: who asks and how they get the answer, what was seen, who judged whether the child can decide."""

    name: str
    reach: str
    identity: str = ""
    authority: str = ""
    judged_by: str = ""
    judged_on: str = ""
    agreed_how: str = ""
    child_name: str = ""
    child_born: str = ""


@dataclass(frozen=True)
class Asked:
    """What the form says. An empty `number`: no record was found. `said.identity` empty: proof is asked for."""

    asker: Asker
    number: str
    received_on: date
    can_decide: bool
    agreed: bool | None
    said: Said


def take(asked: Asked, *, by: Practitioner, at: datetime) -> UUID:
    """Takes it in; collecting begins when who asks is known.

    Raises Refused, and NotThere for a number of no record that the area may answer for, or not this person's to know.
    """
    require_keeper(by, at=at)
    with transaction.atomic():
        child = child_with(asked.number, by=by, at=at) if asked.number else None
        key = child.words_key if child else DataKey.named(f"subject_access:{at:%Y-%m}")
        row = _row(asked, child, by=by, at=at)
        row.words_key, row.said = key.pk, _sealed(row, asked.said, key)
        row.save(force_insert=True)
        _record("subject_access.asked", row, by=by, at=at, because=asked.asker)
        if child:
            lead_to(child, by, Tie.QUEUE, at=at)
        if row.identity_seen_on:
            _go_on(row, by=by, at=at)
    return row.pk


def identity_seen(request: UUID, *, evidence: str, authority: str, by: Practitioner, at: datetime) -> None:
    """The clock goes on, and collecting begins. Raises Refused, NotThere, NotDone."""
    with transaction.atomic():
        row = find(request, by=by, at=at, lock=True)
        if row.identity_seen_on or row.withdrawn_at:
            raise NotDone(OVER)
        row.identity_seen_on = timezone.localdate(at)
        said = Said(**{**asdict(said_of(row)), "identity": evidence, "authority": authority})
        row.said = _sealed(row, said, DataKey.objects.get(pk=row.words_key))
        AccessRequest.objects.filter(pk=row.pk).update(identity_seen_on=row.identity_seen_on, said=row.said)
        _record("subject_access.identity_seen", row, by=by, at=at)
        _go_on(row, by=by, at=at)


def set_number(request: UUID, typed: str, *, by: Practitioner, at: datetime) -> None:
    """By a shielding officer: a record is held after all. Raises Refused, NotThere, NotDone."""
    with transaction.atomic():
        row = find(request, by=by, at=at, lock=True)
        if row.child_number or row.agreed_at or row.withdrawn_at:
            raise NotDone(OVER)
        child = child_with(typed, by=by, at=at)
        told: dict[str, Any] = {"child_number": child.number, "passed_on_at": None, "passed_on_by": None}
        AccessRequest.objects.filter(pk=row.pk).update(**told)
        row.child_number = child.number
        lead_to(child, by, Tie.QUEUE, at=at)
        _record("subject_access.record_found", row, by=by, at=at)
        begin(row, at=at)


def withdraw(request: UUID, *, by: Practitioner, at: datetime) -> None:
    """Whoever asked does not ask any more; what was collected goes at once. Raises Refused, NotThere, NotDone."""
    with transaction.atomic():
        row = find(request, by=by, at=at, lock=True)
        if row.withdrawn_at or row.made_at:
            raise NotDone(OVER)
        AccessRequest.objects.filter(pk=row.pk).update(withdrawn_at=at)
        _record("subject_access.withdrawn", row, by=by, at=at)
        empty(row)


def child_with(typed: str, *, by: Practitioner, at: datetime) -> Child:
    """A record of the own area: an open one, or of the archive by the archive's rules (R-REC-5).

    Raises NotThere, for a shielded child to everybody but a shielding officer.
    """
    rows = records_of_area(by.organisation).select_related("words_key")
    child = rows.filter(number=numbers.parse(typed) or "").first()
    if child is None or (is_shielded(child.pk) and not is_officer(by, at=at)):
        raise NotThere
    if child.status == Status.ARCHIVED:
        let_answer(child, by=by, at=at)
    return child


def said_of(row: AccessRequest) -> Said:
    """What was sealed; nothing once the record is destroyed."""
    key = DataKey.objects.filter(pk=row.words_key).first()
    try:
        return Said(**json.loads(key.unseal(row.said, place=_place(row)))) if key else Said("", "")
    except CannotOpen:
        return Said("", "")


def _row(asked: Asked, child: Child | None, *, by: Practitioner, at: datetime) -> AccessRequest:
    today, known = timezone.localdate(at), bool(asked.said.identity)
    return AccessRequest(
        authority=by.organisation,
        child_number=child.number if child else "",
        without_number=child is None,
        asker=asked.asker,
        can_decide=asked.can_decide,
        agreed=asked.agreed,
        received_on=asked.received_on,
        identity_seen_on=today if known else None,
        identity_asked_on=None if known else today,
        taken_by=by,
        taken_at=at,
    )


def _go_on(row: AccessRequest, *, by: Practitioner, at: datetime) -> None:
    """Without a record there is nothing to collect: a shielding officer looks whether that is so."""
    if row.child_number:
        begin(row, at=at)
    else:
        AccessRequest.objects.filter(pk=row.pk).update(passed_on_by=by, passed_on_at=at)


def _sealed(row: AccessRequest, said: Said, key: DataKey) -> bytes:
    return key.seal(json.dumps(asdict(said)), place=_place(row))


def _place(row: AccessRequest) -> str:
    return f"oversight_accessrequest.said|{row.pk}"


def _record(verb: str, row: AccessRequest, *, by: Practitioner, at: datetime, because: str = "") -> None:
    facts = {"request": str(row.pk)}
    record(verb, at=at, actor=actor(by), child_number=row.child_number, because=because, facts=facts)
