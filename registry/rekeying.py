"""What when a source means another child by a key that it used before? The key moves, the rest stays (R-FEED-6)."""

from datetime import datetime
from typing import Final

from registry.models import Source, SourceRecord
from registry.record import rebuild

MOVED: Final = "moved:"  # no source can send it: a record under such a key was said under another one before


def free_key(source: Source, key: str, *, at: datetime) -> str:
    """The record under this key gets another one, and its child loses what it said; whose number it was, or nothing.

    Only where others speak of the child too: the last statement about a child stays, so that no record is emptied.
    Run inside the caller's transaction, before the key is given to another child.
    """
    kept = SourceRecord.objects.select_for_update().filter(source=source, key=key).select_related("child").first()
    if kept is None:
        return ""
    others = SourceRecord.objects.filter(child=kept.child_id, withdrawn_at=None).exclude(pk=kept.pk).exists()
    SourceRecord.objects.filter(pk=kept.pk).update(key=f"{MOVED}{kept.pk}", withdrawn_at=at if others else None)
    if others:
        rebuild([kept.child_id])
    return kept.child.number
