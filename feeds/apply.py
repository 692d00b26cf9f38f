"""How is a delivery applied so that it may be killed anywhere? In batches, each with its progress (R-FEED-3)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F

from audit.log import record_each
from feeds.hide import hide
from feeds.match import Asked, Judgement, Verdict, judge
from feeds.models import Delivery, RowState, StagedRow
from feeds.places import Places, places_of
from feeds.reasons import Reason
from feeds.sealing import Said, Sealer
from registry.assertion import Assertion
from registry.models import SourceRecord
from registry.record import Decision, apply_assertions
from registry.record.apply import creation_lock

BATCH = 500
ONE_AT_A_TIME = "feeds: one batch at a time finds out who is new"


@dataclass(frozen=True)
class Pending:
    """A staged row, opened."""

    row: StagedRow
    said: Said
    assertion: Assertion


@dataclass(frozen=True)
class Fate:
    """What became of a row. `sealed` is what is kept of it for a person."""

    state: str
    reason: str = ""
    sealed: bytes | None = None


def apply_batch(delivery: Delivery, *, at: datetime) -> bool:
    """The next rows and everything that follows from them, inside the caller's transaction. False: none was left.

    Effect, states, counts and events are one transaction; killed before its end, none of it happened.
    """
    rows = list(StagedRow.objects.filter(delivery=delivery, state=RowState.RECEIVED).order_by("number")[:BATCH])
    if not rows:
        return False
    # Two deliveries, of whatever sources, never look for the same child at once and both make it.
    creation_lock(ONE_AT_A_TIME)
    sealer = Sealer(delivery)
    pending, places = _opened(rows, sealer)
    fates = _said_before(pending, delivery)
    news = [one for one in pending if one.row.pk not in fates]
    fates |= _decide(news, places, delivery, sealer, at=at)
    _keep_fates(fates)
    _count(delivery, fates)
    return True


def _opened(rows: Iterable[StagedRow], sealer: Sealer) -> tuple[list[Pending], Places]:
    opened = [(row, sealer.open_row(row.number, row.sealed or b"")) for row in rows]
    read = [(row, said, said.read()) for row, said in opened]
    places = places_of((assertion for *_, assertion in read), (said.authority for _, said, _ in read))
    return [Pending(row, said, places.known_only(assertion)) for row, said, assertion in read], places


def _said_before(pending: Sequence[Pending], delivery: Delivery) -> dict[int, Fate]:
    """Rows that say what their source said already, or said newer: nothing needs to be looked for."""
    keys = [one.said.key for one in pending]
    kept = SourceRecord.objects.filter(source=delivery.source, key__in=keys)
    before = {key: (bytes(digest), as_at) for key, digest, as_at in kept.values_list("key", "digest", "as_at")}
    fates = {}
    for one in pending:
        digest, as_at = before.get(one.said.key, (b"", None))
        if digest == one.assertion.digest():
            fates[one.row.pk] = Fate(RowState.UNCHANGED)
        elif as_at and one.row.as_at and one.row.as_at < as_at:
            fates[one.row.pk] = Fate(RowState.UNCHANGED, Reason.STALE)
    return fates


def _decide(
    pending: Sequence[Pending], places: Places, delivery: Delivery, sealer: Sealer, *, at: datetime
) -> dict[int, Fate]:
    """Matched as a batch; rows that are decided are carried out, the others wait or come with the next batch."""
    judged = judge([Asked(one.row.pk, one.said.key, one.assertion) for one in pending], source=delivery.source)
    fates: dict[int, Fate] = {}
    decisions: list[tuple[Pending, Decision]] = []
    for one in pending:
        judgement = judged[one.row.pk]
        decision = _decision(one, judgement, places, delivery)
        if judgement.verdict is Verdict.LATER:
            continue
        if judgement.verdict is Verdict.WAITING:
            fates[one.row.pk] = _waits(one, Reason.NEEDS_PERSON, judgement, sealer)
        elif decision.child is None and decision.authority is None:
            fates[one.row.pk] = _waits(one, Reason.NO_AUTHORITY, judgement, sealer)
        else:
            decisions.append((one, decision))
    fates |= _carry_out(decisions, delivery, at=at)
    restricted = (judged[one.row.pk] for one in pending if one.assertion.restricted)
    unsure = (judgement for judgement in restricted if judgement.verdict is Verdict.WAITING)
    hide(
        {near for judgement in unsure for near in judgement.near if isinstance(near, UUID)},
        source=delivery.source,
        at=at,
    )
    return fates


def _decision(one: Pending, judgement: Judgement, places: Places, delivery: Delivery) -> Decision:
    responsible = places.responsible(one.assertion, authority=one.said.authority, source=delivery.source)
    as_at = one.row.as_at or delivery.received_at
    return Decision(one.said.key, one.assertion, as_at, judgement.child, None if judgement.child else responsible)


def _waits(one: Pending, reason: Reason, judgement: Judgement, sealer: Sealer) -> Fate:
    """Kept whole for a person. What it resembles is sealed with it: nobody else learns why it waits (R-SHIELD-3)."""
    said = replace(one.said, near=tuple(sorted(str(near) for near in judgement.near)))
    return Fate(RowState.WAITING, reason, sealer.seal_row(one.row.number, said))


def _carry_out(decisions: list[tuple[Pending, Decision]], delivery: Delivery, *, at: datetime) -> dict[int, Fate]:
    """All together; when the database refuses, by halves, until the row that it refuses stands alone in quarantine."""
    if not decisions:
        return {}
    try:
        with transaction.atomic():
            outcomes = apply_assertions([decision for _, decision in decisions], source=delivery.source, at=at)
            connection.check_constraints()
    except (DataError, IntegrityError):
        if len(decisions) == 1:
            return {decisions[0][0].row.pk: Fate(RowState.QUARANTINED, Reason.CANNOT_KEEP)}
        middle = len(decisions) // 2
        return _carry_out(decisions[:middle], delivery, at=at) | _carry_out(decisions[middle:], delivery, at=at)
    fates = {one.row.pk: Fate(str(outcomes[decision.key])) for one, decision in decisions}
    _record(fates, decisions, delivery, at=at)
    return fates


def _record(
    fates: dict[int, Fate], decisions: list[tuple[Pending, Decision]], delivery: Delivery, *, at: datetime
) -> None:
    """One event for each record that was made or changed (R-AUDIT-1, R-USER-8)."""
    keys = [decision.key for _, decision in decisions]
    kept = SourceRecord.objects.filter(source=delivery.source, key__in=keys)
    numbers = dict(kept.values_list("key", "child__number"))
    for state in (RowState.CREATED, RowState.UPDATED):
        record_each(
            f"feed.child_{state}",
            child_numbers=[numbers[decision.key] for one, decision in decisions if fates[one.row.pk].state == state],
            at=at,
            source=delivery.source.code,
            facts={"delivery": str(delivery.pk)},
        )


def _keep_fates(fates: dict[int, Fate]) -> None:
    statement = """
        UPDATE feeds_stagedrow r SET state = f.state, reason_code = f.reason, sealed = f.sealed
        FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bytea[]) f(id, state, reason, sealed) WHERE r.id = f.id
    """
    columns: list[list[Any]] = [
        list(fates),
        [str(fate.state) for fate in fates.values()],
        [str(fate.reason) for fate in fates.values()],
        [fate.sealed for fate in fates.values()],
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, columns)


def _count(delivery: Delivery, fates: dict[int, Fate]) -> None:
    """Moves the rows from pending to where they ended: the sum never changes."""
    ended = Counter(str(fate.state) for fate in fates.values())
    changes = {state: F(state) + count for state, count in ended.items()}
    Delivery.objects.filter(pk=delivery.pk).update(pending=F("pending") - len(fates), **changes)
