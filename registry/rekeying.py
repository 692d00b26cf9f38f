"""What when a source means another child by a key that it used before? The key moves, the rest stays (R-FEED-6)."""

from datetime import datetime
from typing import Final

from registry import statements
from registry.models import Child, Source
from registry.record import rebuild

MOVED: Final = "moved:"  # no source can send it: a record under such a key was said under another one before


def free_key(source: Source, key: str, *, at: datetime) -> str:
    """The record under this key gets another one, and its child loses what it said; whose number it was, or nothing.

    Only where others speak of the child too: the last statement about a child stays, so that no record is emptied.
    Run inside the caller's transaction, before the key is given to another child.
    """
    kept = statements.under([key], source=source).get(key)
    if kept is None:
        return ""
    child = Child.objects.select_for_update(no_key=True).get(pk=kept.child)
    others = any(one.id != kept.id for one in statements.of([kept.child]))
    statements.rename(kept, f"{MOVED}{kept.id}", withdrawn_at=at if others else None)
    if others:
        rebuild([kept.child])
    return child.number
