"""What if a source marks a child as one to hide, and it is not sure which record is meant? (R-SHIELD-9)"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from registry.hidden_events import record_hidden
from registry.hiding import hide_all
from registry.models import Source

BECAUSE = "resembles_restricted"


def hide(children: Collection[UUID], *, source: Source, at: datetime) -> None:
    """Shields every record that may be meant, inside the caller's transaction."""
    if hidden := hide_all(children, because=BECAUSE, source=source, at=at):
        record_hidden("feed.child_shielded", numbers=hidden, source=source, at=at)
