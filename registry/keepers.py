"""Who of an authority sees to which of its records? Data officers; to the shielded, shielding officers (R-SHIELD-2).

Whoever may not see to this record reads the same as of one that is not there.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from accounts.access import may, require
from accounts.models import Practitioner
from registry.disclosure import NotThere
from registry.models import Child
from registry.shields import KEEPS, is_shielded, shielded_now

DATA: Final = KEEPS[False]


def is_keeper(person: Practitioner, *, at: datetime) -> bool:
    return any(may(person, permission, person.organisation, at=at) for permission in KEEPS.values())


def require_keeper(by: Practitioner, *, at: datetime) -> None:
    """Raises Refused for who keeps no record at all."""
    if not is_keeper(by, at=at):
        require(by, DATA, by.organisation, at=at)


def kept_by(by: Practitioner, *, at: datetime) -> list[bool]:
    """Whether records that are hidden, the others, or both are this officer's. Raises Refused for neither."""
    require_keeper(by, at=at)
    return [hidden for hidden, permission in KEEPS.items() if may(by, permission, by.organisation, at=at)]


def children_of_keeper(rows: QuerySet[Any], *, by: Practitioner, at: datetime) -> QuerySet[Any]:
    """Those of these children, annotated as they are, that are this person's to keep. Raises Refused."""
    own = rows.filter(responsible_authority=by.organisation)
    kept: QuerySet[Any] = own.annotate(hidden_now=shielded_now("pk")).filter(hidden_now__in=kept_by(by, at=at))
    return kept


def child_to_keep(
    child: UUID, statuses: Collection[str], *, by: Practitioner, at: datetime, lock: bool = False
) -> Child:
    """A record of the own area, in one of these states. `lock`: until the transaction ends.

    Raises Refused, NotThere.
    """
    require_keeper(by, at=at)
    rows = Child.objects.filter(responsible_authority=by.organisation, status__in=statuses)
    rows = rows.select_for_update(no_key=True, of=("self",)) if lock else rows
    found = rows.select_related("words_key", "responsible_authority").filter(pk=child).first()
    if found and may(by, KEEPS[is_shielded(found.pk)], by.organisation, at=at):
        return found
    raise NotThere
