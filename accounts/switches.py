"""How is an organisation, or the whole registry, closed to its users at once, and opened again? (R-USER-6, SEC-16)

Nothing is told to anybody and nothing waits for a job: accounts.access asks at every request. One operator closes,
for that protects; another one opens again, for that exposes. The log stays writable all the while.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.access import actor, require
from accounts.granting import NotDone
from accounts.models import Closure, Organisation, Practitioner
from accounts.permissions import OPERATE
from audit.log import record


class NotSwitched(NotDone):
    """The switch stays as it is; the text says why."""


def close(organisation: Organisation | None, *, because: str, by: Practitioner, at: datetime) -> Closure:
    """Closes one organisation, or with None everything, to all but operators. Raises Refused and NotSwitched."""
    require(by, OPERATE, by.organisation, at=at)
    try:
        with transaction.atomic():
            closure = Closure.objects.create(organisation=organisation, closed_by=by, closed_at=at, because=because)
            record("switch.closed", actor=actor(by), at=at, facts=_facts(closure), words=because)
    except IntegrityError as error:
        raise NotSwitched(f"{organisation or 'The whole registry'} is closed already") from error
    return closure


def reopen(closure: UUID, *, because: str, by: Practitioner, at: datetime) -> None:
    """Opens again what another operator closed. Raises Refused and NotSwitched."""
    require(by, OPERATE, by.organisation, at=at)
    with transaction.atomic():
        found = Closure.objects.select_for_update(of=("self",)).filter(pk=closure, reopened_at=None).first()
        if found is None:
            raise NotSwitched("It is open already")
        if found.closed_by_id == by.pk:
            raise NotSwitched("Another operator than the one who closed it must open it again")
        changed = {"reopened_by": by, "reopened_at": at, "reopened_because": because}
        Closure.objects.filter(pk=found.pk).update(**changed)
        record("switch.reopened", actor=actor(by), at=at, facts=_facts(found), words=because)


def closed_now() -> QuerySet[Closure]:
    """What is closed at this moment, the last one first."""
    return Closure.objects.filter(reopened_at=None).select_related("organisation", "closed_by").order_by("-closed_at")


def _facts(closure: Closure) -> dict[str, str]:
    return {"closure": str(closure.pk), "closed": str(closure.organisation_id or "everything")}
