"""How far is the roll-out against the plan that was announced? (R-ORG-2, S-3, S-5)

What was announced and planned is reference data; the day on which a phase really began is recorded here, by the
national team.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from accounts.access import actor
from accounts.granting import NotDone
from accounts.models import Practitioner, Stage
from accounts.permissions import opened_by
from audit.log import record
from readiness.models import Decision, DecisionKind, Outcome, PlannedPhase
from readiness.moderating import decides, refuse_others
from readiness.returning import right_of

_READ: Final = ("organisation_id", "to_stage", "decided_at")  # of a decision: its figures are large


class NoPhase(Http404):
    """The plan has no such phase."""


@dataclass(frozen=True)
class Progress:
    """One phase, and how many of its audience are as far by now. `days`: when those were let on, by decisions."""

    phase: PlannedPhase
    functions: Sequence[str]  # in words
    there: int
    audience: int
    days: Sequence[date]  # in order
    slippage: str


def progress(*, by: Practitioner, at: datetime) -> list[Progress]:
    """In the order of the plan. Raises Refused."""
    if not decides(by, at=at):
        right_of(by, at=at)
    decided = _let_on()
    return [_progress(one, decided, on=timezone.localdate(at)) for one in PlannedPhase.objects.order_by("phase")]


def _progress(phase: PlannedPhase, decided: Iterable[tuple[UUID, str, datetime]], *, on: date) -> Progress:
    audience = dict(phase.organisations().values_list("pk", "stage"))
    there = {pk for pk, stage in audience.items() if _is_as_far(stage, phase.stage)}
    first: dict[UUID, date] = {}
    for whose, to, moment in decided:
        if whose in there and _is_as_far(to, phase.stage):
            first.setdefault(whose, timezone.localdate(moment))
    days = sorted(first.values())
    return Progress(phase, opened_by(phase.stage), len(there), len(audience), days, slippage(phase, on=on))


def _let_on() -> list[tuple[UUID, str, datetime]]:
    """Every decision that moved an organisation on, the oldest first."""
    rows = Decision.objects.filter(kind=DecisionKind.ADVANCE, outcome=Outcome.GRANTED).order_by("decided_at")
    return [(row.organisation_id, row.to_stage, row.decided_at) for row in rows.only(*_READ) if row.decided_at]


def _is_as_far(stage: str, wanted: str) -> bool:
    return Stage(stage).rank >= Stage(wanted).rank


def slippage(phase: PlannedPhase, *, on: date) -> str:
    """How the day on which it began, or else this day, stands to the planned one."""
    if phase.actual_on:
        return _between(phase.planned_on, phase.actual_on)
    if on > phase.planned_on:
        return f"No day is recorded, {_days(phase.planned_on, on)} after the planned day"
    return "Not due yet"


def _between(planned: date, actual: date) -> str:
    if actual == planned:
        return "On the planned day"
    return f"{_days(planned, actual)} {'after' if actual > planned else 'before'} the planned day"


def _days(one: date, other: date) -> str:
    count = abs((other - one).days)
    return f"{count:,} day{'' if count == 1 else 's'}"


def phase_to_record(number: int, *, by: Practitioner, at: datetime, lock: bool = False) -> PlannedPhase:
    """Raises Refused, NoPhase."""
    refuse_others(by, at=at)
    rows = PlannedPhase.objects.all()
    found = (rows.select_for_update() if lock else rows).filter(phase=number).first()
    if found is None:
        raise NoPhase
    return found


def record_beginning(number: int, day: date, *, by: Practitioner, at: datetime) -> None:
    """On which day it really began; again, where that was wrong. Raises Refused, NoPhase, NotDone."""
    with transaction.atomic():
        phase = phase_to_record(number, by=by, at=at, lock=True)
        if day > timezone.localdate(at):
            raise NotDone("The day on which it began must be today or in the past")
        before: Mapping[str, str] = {"before": phase.actual_on.isoformat()} if phase.actual_on else {}
        PlannedPhase.objects.filter(phase=number).update(actual_on=day)
        facts = {"phase": number, "actual_on": day.isoformat(), **before}
        record("rollout.phase_began", at=at, actor=actor(by), facts=facts)
