"""Who agrees to what is handed out, and when are its documents made? Always a second person (R-AUDIT-4)

A shielding officer, of whichever child: only they see what is hidden, so to ask one for some answers alone would say
which. And nobody agrees to what they themselves decided to hand out: that needs one more officer.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner
from accounts.notices import tell
from audit.log import record
from contactpoint.jobs.queue import promise
from contactpoint.vault.models import DataKey
from oversight.subject_access.collecting import CHANGED, COLLECT, collect_again_if_changed
from oversight.subject_access.deciding import items_for, waiting
from oversight.subject_access.models import AccessItem, AccessRequest, Decision, Kind
from oversight.subject_access.seeing import find
from registry.for_officers import require_officer

MAKE: Final = "subject_access.make"
SAME_PERSON: Final = "Another shielding officer has to agree, because you passed this on yourself"
OWN_DECISION: Final = "Another shielding officer has to agree, because you decided yourself to include something"


def why_not(row: AccessRequest, *, by: Practitioner, at: datetime) -> str:
    """Why this officer cannot agree now; empty for somebody who can."""
    if row.passed_on_by_id == by.pk:
        return SAME_PERSON
    items = items_for(row, by=by, at=at)
    if waiting(items, officer=True).exists():
        return "Decide about everything that waits for you first"
    return OWN_DECISION if items.filter(_included(), decided_by=by).exists() else ""


def agree(request: UUID, *, by: Practitioner, at: datetime) -> None:
    """The documents are made. Raises NotYours for who is no shielding officer, NotThere, NotDone."""
    require_officer(by, at=at)
    with transaction.atomic():
        row = _passed_on(request, by=by, at=at)
        if why := why_not(row, by=by, at=at):
            raise NotDone(why)
        changed = collect_again_if_changed(row, at=at)
        if not changed:
            _agree(row, by=by, at=at)
    if changed:
        raise NotDone(CHANGED)


def send_back(request: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """To whoever passed it on, with words. Raises NotYours, NotThere, NotDone."""
    require_officer(by, at=at)
    with transaction.atomic():
        row = _passed_on(request, by=by, at=at)
        if not row.child_number:
            raise NotDone("There is nothing to send back: no record was found")
        key = DataKey.objects.get(pk=row.words_key)
        kept = key.seal(because, place=_place(row))
        AccessRequest.objects.filter(pk=row.pk).update(passed_on_by=None, passed_on_at=None, returned_because=kept)
        _record("subject_access.sent_back", row, by=by, at=at)
        if row.passed_on_by:
            tell(row.passed_on_by, "access_sent_back", at=at, path=reverse("access_requests"))


def returned_because(row: AccessRequest) -> str:
    key = DataKey.objects.filter(pk=row.words_key).first() if row.returned_because else None
    return key.unseal(row.returned_because or b"", place=_place(row)) if key else ""


def retry(request: UUID, *, by: Practitioner, at: datetime) -> None:
    """The part that failed is tried again; what was kept stays. Raises Refused, NotThere, NotDone."""
    with transaction.atomic():
        row = find(request, by=by, at=at, lock=True)
        if not row.failed_part or row.withdrawn_at:
            raise NotDone("Nothing has failed")
        AccessRequest.objects.filter(pk=row.pk).update(failed_part="")
        _record("subject_access.retried", row, by=by, at=at)
        promise(MAKE if row.agreed_at else COLLECT, at=at, request=str(row.pk))


def promise_files(row: AccessRequest, *, at: datetime) -> None:
    promise(MAKE, at=at, request=str(row.pk))


def handed_out(row: AccessRequest) -> list[AccessItem]:
    """What goes into the answer, in its order; nothing that follows something that is left out."""
    items = list(AccessItem.objects.filter(request=row).order_by("-part", "number"))
    included = {item.pk for item in items if item.decision == Decision.INCLUDE}
    return [item for item in items if item.pk in included and included.issuperset(item.follows)]


def _agree(row: AccessRequest, *, by: Practitioner, at: datetime) -> None:
    if row.content_key is None:  # nothing was collected, because nothing is held
        row.content_key = DataKey.make_many(1)[0].pk
    AccessRequest.objects.filter(pk=row.pk).update(agreed_by=by, agreed_at=at, content_key=row.content_key)
    _record("subject_access.agreed", row, by=by, at=at)
    promise_files(row, at=at)


def _included() -> Q:
    return Q(decision=Decision.INCLUDE) & (~Q(kind=Kind.OWN) | Q(guarded=True))


def _passed_on(request: UUID, *, by: Practitioner, at: datetime) -> AccessRequest:
    row = find(request, by=by, at=at, lock=True)
    if not row.passed_on_at or row.agreed_at or row.withdrawn_at:
        raise NotDone("This request does not wait for a second person")
    return row


def _place(row: AccessRequest) -> str:
    return f"oversight_accessrequest.returned_because|{row.pk}"


def _record(verb: str, row: AccessRequest, *, by: Practitioner, at: datetime) -> None:
    record(verb, at=at, actor=actor(by), child_number=row.child_number, facts={"request": str(row.pk)})
