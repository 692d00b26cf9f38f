"""How is a delivery applied so that it may be killed anywhere? In batches, each with its progress (R-FEED-3)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DataError, IntegrityError, connection, transaction

from audit.log import record_each
from feeds.changed import changed_since, moment
from feeds.counts import move_counts
from feeds.hide import hide
from feeds.holding import hold_rows, overtake
from feeds.match import Batch, Judgement, Verdict, judge
from feeds.models import Delivery, RowState, StagedRow
from feeds.opened import Opened, Pending, asked, said_before, taken_back
from feeds.reasons import Reason
from registry.index import lock_index
from registry.models import SourceRecord
from registry.record import Decision, apply_assertions, confirm_assertions
from registry.retractions import remember_retractions

BATCH = 2_000  # rows


@dataclass(frozen=True)
class Fate:
    """What became of a row."""

    state: str
    reason: str = ""


def apply_batch(delivery: Delivery, rows: Sequence[StagedRow], *, at: datetime) -> None:
    """These rows and everything that follows from them, inside the caller's transaction.

    Effect, states, counts and events are one transaction; killed before its end, none of it happened. A row that
    resembles what another writer did meanwhile stays as it is, and comes with the next batch.
    """
    opened = Opened.of(delivery, rows)
    fates = {row: Fate(RowState.UNCHANGED, reason) for row, reason in said_before(opened).items()}
    remember_retractions(taken_back(opened), source=delivery.source, at=at)
    news = [one for one in opened.rows if one.row.pk not in fates]
    before = moment()
    batch = judge(asked(news), source=delivery.source)
    joined = {child for judged in batch.judged.values() if (child := judged.child)}
    confirm_assertions(_said_again(opened, fates), source=delivery.source, also=joined)
    lock_index()
    late = changed_since(before, batch)
    stale = {row for row, fate in fates.items() if fate.reason == Reason.STALE}
    overtake([one for one in opened.rows if one.row.pk not in late | stale], delivery.source, at=at)
    fates |= _decide([one for one in news if one.row.pk not in late], opened, batch, at=at)
    _settle(delivery, fates)


def _said_again(opened: Opened, fates: Mapping[int, Fate]) -> dict[str, datetime]:
    """The keys of whom the source says what it said before, and when it says so."""
    same = Fate(RowState.UNCHANGED)
    return {one.said.key: one.row.as_at for one in opened.rows if one.row.as_at and fates.get(one.row.pk) == same}


def _decide(pending: Sequence[Pending], opened: Opened, batch: Batch, *, at: datetime) -> dict[int, Fate]:
    """Rows that are decided are carried out, the others wait or come with the next batch."""
    held: list[tuple[Pending, Judgement, Reason]] = []
    decisions: list[tuple[Pending, Decision]] = []
    for one in pending:
        judgement = batch.judged[one.row.pk]
        decision = _decision(one, judgement, opened)
        if judgement.verdict is Verdict.LATER:
            continue
        if judgement.verdict is Verdict.WAITING:
            held.append((one, judgement, Reason.NEEDS_PERSON))
        elif decision.child is None and decision.authority is None:
            held.append((one, judgement, Reason.NO_AUTHORITY))
        else:
            decisions.append((one, decision))
    fates = _carry_out(decisions, opened.delivery, at=at)
    hold_rows(held, opened, at=at)
    _hide_unsure(held, opened.delivery, at=at)
    return fates | {one.row.pk: Fate(RowState.WAITING, reason) for one, _, reason in held}


def _decision(one: Pending, judgement: Judgement, opened: Opened) -> Decision:
    authority = None if judgement.child else opened.responsible(one)
    as_at = one.row.as_at or opened.delivery.received_at
    return Decision(one.said.key, one.assertion, as_at, judgement.child, authority, text=one.text)


def _hide_unsure(held: Iterable[tuple[Pending, Judgement, Reason]], delivery: Delivery, *, at: datetime) -> None:
    """A row says that its child must be hidden and resembles records: all of them are hidden until a person decides."""
    near = {child for one, judged, _ in held if one.assertion.restricted for child in judged.near}
    if near:
        hide(near, source=delivery.source, at=at)


def _carry_out(decisions: Sequence[tuple[Pending, Decision]], delivery: Delivery, *, at: datetime) -> dict[int, Fate]:
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
    fates: dict[int, Fate], decisions: Sequence[tuple[Pending, Decision]], delivery: Delivery, *, at: datetime
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


def _settle(delivery: Delivery, fates: dict[int, Fate]) -> None:
    """Writes what became of the rows, and moves them from pending to where they ended: the sum never changes.

    What a row says goes when it is done; in quarantine it stays, for the person who looks at it.
    """
    for fate in set(fates.values()):
        ended = [row for row, other in fates.items() if other == fate]
        emptied = {} if fate.state == RowState.QUARANTINED else {"sealed": None}
        StagedRow.objects.filter(pk__in=ended).update(state=fate.state, reason_code=fate.reason, **emptied)
    ended_as = Counter(fate.state for fate in fates.values())
    move_counts(delivery.pk, {"pending": -len(fates), **ended_as})


def next_rows(delivery: Delivery, *, foreseen: bool = False) -> list[StagedRow]:
    """The next rows to do that no other worker has, the first first."""
    todo = StagedRow.objects.filter(delivery=delivery, state=RowState.RECEIVED)
    todo = todo.filter(foreseen="") if foreseen else todo
    return list(todo.select_for_update(skip_locked=True).order_by("number")[:BATCH])
