"""What would a delivery do? Every row is matched and nothing is applied: a trial, or a report to approve (R-FEED-2)."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from django.db import connection

from feeds.judged import Judged, judged
from feeds.match import Judgement, Verdict
from feeds.models import Delivery, DeliveryState, ForeseenPiece, RowState
from feeds.opened import Opened, Pending
from feeds.report import reasons_of
from feeds.stage import forget_rows
from feeds.todo import rows_of

AT_ONCE = 20_000  # rows: nothing is locked that others wait for, and each batch asks some forty questions


def plan(delivery: Delivery) -> None:
    """Divides the rows that nobody has foreseen into pieces, of which each worker takes the next that is free."""
    with connection.cursor() as cursor:
        cursor.execute(_PLAN, {"delivery": delivery.pk, "at_once": AT_ONCE, "to_do": RowState.RECEIVED})


_PLAN: Final = """
    INSERT INTO feeds_foreseenpiece (delivery_id, first, last, rows)
    SELECT delivery_id, piece * %(at_once)s + 1, (piece + 1) * %(at_once)s, count(*) FROM (
        SELECT delivery_id, number, (number - 1) / %(at_once)s AS piece FROM feeds_stagedrow
        WHERE delivery_id = %(delivery)s AND state = %(to_do)s
    ) r WHERE NOT EXISTS (
        SELECT FROM feeds_foreseenpiece p WHERE p.delivery_id = r.delivery_id AND r.number BETWEEN p.first AND p.last
    ) GROUP BY delivery_id, piece
"""


def plan_again(delivery: Delivery, numbers: Collection[int]) -> None:
    """As rows of these numbers have something to do again: what was foreseen around them is foreseen anew."""
    inside = sorted(numbers)
    again = [one.pk for one in delivery.pieces.all() if bisect_left(inside, one.first) < bisect_right(inside, one.last)]
    delivery.pieces.filter(pk__in=again).delete()
    plan(delivery)


def next_piece(delivery: Delivery) -> ForeseenPiece | None:
    """The first that nobody has foreseen and no other worker has, the caller's until its transaction ends."""
    left = delivery.pieces.filter(found__isnull=True).order_by("first")
    return left.select_for_update(skip_locked=True).first()


def foresee_piece(delivery: Delivery, piece: ForeseenPiece) -> None:
    """Writes what applying its rows would do. What they say is kept, for the delivery may be approved."""
    done = judged(delivery, rows_of(delivery, first=piece.first, last=piece.last))
    found = list(_foreseen_of(done))
    piece.found = {state: rows for state in RowState if (rows := found.count(state))}
    piece.save(update_fields=["found"])


def _foreseen_of(done: Judged) -> Iterator[RowState]:
    """Of each row once."""
    yield from (RowState.UNCHANGED for _ in done.before)
    yield from (ended.state for ended in done.ended.values())
    yield from (_foreseen(one, done.batch.judged[one.row.pk], done.opened) for one in done.news)


def _foreseen(one: Pending, judgement: Judgement, opened: Opened) -> RowState:
    if judgement.verdict is Verdict.NEW:
        return RowState.CREATED if opened.responsible(one) else RowState.WAITING
    # A row like one before it in the delivery is a change to the record which that one makes.
    return RowState.WAITING if judgement.verdict is Verdict.WAITING else RowState.UPDATED


def settle_foreseen(delivery: Delivery) -> None:
    """Counts what is foreseen. A trial ends with it, and nothing of its rows is kept; the others wait for approval."""
    counts: Counter[str] = Counter()
    for found in delivery.pieces.values_list("found", flat=True):
        counts.update(found)
    delivery.foreseen = dict(counts)
    if delivery.trial:
        delivery.reasons = reasons_of(delivery)
        _end_trial(delivery, counts)
    else:
        delivery.state = DeliveryState.REVIEW


def _end_trial(delivery: Delivery, counts: Counter[str]) -> None:
    for state, rows in counts.items():
        setattr(delivery, state, getattr(delivery, state) + rows)
    delivery.pending = 0
    delivery.state = DeliveryState.DONE
    forget_rows(delivery)
    delivery.parts.all().delete()
