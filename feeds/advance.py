"""How does a delivery get from received to done? In steps, each a transaction that anyone may take (R-FEED-3)."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction

from audit.log import record
from feeds.apply import apply_batch, next_rows
from feeds.breakers import why_stop
from feeds.foresee import foresee_batch, settle_foreseen
from feeds.formats.row import FeedError
from feeds.going_on import held_back
from feeds.models import Delivery, DeliveryState, RowState, StagedRow
from feeds.models.delivery import AT_WORK
from feeds.quarantine.mending import mend
from feeds.reasons import Reason
from feeds.stage import Tally, stage
from feeds.turns import wait_for_turn


class NotItsTurn(Exception):
    """An older delivery of the same source is not finished."""

    def __init__(self, older: UUID) -> None:
        self.older = older
        super().__init__("An older delivery of this source is not finished.")


class OthersAtWork(Exception):
    """The rows that are left are in other workers' hands."""


def step(delivery_id: UUID, *, at: datetime) -> bool:
    """One step, whole or not at all; whether there is more to do. Raises NotItsTurn, OthersAtWork."""
    with _few_collections(), transaction.atomic():
        delivery = Delivery.objects.select_related("source__area", "content_key").get(pk=delivery_id)
        _take_turn(delivery)
        delivery.refresh_from_db(fields=["state", "received", "pending"])
        if delivery.state not in AT_WORK or (held_back(delivery.source) and not delivery.trial):
            return False
        return _STEPS[DeliveryState(delivery.state)](delivery, at)


def finish(delivery_id: UUID, *, now: Callable[[], datetime]) -> Delivery:
    """All steps of a delivery, and of those of its source that came before it and are not finished."""
    more = True
    while more:
        try:
            more = step(delivery_id, at=now())
        except NotItsTurn as waiting:
            finish(waiting.older, now=now)
        except OthersAtWork:
            _wait_for_others(delivery_id)
    return Delivery.objects.select_related("source").get(pk=delivery_id)


@contextmanager
def _few_collections() -> Iterator[None]:
    """A batch is thousands of objects that all live to its end: searching them for cycles took half of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _take_turn(delivery: Delivery) -> None:
    """The deliveries of a source one after another, the oldest first; the batches of one may be shared out."""
    shared = delivery.state in (DeliveryState.FORESEEING, DeliveryState.APPLYING) and delivery.pending
    wait_for_turn(delivery.source_id, shared=bool(shared))
    delivery.source.refresh_from_db(fields=["accredited_at", "stopped_at"])
    older = Delivery.objects.filter(source=delivery.source_id, state__in=AT_WORK, trial=False)
    first = older.filter(received_at__lt=delivery.received_at).order_by("received_at").first()
    if first and not delivery.trial and not held_back(delivery.source):
        raise NotItsTurn(first.pk)


def _wait_for_others(delivery_id: UUID) -> None:
    """Until the steps that others are taking are over: the turn that is theirs together is then free for one."""
    with transaction.atomic():
        wait_for_turn(Delivery.objects.get(pk=delivery_id).source_id)


def _stage(delivery: Delivery, at: datetime) -> bool:
    """Everything staged, or nothing: then the delivery is refused, with what was wrong (R-FEED-4)."""
    tally = Tally()
    try:
        with transaction.atomic():
            stage(delivery, tally, mend=partial(mend, at=at), at=at)
    except FeedError as error:
        _refuse(delivery, error, tally, at=at)
        return False
    _count_staged(delivery, tally)
    reason = why_stop(delivery)
    if reason and not delivery.trial:
        delivery.state, delivery.stopped_because = DeliveryState.STOPPED, reason
        record("feed.stopped", at=at, source=delivery.source.code, because=reason, facts=_facts(delivery))
    else:
        foresees = delivery.trial or delivery.source.review_required
        delivery.state = DeliveryState.FORESEEING if foresees else DeliveryState.APPLYING
        record("feed.staged", at=at, source=delivery.source.code, facts=_facts(delivery))
    delivery.save()
    return delivery.state != DeliveryState.STOPPED


def _refuse(delivery: Delivery, error: FeedError, tally: Tally, *, at: datetime) -> None:
    """Nothing was kept of it; the rows that were read before the fault count as refused."""
    delivery.received = delivery.refused = tally.received
    delivery.state, delivery.stopped_because = DeliveryState.REFUSED, error.reason
    delivery.stopped_at_line, delivery.finished_at = error.line, at
    delivery.save()
    record("feed.refused", at=at, source=delivery.source.code, because=error.reason, facts=_facts(delivery))


def _count_staged(delivery: Delivery, tally: Tally) -> None:
    """Counted in the table itself: what the report says is what is there."""
    delivery.received = tally.received
    delivery.dropped = dict(tally.dropped.most_common())
    delivery.new_keys, delivery.vanished = tally.new_keys, tally.vanished
    for state in (RowState.UNCHANGED, RowState.QUARANTINED, RowState.REFUSED):
        setattr(delivery, state, StagedRow.objects.filter(delivery=delivery, state=state).count())
    delivery.pending = StagedRow.objects.filter(delivery=delivery, state=RowState.RECEIVED).count()


def _foresee(delivery: Delivery, at: datetime) -> bool:
    if rows := next_rows(delivery, foreseen=True):
        foresee_batch(delivery, rows)
        return True
    settle_foreseen(delivery)
    if delivery.trial:
        because = why_stop(delivery) or (Reason.NOT_ACCREDITED if delivery.source.accredited_at is None else "")
        delivery.stopped_because, delivery.finished_at = because, at
        record("feed.tried", at=at, source=delivery.source.code, because=because, facts=_facts(delivery))
    else:
        record("feed.foreseen", at=at, source=delivery.source.code, facts=_facts(delivery))
    delivery.save()
    return False


def _apply(delivery: Delivery, at: datetime) -> bool:
    if rows := next_rows(delivery):
        apply_batch(delivery, rows, at=at)
        return True
    if delivery.pending:
        raise OthersAtWork
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DONE, finished_at=at)
    delivery.refresh_from_db()
    record("feed.done", at=at, source=delivery.source.code, facts=_facts(delivery))
    return False


_STEPS: Final[dict[DeliveryState, Callable[[Delivery, datetime], bool]]] = {
    DeliveryState.RECEIVED: _stage,
    DeliveryState.FORESEEING: _foresee,
    DeliveryState.APPLYING: _apply,
}


def _facts(delivery: Delivery) -> dict[str, object]:
    """Counts and ids only."""
    counts = {state: getattr(delivery, state) for state in RowState.values if getattr(delivery, state)}
    return {"delivery": str(delivery.pk), **counts}
