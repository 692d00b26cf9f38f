"""How is a delivery applied so that it may be killed anywhere? In batches, each with its progress (R-FEED-3)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction

from audit.log import record_each
from feeds.changed import Moment, changed_since, moment
from feeds.counts import move_counts
from feeds.hide import hide
from feeds.holding import hold_rows, overtake
from feeds.judged import Judged, judged
from feeds.match import Batch, Judgement, Verdict
from feeds.models import Delivery, RowState, StagedRow
from feeds.opened import Opened, Pending, taken_back
from feeds.reasons import Reason
from feeds.todo import Row, first_rows
from registry.hidden_events import record_hidden
from registry.index import lock_index
from registry.record import Decision, apply_assertions, confirm_assertions, rebuild
from registry.retractions import remember_retractions
from registry.statements import numbers_under
from registry.waiting import lock_waiting

BATCH = 2_000  # rows


@dataclass(frozen=True)
class Fate:
    """What became of a row."""

    state: str
    reason: str = ""


def apply_batch(delivery: Delivery, rows: Sequence[Row], *, at: datetime) -> None:
    """These rows and everything that follows from them, inside the caller's transaction.

    Effect, states, counts and events are one transaction; killed before its end, none of it happened. A row that
    resembles what another writer did meanwhile stays as it is, and comes with the next batch.
    """
    before = moment()
    done = judged(delivery, rows)
    remember_retractions(taken_back(done.opened), source=delivery.source, at=at)
    again = confirm_assertions(_said_again(done), source=delivery.source, also=_concerned(done))
    stale = {row for row, reason in done.before.items() if reason == Reason.STALE}
    newer = [one for one in done.opened.rows if one.row.pk not in stale]
    waiting = lock_waiting({one.row.key_token for one in newer}, source=delivery.source)
    fates = {row: Fate(RowState.UNCHANGED, reason) for row, reason in done.before.items()}
    fates |= {row: Fate(*ended) for row, ended in done.ended.items()}
    fates |= _decide_in_time(done, before, at=at)
    done_with = {row for row, fate in fates.items() if fate.state != RowState.WAITING}  # the others: feeds.holding
    overtaken = [one for one in newer if one.row.key_token in waiting and one.row.pk in done_with]
    overtake(overtaken, delivery.source, at=at)
    rebuild(again)
    _settle(delivery, fates)


def _concerned(done: Judged) -> set[UUID]:
    """The records that the batch may write: locked before anything is."""
    restricted = {one.row.pk for one in done.news if one.assertion.restricted}
    joined = {child for judgement in done.batch.judged.values() if (child := judgement.child)}
    return joined.union(*(judgement.near for row, judgement in done.batch.judged.items() if row in restricted))


class Overtaken(Exception):
    """Others wrote meanwhile what these rows resemble."""

    def __init__(self, rows: set[int]) -> None:
        self.rows = rows
        super().__init__()


@dataclass
class Gate:
    """Between writing records and filing them in the index: from there on nobody else files any.

    Who passes knows that nothing was filed since the batch was matched which its rows resemble.
    """

    before: Moment
    batch: Batch
    late: frozenset[int]  # known to come with the next batch
    passed: bool = False

    def __call__(self) -> None:
        """Raises Overtaken."""
        if self.passed:
            return
        connection.check_constraints()  # what takes long is done before others have to wait
        lock_index()
        if late := changed_since(self.before, self.batch) - self.late:
            raise Overtaken(late)
        self.passed = True


def _decide_in_time(done: Judged, before: Moment, *, at: datetime) -> dict[int, Fate]:
    """Without the rows that others overtook; each time there are fewer."""
    late: frozenset[int] = frozenset()
    while True:
        try:
            with transaction.atomic():
                in_time = [one for one in done.news if one.row.pk not in late]
                return _decide(in_time, done, Gate(before, done.batch, late), at=at)
        except Overtaken as overtaken:
            late |= overtaken.rows


def _said_again(done: Judged) -> dict[str, datetime]:
    """The keys of whom the source says what it said before, and when it says so."""
    same = (one for one in done.opened.rows if done.before.get(one.row.pk) == "")
    return {one.said.key: one.row.as_at for one in same if one.row.as_at}


def _decide(pending: Sequence[Pending], done: Judged, gate: Gate, *, at: datetime) -> dict[int, Fate]:
    """Rows that are decided are carried out, the others wait or come with the next batch."""
    held: list[tuple[Pending, Judgement, Reason]] = []
    decisions: list[tuple[Pending, Decision]] = []
    for one in pending:
        judgement = done.batch.judged[one.row.pk]
        decision = _decision(one, judgement, done.opened)
        if judgement.verdict is Verdict.LATER:
            continue
        if judgement.verdict is Verdict.WAITING:
            held.append((one, judgement, Reason.NEEDS_PERSON))
        elif decision.child is None and decision.authority is None:
            held.append((one, judgement, Reason.NO_AUTHORITY))
        else:
            decisions.append((one, decision))
    fates = _carry_out(decisions, done.opened.delivery, gate, at=at)
    gate()
    hold_rows(held, done.opened, at=at)
    _hide_unsure(held, done.opened.delivery, at=at)
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


def _carry_out(
    decisions: Sequence[tuple[Pending, Decision]], delivery: Delivery, gate: Gate, *, at: datetime
) -> dict[int, Fate]:
    """All together; when the database refuses, by halves, until the row that it refuses stands alone in quarantine."""
    if not decisions:
        return {}
    try:
        with transaction.atomic():
            said = [decision for _, decision in decisions]
            outcomes = apply_assertions(said, source=delivery.source, at=at, gate=gate)
    except (DataError, IntegrityError):
        gate.passed = False  # the lock went with the savepoint
        if len(decisions) == 1:
            return {decisions[0][0].row.pk: Fate(RowState.QUARANTINED, Reason.CANNOT_KEEP)}
        middle = len(decisions) // 2
        first, second = decisions[:middle], decisions[middle:]
        return _carry_out(first, delivery, gate, at=at) | _carry_out(second, delivery, gate, at=at)
    fates = {one.row.pk: Fate(str(outcomes[decision.key])) for one, decision in decisions}
    _record(fates, decisions, delivery, at=at)
    return fates


def _record(
    fates: dict[int, Fate], decisions: Sequence[tuple[Pending, Decision]], delivery: Delivery, *, at: datetime
) -> None:
    """One event for each record that was made or changed (R-AUDIT-1, R-USER-8)."""
    keys = [decision.key for _, decision in decisions]
    numbers, hidden = numbers_under(keys, source=delivery.source)
    for state in (RowState.CREATED, RowState.UPDATED):
        told = [decision.key for one, decision in decisions if fates[one.row.pk].state == state]
        record_each(
            f"feed.child_{state}",
            child_numbers=[numbers[key] for key in told if key in numbers],
            at=at,
            source=delivery.source.code,
            facts={"delivery": str(delivery.pk)},
        )
        record_hidden(
            f"feed.child_{state}", numbers=[hidden[key] for key in told if key in hidden], source=delivery.source, at=at
        )


def _settle(delivery: Delivery, fates: dict[int, Fate]) -> None:
    """Writes what became of the rows, and moves them from pending to where they ended: the sum never changes.

    What a row says goes when it is done; in quarantine it stays, for the person who looks at it.
    """
    for fate in set(fates.values()):
        ended = {row for row, other in fates.items() if other == fate}
        emptied = {} if fate.state == RowState.QUARANTINED else {"sealed": None}
        StagedRow.objects.filter(pk__among=ended).update(state=fate.state, reason_code=fate.reason, **emptied)
    ended_as = Counter(fate.state for fate in fates.values())
    move_counts(delivery.pk, {"pending": -len(fates), **ended_as})


def next_rows(delivery: Delivery) -> list[Row]:
    """The next rows to do that no other worker has, the first first."""
    return first_rows(delivery, at_most=BATCH)
