"""Why does this person look at this child today? (R-SEARCH-3, R-SEARCH-4)"""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.access import actor, may, require
from accounts.limits import midnight
from accounts.models import Practitioner
from audit.log import record
from audit.models import Event
from registry.models import Child, Involvement, Reason, Visit


@dataclass(frozen=True)
class ActingFor:
    """The practitioner who asked, known to work with children; the log shows both (R-SEARCH-4, S-19)."""

    name: str
    organisation: str
    role: str
    call_back: str


def state_reason(
    child: Child,
    *,
    by: Practitioner,
    reason: Reason,
    at: datetime,
    words: str = "",
    acting_for: ActingFor | None = None,
) -> Visit:
    """States why, for this person and child, until the end of the day. Stating another reason changes it.

    Raises ValueError when the reason needs words or a person and has none; access.Refused.
    """
    if not may(by, "shield_children", by.organisation, at=at):
        require(by, "search_children", by.organisation, at=at)
    if (reason == Reason.OTHER and not words) or (reason == Reason.ACTING_FOR and not acting_for):
        raise ValueError(reason)
    said = json.dumps(asdict(acting_for)) if acting_for else words
    with transaction.atomic():
        visit = Visit(practitioner=by, child=child, day=timezone.localdate(at), reason=reason, stated_at=at)
        visit.words = child.words_key.seal(said, place=_place(visit)) if said else None
        visit.save(force_insert=True)
        record(
            "reason.stated",
            at=at,
            actor=actor(by),
            child_number=child.number,
            because=reason,
            facts={"visit": str(visit.pk)},
            words=said,
            words_key=child.words_key,
        )
    return visit


def reason_today(child: Child, *, by: Practitioner, at: datetime) -> Visit | None:
    """The reason in force: the last one stated today.

    For a child with whom the own involvement is recorded, providing the service is the reason (R-INV-5); it is
    stated in the person's name, logged like any other and can be changed.
    """
    stated = Visit.objects.filter(practitioner=by, child=child, day=timezone.localdate(at))
    if visit := stated.order_by("-stated_at").first():
        return visit
    if own_involvement(child, by=by):
        return state_reason(child, by=by, reason=Reason.PROVIDING, at=at)
    return None


def own_involvement(child: Child, *, by: Practitioner) -> Involvement | None:
    return Involvement.objects.filter(child=child, practitioner=by, ended_on=None).first()


def last_opened_before(visit: Visit) -> date | None:
    """On which day the same person opened the record last, before the day of this visit; for that person alone."""
    opened = Event.objects.filter(child_number=visit.child.number, actor=visit.practitioner_id, verb="child.opened")
    last = opened.filter(at__lt=midnight(visit.stated_at)).aggregate(last=Max("at"))["last"]
    return timezone.localdate(last) if last else None


def words_of(visit: Visit) -> str | ActingFor:
    """What was said beside the reason: free words, or for whom the person acts."""
    if visit.words is None:
        return ""
    said = visit.child.words_key.unseal(visit.words, place=_place(visit))
    return ActingFor(**json.loads(said)) if visit.reason == Reason.ACTING_FOR else said


def _place(visit: Visit) -> str:
    return f"registry_visit.words|{visit.pk}"
