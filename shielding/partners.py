"""Whom does an area ask for its start-up list, and what was heard of them? (R-SHIELD-10, S-6)

Whatever changes the list takes back a first signature that waits for the second.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from accounts.access import actor
from accounts.models import Organisation, Practitioner
from audit.log import record
from registry.disclosure import NotThere
from registry.for_officers import require_officer
from shielding.models import Correspondence, Heard, Partner, SignOff


@dataclass(frozen=True)
class Body:
    """A partner as the officer enters it; `sort` is one of shielding.models.Sort."""

    sort: str
    body: str
    contact: str
    phone: str
    email: str
    asked_on: date
    due_on: date


@dataclass(frozen=True)
class Reply:
    """What a partner answered on that day: how many names altogether; none is a nil return."""

    who: str
    on: date
    children: int


def add(body: Body, *, by: Practitioner, at: datetime) -> UUID:
    """Raises NotYours."""
    with transaction.atomic():
        require_officer(by, at=at)
        list_changed(by.organisation, at=at)
        made = Partner.objects.create(area=by.organisation, added_by=by, added_at=at, **asdict(body))
        _record("added", made, by=by, at=at, sort=body.sort)
    return made.pk


def end(partner: UUID, *, by: Practitioner, at: datetime) -> None:
    """It is asked no more: the list does not wait for it. Raises NotYours, NotThere."""
    with transaction.atomic():
        row = partner_of_area(partner, by=by, at=at, lock=True)
        list_changed(row.area, at=at)
        Partner.objects.filter(pk=row.pk).update(ended_by=by, ended_at=at)
        _record("ended", row, by=by, at=at)


def remind(partner: UUID, *, on: date, due_on: date, by: Practitioner, at: datetime) -> None:
    """That somebody reminded it on that day, and until when it answers now. Raises NotYours, NotThere."""
    with transaction.atomic():
        row = partner_of_area(partner, by=by, at=at, lock=True)
        Correspondence.objects.create(partner=row, heard=Heard.REMINDED, on=on, by=by, at=at)
        Partner.objects.filter(pk=row.pk).update(due_on=due_on, told_at=None)
        _record("reminded", row, by=by, at=at)


def keep_reply(partner: UUID, reply: Reply, *, by: Practitioner, at: datetime) -> None:
    """The newest reply counts. Raises NotYours, NotThere."""
    with transaction.atomic():
        row = partner_of_area(partner, by=by, at=at, lock=True)
        list_changed(row.area, at=at)
        heard = Heard.NAMES if reply.children else Heard.NIL
        Correspondence.objects.create(partner=row, heard=heard, by=by, at=at, **asdict(reply))
        _record("replied", row, by=by, at=at, heard=str(heard), children=reply.children)


def partner_of_area(partner: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> Partner:
    """One that the officer's own area asks. Raises NotYours, NotThere."""
    require_officer(by, at=at)
    rows = Partner.objects.filter(area=by.organisation, ended_at=None).select_related("area")
    found = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=partner).first()
    if found is None:
        raise NotThere
    return found


def list_changed(area: Organisation, *, at: datetime) -> None:
    """Nobody signs until the transaction ends, and the lead officer signs anew what was not yet signed by both."""
    lock_list(area)
    SignOff.objects.filter(area=area, director_at=None, withdrawn_at=None).update(withdrawn_at=at)


def lock_list(area: Organisation) -> None:
    Organisation.objects.select_for_update(no_key=True).get(pk=area.pk)


def _record(what: str, partner: Partner, *, by: Practitioner, at: datetime, **facts: str | int) -> None:
    record(f"start_up.partner_{what}", at=at, actor=actor(by), facts={"partner": str(partner.pk), **facts})
