"""How are many quarantined rows tried again, so that it may be killed anywhere? In steps, each a transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Max, QuerySet

from accounts.access import actor
from accounts.models import Practitioner
from audit.log import record
from contactpoint.jobs.queue import promise
from feeds.models import Correction, Delivery, FixWay, Replay, ReplayKind, RowState, StagedRow
from feeds.quarantine.attempt import Change, Outcome, Try, attempt, try_with, without_contradictions
from feeds.quarantine.care import source_in_care
from feeds.quarantine.causes import Scope
from feeds.quarantine.content import Cells
from feeds.quarantine.rules import Rule, keep, opened
from feeds.quarantine.taking_in import hold, reasons_of, remember, take_in
from feeds.reasons import Reason
from feeds.sealing import Sealer
from feeds.stage import Staging, staging_of

STEP: Final = "feeds.replay"
ROWS_A_STEP: Final = 200
WAYS: Final = {
    ReplayKind.AGAIN: FixWay.AGAIN,
    ReplayKind.RULE: FixWay.RULE,
    ReplayKind.FILE: FixWay.FILE,
    ReplayKind.GIVE_UP: FixWay.GIVEN_UP,
}


class NothingToDo(Exception):
    """No row of this cause is left."""


def begin(
    scope: Scope,
    kind: ReplayKind,
    *,
    by: Practitioner,
    rule: Rule | None = None,
    because: str = "",
    at: datetime,
) -> Replay:
    """Tries all rows of the scope: again as they are, by a rule (which is remembered), or gives them up.

    Raises NotYours, NothingToDo, rules.RuleThere.
    """
    source_in_care(scope.source.pk, by=by, at=at)
    with transaction.atomic():
        found = _rows(scope).aggregate(rows=Count("pk"), last=Max("pk"))
        if not found["rows"] and rule is None:
            raise NothingToDo
        replay = Replay(
            kind=kind,
            source=scope.source,
            delivery=scope.delivery,
            reason_code=scope.reason,
            field=scope.field,
            by=by,
            at=at,
            confirmed_at=at,
            rule=keep(rule, source=scope.source, by=by, at=at) if rule else None,
            rows=found["rows"],
            through=found["last"] or 0,
        )
        replay.save(force_insert=True)
        _record("feed.replay_begun", replay, words=because, at=at)
        promise(STEP, at=at, replay=str(replay.pk))
    return replay


def step(replay_id: UUID, *, at: datetime) -> bool:
    """The next rows, of one delivery, with counts and progress, whole or not at all; whether there are more."""
    with transaction.atomic():
        replay = Replay.objects.select_for_update(of=("self",)).select_related("source", "rule", "by").get(pk=replay_id)
        if replay.finished_at or not replay.confirmed_at:
            return False
        first = waiting_for(replay).first()
        if first is None:
            Replay.objects.filter(pk=replay_id).update(finished_at=at)
            _record("feed.replay_finished", replay, at=at)
            return False
        delivery = hold(first.delivery_id)
        _step(replay, delivery, at=at)
    return True


def waiting_for(replay: Replay) -> QuerySet[StagedRow]:
    """The rows that are still to be looked at."""
    scope = Scope(replay.source, replay.delivery, replay.reason_code, replay.field)
    rows = _rows(scope).filter(pk__gt=replay.after, pk__lte=replay.through)
    if replay.kind == ReplayKind.FILE:
        rows = rows.filter(pk__in=replay.corrections.values("row"))
    return rows.order_by("pk")


def _rows(scope: Scope) -> QuerySet[StagedRow]:
    """A trial changes nothing, so nothing can come of its rows."""
    return scope.rows().filter(delivery__trial=False)


def _step(replay: Replay, delivery: Delivery, *, at: datetime) -> None:
    rows = list(waiting_for(replay).select_for_update(of=("self",))[:ROWS_A_STEP])
    other = next((n for n, row in enumerate(rows) if row.delivery_id != delivery.pk), len(rows))
    rows = rows[:other]
    staging = staging_of(delivery)
    before = reasons_of(rows)
    outcomes = _outcomes(replay, rows, staging, at=at)
    take_in(outcomes, delivery, at=at)
    way = WAYS[ReplayKind(replay.kind)]
    remember(outcomes, way, before=before, by=replay.by, rule=replay.rule, replay=replay, at=at)
    Correction.objects.filter(replay=replay, row__in=rows).delete()
    Replay.objects.filter(pk=replay.pk).update(after=rows[-1].pk, done=F("done") + len(rows))


def _outcomes(replay: Replay, rows: list[StagedRow], staging: Staging, *, at: datetime) -> list[Outcome]:
    if replay.kind == ReplayKind.GIVE_UP:
        return [given_up(row) for row in rows]
    tries = [try_with(_change(replay, rows, staging.sealer), row, staging) for row in rows]
    if replay.kind in (ReplayKind.RULE, ReplayKind.FILE):
        tries = [one for one in tries if one.changed]
    return without_contradictions(attempt(tries, staging, at=at), staging)


def given_up(row: StagedRow) -> Outcome:
    """Refused by a person; nothing of it is kept."""
    columns = (RowState.REFUSED, Reason.NOT_WANTED, row.field, None, None, None, False, None)
    return Outcome(Try(row, None), columns)


def _change(replay: Replay, rows: list[StagedRow], sealer: Sealer) -> Change:
    if replay.rule:
        return opened(replay.rule).mend
    corrected = corrections_of(replay, rows, sealer)
    return lambda row, cells: cells | corrected.get(row.pk, {})


def corrections_of(replay: Replay, rows: list[StagedRow], sealer: Sealer) -> Mapping[int, Cells]:
    """What a spreadsheet says of these rows."""
    numbers = {row.pk: row.number for row in rows}
    kept = Correction.objects.filter(replay=replay, row__in=rows).values_list("row", "sealed")
    return {row: sealer.open_cells(numbers[row], sealed) for row, sealed in kept}


def _record(verb: str, replay: Replay, *, words: str = "", at: datetime) -> None:
    facts = {
        "replay": str(replay.pk),
        "kind": replay.kind,
        "delivery": str(replay.delivery_id) if replay.delivery_id else None,
        "reason": replay.reason_code,
        "column": replay.field,
        "rule": str(replay.rule_id) if replay.rule_id else None,
        "rows": replay.rows,
    }
    record(verb, at=at, actor=actor(replay.by), source=replay.source.code, facts=facts, words=words)
