"""How does a delivery get from received to done? In steps, each a transaction that anyone may take (R-FEED-3)."""

import gc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from django.db import transaction

from audit.log import record
from contactpoint.jobs.queue import made_progress
from feeds.apply import apply_batch, next_rows
from feeds.breakers import why_stop
from feeds.foresee import foresee_piece, next_piece, plan, settle_foreseen
from feeds.formats.row import FeedError
from feeds.going_on import held_back
from feeds.models import Delivery, DeliveryState, RowState, StagedRow
from feeds.models.delivery import AT_WORK, BEING_READ
from feeds.quarantine.mending import mend
from feeds.reasons import Reason
from feeds.stage import Reader, forget_rows, keep, settle
from feeds.turns import only_reader, wait_for_reader, wait_for_turn


class NotItsTurn(Exception):
    """An older delivery of the same source is not finished."""

    def __init__(self, older: UUID) -> None:
        self.older = older
        super().__init__("An older delivery of this source is not finished.")


class OthersAtWork(Exception):
    """The rows that are left are in other workers' hands."""


def step(delivery_id: UUID, *, at: datetime) -> bool:
    """One step; whether there is more to do. Raises NotItsTurn, OthersAtWork.

    Whole or not at all, but for reading the file: that goes on behind the last piece that was kept.
    """
    with _few_collections(), transaction.atomic():
        delivery = _at_work(delivery_id)
        if delivery is None:
            return False
        if delivery.state != DeliveryState.RECEIVED:
            return _STEPS[DeliveryState(delivery.state)](delivery, at)
    return _read(delivery_id, at)


def _at_work(delivery_id: UUID) -> Delivery | None:
    """The delivery, nobody else at work on it until the transaction ends; None where nothing is to be done."""
    delivery = Delivery.objects.select_related("source__area", "content_key").get(pk=delivery_id)
    _take_turn(delivery)
    delivery.refresh_from_db(fields=["state", "received", "pending", "dropped", "new_keys", "known_keys", "staged_at"])
    if delivery.state not in AT_WORK or (held_back(delivery.source) and not delivery.trial):
        return None
    return delivery


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
    delivery.source.refresh_from_db(fields=["accredited_at", "stopped_at", "described_at"])
    older = Delivery.objects.filter(source=delivery.source_id, state__in=AT_WORK, trial=False)
    first = older.filter(received_at__lt=delivery.received_at).order_by("received_at").first()
    if first and not delivery.trial and not held_back(delivery.source):
        raise NotItsTurn(first.pk)


def _wait_for_others(delivery_id: UUID) -> None:
    """Until the steps that others are taking are over: the turn that is theirs together is then free for one."""
    with transaction.atomic():
        wait_for_reader(delivery_id)
        wait_for_turn(Delivery.objects.get(pk=delivery_id).source_id)


def _read(delivery_id: UUID, at: datetime) -> bool:
    """The file, piece by piece, each kept with how far it is; the next step finds out what came of it."""
    with only_reader(delivery_id) as ours:
        if not ours:
            raise OthersAtWork
        with closing(_reader(delivery_id, at=at)) as reader:
            while _piece(reader, at=at):
                pass
    return True


def _reader(delivery_id: UUID, *, at: datetime) -> Reader:
    """Behind the last piece; from the beginning where the source was described otherwise since."""
    with transaction.atomic():
        delivery = Delivery.objects.select_related("source__area", "content_key").get(pk=delivery_id)
        changed = delivery.source.described_at
        if delivery.state == DeliveryState.RECEIVED and delivery.staged_at and changed and changed > delivery.staged_at:
            forget_rows(delivery)
            delivery.received = delivery.pending = delivery.known_keys = 0
            delivery.new_keys, delivery.dropped, delivery.staged_at = None, {}, None
            delivery.save()
        return Reader(delivery, at=at)


def _piece(reader: Reader, *, at: datetime) -> bool:
    """The next rows, and how far the file is, in one transaction; whether the file goes on (R-FEED-4)."""
    with _few_collections():
        try:
            rows = reader.next_piece()
            with transaction.atomic():
                delivery = _at_work(reader.delivery)
                if delivery is None or not reader.reads(delivery):
                    return False
                goes_on = keep(rows, reader, delivery, at=at)
                made_progress()
                return goes_on
        except FeedError as error:
            _refuse(reader.delivery, error, reader.tally.received, at=at)
            return False


def _judge(delivery: Delivery, at: datetime) -> bool:
    """All rows are there: they are compared with each other, and the delivery with those before it."""
    settle(delivery, mend=partial(mend, at=at))
    _count_staged(delivery)
    reason = why_stop(delivery)
    if reason and not delivery.trial:
        delivery.state, delivery.stopped_because = DeliveryState.STOPPED, reason
        record("feed.stopped", at=at, source=delivery.source.code, because=reason, facts=_facts(delivery))
    else:
        foresees = delivery.trial or delivery.source.review_required
        delivery.state = DeliveryState.FORESEEING if foresees else DeliveryState.APPLYING
        if foresees:
            plan(delivery)
        record("feed.staged", at=at, source=delivery.source.code, facts=_facts(delivery))
    delivery.save()
    return delivery.state != DeliveryState.STOPPED


def _refuse(delivery_id: UUID, error: FeedError, rows: int, *, at: datetime) -> None:
    """Nothing is kept of it; the rows that were read before the fault count as refused."""
    with transaction.atomic():
        delivery = _at_work(delivery_id)
        if delivery is None or delivery.state not in BEING_READ:
            return
        forget_rows(delivery)
        delivery.received = delivery.refused = rows
        delivery.pending, delivery.new_keys, delivery.dropped = 0, None, {}
        delivery.state, delivery.stopped_because = DeliveryState.REFUSED, error.reason
        delivery.stopped_at_line, delivery.finished_at = error.line, at
        delivery.save()
        record("feed.refused", at=at, source=delivery.source.code, because=error.reason, facts=_facts(delivery))


def give_up(delivery_id: UUID, *, at: datetime) -> None:
    """A file whose reading breaks off again and again at one place is refused, and lets those behind it go on.

    What is being applied stays as it is: there a person has to look.
    """
    last = StagedRow.objects.filter(delivery=delivery_id).order_by("-number").values_list("number", "line").first()
    rows, line = last or (0, None)
    _refuse(delivery_id, FeedError(Reason.GIVEN_UP, line=line), rows, at=at)


def _count_staged(delivery: Delivery) -> None:
    """Counted in the table itself: what the report says is what is there."""
    for state in (RowState.UNCHANGED, RowState.QUARANTINED, RowState.REFUSED):
        setattr(delivery, state, StagedRow.objects.filter(delivery=delivery, state=state).count())
    delivery.pending = StagedRow.objects.filter(delivery=delivery, state=RowState.RECEIVED).count()


def _foresee(delivery: Delivery, at: datetime) -> bool:
    if piece := next_piece(delivery):
        foresee_piece(delivery, piece)
        return True
    if delivery.pieces.filter(found__isnull=True).exists():
        raise OthersAtWork
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
    DeliveryState.READ: _judge,
    DeliveryState.FORESEEING: _foresee,
    DeliveryState.APPLYING: _apply,
}


def _facts(delivery: Delivery) -> dict[str, object]:
    """Counts and ids only."""
    counts = {state: getattr(delivery, state) for state in RowState.values if getattr(delivery, state)}
    return {"delivery": str(delivery.pk), **counts}
