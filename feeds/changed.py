"""What changed between the moment in which a batch was matched and the moment in which it is applied? (R-FEED-3)

Matching takes no lock, so that many deliveries may go on at once. Whoever writes holds the lock of the index: under it,
the rows that resemble what others wrote meanwhile are put off to the next batch, and never make a child twice.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from feeds.match import ROWS, Batch, Verdict, fill_rows
from registry.closing import bearing_closed
from registry.matching.described import Described
from registry.matching.net import caught
from registry.matching.numbered import by_numbers
from registry.matching.sets import Relation, analyse, compare_sets
from registry.models import Child, Status

CHANGED = Relation("feed_changed", "child_id")


@dataclass(frozen=True)
class Moment:
    """What was committed: the greatest ids of what can be compared with, and of the net."""

    described: int
    meshes: int


def moment() -> Moment:
    with connection.cursor() as cursor:
        cursor.execute(_GREATEST)
        return Moment(*cursor.fetchone())


_GREATEST = """
    SELECT (SELECT coalesce(max(id), 0) FROM registry_matchrow), (SELECT coalesce(max(id), 0) FROM registry_mesh)
"""


def changed_since(before: Moment, batch: Batch) -> set[int]:
    """Rows that might be judged otherwise now. The caller holds the lock of the index until its transaction ends."""
    joined = _no_longer_there(batch)
    now = moment()
    if now.meshes > before.meshes:
        joined |= {*caught(_unheld(batch)), *bearing_closed(batch.rows)}
    if now.described > before.described:
        joined |= _like_the_changed(before, batch)
    return joined


def _open(batch: Batch) -> dict[int, Described]:
    """The rows that were not met by key or number."""
    return {row: one for row, one in batch.rows.items() if row in batch.sought}


def _unheld(batch: Batch) -> dict[int, Described]:
    return {row: one for row, one in _open(batch).items() if batch.judged[row].verdict is not Verdict.WAITING}


def _no_longer_there(batch: Batch) -> set[int]:
    """Joined to a record that was closed or archived meanwhile, or, by its description, to one that is shielded now."""
    joined = {row: one.child for row, one in batch.judged.items() if one.child}
    found = {child for child in joined.values() if child}
    over = Child.objects.filter(pk__among=found, status__in=[Status.CLOSED, Status.ARCHIVED])
    closed = set(over.values_list("pk", flat=True))
    described = {child for row, child in joined.items() if row in batch.sought and child}
    gone = closed | (described - _still_described(described))
    return {row for row, child in joined.items() if child in gone}


def _still_described(children: set[UUID]) -> set[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT child_id FROM registry_matchrow WHERE child_id = ANY(%s::uuid[])", [list(map(str, children))]
        )
        return {child for (child,) in cursor.fetchall()}


def _like_the_changed(before: Moment, batch: Batch) -> set[int]:
    """By a number, or by description, compared with what was written since alone."""
    rows = _open(batch)
    with connection.cursor() as cursor:
        fill_rows(cursor, rows, rows)
        analyse(cursor, ROWS)
        cursor.execute("DROP TABLE IF EXISTS feed_changed")
        cursor.execute(
            "CREATE TEMP TABLE feed_changed ON COMMIT DROP AS SELECT * FROM registry_matchrow WHERE id > %s",
            [before.described],
        )
        analyse(cursor, CHANGED)
        compare_sets(cursor, left=ROWS, right=CHANGED, into="feed_pairs", by=batch.by)
        cursor.execute("SELECT left_id, right_id FROM feed_pairs")
        found = {row for row, child in cursor.fetchall() if child != batch.judged[row].child}
        cursor.execute("SELECT DISTINCT child_id FROM feed_changed")
        changed = {child for (child,) in cursor.fetchall()}
    new = {row: one for row, one in rows.items() if batch.judged[row].verdict is Verdict.NEW}
    # Not every child who bears the number: the records of the batch itself are written, and in no index yet.
    return found | {row for row, children in by_numbers(new).items() if not changed.isdisjoint(children)}
