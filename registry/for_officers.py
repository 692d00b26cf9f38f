"""Who are the shielding officers of an area, and which child do they mean? (R-SHIELD-4, R-INV-2)"""

from datetime import datetime
from typing import Final
from uuid import UUID

from accounts.access import NotYours, may
from accounts.holding import active_holders
from accounts.models import Organisation, Practitioner
from registry.disclosure import NotThere
from registry.merged import standing
from registry.models import Child
from registry.shields import KEEPS
from registry.visible import children_of_area

SHIELD: Final = KEEPS[True]


def require_officer(by: Practitioner, *, at: datetime) -> None:
    """Raises NotYours: to everybody else the officers' pages read like what is not there."""
    if not may(by, SHIELD, by.organisation, at=at):
        raise NotYours(SHIELD, by.organisation_id)


def officers_of(organisation: Organisation) -> list[Practitioner]:
    return active_holders(SHIELD, organisation)


def child_of_area(child: UUID, *, by: Practitioner, at: datetime, lock: bool = False) -> Child:
    """A child of the officer's own area, by the record that stands for it now.

    `lock`: nobody else decides about it until the transaction ends, nor has merged or parted it while we waited.
    Raises NotYours, NotThere.
    """
    require_officer(by, at=at)
    rows = children_of_area(by.organisation).select_related("words_key", "responsible_authority")
    rows = rows.select_for_update(no_key=True, of=("self",)) if lock else rows
    looked_at: UUID | None = None
    found: Child | None = None
    while (stands := standing([child])[child]) != looked_at:
        looked_at, found = stands, rows.filter(pk=stands).first()
    if found is None:
        raise NotThere
    return found
