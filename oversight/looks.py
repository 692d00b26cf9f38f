"""Which looks at children does the log hold, as the ranking reads them? (R-AUDIT-1, R-AUDIT-3)

Of one organisation's people; and of everybody else's those at the same children, for a crowd comes from all over.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from accounts.roles import ROLES
from audit.models import Event
from oversight.ranking import CROWD_WITHIN, HISTORY, Finding, Look, ranked
from oversight.weighing import is_explained

Kept = TypeVar("Kept")
OPENED: Final = "child.opened"
CASEWORK: Final = frozenset(code for code, role in ROLES.items() if "search_children" in role.permissions)


def hardest_to_explain(organisation: UUID, *, since: datetime, until: datetime) -> list[Finding]:
    """The findings about this organisation's people from `since` to before `until`, the hardest to explain first."""
    opened = Event.objects.filter(verb=OPENED)
    ours = list(_looks(opened.filter(organisation=organisation, at__gte=since - HISTORY, at__lt=until)))
    odd = {look.child for look in ours if look.at >= since and not is_explained(look.ties)}
    around = opened.filter(child_number__in=odd, at__gte=since - CROWD_WITHIN, at__lt=until + CROWD_WITHIN)
    others = _looks(around.exclude(organisation=organisation))
    people = {look.user for look in ours}
    return [one for one in ranked([*ours, *others], since=since, until=until) if one.user in people]


def _looks(events: QuerySet[Event]) -> Iterator[Look]:
    """What many looks have in common is kept once: half a year of an organisation may be a million of them."""
    kept: dict[Any, Any] = {}
    rows = events.values_list("pk", "at", "actor", "roles", "child_number", "facts__ties", "address")
    for event, at, actor, roles, child, said, address in rows.iterator():
        if actor:
            who, number = _once(actor, kept), _once(child, kept)
            held, network = _once(frozenset(said or ()), kept), _once(address or "", kept)
            yield Look(event, at, who, _role(roles), number, held, network, not CASEWORK.isdisjoint(roles))


def _once(one: Kept, kept: dict[Any, Any]) -> Kept:
    """The first that was equal to it."""
    found: Kept = kept.setdefault(one, one)
    return found


def _role(roles: Iterable[str]) -> str:
    """The one by which the peers are found: work with children before the offices of a team."""
    return min(roles, key=lambda role: (role not in CASEWORK, role), default="")
