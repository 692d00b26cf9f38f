"""Where does a record stand that was merged away? Its number and its addresses lead to the record that stayed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.models import Practitioner
from registry.shields import shielded_among
from registry.visible import children_visible_to

_FOLLOW = """
    WITH RECURSIVE way(start, child, steps) AS (
        SELECT c, c, 0 FROM unnest(%s::uuid[]) c
        UNION ALL
        SELECT w.start, m.kept_id, w.steps + 1 FROM way w
        JOIN registry_merge m ON m.closed_id = w.child AND m.at IS NOT NULL AND m.undone_at IS NULL
    )
    SELECT DISTINCT ON (start) start, child FROM way ORDER BY start, steps DESC
"""


def standing(children: Collection[UUID]) -> dict[UUID, UUID]:
    """For each of these records the one that stands for it now: itself, unless it was merged into another."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, [list(map(str, children))])
        return dict(cursor.fetchall())


_INTO = """
    WITH RECURSIVE way(start, child) AS (
        SELECT c, c FROM unnest(%s::uuid[]) c
        UNION
        SELECT w.start, m.closed_id FROM way w
        JOIN registry_merge m ON m.kept_id = w.child AND m.at IS NOT NULL AND m.undone_at IS NULL
    )
    SELECT child, start FROM way
"""


def merged_into(children: Collection[UUID]) -> dict[UUID, UUID]:
    """These records and all that were merged into them: for each, which of these stands for it now."""
    with connection.cursor() as cursor:
        cursor.execute(_INTO, [list(map(str, children))])
        return dict(cursor.fetchall())


def led_to(child: UUID, *, viewer: Practitioner, at: datetime) -> UUID | None:
    """The record to which a merged one leads this person; None where nothing may be said.

    A record that closed because a new identity began was never merged, and leads nowhere (R-REC-7); nor does one
    whose other record is shielded: the two are not to be joined by an old address (R-SHIELD-2).
    """
    kept = standing([child]).get(child)
    if kept is None or kept == child or shielded_among([kept, child]):
        return None
    return kept if children_visible_to(viewer, at=at).filter(pk=kept).exists() else None
