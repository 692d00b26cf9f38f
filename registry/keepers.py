"""Who of the authority sees to how long a record is kept? Data officers; of the shielded, shielding officers.

Whoever may not keep this record reads the same as of one that is not there (R-SHIELD-2).
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.access import may, require
from accounts.models import Practitioner
from registry.disclosure import NotThere
from registry.models import Child, ShieldEvent
from registry.shields import is_shielded

DATA, SHIELD = "manage_data", "shield_children"


def require_keeper(by: Practitioner, *, at: datetime) -> None:
    """Raises Refused for who keeps no record at all."""
    if not may(by, SHIELD, by.organisation, at=at):
        require(by, DATA, by.organisation, at=at)


def children_of_keeper(rows: QuerySet[Any], *, by: Practitioner, at: datetime) -> QuerySet[Any]:
    """Those of these children, annotated as they are, that are this person's to keep. Raises Refused."""
    require_keeper(by, at=at)
    last = ShieldEvent.objects.filter(child=OuterRef("pk")).order_by("-id").values("shielded")[:1]
    kept = [
        hidden for permission, hidden in ((DATA, False), (SHIELD, True)) if may(by, permission, by.organisation, at=at)
    ]
    own = rows.filter(responsible_authority=by.organisation)
    kept_rows: QuerySet[Any] = own.annotate(shielded_now=Coalesce(Subquery(last), False)).filter(shielded_now__in=kept)
    return kept_rows


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
    if found and may(by, SHIELD if is_shielded(found.pk) else DATA, by.organisation, at=at):
        return found
    raise NotThere
