"""How does a delivery get from received to done? In steps, each a transaction that anyone may take (R-FEED-3)."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from audit.log import record
from feeds.apply import apply_batch
from feeds.formats.row import FeedError
from feeds.going_on import held_back
from feeds.models import Delivery, DeliveryState, RowState, StagedRow
from feeds.models.delivery import AT_WORK
from feeds.reasons import Reason
from feeds.report import reasons_of
from feeds.stage import Tally, stage

SOURCE_LOCK = 2  # namespace of the lock by which the deliveries of one source take turns


class NotItsTurn(Exception):
    """An older delivery of the same source is not finished."""

    def __init__(self, older: UUID) -> None:
        self.older = older
        super().__init__("An older delivery of this source is not finished.")


def step(delivery_id: UUID, *, at: datetime) -> bool:
    """One step, whole or not at all; whether there is more to do. Raises NotItsTurn."""
    with transaction.atomic():
        delivery = Delivery.objects.select_related("source__area", "content_key").get(pk=delivery_id)
        _take_turn(delivery)
        delivery.refresh_from_db(fields=["state", "received", "pending"])
        if delivery.state not in AT_WORK or (held_back(delivery.source) and not delivery.trial):
            return False
        if delivery.trial:
            _try_out(delivery, at=at)
            return False
        return _step(delivery, at=at)


def finish(delivery_id: UUID, *, now: Callable[[], datetime]) -> Delivery:
    """All steps of a delivery, and of those of its source that came before it and are not finished."""
    more = True
    while more:
        try:
            more = step(delivery_id, at=now())
        except NotItsTurn as waiting:
            finish(waiting.older, now=now)
    return Delivery.objects.select_related("source").get(pk=delivery_id)


def _take_turn(delivery: Delivery) -> None:
    """One step of one source at a time; the oldest delivery first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [SOURCE_LOCK, str(delivery.source_id)])
    delivery.source.refresh_from_db(fields=["accredited_at", "stopped_at"])
    older = Delivery.objects.filter(
        source=delivery.source_id, state__in=AT_WORK, received_at__lt=delivery.received_at
    ).order_by("received_at")
    if held_back(delivery.source):
        older = older.filter(trial=True)  # what is held back keeps no trial waiting
    if first := older.first():
        raise NotItsTurn(first.pk)


def _step(delivery: Delivery, *, at: datetime) -> bool:
    if delivery.state == DeliveryState.RECEIVED:
        return _stage(delivery, at=at)
    if apply_batch(delivery, at=at):
        return True
    _finish(delivery, at=at)
    return False


def _stage(delivery: Delivery, *, at: datetime) -> bool:
    """Everything staged, or nothing: then the delivery is refused, with what was wrong (R-FEED-4)."""
    tally = Tally()
    try:
        with transaction.atomic():
            stage(delivery, tally, at=at)
    except FeedError as error:
        _refuse(delivery, error, tally, at=at)
        return False
    _count_staged(delivery, tally)
    if _too_many_errors(delivery):
        delivery.state, delivery.stopped_because = DeliveryState.STOPPED, Reason.TOO_MANY_ERRORS
        record(
            "feed.stopped", at=at, source=delivery.source.code, because=Reason.TOO_MANY_ERRORS, facts=_facts(delivery)
        )
    else:
        delivery.state = DeliveryState.APPLYING
        record("feed.staged", at=at, source=delivery.source.code, facts=_facts(delivery))
    delivery.save()
    return delivery.state == DeliveryState.APPLYING


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
    for state in (RowState.UNCHANGED, RowState.QUARANTINED, RowState.REFUSED):
        setattr(delivery, state, StagedRow.objects.filter(delivery=delivery, state=state).count())
    delivery.pending = StagedRow.objects.filter(delivery=delivery, state=RowState.RECEIVED).count()


def _too_many_errors(delivery: Delivery) -> bool:
    return delivery.quarantined > delivery.received * float(delivery.source.error_share_allowed)


def _finish(delivery: Delivery, *, at: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.DONE, finished_at=at)
    delivery.refresh_from_db()
    record("feed.done", at=at, source=delivery.source.code, facts=_facts(delivery))


def _facts(delivery: Delivery) -> dict[str, object]:
    """Counts and ids only."""
    counts = {state: getattr(delivery, state) for state in RowState.values if getattr(delivery, state)}
    return {"delivery": str(delivery.pk), **counts}


class _Undo(Exception):
    """Ends a trial: its effects go, its counts stay."""


def _try_out(delivery: Delivery, *, at: datetime) -> None:
    """Every step for real, then all of it undone but the counts (R-FEED-2)."""
    try:
        with transaction.atomic():
            while _step(delivery, at=at):
                delivery.refresh_from_db(fields=["pending"])
            delivery.refresh_from_db()
            delivery.reasons = reasons_of(delivery)
            raise _Undo
    except _Undo:
        delivery.parts.all().delete()
        if delivery.source.accredited_at is None and not delivery.stopped_because:
            delivery.stopped_because = Reason.NOT_ACCREDITED
        delivery.save()
        record(
            "feed.tried", at=at, source=delivery.source.code, because=delivery.stopped_because, facts=_facts(delivery)
        )
