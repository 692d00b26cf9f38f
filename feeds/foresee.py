"""What would a delivery do? Every row is matched and nothing is applied: a trial, or a report to approve (R-FEED-2)."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count

from feeds.judged import judged
from feeds.match import Judgement, Verdict
from feeds.models import Delivery, DeliveryState, RowState, StagedRow
from feeds.opened import Opened, Pending
from feeds.report import reasons_of
from feeds.stage import forget_rows
from feeds.todo import Row, first_rows

AT_ONCE = 10_000  # rows: nothing is locked that others wait for, and each batch asks some forty questions

# A row like one before it in the delivery is a change to the record which that one makes.
FORESEEN = {Verdict.SAME: RowState.UPDATED, Verdict.LATER: RowState.UPDATED, Verdict.WAITING: RowState.WAITING}


def next_rows_to_foresee(delivery: Delivery) -> list[Row]:
    """The next rows of which nobody knows yet what they would do, the first first."""
    return first_rows(delivery, at_most=AT_ONCE, foreseen="")


def foresee_batch(delivery: Delivery, rows: Sequence[Row]) -> None:
    """Writes what applying each row would do. What it says is kept, for the delivery may be approved."""
    done = judged(delivery, rows)
    foreseen = dict.fromkeys(done.before, RowState.UNCHANGED)
    foreseen |= {row: ended.state for row, ended in done.ended.items()}
    foreseen |= {one.row.pk: _foreseen(one, done.batch.judged[one.row.pk], done.opened) for one in done.news}
    for state in set(foreseen.values()):
        ids = {row for row, other in foreseen.items() if other == state}
        StagedRow.objects.filter(pk__among=ids).update(foreseen=state)


def _foreseen(one: Pending, judgement: Judgement, opened: Opened) -> RowState:
    if judgement.verdict is Verdict.NEW:
        return RowState.CREATED if opened.responsible(one) else RowState.WAITING
    return FORESEEN[judgement.verdict]


def settle_foreseen(delivery: Delivery) -> None:
    """Counts what is foreseen. A trial ends with it, and nothing of its rows is kept; the others wait for approval."""
    rows = delivery.rows.filter(state=RowState.RECEIVED).values_list("foreseen").annotate(rows=Count("id"))
    counts = Counter(dict(rows.order_by("foreseen")))
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
