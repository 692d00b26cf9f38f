"""How is a child given to a person: named or opened, in the log, and no more than a day allows? (R-AUDIT-1, R-USER-7)

The only module that writes these two events, so that no list, page or interface can give children uncounted.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from accounts import limits
from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from registry.models import Child, Involvement

Verb = Literal["child.named", "child.opened"]


def give(
    verb: Verb,
    children: Iterable[Child],
    *,
    to: Practitioner,
    because: str,
    at: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """One event for each child, or none and LimitReached; call it in the transaction, before anything is shown."""
    rows, who = list(children), actor(to)
    own = _worked_with_before_today(rows, viewer=to, at=at)
    limits.allow([row.number for row in rows if row.pk not in own], to=to, held=who.roles, at=at)
    for row in rows:
        told = {**(facts or {}), **({limits.OWN: True} if row.pk in own else {})}
        record(verb, at=at, actor=who, child_number=row.number, because=because, facts=told)


def _worked_with_before_today(rows: Iterable[Child], *, viewer: Practitioner, at: datetime) -> set[UUID]:
    """What somebody says today of the own work does not take a child out of today's count."""
    own = Involvement.objects.filter(practitioner=viewer, ended_on=None, child__in=rows)
    said_today = own.filter(stated_by=viewer, as_at__gte=limits.midnight(at))
    return set(own.exclude(pk__in=said_today).values_list("child_id", flat=True))
