"""How does the asker's own team check that a request for contact is genuine, and pass it on? (R-INV-2)

The team does not learn which authority is responsible. Where it is itself, it passes a request on in the same step in
which it asks the services (shielding.asking_services).
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from accounts.access import actor
from accounts.models import Practitioner
from accounts.notices import tell, tell_administrators
from audit.log import NOBODY, record
from contactpoint.jobs.queue import promise
from registry.disclosure import NotThere
from registry.for_officers import officers_of
from registry.models import Status
from shielding.contact_queue import to_check
from shielding.models import ContactRequest, Passed, TurnedAway

TELL: Final = "contact_request.tell"


def officers_for(asker: Practitioner) -> list[Practitioner]:
    """Who checks what this person asks; nobody in an organisation that has no shielding officer (but the asker)."""
    return [officer for officer in officers_of(asker.organisation) if officer.pk != asker.pk]


def pass_on(row: ContactRequest, how: Passed, *, by: Practitioner | None, at: datetime) -> None:
    """To the responsible team; the row is locked. Telling it is a job, so that it takes no time here."""
    ContactRequest.objects.filter(pk=row.pk).update(passed_at=at, passed_how=how, passed_by=by)
    who = actor(by) if by else NOBODY
    facts = {"request": str(row.pk)}
    record("contact_request.passed_on", at=at, actor=who, child_number=row.child.number, because=how, facts=facts)
    promise(TELL, at=at, request=str(row.pk))


def tell_responsible(request: UUID, *, at: datetime) -> None:
    """Tells the responsible team of what was passed on, unless it was told as the asker's own, or cannot ask now."""
    with transaction.atomic():
        row = ContactRequest.objects.select_related("child__responsible_authority").get(pk=request)
        if row.child.status == Status.ARCHIVED:
            return
        area = row.child.responsible_authority
        officers = officers_of(area)
        if not officers:
            tell_administrators(area, "contact_request_for_nobody", at=at)
        elif area.pk != row.team_id:
            tell_of(row, officers, "contact_request_waits", at=at)


def check(request: UUID, *, by: Practitioner, at: datetime) -> None:
    """An officer of the asker's team has checked that it is genuine. Raises NotYours, NotThere."""
    with transaction.atomic():
        row = _locked(request, by=by, at=at)
        pass_on(row, Passed.CHECKED, by=by, at=at)


def turn_away(request: UUID, because: TurnedAway, *, by: Practitioner, at: datetime) -> None:
    """It is not genuine: the asker reads why, and can ask again. Raises NotYours, NotThere."""
    with transaction.atomic():
        row = _locked(request, by=by, at=at)
        done = {"turned_away_at": at, "turned_away_because": because, "turned_away_by": by, "ended_at": at}
        ContactRequest.objects.filter(pk=row.pk).update(**done)
        facts = {"request": str(row.pk)}
        number = row.child.number
        record("contact_request.turned_away", at=at, actor=actor(by), child_number=number, because=because, facts=facts)
        tell(row.asker, "contact_turned_away", at=at, path=reverse("my_requests"))


def pass_on_unchecked(request: UUID, *, at: datetime) -> bool:
    """Nobody has passed it on in time, or nobody could: it goes on all the same; whether it was done now."""
    with transaction.atomic():
        rows = _with_its_team().filter(passed_at=None, turned_away_at=None, due_at__gt=at)
        row = rows.filter(pk=request, pass_on_by__lte=at).first()
        if row is None:
            return False
        late = row.pass_on_by > row.asked_at
        pass_on(row, Passed.LATE if late else Passed.STRAIGHT, by=None, at=at)
        if late:
            tell_of(row, officers_of(row.team), "contact_request_late", at=at)
    return True


def tell_of(row: ContactRequest, officers: Iterable[Practitioner], kind: str, *, at: datetime) -> None:
    """All but whoever asks."""
    for officer in officers:
        if officer.pk != row.asker_id:
            tell(officer, kind, at=at, path=reverse("view_contact_request", args=[row.pk]))


def _locked(request: UUID, *, by: Practitioner, at: datetime) -> ContactRequest:
    row = _with_its_team().filter(to_check(by, at=at), pk=request).first()
    if row is None:
        raise NotThere
    return row


def _with_its_team() -> QuerySet[ContactRequest]:
    rows = ContactRequest.objects.select_for_update(of=("self",))
    return rows.select_related("child__responsible_authority", "asker", "team")
